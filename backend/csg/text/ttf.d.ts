// Fonts are imported as files: what an import gives is a path.
declare module "*.ttf" {
  /** Path of the file. */
  const path: string;
  export default path;
}

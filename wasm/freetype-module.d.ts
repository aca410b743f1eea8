// The module of FreeType, built by wasm/freetype/build.sh.
declare module "*/freetype/freetype.wasm" {
  /** Path of the file. */
  const path: string;
  export default path;
}

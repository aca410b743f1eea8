// The file of manifold-3d that comes without a declaration.
declare module "manifold-3d/manifold.wasm" {
  /** Path of the file. */
  const path: string;
  export default path;
}

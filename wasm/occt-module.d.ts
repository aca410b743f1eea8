// Files of the OpenCascade packages that come without declarations.
declare module "replicad-opencascadejs/wasm" {
  /** Path of the file. */
  const path: string;
  export default path;
}

declare module "@bitbybit-dev/occt/bitbybit-dev-occt/bitbybit-dev-occt.dec37f82.wasm" {
  /** Path of the file. */
  const path: string;
  export default path;
}

declare module "@bitbybit-dev/occt/bitbybit-dev-occt/bitbybit-dev-occt.js" {
  const create: (options: object) => Promise<object>;
  export default create;
}

// The two files of clipper2-wasm that come without declarations.
declare module "clipper2-wasm/dist/es/clipper2z.js" {
  import type { MainModule } from "clipper2-wasm/dist/clipper2z";

  interface FactoryOptions {
    printErr?(line: string): void;
    instantiateWasm(
      imports: Bun.WebAssembly.Imports,
      done: (instance: WebAssembly.Instance, module: WebAssembly.Module) => void,
    ): object;
  }
  export default function createClipper2(options: FactoryOptions): Promise<MainModule>;
}

declare module "clipper2-wasm/dist/es/clipper2z.wasm" {
  /** Path of the file. */
  const path: string;
  export default path;
}

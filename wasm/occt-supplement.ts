// Loads a second build of OpenCascade (package @bitbybit-dev/occt, OCCT 8) for what the first one leaves out: IGES, and
// affine maps that are no similarities. Shapes pass between the two builds as BREP text. 22 MB, half a second.
import { readFileSync } from "node:fs";
import { limitMemory } from "./memory-limit.ts";

interface Deletable {
  delete(): void;
}
export interface SupplementShape extends Deletable {
  IsNull(): boolean;
}
export interface SupplementAffinity extends Deletable {
  SetValue(row: number, column: number, value: number): void;
}

/** What is used of the module. */
export interface OcctSupplement {
  readonly gp_GTrsf: new () => SupplementAffinity;
  readonly BRepBuilderAPI_GTransform: new (
    shape: SupplementShape,
    map: SupplementAffinity,
  ) => Deletable & {
    Shape(): SupplementShape;
    IsDone(): boolean;
  };
  ReadBREPFromString(text: string): SupplementShape;
  WriteBREPToString(shape: SupplementShape): string;
  ReadIGESFromString(text: string): SupplementShape;
  WriteIGESToString(shape: SupplementShape): string;
}

/** Instantiates the module with a memory that never grows beyond `memoryBytes`. */
export async function loadOcctSupplement(memoryBytes: number): Promise<OcctSupplement> {
  const [wasm, { default: create }] = await Promise.all([
    compile(),
    import("@bitbybit-dev/occt/bitbybit-dev-occt/bitbybit-dev-occt.js"),
  ]);
  const module = await create({
    print: () => undefined,
    printErr: () => undefined,
    instantiateWasm(imports: Bun.WebAssembly.Imports, done: (instance: object, module: object) => void) {
      const instance = new WebAssembly.Instance(wasm, limitMemory(imports, memoryBytes));
      done(instance, wasm);
      return instance.exports;
    },
  });
  return module as OcctSupplement;
}

async function compile(): Promise<WebAssembly.Module> {
  const { default: path } = await import("@bitbybit-dev/occt/bitbybit-dev-occt/bitbybit-dev-occt.dec37f82.wasm", {
    with: { type: "file" },
  });
  return WebAssembly.compile(readFileSync(path));
}

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

interface Sequence extends Deletable {
  Length(): number;
  /** From 1. */
  Value(index: number): Deletable;
}
interface Handle<T> extends Deletable {
  IsNull(): boolean;
  get(): T;
}
export interface SupplementColor extends Deletable {
  GetRGB(): Deletable & { Red(): number; Green(): number; Blue(): number };
  Alpha(): number;
}
interface ColorTool {
  /** False when the label has no color. */
  GetColor_2(label: Deletable, color: SupplementColor): boolean;
  GetColor_8(shape: SupplementShape, type: unknown, color: SupplementColor): boolean;
}

/** What is used of the module. */
export interface OcctSupplement {
  readonly FS: { writeFile(path: string, content: Uint8Array): void; unlink(path: string): void };
  readonly TDF_LabelSequence: new () => Sequence;
  readonly Quantity_ColorRGBA: new () => SupplementColor;
  readonly TopExp_Explorer: new (
    shape: SupplementShape,
    wanted: unknown,
  ) => Deletable & { More(): boolean; Next(): void; Current(): SupplementShape };
  readonly TopAbs_ShapeEnum: { readonly SOLID: unknown; readonly FACE: unknown };
  readonly XCAFDoc_ColorType: { readonly XCAFDoc_ColorGen: unknown; readonly XCAFDoc_ColorSurf: unknown };
  STEPCAFControl_Reader_ReadFile(
    path: string,
    application: string,
  ): Deletable & {
    IsNull(): boolean;
    Main(): Deletable;
  };
  XCAFDoc_DocumentTool_ShapeTool(label: Deletable): Handle<{ GetFreeShapes(labels: Sequence): void }>;
  XCAFDoc_DocumentTool_ColorTool(label: Deletable): Handle<ColorTool>;
  XCAFDoc_ShapeTool_GetShape_2(label: Deletable): SupplementShape;
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

// Loads OpenCascade, the library of exact solids, compiled to WASM (package replicad-opencascadejs, OCCT 8). The module has
// 22 MB and takes about half a second, so it happens only for programs and formats that need it.
import { readFileSync } from "node:fs";
import type { OpenCascadeInstance } from "replicad-opencascadejs";
import { limitMemory } from "./memory-limit.ts";

export type {
  Bnd_Box,
  BRepAdaptor_Curve,
  BRepAlgoAPI_BooleanOperation,
  BRepBuilderAPI_MakeShape,
  Geom_Curve,
  Geom_Surface,
  gp_Ax2,
  gp_Circ,
  gp_Dir,
  gp_Pnt,
  gp_Trsf,
  gp_Vec,
  NCollection_List_TopoDS_Shape,
  OpenCascadeInstance,
  Standard_Transient,
  TopAbs_ShapeEnum,
  TopoDS_Compound,
  TopoDS_Edge,
  TopoDS_Face,
  TopoDS_Shape,
  TopoDS_Shell,
  TopoDS_Solid,
  TopoDS_Vertex,
  TopoDS_Wire,
} from "replicad-opencascadejs";

/** Instantiates the module with a memory that never grows beyond `memoryBytes`. It is compiled on another thread. */
export async function loadOcct(memoryBytes: number): Promise<OpenCascadeInstance> {
  const [wasm, { default: create }] = await Promise.all([compile(), import("replicad-opencascadejs")]);
  return create({
    // What it prints is in the exceptions, too.
    print: () => undefined,
    printErr: () => undefined,
    instantiateWasm(imports: Bun.WebAssembly.Imports, done: (instance: object, module: object) => void) {
      const instance = new WebAssembly.Instance(wasm, limitMemory(imports, memoryBytes, growsMemory));
      done(instance, wasm);
      return instance.exports;
    },
  });
}

/** The names of this build are shortened: the function that grows the memory is the one that compares with the maximum. */
function growsMemory(candidate: { readonly name: string }): boolean {
  return /4294901760\s*</.test(String(candidate));
}

async function compile(): Promise<WebAssembly.Module> {
  const { default: path } = await import("replicad-opencascadejs/wasm", { with: { type: "file" } });
  return WebAssembly.compile(readFileSync(path));
}

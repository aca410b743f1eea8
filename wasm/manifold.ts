// Loads Manifold, the library of all 3D Booleans, compiled to WASM (package manifold-3d). About 20 ms, so it happens only
// for programs that need it. What is declared here is what kernel/manifold uses, with the package's private names where
// the public ones lose precision or time (spec/kernels.md §1): the version is pinned, and a self-test runs at first use.
import { readFileSync } from "node:fs";
import { limitMemory } from "./memory-limit.ts";
import { registerOnly } from "./register-only.ts";

/** Why a manifold is empty, or `NoError`. */
export type ManifoldStatus =
  | "NoError"
  | "NonFiniteVertex"
  | "NotManifold"
  | "VertexOutOfBounds"
  | "PropertiesWrongLength"
  | "MissingPositionProperties"
  | "MergeVectorsDifferentLengths"
  | "MergeIndexOutOfBounds"
  | "TransformWrongLength"
  | "RunIndexWrongLength"
  | "FaceIDWrongLength"
  | "InvalidConstruction"
  | "ResultTooLarge"
  | "InvalidTangents"
  | "Cancelled";

/** A mesh as the library exchanges it: single precision, with runs of triangles by original. */
export interface ManifoldMesh {
  readonly numProp: number;
  readonly vertProperties: Float32Array;
  readonly triVerts: Uint32Array;
  readonly runIndex?: Uint32Array;
  readonly runOriginalID?: Uint32Array;
}

/** An object in the module's memory. Nothing is collected: `delete` frees it. Booleans and transforms are lazy. */
export interface Manifold {
  delete(): void;
  status(): ManifoldStatus;
  numVert(): number;
  numTri(): number;
  genus(): number;
  volume(): number;
  tolerance(): number;
  originalID(): number;
  /** Column-major 4×4. */
  transform(matrix: readonly number[]): Manifold;
  setTolerance(tolerance: number): Manifold;
  simplify(tolerance?: number): Manifold;
  asOriginal(): Manifold;
  decompose(): Manifold[];
  boundingBox(): { readonly min: [number, number, number]; readonly max: [number, number, number] };
  _GetMeshJS(normalIndex: number): Required<ManifoldMesh>;
  _WarpBatch(callback: number): Manifold;
  _Slice(height: number): PolygonVector;
  _Project(): PolygonVector;
}

/** A C++ vector. The memory of its elements is found through `$$.ptr`: begin and end addresses. */
export interface NativeVector {
  readonly $$: { readonly ptr: number };
  size(): number;
  delete(): void;
}
export interface PointVector extends NativeVector {
  resize(size: number, value: { x: number; y: number; z: number }): void;
}
export interface PolygonVector extends NativeVector {
  get(index: number): NativeVector;
}
export interface ManifoldVector extends NativeVector {
  push_back(manifold: Manifold): void;
}

export interface ManifoldModule {
  setup(): void;
  addFunction(callback: (...args: number[]) => void, signature: string): number;
  readonly Vector_vec3: new () => PointVector;
  readonly Vector_manifold: new () => ManifoldVector;
  readonly Manifold: { reserveIDs(count: number): number };
  _Cube(size: { x: number; y: number; z: number }, center: boolean): Manifold;
  _manifoldUnionN(operands: ManifoldVector): Manifold;
  _manifoldDifferenceN(operands: ManifoldVector): Manifold;
  _manifoldIntersectionN(operands: ManifoldVector): Manifold;
  _manifoldCollectVertices(points: PointVector, manifold: Manifold): void;
  _manifoldHullPoints(points: PointVector): Manifold;
}

/** The module and its memory. */
export interface ManifoldInstance {
  readonly module: ManifoldModule;
  readonly memory: WebAssembly.Memory;
  /** For further instances. */
  readonly compiled: WebAssembly.Module;
}

/** Functions and methods that kernel/manifold calls, and what the package's own layer of JavaScript calls for it. */
const usedNames: ReadonlySet<string> = new Set([
  ...["initTBB", "_ReserveIDs", "_Cube", "_manifoldUnionN", "_manifoldDifferenceN", "_manifoldIntersectionN"],
  ...["_manifoldCollectVertices", "_manifoldHullPoints"],
  ...["status", "numVert", "numTri", "genus", "volume", "tolerance", "originalID", "_boundingBox", "_GetMeshJS"],
  ...["transform", "setTolerance", "_Simplify", "asOriginal", "_Decompose", "_WarpBatch", "_Slice", "_Project"],
  ...["push_back", "resize", "size", "get"],
  // What the Booleans of lists are compared with in tests.
  ...["add", "intersect"],
]);

type Factory = (options: object) => Promise<ManifoldModule>;

/**
 * Instantiates the module with a memory that never grows beyond `memoryBytes`. It is compiled on another thread, unless it is
 * given: instances of one module share what the engine compiles later, too.
 */
export async function loadManifold(memoryBytes: number, compiled?: WebAssembly.Module): Promise<ManifoldInstance> {
  const [wasm, { default: create }] = await Promise.all([compiled ?? compile(), import("manifold-3d")]);
  let memory: WebAssembly.Memory | undefined;
  const module = await (create as unknown as Factory)({
    instantiateWasm(imports: Bun.WebAssembly.Imports, done: (instance: object, module: object) => void) {
      const limited = limitMemory(imports, memoryBytes);
      const chosen = registerOnly(limited, usedNames, () => memory as WebAssembly.Memory);
      const instance = new WebAssembly.Instance(wasm, chosen);
      memory = Object.values(instance.exports).find((value) => value instanceof WebAssembly.Memory);
      done(instance, wasm);
      return instance.exports;
    },
  });
  if (memory === undefined) throw new Error("manifold-3d exports no memory");
  module.setup();
  return { module, memory, compiled: wasm };
}

async function compile(): Promise<WebAssembly.Module> {
  const { default: path } = await import("manifold-3d/manifold.wasm", { with: { type: "file" } });
  return WebAssembly.compile(readFileSync(path));
}

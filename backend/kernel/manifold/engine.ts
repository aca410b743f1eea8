// The door to Manifold: what the rest of kernel/manifold needs of the module, with doubles all the way
// (spec/kernels.md §1.2). Nobody else touches the module's memory.
import { loadManifold, type Manifold, type ManifoldInstance, type NativeVector } from "../../../wasm/manifold.ts";
import { KernelError } from "../kernel.ts";
import { convexHull } from "../mesh/convex-hull.ts";
import { numberedPlaces, replacePlaces } from "./numbered-places.ts";
import { NumberedSolids } from "./numbered-solids.ts";

/** Triangles by original: run i holds the triangles from `starts[i]` to `starts[i + 1]` and has the original `ids[i]`. */
export interface Runs {
  /** In triangles; one more than there are ids. */
  readonly starts: Uint32Array;
  readonly ids: Uint32Array;
}

/** The surface of a solid as plain data. */
export interface Surface {
  readonly positions: Float64Array;
  readonly triangles: Uint32Array;
  readonly runs: Runs;
}

/** A solid and the originals that its triangles came from, by run. */
export interface Original {
  readonly solid: Manifold;
  readonly ids: Uint32Array;
}

export type BooleanOperation = "union" | "difference" | "intersection";

/** Instantiates the module and checks that it keeps every bit of a double. */
export async function loadManifoldEngine(memoryBytes: number, compiled?: WebAssembly.Module): Promise<ManifoldEngine> {
  const engine = new ManifoldEngine(await loadManifold(memoryBytes, compiled));
  engine.selfTest();
  return engine;
}

/** One instance of the module. After a trap its memory is in no defined state, so every further call is refused. */
export class ManifoldEngine {
  readonly #instance: ManifoldInstance;
  readonly #warp: number;
  readonly #numbered = new NumberedSolids();
  #edit: ((points: Float64Array) => void) | undefined;
  #failure: KernelError | undefined;
  readonly #construct: new (
    mesh: object,
  ) => Manifold;

  constructor(instance: ManifoldInstance) {
    const { module } = instance;
    this.#instance = instance;
    // Registering a callback compiles a small module, so there is one for all edits.
    this.#warp = module.addFunction((at, count) => {
      this.#edit?.(new Float64Array(instance.memory.buffer, at, 3 * (count as number)));
    }, "vii");
    // The public constructor throws when a mesh is no manifold, and then leaks it; this one leaves it to `status`.
    const sample = module._Cube({ x: 1, y: 1, z: 1 }, false);
    this.#construct = Object.getPrototypeOf(sample).constructor;
    sample.delete();
  }

  /** True once a call has failed. */
  get failed(): boolean {
    return this.#failure !== undefined;
  }

  /** For another instance, in another thread. */
  get compiled(): WebAssembly.Module {
    return this.#instance.compiled;
  }

  /** Bytes of the module's memory. */
  get memoryBytes(): number {
    return this.#instance.memory.buffer.byteLength;
  }

  /** Runs work that calls into the module. A trap ends the life of the engine. */
  run<T>(work: () => T): T {
    if (this.#failure !== undefined) throw this.#failure;
    try {
      return work();
    } catch (error) {
      const failure = KernelError.of("Manifold", error);
      if (failure === undefined) throw error;
      this.#failure = failure;
      throw failure;
    }
  }

  /**
   * A solid of triangles, of as many originals as there are runs: `starts` in triangles, one more than runs. What the module
   * thinks of them stands in `status()`: the caller checks it and deletes the solid. Positions must be finite; there can be
   * 2^24 of them. No edge may be open (`isClosed`). Triangles with zero area and edges without length are taken as they are.
   */
  ofTriangles(positions: Float64Array, triangles: Uint32Array, starts: Uint32Array): Original {
    return this.run(() => {
      // The interface takes single precision only and would merge what is close. So the module first sees the vertices
      // at places that tell their number; then they are moved to where they belong.
      const known = starts.length === 2 ? this.#numbered.find(triangles) : undefined;
      if (known !== undefined) {
        const placed = this.#placed(known, positions);
        const solid = this.#withoutTolerance(replaced(placed, placed.asOriginal()));
        return { solid, ids: Uint32Array.of(solid.originalID()) };
      }
      const first = this.#instance.module.Manifold.reserveIDs(starts.length - 1);
      const ids = Uint32Array.from({ length: starts.length - 1 }, (_, run) => first + run);
      const numbered = this.#numberedOf(positions.length / 3, triangles, { starts, ids });
      if (numbered.status() !== "NoError") return { solid: numbered, ids };
      const solid = this.#withoutTolerance(this.#placed(numbered, positions));
      if (starts.length === 2) this.#numbered.keep(triangles, numbered);
      else numbered.delete();
      return { solid, ids };
    });
  }

  /** With `count` vertices at places that tell their numbers; also where the module finds a fault. */
  #numberedOf(count: number, triangles: Uint32Array, { starts, ids }: Runs): Manifold {
    const mesh = {
      numProp: 3,
      triVerts: triangles,
      runIndex: starts.map((start) => 3 * start),
      runOriginalID: ids,
    };
    const numbered = new this.#construct({ ...mesh, vertProperties: numberedPlaces(count) });
    if (numbered.status() !== "NoError" || numbered.numTri() === triangles.length / 3) return numbered;
    // Either opposite triangles cancelled out, or the places of some vertices happened to lie in a plane: another
    // arrangement tells.
    const again = new this.#construct({ ...mesh, vertProperties: numberedPlaces(count, { again: true }) });
    if (again.numTri() > numbered.numTri()) return replaced(numbered, again);
    again.delete();
    return numbered;
  }

  /** The convex hull of points (x, y, z each). Points that lie in facets or edges of the hull may stay. */
  hullOf(points: Float64Array): Manifold {
    return this.run(() => {
      const hull = convexHull(points);
      if (hull === undefined) return this.#flatHullOf(points);
      const { positions, triangles } = hull;
      return this.ofTriangles(positions, triangles, Uint32Array.of(0, triangles.length / 3)).solid;
    });
  }

  /** Points in a plane: the library makes a solid without volume of them. */
  #flatHullOf(points: Float64Array): Manifold {
    const vector = new this.#instance.module.Vector_vec3();
    vector.resize(points.length / 3, { x: 0, y: 0, z: 0 });
    this.#view(vector, points.length).set(points);
    const hull = this.#instance.module._manifoldHullPoints(vector);
    vector.delete();
    return hull;
  }

  /** One Boolean of several solids, evaluated. Unions and intersections come out as if operand after operand were added. */
  combine(operation: BooleanOperation, operands: readonly Manifold[]): Manifold {
    return this.run(() => {
      const { module } = this.#instance;
      const vector = new module.Vector_manifold();
      const ordered = operation === "difference" ? operands : unfolded(operands);
      for (const operand of ordered) vector.push_back(operand);
      const result =
        operation === "union"
          ? module._manifoldUnionN(vector)
          : operation === "difference"
            ? module._manifoldDifferenceN(vector)
            : module._manifoldIntersectionN(vector);
      vector.delete();
      result.numTri();
      return result;
    });
  }

  /** The vertices of a solid: x, y, z each. */
  pointsOf(solid: Manifold): Float64Array {
    return this.run(() => {
      const vector = new this.#instance.module.Vector_vec3();
      this.#instance.module._manifoldCollectVertices(vector, solid);
      const points = this.#view(vector, 3 * vector.size()).slice();
      vector.delete();
      return points;
    });
  }

  /** The whole surface, the vertices in the order of `pointsOf`. */
  surfaceOf(solid: Manifold): Surface {
    return this.run(() => {
      const { triVerts, runIndex, runOriginalID } = solid._GetMeshJS(-1);
      const starts = runIndex.map((index) => index / 3);
      return { positions: this.pointsOf(solid), triangles: triVerts, runs: { starts, ids: runOriginalID } };
    });
  }

  /** The connected parts of a solid. */
  componentsOf(solid: Manifold): Manifold[] {
    return this.run(() => solid.decompose());
  }

  /** The contours of a cut at height z, or of the shadow on the plane: x, y each. They may touch and overlap. */
  contoursOf(solid: Manifold, view: "shadow" | { readonly height: number }): Float64Array[] {
    return this.run(() => {
      const polygons = view === "shadow" ? solid._Project() : solid._Slice(view.height);
      const contours: Float64Array[] = [];
      for (let k = 0; k < polygons.size(); k++) {
        const contour = polygons.get(k);
        contours.push(this.#view(contour, 2 * contour.size()).slice());
        contour.delete();
      }
      polygons.delete();
      return contours;
    });
  }

  /** Thirds must come back as the same doubles; a new version of the package could break what this engine relies on. */
  selfTest(): void {
    const third = 1 / 3;
    const positions = Float64Array.of(0, 0, 0, third, 0, 0, 0, third, 0, 0, 0, third);
    const triangles = Uint32Array.of(0, 2, 1, 0, 1, 3, 1, 2, 3, 2, 0, 3);
    const { solid, ids } = this.ofTriangles(positions, triangles, Uint32Array.of(0, 4));
    const hull = this.hullOf(positions);
    const surface = this.surfaceOf(solid);
    const expected = sortedTriples(positions);
    const exact =
      sortedTriples(surface.positions) === expected &&
      sortedTriples(this.pointsOf(hull)) === expected &&
      solid.status() === "NoError" &&
      solid.tolerance() < 1e-10 &&
      surface.runs.ids.length === 1 &&
      surface.runs.ids[0] === ids[0];
    solid.delete();
    hull.delete();
    if (!exact) throw new Error("this build of manifold-3d does not keep doubles: the pinned version is needed");
  }

  /** A copy of a numbered solid, with its vertices where they belong. */
  #placed(numbered: Manifold, positions: Float64Array): Manifold {
    this.#edit = (points) => replacePlaces(points, positions);
    try {
      return numbered._WarpBatch(this.#warp);
    } finally {
      this.#edit = undefined;
    }
  }

  /** Takes back the tolerance of single precision, which would swallow small details. */
  #withoutTolerance(solid: Manifold): Manifold {
    return replaced(solid, solid.setTolerance(0));
  }

  /** The elements of a vector as doubles. Valid until the module allocates. */
  #view(vector: NativeVector, length: number): Float64Array {
    const { buffer } = this.#instance.memory;
    const begin = new Uint32Array(buffer, vector.$$.ptr, 1)[0] as number;
    return new Float64Array(buffer, begin, length);
  }
}

/**
 * The order in which the library takes the operands of a chain ((a + b) + c) + d, which it unfolds from the end. OpenSCAD
 * builds such chains (spec/geometry.md §8.4); where facets nearly coincide, another order gives other triangles.
 */
function unfolded(operands: readonly Manifold[]): readonly Manifold[] {
  return [...operands.slice(2).reverse(), ...operands.slice(0, 2)];
}

/** The new object; the old one is freed. */
function replaced(old: Manifold, fresh: Manifold): Manifold {
  old.delete();
  return fresh;
}

function sortedTriples(points: Float64Array): string {
  return Array.from({ length: points.length / 3 }, (_, k) => points.subarray(3 * k, 3 * k + 3).join())
    .sort()
    .join(" ");
}

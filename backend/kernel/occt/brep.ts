// An exact shape in the memory of OpenCascade: a solid, several solids, or flat faces in the plane z = 0.
import type { TopoDS_Shape } from "../../../wasm/occt.ts";
import type { Rgba } from "../../csg/nodes.ts";
import type { OcctEngine } from "./engine.ts";
import type { FacetedSolids } from "./faceted-step.ts";

/** Faces of one color. */
export interface Paint {
  readonly color: Rgba;
  /** Handles of faces of the shape; they belong to the B-rep. Undefined: all faces. */
  readonly faces: readonly TopoDS_Shape[] | undefined;
}

/** Counts its owners and frees its handles with the last one. A new one has none: the engine's `sweep` frees it unless it finds one. */
export class Brep {
  readonly engine: OcctEngine;
  readonly paints: readonly Paint[];
  /** The same in plain data, where all faces are planes and it was made of them. */
  readonly facets: FacetedSolids | undefined;
  readonly #shape: TopoDS_Shape;
  #owners = 0;
  #freed = false;

  constructor(engine: OcctEngine, shape: TopoDS_Shape, paints: readonly Paint[] = [], facets?: FacetedSolids) {
    this.engine = engine;
    this.#shape = shape;
    this.paints = paints;
    this.facets = facets;
    engine.unowned.add(this);
  }

  /** The module's object. It belongs to the B-rep: do not delete it. */
  get shape(): TopoDS_Shape {
    if (this.#freed) throw new Error("a B-rep is used after it was freed");
    return this.#shape;
  }

  retain(): void {
    this.#owners++;
    this.engine.unowned.delete(this);
  }

  release(): void {
    if (--this.#owners <= 0) this.free();
  }

  free(): void {
    if (this.#freed) return;
    this.#freed = true;
    this.engine.unowned.delete(this);
    if (this.engine.failed) return;
    this.#shape.delete();
    for (const { faces = [] } of this.paints) for (const face of faces) face.delete();
  }
}

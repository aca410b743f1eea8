// Planar faces that share their edges and vertices, from loops of numbered points.
import type { TopoDS_Edge, TopoDS_Shape, TopoDS_Vertex, TopoDS_Wire } from "../../../wasm/occt.ts";
import { Inexact } from "./engine.ts";
import type { Region } from "./regions.ts";
import type { Scope } from "./topology.ts";

/** Makes faces that share their edges and vertices. */
export class FaceBuilder {
  readonly #scope: Scope;
  readonly #positions: Float64Array;
  readonly #vertices = new Map<number, TopoDS_Vertex>();
  /** By the lower number and the higher, as one number. */
  readonly #edges = new Map<number, TopoDS_Edge>();

  constructor(scope: Scope, positions: Float64Array) {
    this.#scope = scope;
    this.#positions = positions;
  }

  /** Undefined when the library makes none. */
  face({ loops, normal }: Region): TopoDS_Shape | undefined {
    const { keep, oc } = this.#scope;
    const [outer, ...holes] = [...loops].sort((a, b) => this.#area(b, normal) - this.#area(a, normal));
    if (outer === undefined) return undefined;
    const plane = this.#plane(outer, normal);
    const maker = keep(new oc.BRepBuilderAPI_MakeFace(plane, this.#wire(outer), true));
    for (const hole of holes) maker.Add(this.#wire(hole));
    return maker.IsDone() ? keep(maker.Face()) : undefined;
  }

  #plane(loop: readonly number[], [x, y, z]: readonly [number, number, number]) {
    const { keep, oc } = this.#scope;
    const point = this.#point(loop[0] as number);
    return keep(new oc.gp_Pln(point, keep(new oc.gp_Dir(x, y, z))));
  }

  #wire(loop: readonly number[]): TopoDS_Wire {
    const { keep, oc } = this.#scope;
    const wire = keep(new oc.TopoDS_Wire());
    const builder = keep(new oc.TopoDS_Builder());
    builder.MakeWire(wire);
    for (const [k, from] of loop.entries()) builder.Add(wire, this.#edge(from, loop[(k + 1) % loop.length] as number));
    wire.Closed(true);
    return wire;
  }

  #edge(from: number, to: number): TopoDS_Shape {
    const { keep, oc } = this.#scope;
    const [low, high] = from < to ? [from, to] : [to, from];
    const key = (low * this.#positions.length) / 3 + high;
    let edge = this.#edges.get(key);
    if (edge === undefined) {
      const maker = keep(new oc.BRepBuilderAPI_MakeEdge(this.#vertex(low), this.#vertex(high)));
      if (!maker.IsDone()) throw new Inexact("an edge is too short");
      edge = keep(maker.Edge());
      this.#edges.set(key, edge);
    }
    return from < to ? edge : keep(edge.Reversed());
  }

  #vertex(index: number): TopoDS_Vertex {
    const { keep, oc } = this.#scope;
    let vertex = this.#vertices.get(index);
    if (vertex === undefined) {
      const maker = keep(new oc.BRepBuilderAPI_MakeVertex(this.#point(index)));
      vertex = keep(maker.Vertex());
      this.#vertices.set(index, vertex);
    }
    return vertex;
  }

  #point(index: number) {
    const { keep, oc } = this.#scope;
    const [x, y, z] = this.#positions.subarray(3 * index, 3 * index + 3) as unknown as [number, number, number];
    return keep(new oc.gp_Pnt(x, y, z));
  }

  /** The area that a loop encloses, seen along the normal. */
  #area(loop: readonly number[], [nx, ny, nz]: readonly [number, number, number]): number {
    const at = (index: number, axis: number): number => this.#positions[3 * index + axis] as number;
    let area = 0;
    for (const [k, a] of loop.entries()) {
      const b = loop[(k + 1) % loop.length] as number;
      area += nx * (at(a, 1) * at(b, 2) - at(a, 2) * at(b, 1));
      area += ny * (at(a, 2) * at(b, 0) - at(a, 0) * at(b, 2));
      area += nz * (at(a, 0) * at(b, 1) - at(a, 1) * at(b, 0));
    }
    return area / 2;
  }
}

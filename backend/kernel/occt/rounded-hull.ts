// Everything that is nearer than r to a convex polyhedron or polygon: its faces moved out, along each edge a piece of a
// cylinder, about each corner a piece of a sphere (Steiner's decomposition of a parallel body). All of them share their edges.
import type { TopoDS_Edge, TopoDS_Shape, TopoDS_Vertex } from "../../../wasm/occt.ts";
import type { Vec3 } from "../../csg/nodes.ts";
import { Brep } from "./brep.ts";
import { Inexact, type OcctEngine } from "./engine.ts";
import { outsideOut } from "./extrude.ts";
import { axesAt, faceOf, isValid, partsOf, type Scope, volumeOf } from "./topology.ts";
import { cross, dot, length, minus, normalized, plus, times } from "./vectors.ts";

/** A flat face: its corners counter-clockwise from outside, and its unit normal. */
export interface ConvexFace {
  readonly corners: readonly number[];
  readonly normal: Vec3;
}

/** Closed: each edge belongs to two faces. A polygon is one with two faces. */
export interface Convex {
  readonly points: readonly Vec3[];
  readonly faces: readonly ConvexFace[];
}

/** Throws Inexact when the library does not find the result valid. */
export function roundedHull(engine: OcctEngine, convex: Convex, r: number): Brep {
  return engine.run((keep, oc) => {
    const scope: Scope = { keep, oc };
    const solid = new RoundedHull(scope, convex, r).solid();
    if (!isValid(scope, solid) || !(volumeOf(scope, solid) > 0)) throw new Inexact("the rounded hull is not valid");
    return new Brep(engine, engine.owned(solid));
  });
}

/** An edge of the convex solid, seen from its lower corner: `left` has it in this direction, `right` in the other. */
interface Crease {
  readonly from: number;
  readonly to: number;
  readonly left: number;
  readonly right: number;
  /** Unit vector along the edge. */
  readonly along: Vec3;
  /** Unit vector halfway from the normal of `left` to that of `right`. */
  readonly middle: Vec3;
  /** At the two ends, from `left` to `right`. */
  readonly arcs: readonly [TopoDS_Edge, TopoDS_Edge];
  /** From the lower corner to the higher: on `left`, and on `right`. */
  readonly lines: readonly [TopoDS_Edge, TopoDS_Edge];
}

class RoundedHull {
  readonly #scope: Scope;
  readonly #convex: Convex;
  readonly #r: number;
  readonly #vertices = new Map<string, TopoDS_Vertex>();
  readonly #creases = new Map<string, Crease>();

  constructor(scope: Scope, convex: Convex, r: number) {
    this.#scope = scope;
    this.#convex = convex;
    this.#r = r;
    const faceAt = new Map<string, number>();
    const sides = convex.faces.flatMap(({ corners }, face) =>
      corners.map((from, k) => ({ from, to: corners[(k + 1) % corners.length] as number, face })),
    );
    for (const { from, to, face } of sides) faceAt.set(`${from} ${to}`, face);
    for (const { from, to, face } of sides) {
      const other = faceAt.get(`${to} ${from}`);
      if (other === undefined) throw new Inexact("the hull of the centers is open");
      if (from < to) this.#creases.set(`${from} ${to}`, this.#crease(from, to, face, other));
    }
  }

  solid(): TopoDS_Shape {
    const { keep, oc } = this.#scope;
    const { points, faces } = this.#convex;
    const isPolygon = faces.length === 2;
    const meeting = new Map<number, Crease[]>();
    for (const crease of this.#creases.values()) {
      for (const corner of [crease.from, crease.to]) {
        const known = meeting.get(corner);
        if (known === undefined) meeting.set(corner, [crease]);
        else known.push(crease);
      }
    }
    const made = [
      ...Array.from(faces.keys(), (face) => this.#flat(face)),
      ...Array.from(this.#creases.values(), (crease) => this.#bent(crease)),
      ...Array.from(points.keys()).flatMap((corner) => {
        const creases = meeting.get(corner);
        if (creases === undefined) return [];
        return [isPolygon ? this.#lune(corner, creases) : this.#patch(corner, creases)];
      }),
    ];
    const builder = keep(new oc.TopoDS_Builder());
    const solid = keep(new oc.TopoDS_Solid());
    builder.MakeSolid(solid);
    for (const shell of isPolygon ? this.#sewn(made) : [this.#shell(made)]) builder.Add(solid, shell);
    return outsideOut(this.#scope, solid);
  }

  /** Of faces that share their edges. */
  #shell(faces: readonly TopoDS_Shape[]): TopoDS_Shape {
    const { keep, oc } = this.#scope;
    const builder = keep(new oc.TopoDS_Builder());
    const shell = keep(new oc.TopoDS_Shell());
    builder.MakeShell(shell);
    for (const face of faces) builder.Add(shell, face);
    shell.Closed(true);
    return shell;
  }

  /** Of faces whose edges lie on each other. */
  #sewn(faces: readonly TopoDS_Shape[]): TopoDS_Shape[] {
    const { keep, oc } = this.#scope;
    const sewing = keep(new oc.BRepBuilderAPI_Sewing(1e-6, true, true, true, false));
    for (const face of faces) sewing.Add(face);
    sewing.Perform(keep(new oc.Message_ProgressRange()));
    return partsOf(this.#scope, keep(sewing.SewedShape()), "SHELL");
  }

  #flat(face: number): TopoDS_Shape {
    const { keep, oc } = this.#scope;
    const { corners, normal } = this.#convex.faces[face] as ConvexFace;
    const plane = keep(new oc.gp_Pln(this.#point(this.#moved(corners[0] as number, face)), this.#direction(normal)));
    const edges = corners.map((from, k): TopoDS_Shape => {
      const to = corners[(k + 1) % corners.length] as number;
      const { lines } = this.#creaseBetween(from, to);
      return from < to ? lines[0] : keep(lines[1].Reversed());
    });
    return keep(keep(new oc.BRepBuilderAPI_MakeFace(plane, this.#wire(edges), true)).Face());
  }

  /** Along an edge. The seam of the cylinder is opposite to the middle. */
  #bent({ from, along, middle, arcs, lines }: Crease): TopoDS_Shape {
    const { keep, oc } = this.#scope;
    const frame = this.#frame(this.#convex.points[from] as Vec3, along, times(middle, -1));
    const wire = this.#wire([arcs[0], lines[1], keep(arcs[1].Reversed()), keep(lines[0].Reversed())]);
    const cylinder = keep(new oc.gp_Cylinder(frame, this.#r));
    return this.#withCurves(keep(keep(new oc.BRepBuilderAPI_MakeFace(cylinder, wire, false)).Face()));
  }

  /**
   * About a corner of a polygon: the half circle at the end of one side turned to that of the other. Its sides are lines of
   * longitude, so it ends in the poles, which a face bounded by arcs alone could not.
   */
  #lune(corner: number, [first, second]: readonly Crease[]): TopoDS_Shape {
    const { keep, oc } = this.#scope;
    const { from, middle, arcs } = first as Crease;
    const target = (second as Crease).middle;
    const turn = cross(middle, target);
    const axis = keep(axesAt(this.#scope, this.#convex.points[corner] as Vec3, turn).Axis());
    const angle = Math.atan2(length(turn), dot(middle, target));
    return keep(keep(new oc.BRepPrimAPI_MakeRevol(from === corner ? arcs[0] : arcs[1], axis, angle, false)).Shape());
  }

  /** About a corner of a polyhedron. */
  #patch(corner: number, creases: readonly Crease[]): TopoDS_Shape {
    const { keep, oc } = this.#scope;
    // Seen from outside the patch is left of its arcs: at the start of an edge they go from right to left, at its end back.
    const next = new Map(
      creases.map((crease): [number, { face: number; arc: TopoDS_Shape }] =>
        crease.from === corner
          ? [crease.right, { face: crease.left, arc: keep(crease.arcs[0].Reversed()) }]
          : [crease.left, { face: crease.right, arc: crease.arcs[1] }],
      ),
    );
    const start = creases[0]?.left as number;
    const edges: TopoDS_Shape[] = [];
    for (let face = start; edges.length < creases.length; ) {
      const step = next.get(face);
      if (step === undefined) throw new Inexact("a corner of the hull is open");
      edges.push(step.arc);
      face = step.face;
    }
    const frame = this.#frame(this.#convex.points[corner] as Vec3, ...this.#polesOf(creases));
    const sphere = keep(new oc.gp_Sphere(frame, this.#r));
    return this.#withCurves(keep(keep(new oc.BRepBuilderAPI_MakeFace(sphere, this.#wire(edges), false)).Face()));
  }

  /** North pole and start of the longitudes: poles and seam of the sphere are outside of the patch. */
  #polesOf(creases: readonly Crease[]): [Vec3, Vec3] {
    const normals = creases.flatMap(({ left, right }) => [this.#normal(left), this.#normal(right)]);
    const center = middleOf(normals);
    const farthest = normals.reduce((far, normal) => (dot(normal, center) < dot(far, center) ? normal : far));
    return [normalized(cross(center, farthest)), times(center, -1)];
  }

  #crease(from: number, to: number, left: number, right: number): Crease {
    const { keep, oc } = this.#scope;
    const ends = [from, to] as const;
    const [a, b] = ends.map((corner) => this.#convex.points[corner]) as [Vec3, Vec3];
    const along = normalized(minus(b, a));
    const [m, n] = [this.#normal(left), this.#normal(right)];
    const half = Math.abs(Math.atan2(dot(cross(m, n), along), dot(m, n))) / 2;
    const middle = normalized(plus(times(m, Math.cos(half)), times(cross(along, m), Math.sin(half))));
    const arcs = ends.map((corner) => {
      const axes = keep(this.#frame(this.#convex.points[corner] as Vec3, along, m).Ax2());
      const circle = keep(new oc.gp_Circ(axes, this.#r));
      const maker = new oc.BRepBuilderAPI_MakeEdge(circle, this.#vertex(corner, left), this.#vertex(corner, right));
      return this.#edge(maker);
    });
    const lines = [left, right].map((face) =>
      this.#edge(new oc.BRepBuilderAPI_MakeEdge(this.#vertex(from, face), this.#vertex(to, face))),
    );
    return {
      from,
      to,
      left,
      right,
      along,
      middle,
      arcs: arcs as [TopoDS_Edge, TopoDS_Edge],
      lines: lines as [TopoDS_Edge, TopoDS_Edge],
    };
  }

  #edge(maker: { IsDone(): boolean; Edge(): TopoDS_Edge; delete(): void }): TopoDS_Edge {
    const { keep } = this.#scope;
    if (!keep(maker).IsDone()) throw new Inexact("an edge is too short");
    return keep(maker.Edge());
  }

  #creaseBetween(from: number, to: number): Crease {
    return this.#creases.get(from < to ? `${from} ${to}` : `${to} ${from}`) as Crease;
  }

  #vertex(corner: number, face: number): TopoDS_Vertex {
    const { keep, oc } = this.#scope;
    const key = `${corner} ${face}`;
    const known = this.#vertices.get(key);
    if (known !== undefined) return known;
    const vertex = keep(keep(new oc.BRepBuilderAPI_MakeVertex(this.#point(this.#moved(corner, face)))).Vertex());
    this.#vertices.set(key, vertex);
    return vertex;
  }

  #moved(corner: number, face: number): Vec3 {
    return plus(this.#convex.points[corner] as Vec3, times(this.#normal(face), this.#r));
  }

  #normal(face: number): Vec3 {
    return (this.#convex.faces[face] as ConvexFace).normal;
  }

  #wire(edges: readonly TopoDS_Shape[]) {
    const { keep, oc } = this.#scope;
    const wire = keep(new oc.TopoDS_Wire());
    const builder = keep(new oc.TopoDS_Builder());
    builder.MakeWire(wire);
    for (const edge of edges) builder.Add(wire, edge);
    wire.Closed(true);
    return wire;
  }

  /** The face with its edges as curves in the parameters of its surface too, which the library wants beside those in space. */
  #withCurves(face: TopoDS_Shape): TopoDS_Shape {
    const { keep, oc } = this.#scope;
    for (const wire of partsOf(this.#scope, face, "WIRE")) {
      const fixer = keep(new oc.ShapeFix_Wire(keep(oc.TopoDS.Wire(wire)), faceOf(this.#scope, face), 1e-9));
      fixer.FixEdgeCurves();
    }
    return face;
  }

  #frame(origin: Vec3, z: Vec3, x: Vec3) {
    const { keep, oc } = this.#scope;
    return keep(new oc.gp_Ax3(this.#point(origin), this.#direction(z), this.#direction(x)));
  }

  #point([x, y, z]: Vec3) {
    return this.#scope.keep(new this.#scope.oc.gp_Pnt(x, y, z));
  }

  #direction([x, y, z]: Vec3) {
    return this.#scope.keep(new this.#scope.oc.gp_Dir(x, y, z));
  }
}

/** Steps towards the farthest, each a smaller part of the way: Bădoiu and Clarkson, "Smaller core-sets for balls" (2003). */
const STEPS = 200;

/** Unit vector: about the middle of the smallest cap that holds these. */
function middleOf(directions: readonly Vec3[]): Vec3 {
  let center = directions[0] as Vec3;
  for (let step = 1; step <= STEPS; step++) {
    const from = center;
    const farthest = directions.reduce((far, direction) => (dot(direction, from) < dot(far, from) ? direction : far));
    center = plus(center, times(minus(farthest, center), 1 / (step + 1)));
  }
  return normalized(center);
}

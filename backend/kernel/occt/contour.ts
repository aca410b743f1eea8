// Flat contours of lines, arcs and Bézier curves as faces in the plane z = 0.
import type { gp_Pnt, TopoDS_Edge, TopoDS_Shape, TopoDS_Wire } from "../../../wasm/occt.ts";
import { Brep } from "./brep.ts";
import { fixed } from "./curves.ts";
import { Inexact, type OcctEngine } from "./engine.ts";
import { nestBy } from "./nesting.ts";
import { areaOf, axesAt, compoundOf, listOf, partsOf, type Scope } from "./topology.ts";

export type Point = readonly [number, number];

/** From where the last one ended: a line, a counter-clockwise arc (a full circle from its rightmost point), or a Bézier curve by its further control points. */
export type Segment =
  | { readonly kind: "line"; readonly to: Point }
  | { readonly kind: "arc"; readonly to: Point; readonly center: Point }
  | { readonly kind: "curve"; readonly controls: readonly Point[] };

/** Closed: the last segment ends at the start. */
export interface Contour {
  readonly start: Point;
  readonly segments: readonly Segment[];
}

/** Points closer together are one. */
const CONFUSION = 1e-7;

export function wireOf(scope: Scope, { start, segments }: Contour): TopoDS_Wire {
  const { keep, oc } = scope;
  const edges: TopoDS_Edge[] = [];
  let from = start;
  for (const segment of segments) {
    const to = endOf(segment);
    const edge = edgeFor(scope, from, segment);
    if (edge !== undefined) {
      edges.push(edge);
      from = to;
    }
  }
  if (distance(from, start) > CONFUSION) edges.push(lineEdge(scope, from, start));
  const maker = keep(new oc.BRepBuilderAPI_MakeWire());
  maker.Add(listOf(scope, edges));
  if (!maker.IsDone()) throw new Inexact("a contour is not connected");
  return keep(maker.Wire());
}

function endOf(segment: Segment): Point {
  return segment.kind === "curve" ? (segment.controls.at(-1) as Point) : segment.to;
}

function distance([x, y]: Point, [u, v]: Point): number {
  return Math.hypot(x - u, y - v);
}

/** Undefined for a segment without length. */
function edgeFor(scope: Scope, from: Point, segment: Segment): TopoDS_Edge | undefined {
  const { keep, oc } = scope;
  if (segment.kind === "curve") {
    const controls = [from, ...segment.controls];
    if (controls.every((control) => distance(control, from) <= CONFUSION)) return undefined;
    const poles = keep(new oc.NCollection_Array1_gp_Pnt(1, controls.length));
    for (const [k, control] of controls.entries()) poles.SetValue(k + 1, pointAt(scope, control));
    return keep(keep(new oc.BRepBuilderAPI_MakeEdge(keep(new oc.Geom_BezierCurve(poles)))).Edge());
  }
  const isPoint = distance(from, segment.to) <= CONFUSION;
  if (segment.kind === "line") return isPoint ? undefined : lineEdge(scope, from, segment.to);
  const [x, y] = segment.center;
  const circle = keep(new oc.gp_Circ(axesAt(scope, [x, y, 0], [0, 0, 1]), distance(from, segment.center)));
  if (isPoint) return keep(keep(new oc.BRepBuilderAPI_MakeEdge(circle)).Edge());
  const maker = keep(new oc.BRepBuilderAPI_MakeEdge(circle, pointAt(scope, from), pointAt(scope, segment.to)));
  if (!maker.IsDone()) throw new Inexact("an arc could not be made");
  return keep(maker.Edge());
}

function lineEdge(scope: Scope, from: Point, to: Point): TopoDS_Edge {
  const { keep, oc } = scope;
  return keep(keep(new oc.BRepBuilderAPI_MakeEdge(pointAt(scope, from), pointAt(scope, to))).Edge());
}

function pointAt({ keep, oc }: Scope, [x, y]: Point): gp_Pnt {
  return keep(new oc.gp_Pnt(x, y, 0));
}

/** A face between an outer wire and holes, whichever way round they run. */
export function faceOfWires(scope: Scope, outer: TopoDS_Wire, holes: readonly TopoDS_Wire[]): TopoDS_Shape {
  const { keep, oc } = scope;
  const plane = keep(new oc.gp_Pln(keep(new oc.gp_Pnt(0, 0, 0)), keep(new oc.gp_Dir(0, 0, 1))));
  const counterClockwise = (wire: TopoDS_Wire): TopoDS_Wire => {
    const face = keep(keep(new oc.BRepBuilderAPI_MakeFace(plane, wire, false)).Face());
    return areaOf(scope, face) < 0 ? keep(oc.TopoDS.Wire(keep(wire.Reversed()))) : wire;
  };
  const maker = keep(new oc.BRepBuilderAPI_MakeFace(plane, counterClockwise(outer), false));
  for (const hole of holes) maker.Add(keep(oc.TopoDS.Wire(keep(counterClockwise(hole).Reversed()))));
  if (!maker.IsDone()) throw new Inexact("a face could not be made");
  const face = keep(maker.Face());
  return holes.length === 0 ? face : fixed(scope, face);
}

/** Faces of wires that do not cross: what lies inside another one is a hole. */
export function facesOfWires(scope: Scope, wires: readonly TopoDS_Shape[]): TopoDS_Shape {
  const { keep, oc } = scope;
  const nested = nestBy(wires, (wire) => sampled(scope, wire));
  const wireOfShape = (shape: TopoDS_Shape): TopoDS_Wire => keep(oc.TopoDS.Wire(shape));
  const faces = nested.map(({ outer, holes }) => faceOfWires(scope, wireOfShape(outer), holes.map(wireOfShape)));
  if (faces.length === 0) throw new Inexact("nothing is left of the outline");
  return compoundOf(scope, faces);
}

export function facesOfContours(engine: OcctEngine, contours: readonly Contour[]): Brep {
  return engine.run((keep, oc) => {
    const scope: Scope = { keep, oc };
    return new Brep(
      engine,
      engine.owned(
        facesOfWires(
          scope,
          contours.map((contour) => wireOf(scope, contour)),
        ),
      ),
    );
  });
}

const SAMPLES = 24;

/** Points along a wire, in its order: x and y alternating. */
function sampled(scope: Scope, wire: TopoDS_Shape): Float64Array {
  const { keep, oc } = scope;
  const curve = keep(new oc.BRepAdaptor_CompCurve(keep(oc.TopoDS.Wire(wire)), false));
  const [first, last] = [curve.FirstParameter(), curve.LastParameter()];
  const count = SAMPLES * partsOf(scope, wire, "EDGE").length;
  const points = new Float64Array(2 * count);
  for (let k = 0; k < count; k++) {
    const point = keep(curve.EvalD0(first + ((last - first) * k) / count));
    points[2 * k] = point.X();
    points[2 * k + 1] = point.Y();
  }
  return points;
}

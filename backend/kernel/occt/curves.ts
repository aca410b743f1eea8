// Flat faces under maps that turn circles into ellipses: each edge becomes a rational B-spline whose poles are mapped.
import type {
  BRepAdaptor_Curve,
  gp_Circ,
  gp_Dir,
  gp_Pnt,
  TopoDS_Edge,
  TopoDS_Shape,
  TopoDS_Wire,
} from "../../../wasm/occt.ts";
import { identity } from "../../csg/matrix.ts";
import type { Matrix } from "../../csg/nodes.ts";
import { Brep } from "./brep.ts";
import { Inexact, type OcctEngine } from "./engine.ts";
import { compoundOf, edgeOf, faceOf, listOf, partsOf, type Scope } from "./topology.ts";

/** Faces in the plane z = 0 under a map of that plane. */
export function transformFaces(engine: OcctEngine, matrix: Matrix, { shape }: Brep): Brep {
  return engine.run((keep, oc) => {
    const scope: Scope = { keep, oc };
    const faces = partsOf(scope, shape, "FACE").map((face) => transformFace(scope, matrix, face));
    return new Brep(engine, engine.owned(compoundOf(scope, faces)));
  });
}

function transformFace(scope: Scope, matrix: Matrix, face: TopoDS_Shape): TopoDS_Shape {
  const { keep, oc } = scope;
  const outer = keep(oc.BRepTools.OuterWire(faceOf(scope, face)));
  const holes = partsOf(scope, face, "WIRE").filter((wire) => !wire.IsSame(outer));
  const maker = keep(new oc.BRepBuilderAPI_MakeFace(transformWire(scope, matrix, outer), true));
  for (const hole of holes) {
    const wire = transformWire(scope, matrix, hole);
    maker.Add(keep(oc.TopoDS.Wire(keep(wire.Reversed()))));
  }
  if (!maker.IsDone()) throw new Inexact("a face could not be mapped");
  // A hole that ran the wrong way round would add its area.
  const plain = keep(maker.Face());
  return holes.length === 0 ? plain : fixed(scope, plain);
}

/** Turns wires round where needed. */
export function fixed(scope: Scope, face: TopoDS_Shape): TopoDS_Shape {
  const { keep, oc } = scope;
  const fixer = keep(new oc.ShapeFix_Face(faceOf(scope, face)));
  fixer.FixOrientation();
  return keep(fixer.Face());
}

/**
 * A contour under a map that leads from the plane z = 0 to a plane at a height. With `alike`, every point keeps its parameter,
 * which that of an ellipse, counted from its longer axis, would not.
 */
export function transformWire(
  scope: Scope,
  matrix: Matrix,
  wire: TopoDS_Shape,
  { alike = false }: { readonly alike?: boolean } = {},
): TopoDS_Wire {
  const { keep, oc } = scope;
  const maker = keep(new oc.BRepBuilderAPI_MakeWire());
  const edges = partsOf(scope, wire, "EDGE").map((edge) => transformEdge(scope, matrix, edgeOf(scope, edge), alike));
  maker.Add(listOf(scope, edges));
  if (!maker.IsDone()) throw new Inexact("a contour could not be mapped");
  return keep(maker.Wire());
}

/**
 * The same contour with B-splines for curves that run beside others: STEP has no surfaces that such a curve sweeps. They are
 * as near as the library makes them, 10⁻⁴ mm at worst.
 */
export function withoutOffsetCurves(scope: Scope, wire: TopoDS_Shape): TopoDS_Shape {
  const { keep, oc } = scope;
  const edges = partsOf(scope, wire, "EDGE").map((edge) => {
    const plain = edgeOf(scope, edge);
    const adaptor = keep(new oc.BRepAdaptor_Curve(plain));
    const isOffset = adaptor.GetType() === oc.GeomAbs_CurveType.GeomAbs_OffsetCurve;
    return isOffset ? { edge: splineEdge(scope, adaptor, identity), isOffset } : { edge: plain, isOffset };
  });
  if (!edges.some(({ isOffset }) => isOffset)) return wire;
  const maker = keep(new oc.BRepBuilderAPI_MakeWire());
  maker.Add(
    listOf(
      scope,
      edges.map(({ edge }) => edge),
    ),
  );
  if (!maker.IsDone()) throw new Inexact("the outline could not be moved");
  return keep(maker.Wire());
}

function transformEdge({ keep, oc }: Scope, matrix: Matrix, edge: TopoDS_Edge, alike: boolean): TopoDS_Edge {
  const adaptor = keep(new oc.BRepAdaptor_Curve(edge));
  const [first, last] = [adaptor.FirstParameter(), adaptor.LastParameter()];
  if (adaptor.GetType() === oc.GeomAbs_CurveType.GeomAbs_Line) {
    const ends = [first, last].map((parameter) => mapPoint({ keep, oc }, matrix, keep(adaptor.EvalD0(parameter))));
    const [from, to] = ends as [gp_Pnt, gp_Pnt];
    return keep(keep(new oc.BRepBuilderAPI_MakeEdge(from, to)).Edge());
  }
  if (adaptor.GetType() === oc.GeomAbs_CurveType.GeomAbs_Circle && !alike) {
    return ellipseOf({ keep, oc }, matrix, keep(adaptor.Circle()), first, last);
  }
  return splineEdge({ keep, oc }, adaptor, matrix);
}

/** The B-spline of a curve, its poles mapped. */
function splineEdge({ keep, oc }: Scope, adaptor: BRepAdaptor_Curve, matrix: Matrix): TopoDS_Edge {
  const curve = keep(adaptor.GeomCurve());
  const ends = [adaptor.FirstParameter(), adaptor.LastParameter()] as const;
  const trimmed = keep(new oc.Geom_TrimmedCurve(curve, ...ends, true, true));
  const spline = keep(
    oc.GeomConvert.CurveToBSplineCurve(trimmed, oc.Convert_ParameterisationType.Convert_TgtThetaOver2),
  );
  spline.Transform(keep(adaptor.Trsf()));
  for (let k = 1; k <= spline.NbPoles(); k++) {
    spline.SetPole(k, mapPoint({ keep, oc }, matrix, keep(spline.Pole(k))));
  }
  return keep(keep(new oc.BRepBuilderAPI_MakeEdge(spline)).Edge());
}

/**
 * The image of an arc of a circle: its axes are the singular values of the map. Angles in radians from the circle's own x
 * direction.
 */
function ellipseOf({ keep, oc }: Scope, m: Matrix, circle: gp_Circ, first: number, last: number): TopoDS_Edge {
  const r = circle.Radius();
  const [x, y] = [keep(circle.XAxis()), keep(circle.YAxis())].map((axis) => keep(axis.Direction())) as [gp_Dir, gp_Dir];
  const at = (row: number, column: number): number => m[4 * row + column] as number;
  // Columns of the map from the circle's own coordinates to the plane.
  const a = [r * (at(0, 0) * x.X() + at(0, 1) * x.Y()), r * (at(1, 0) * x.X() + at(1, 1) * x.Y())] as const;
  const b = [r * (at(0, 0) * y.X() + at(0, 1) * y.Y()), r * (at(1, 0) * y.X() + at(1, 1) * y.Y())] as const;
  // The angle whose image is farthest from the center.
  const turn = Math.atan2(2 * (a[0] * b[0] + a[1] * b[1]), a[0] ** 2 + a[1] ** 2 - b[0] ** 2 - b[1] ** 2) / 2;
  const [cos, sin] = [Math.cos(turn), Math.sin(turn)];
  const major = [a[0] * cos + b[0] * sin, a[1] * cos + b[1] * sin] as const;
  const minor = [b[0] * cos - a[0] * sin, b[1] * cos - a[1] * sin] as const;
  const upright = major[0] * minor[1] - major[1] * minor[0] >= 0 ? 1 : -1;
  const center = mapPoint({ keep, oc }, m, keep(circle.Location()));
  const up = keep(new oc.gp_Dir(0, 0, upright));
  const axes = keep(new oc.gp_Ax2(center, up, keep(new oc.gp_Dir(major[0], major[1], 0))));
  const ellipse = keep(new oc.gp_Elips(axes, Math.hypot(...major), Math.hypot(...minor)));
  const full = last - first > 2 * Math.PI - 1e-9;
  const maker = full
    ? new oc.BRepBuilderAPI_MakeEdge(ellipse)
    : new oc.BRepBuilderAPI_MakeEdge(ellipse, first - turn, last - turn);
  return keep(keep(maker).Edge());
}

function mapPoint({ keep, oc }: Scope, m: Matrix, point: gp_Pnt): gp_Pnt {
  const [x, y] = [point.X(), point.Y()];
  const row = (k: number): number => (m[4 * k] as number) * x + (m[4 * k + 1] as number) * y + (m[4 * k + 3] as number);
  return keep(new oc.gp_Pnt(row(0), row(1), m[11] as number));
}

// fillet() and chamfer(): rounded and cut edges, chosen by an edge selector.
import type { TopoDS_Edge, TopoDS_Shape } from "../../../wasm/occt.ts";
import type { EdgeBlendNode, EdgeCondition, Vec3 } from "../../csg/nodes.ts";
import { unitedBrep } from "./boolean.ts";
import { Brep } from "./brep.ts";
import { Inexact } from "./engine.ts";
import { outsideOut } from "./extrude.ts";
import type { Made, Maker, MakerTools } from "./maker.ts";
import { boxOf, distinctPartsOf, edgeOf, faceOf, isValid, partsOf, type Scope, ShapeMap } from "./topology.ts";
import { cross, dot, length, normalized } from "./vectors.ts";

export const blend: Maker<EdgeBlendNode> = (tools, { node, parts }): Made => {
  if (parts[0]?.dimension !== 3) throw new Inexact(`${node.kind}() of outlines`);
  const { shape } = unitedBrep(tools, parts);
  return { brep: blended(tools, shape, node) };
};

function blended({ ctx, occt: engine }: MakerTools, shape: TopoDS_Shape, node: EdgeBlendNode): Brep {
  const { kind, size, edges, position } = node;
  return engine.run((keep, oc) => {
    const scope: Scope = { keep, oc };
    const chosen = size > 0 ? sharpEdges(scope, shape).filter((edge) => meets(scope, shape, edge, edges)) : [];
    if (chosen.length === 0) {
      const message = `${kind}() finds no edge that meets its conditions`;
      if (size > 0) ctx.report.push({ severity: "warning", code: "geometry", message, position });
      return new Brep(engine, engine.owned(shape));
    }
    const maker =
      kind === "fillet"
        ? keep(new oc.BRepFilletAPI_MakeFillet(shape, oc.ChFi3d_FilletShape.ChFi3d_Rational))
        : keep(new oc.BRepFilletAPI_MakeChamfer(shape));
    for (const { edge } of chosen) maker.Add(size, edge);
    maker.Build(keep(new oc.Message_ProgressRange()));
    if (!maker.IsDone()) throw new Inexact(`${kind}() does not fit`);
    const result = outsideOut(scope, keep(maker.Shape()));
    if (!isValid(scope, result)) throw new Inexact(`${kind}() does not fit: the result is not valid`);
    return new Brep(engine, engine.owned(result));
  });
}

interface SharpEdge {
  readonly edge: TopoDS_Edge;
  readonly convex: boolean;
}

/** Below this sine of the angle between two faces, they pass into each other. */
const SMOOTH = 1e-3;

/** The edges where two faces meet at an angle. */
function sharpEdges(scope: Scope, shape: TopoDS_Shape): SharpEdge[] {
  const faces = partsOf(scope, shape, "FACE");
  const edges = distinctPartsOf(scope, shape, "EDGE");
  const beside = new Map<TopoDS_Shape, { face: TopoDS_Shape; edge: TopoDS_Shape }[]>();
  const index = new ShapeMap<TopoDS_Shape>(scope);
  for (const edge of edges) index.add(edge, edge);
  for (const face of faces) {
    for (const edge of partsOf(scope, face, "EDGE")) {
      const known = index.get(edge);
      if (known !== undefined) beside.set(known, [...(beside.get(known) ?? []), { face, edge }]);
    }
  }
  return edges.flatMap((edge): SharpEdge[] => {
    const [first, second, ...others] = beside.get(edge) ?? [];
    if (first === undefined || second === undefined || others.length > 0 || first.face.IsSame(second.face)) return [];
    const plain = edgeOf(scope, edge);
    if (scope.oc.BRep_Tool.Degenerated(plain)) return [];
    const [n1, n2] = [normalBeside(scope, plain, first.face), normalBeside(scope, plain, second.face)];
    const along = tangentOf(scope, plain);
    const reversed = first.edge.Orientation() === scope.oc.TopAbs_Orientation.TopAbs_REVERSED;
    const across = cross(n1, n2);
    if (length(across) < SMOOTH) return [];
    const turn = dot(across, along);
    return [{ edge: plain, convex: reversed ? turn < 0 : turn > 0 }];
  });
}

/** The outward normal of a face in the middle of one of its edges. */
function normalBeside(scope: Scope, edge: TopoDS_Edge, shape: TopoDS_Shape): Vec3 {
  const { keep, oc } = scope;
  const face = faceOf(scope, shape);
  const curve = keep(new oc.BRepAdaptor_Curve2d(edge, face));
  const at = keep(curve.EvalD0((curve.FirstParameter() + curve.LastParameter()) / 2));
  const normal = keep(new oc.gp_Vec(0, 0, 0));
  keep(new oc.BRepGProp_Face(face, false)).Normal(at.X(), at.Y(), keep(new oc.gp_Pnt(0, 0, 0)), normal);
  return normalized([normal.X(), normal.Y(), normal.Z()]);
}

function tangentOf({ keep, oc }: Scope, edge: TopoDS_Edge): Vec3 {
  const curve = keep(new oc.BRepAdaptor_Curve(edge));
  const { Point: point, D1: tangent } = curve.EvalD1((curve.FirstParameter() + curve.LastParameter()) / 2);
  keep(point);
  keep(tangent);
  return normalized([tangent.X(), tangent.Y(), tangent.Z()]);
}

/** How far, in millimeters, an edge may reach beyond a box or off a level. */
const MARGIN = 1e-5;
/** The sine of the largest angle between an edge and the direction that it should have. */
const ASKEW = 1e-6;

/** True when every condition holds. */
function meets(scope: Scope, shape: TopoDS_Shape, sharp: SharpEdge, conditions: readonly EdgeCondition[]): boolean {
  return conditions.every((condition) => {
    if (condition.kind === "direction") return isAlong(scope, sharp.edge, condition.direction);
    if (condition.kind === "box") return isWithin(scope, sharp.edge, condition.low, condition.high);
    return hasWord(scope, shape, sharp, condition.word);
  });
}

const axes: Readonly<Record<string, Vec3>> = { x: [1, 0, 0], y: [0, 1, 0], z: [0, 0, 1] };

function hasWord(scope: Scope, shape: TopoDS_Shape, { edge, convex }: SharpEdge, word: string): boolean {
  const axis = axes[word];
  if (axis !== undefined) return isAlong(scope, edge, axis);
  switch (word) {
    case "convex":
      return convex;
    case "concave":
      return !convex;
    case "straight":
      return isStraight(scope, edge);
    case "curved":
      return !isStraight(scope, edge);
    case "top":
    case "bottom": {
      const box = boxOf(scope, shape);
      const level = word === "top" ? box?.max[2] : box?.min[2];
      const limit = Number.POSITIVE_INFINITY;
      return level !== undefined && isWithin(scope, edge, [-limit, -limit, level], [limit, limit, level]);
    }
    default:
      return true;
  }
}

function isStraight({ keep, oc }: Scope, edge: TopoDS_Edge): boolean {
  return keep(new oc.BRepAdaptor_Curve(edge)).GetType() === oc.GeomAbs_CurveType.GeomAbs_Line;
}

function isAlong(scope: Scope, edge: TopoDS_Edge, direction: Vec3): boolean {
  if (!isStraight(scope, edge)) return false;
  return length(cross(tangentOf(scope, edge), normalized(direction))) <= ASKEW;
}

function isWithin(scope: Scope, edge: TopoDS_Edge, low: Vec3, high: Vec3): boolean {
  const box = boxOf(scope, edge);
  if (box === undefined) return false;
  return [0, 1, 2].every(
    (axis) =>
      (box.min[axis] as number) >= (low[axis] as number) - MARGIN &&
      (box.max[axis] as number) <= (high[axis] as number) + MARGIN,
  );
}

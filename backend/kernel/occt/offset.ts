// offset() of outlines with true arcs, and fill() of outlines with curves.
import type { TopoDS_Shape } from "../../../wasm/occt.ts";
import type { GroupNode, OffsetNode } from "../../csg/nodes.ts";
import { combine, unitedBrep } from "./boolean.ts";
import { Brep } from "./brep.ts";
import { facesOfWires } from "./contour.ts";
import { withoutOffsetCurves } from "./curves.ts";
import { Inexact } from "./engine.ts";
import { asksForFacets, facetsAsked, type Made, type Maker, type MakerTools } from "./maker.ts";
import { areaOf, compoundOf, faceOf, partsOf, type Scope } from "./topology.ts";

export const offset: Maker<OffsetNode> = (tools, { node, parts }): Made => {
  const planar = parts.every(({ isPlanar }) => isPlanar);
  if (planar && node.join !== "round") return {};
  if (node.join === "round" && asksForFacets(node.fragments, tools.options)) return facetsAsked(node.fragments);
  if (node.join === "chamfer") throw new Inexact("a chamfered offset of a curved outline");
  if (node.distance === 0) return planar ? {} : { brep: unitedBrep(tools, parts) };
  return { brep: offsetFaces(tools, unitedBrep(tools, parts), { distance: node.distance, join: node.join }) };
};

interface OffsetOptions {
  readonly distance: number;
  readonly join: "round" | "miter";
}

/** Faces with their outlines moved: outwards for a positive distance. */
export function offsetFaces({ occt }: MakerTools, { shape }: Brep, { distance, join }: OffsetOptions): Brep {
  const moved = occt.run((keep, oc) => {
    const scope: Scope = { keep, oc };
    const joinType = join === "round" ? oc.GeomAbs_JoinType.GeomAbs_Arc : oc.GeomAbs_JoinType.GeomAbs_Intersection;
    const range = keep(new oc.Message_ProgressRange());
    return partsOf(scope, shape, "FACE").flatMap((face): Brep[] => {
      const maker = keep(new oc.BRepOffsetAPI_MakeOffset(faceOf(scope, face), joinType, false));
      maker.Perform(distance, 0);
      maker.Build(range);
      if (!maker.IsDone()) throw new Inexact("the outline could not be moved");
      const wires = partsOf(scope, keep(maker.Shape()), "WIRE").map((wire) => withoutOffsetCurves(scope, wire));
      if (wires.length === 0) return [];
      const faces = facesOfWires(scope, wires);
      checkArea(scope, face, faces, distance);
      return [new Brep(occt, occt.owned(faces))];
    });
  });
  const [first, ...others] = moved;
  if (first === undefined) throw new Inexact("nothing is left of the outline");
  return others.length === 0 ? first : combine(occt, "union", moved, 2);
}

/** An outline that grows has more area, one that shrinks less. */
function checkArea(scope: Scope, before: TopoDS_Shape, after: TopoDS_Shape, distance: number): void {
  const grown = areaOf(scope, after) - areaOf(scope, before);
  if (grown * distance < 0) throw new Inexact("the moved outline is not what it should be");
}

/** Holes go. */
export const fill: Maker<GroupNode> = (tools, { parts }): Made => {
  if (parts.every(({ isPlanar }) => isPlanar)) return {};
  if (parts[0]?.dimension !== 2) throw new Inexact("fill() of solids");
  const { occt } = tools;
  const { shape } = unitedBrep(tools, parts);
  const filled = occt.run((keep, oc) => {
    const scope: Scope = { keep, oc };
    const outer = partsOf(scope, shape, "FACE").map((face) => keep(oc.BRepTools.OuterWire(faceOf(scope, face))));
    const faces = outer.map((wire) => facesOfWires(scope, [wire]));
    return faces.map((face) => new Brep(occt, occt.owned(compoundOf(scope, [face]))));
  });
  const [first, ...others] = filled as [Brep, ...Brep[]];
  return { brep: others.length === 0 ? first : combine(occt, "union", filled, 2) };
};

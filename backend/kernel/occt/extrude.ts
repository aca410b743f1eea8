// linear_extrude() and rotate_extrude() of faces: prisms, ruled and twisted solids, solids of revolution.
import type { TopoDS_Shape, TopoDS_Wire } from "../../../wasm/occt.ts";
import type { LinearExtrudeNode, Matrix, RotateExtrudeNode, Vec3 } from "../../csg/nodes.ts";
import { cosDegrees, sinDegrees } from "../../shared/degrees.ts";
import { unitedBrep } from "./boolean.ts";
import { Brep } from "./brep.ts";
import { transformWire } from "./curves.ts";
import { Inexact, type OcctEngine } from "./engine.ts";
import { asksForFacets, facetsAsked, type Made, type Maker } from "./maker.ts";
import { frustum } from "./primitives.ts";
import { axesAt, compoundOf, faceOf, listOf, partsOf, type Scope, volumeOf } from "./topology.ts";
import { trsfOf } from "./transform.ts";

/** Sections of a twisted extrusion follow each other by this many degrees at most. */
const LARGEST_TURN = 10;

export const linearExtrude: Maker<LinearExtrudeNode> = (tools, { node, parts }): Made => {
  const { height, center, twist, scale } = node;
  const uniform = scale[0] === scale[1];
  if (twist === 0 && uniform && parts.every(({ isPlanar }) => isPlanar)) return {};
  if (twist !== 0 && asksForFacets(node.fragments, tools.options)) return facetsAsked(node.fragments);
  const base = height.map((length) => (center ? 0 - length / 2 : 0)) as unknown as Vec3;
  const [part, ...others] = parts;
  if (others.length === 0 && part?.form?.kind === "circle" && twist === 0 && uniform) {
    const { center: middle, r } = part.form;
    const upright = height[0] === 0 && height[1] === 0 && (scale[0] === 1 || (middle[0] === 0 && middle[1] === 0));
    const foot: Vec3 = [base[0] + middle[0], base[1] + middle[1], base[2]];
    if (upright) return frustum(tools.occt, { kind: "cylinder", base: foot, axis: height, r1: r, r2: r * scale[0] });
  }
  const { shape } = unitedBrep(tools, parts);
  if (twist === 0 && scale[0] === 1 && scale[1] === 1) return { brep: prism(tools.occt, shape, base, height) };
  return { brep: lofted(tools.occt, shape, { base, height, twist, scale }) };
};

/** Faces moved along a vector. */
export function prism(engine: OcctEngine, faces: TopoDS_Shape, base: Vec3, [x, y, z]: Vec3): Brep {
  return engine.run((keep, oc) => {
    const scope: Scope = { keep, oc };
    const moved = translated(scope, faces, base);
    const maker = keep(new oc.BRepPrimAPI_MakePrism(moved, keep(new oc.gp_Vec(x, y, z)), false, true));
    return new Brep(engine, engine.owned(outsideOut(scope, keep(maker.Shape()))));
  });
}

function translated(scope: Scope, shape: TopoDS_Shape, [x, y, z]: Vec3): TopoDS_Shape {
  const { keep, oc } = scope;
  const trsf = trsfOf(scope, [1, 0, 0, x, 0, 1, 0, y, 0, 0, 1, z, 0, 0, 0, 1]);
  return keep(keep(new oc.BRepBuilderAPI_Transform(shape, trsf, false, false)).Shape());
}

/** The solids of a shape, each with its outside outside. */
export function outsideOut(scope: Scope, shape: TopoDS_Shape): TopoDS_Shape {
  const solids = partsOf(scope, shape, "SOLID").map((solid) =>
    volumeOf(scope, solid) < 0 ? scope.keep(solid.Reversed()) : solid,
  );
  if (solids.length === 0) throw new Inexact("no solid came out");
  return compoundOf(scope, solids);
}

interface Loft {
  readonly base: Vec3;
  readonly height: Vec3;
  readonly twist: number;
  readonly scale: readonly [number, number];
}

/** Each contour becomes a solid of its own; those of holes are cut out. */
function lofted(engine: OcctEngine, faces: TopoDS_Shape, loft: Loft): Brep {
  return engine.run((keep, oc) => {
    const scope: Scope = { keep, oc };
    const solids = partsOf(scope, faces, "FACE").map((face) => {
      const outer = keep(oc.BRepTools.OuterWire(faceOf(scope, face)));
      const holes = partsOf(scope, face, "WIRE").filter((wire) => !wire.IsSame(outer));
      const solid = loftedWire(scope, outer, loft);
      if (holes.length === 0) return solid;
      const cut = keep(new oc.BRepAlgoAPI_Cut());
      cut.SetArguments(listOf(scope, [solid]));
      cut.SetTools(
        listOf(
          scope,
          holes.map((hole) => loftedWire(scope, hole, loft)),
        ),
      );
      cut.Build(keep(new oc.Message_ProgressRange()));
      if (cut.HasErrors()) throw new Inexact("the holes of a twisted extrusion could not be cut");
      return keep(cut.Shape());
    });
    return new Brep(engine, engine.owned(outsideOut(scope, compoundOf(scope, solids))));
  });
}

function loftedWire(scope: Scope, wire: TopoDS_Shape, loft: Loft): TopoDS_Shape {
  const { keep, oc } = scope;
  const { twist, scale } = loft;
  const pointed = scale[0] === 0 && scale[1] === 0;
  if (!pointed && (scale[0] === 0 || scale[1] === 0)) throw new Inexact("the top is a line");
  if (pointed && twist !== 0) throw new Inexact("a twisted extrusion ends in a point");
  const steps = twist === 0 ? 1 : Math.max(2, Math.ceil(Math.abs(twist) / LARGEST_TURN));
  const maker = keep(new oc.BRepOffsetAPI_ThruSections(true, twist === 0, 1e-7));
  maker.CheckCompatibility(false);
  for (let step = 0; step <= steps; step++) {
    const part = step / steps;
    if (pointed && step === steps) {
      const [x, y, z] = loft.height.map((length, axis) => (loft.base[axis] as number) + length) as [
        number,
        number,
        number,
      ];
      maker.AddVertex(keep(keep(new oc.BRepBuilderAPI_MakeVertex(keep(new oc.gp_Pnt(x, y, z)))).Vertex()));
      continue;
    }
    maker.AddWire(section(scope, wire, loft, part));
  }
  maker.Build(keep(new oc.Message_ProgressRange()));
  if (!maker.IsDone()) throw new Inexact("the sections could not be joined");
  return outsideOut(scope, keep(maker.Shape()));
}

/** The contour at a part of the height: turned first, then scaled. */
function section(scope: Scope, wire: TopoDS_Shape, { base, height, twist, scale }: Loft, part: number): TopoDS_Wire {
  const [sx, sy] = scale.map((factor) => 1 - (1 - factor) * part) as [number, number];
  const cos = cosDegrees(-twist * part);
  const sin = sinDegrees(-twist * part);
  const [x, y, z] = [0, 1, 2].map((axis) => (base[axis] as number) + (height[axis] as number) * part) as [
    number,
    number,
    number,
  ];
  const matrix: Matrix = [sx * cos, sx * -sin, 0, x, sy * sin, sy * cos, 0, y, 0, 0, sx === sy ? sx : 1, z, 0, 0, 0, 1];
  // Sections must be divided alike: where one needs B-splines, all have them.
  if (scale[0] !== scale[1]) return transformWire(scope, matrix, wire, { alike: true });
  const { keep, oc } = scope;
  const maker = keep(new oc.BRepBuilderAPI_Transform(wire, trsfOf(scope, matrix), true, false));
  return keep(oc.TopoDS.Wire(keep(maker.Shape())));
}

export const rotateExtrude: Maker<RotateExtrudeNode> = (tools, { node, parts }): Made => {
  if (asksForFacets(node.fragments, tools.options)) return facetsAsked(node.fragments);
  const { shape } = unitedBrep(tools, parts);
  return { brep: revolved(tools.occt, shape, node) };
};

/** Faces of the plane z = 0 turned about the z axis: their y becomes the height. Angles in degrees. */
export function revolved(
  engine: OcctEngine,
  faces: TopoDS_Shape,
  { start, angle }: { readonly start: number; readonly angle: number },
): Brep {
  return engine.run((keep, oc) => {
    const scope: Scope = { keep, oc };
    const [cos, sin] = [cosDegrees(start), sinDegrees(start)];
    const upright = trsfOf(scope, [cos, 0, sin, 0, sin, 0, -cos, 0, 0, 1, 0, 0, 0, 0, 0, 1]);
    const profile = keep(keep(new oc.BRepBuilderAPI_Transform(faces, upright, true, false)).Shape());
    const axis = keep(axesAt(scope, [0, 0, 0], [0, 0, 1]).Axis());
    const solids = partsOf(scope, profile, "FACE").map((face) => {
      const maker = keep(new oc.BRepPrimAPI_MakeRevol(face, axis, (angle * Math.PI) / 180, false));
      return keep(maker.Shape());
    });
    return new Brep(engine, engine.owned(outsideOut(scope, compoundOf(scope, solids))));
  });
}

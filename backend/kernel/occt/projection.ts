// projection() of solids with curved faces: the cut at z = 0, and the shadow where all faces are level or upright.
import type { TopoDS_Shape } from "../../../wasm/occt.ts";
import type { ProjectionNode } from "../../csg/nodes.ts";
import { combine, unitedBrep } from "./boolean.ts";
import { Brep } from "./brep.ts";
import { Inexact, type OcctEngine } from "./engine.ts";
import type { Made, Maker } from "./maker.ts";
import { disc } from "./primitives.ts";
import { boxOf, compoundOf, faceOf, listOf, partsOf, type Scope } from "./topology.ts";
import { trsfOf } from "./transform.ts";

export const projection: Maker<ProjectionNode> = (tools, { node, parts }): Made => {
  if (parts.every(({ isPlanar }) => isPlanar)) return {};
  const { occt } = tools;
  const [only, ...others] = parts;
  if (!node.cut && others.length === 0 && only?.form?.kind === "sphere") {
    const { center, r } = only.form;
    return { brep: disc(occt, [center[0], center[1]], r), form: { kind: "circle", center: [center[0], center[1]], r } };
  }
  const { shape } = unitedBrep(tools, parts);
  return { brep: node.cut ? cutAt(occt, shape) : shadow(occt, shape) };
};

/** The faces of a solid in the plane z = 0. */
function cutAt(engine: OcctEngine, shape: TopoDS_Shape): Brep {
  return engine.run((keep, oc) => {
    const scope: Scope = { keep, oc };
    const box = boxOf(scope, shape);
    if (box === undefined) throw new Inexact("nothing to cut");
    const reach = 1 + Math.max(...box.min.map(Math.abs), ...box.max.map(Math.abs));
    const plane = keep(new oc.gp_Pln(keep(new oc.gp_Pnt(0, 0, 0)), keep(new oc.gp_Dir(0, 0, 1))));
    const sheet = keep(keep(new oc.BRepBuilderAPI_MakeFace(plane, -reach, reach, -reach, reach)).Face());
    const common = keep(new oc.BRepAlgoAPI_Common());
    common.SetArguments(listOf(scope, [sheet]));
    common.SetTools(listOf(scope, [shape]));
    common.Build(keep(new oc.Message_ProgressRange()));
    if (common.HasErrors()) throw new Inexact("the solid could not be cut");
    const faces = partsOf(scope, keep(common.Shape()), "FACE");
    if (faces.length === 0) throw new Inexact("the cut is empty");
    return new Brep(engine, engine.owned(compoundOf(scope, faces)));
  });
}

/** The union of the level faces that look up, laid on the plane. */
function shadow(engine: OcctEngine, shape: TopoDS_Shape): Brep {
  const laid = engine.run((keep, oc) => {
    const scope: Scope = { keep, oc };
    return partsOf(scope, shape, "FACE").flatMap((face): Brep[] => {
      const height = levelOf(scope, face);
      if (height === undefined) return [];
      const down = trsfOf(scope, [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0 - height, 0, 0, 0, 1]);
      const maker = keep(new oc.BRepBuilderAPI_Transform(face, down, true, false));
      return [new Brep(engine, engine.owned(keep(maker.Shape())))];
    });
  });
  const [first, ...others] = laid;
  if (first === undefined) throw new Inexact("the shadow of a solid without level faces");
  return others.length === 0 ? first : combine(engine, "union", laid, 2);
}

const LEVEL = 1e-9;

/** The height of a level face; undefined for an upright one. Throws Inexact for a face that is neither. */
function levelOf(scope: Scope, face: TopoDS_Shape): number | undefined {
  const { keep, oc } = scope;
  const surface = keep(new oc.BRepAdaptor_Surface(faceOf(scope, face), true));
  const type = surface.GetType();
  const { GeomAbs_SurfaceType: types } = oc;
  if (type === types.GeomAbs_Plane) {
    const plane = keep(surface.Plane());
    const axis = keep(plane.Axis());
    const z = Math.abs(keep(axis.Direction()).Z());
    if (z > 1 - LEVEL) return keep(plane.Location()).Z();
    if (z < LEVEL) return undefined;
  } else if (type === types.GeomAbs_Cylinder) {
    const axis = keep(keep(surface.Cylinder()).Axis());
    if (Math.abs(keep(axis.Direction()).Z()) > 1 - LEVEL) return undefined;
  } else if (type === types.GeomAbs_SurfaceOfExtrusion) {
    if (Math.abs(keep(surface.Direction()).Z()) > 1 - LEVEL) return undefined;
  }
  throw new Inexact("the shadow of a curved object");
}

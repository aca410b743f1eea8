// sphere(), cylinder() and circle() with their true surfaces.
import type { TopoDS_Shape } from "../../../wasm/occt.ts";
import type { CircleNode, CylinderNode, SphereNode, Vec3 } from "../../csg/nodes.ts";
import { Brep } from "./brep.ts";
import type { OcctEngine } from "./engine.ts";
import type { Form } from "./exact-shape.ts";
import { asksForFacets, facetsAsked, type Made, type Maker } from "./maker.ts";
import { axesAt, type Scope } from "./topology.ts";

export const sphere: Maker<SphereNode> = ({ occt, options }, { node }): Made => {
  if (asksForFacets(node.fragments, options)) return facetsAsked(node.fragments);
  return sphereAt(occt, [0, 0, 0], node.r);
};

export function sphereAt(engine: OcctEngine, center: Vec3, r: number): Made {
  const brep = engine.run((keep, oc) => {
    const maker = keep(new oc.BRepPrimAPI_MakeSphere(axesAt({ keep, oc }, center, [0, 0, 1]), r));
    return new Brep(engine, engine.owned(keep(maker.Shape())));
  });
  return { brep, form: { kind: "sphere", center, r } };
}

export const cylinder: Maker<CylinderNode> = ({ occt, options }, { node }): Made => {
  if (asksForFacets(node.fragments, options)) return facetsAsked(node.fragments);
  const { h, r1, r2, center } = node;
  return frustum(occt, { kind: "cylinder", base: [0, 0, center ? 0 - h / 2 : 0], axis: [0, 0, h], r1, r2 });
};

/** A cylinder, frustum or cone by its form. */
export function frustum(engine: OcctEngine, form: Extract<Form, { kind: "cylinder" }>): Made {
  const { base, axis, r1, r2 } = form;
  const height = Math.hypot(...axis);
  const brep = engine.run((keep, oc) => {
    const scope: Scope = { keep, oc };
    const axes = axesAt(scope, base, axis);
    if (r1 === r2) {
      const maker = keep(new oc.BRepPrimAPI_MakeCylinder(axes, r1, height));
      return new Brep(engine, engine.owned(keep(maker.Shape())));
    }
    const x = keep(axes.XDirection());
    const z = keep(axes.Direction());
    // The profile in the half plane of the axis, as distance from it and height.
    const profile = [
      [0, 0],
      [r1, 0],
      [r2, height],
      [0, height],
    ].filter(([r], k) => r !== 0 || k === 0 || k === 3);
    const points = profile.map(([r, h]) =>
      [0, 1, 2].map((k) => (base[k] as number) + (r as number) * component(x, k) + (h as number) * component(z, k)),
    );
    const face = planarFace(scope, points as unknown as Vec3[]);
    const revolution = keep(new oc.BRepPrimAPI_MakeRevol(face, keep(axes.Axis()), 2 * Math.PI, false));
    return new Brep(engine, engine.owned(keep(revolution.Shape())));
  });
  return { brep, form };
}

function component(direction: { X(): number; Y(): number; Z(): number }, axis: number): number {
  return axis === 0 ? direction.X() : axis === 1 ? direction.Y() : direction.Z();
}

/** A face with straight edges. */
export function planarFace({ keep, oc }: Scope, points: readonly Vec3[]): TopoDS_Shape {
  const wire = keep(new oc.BRepBuilderAPI_MakeWire());
  for (const [k, [x, y, z]] of points.entries()) {
    const [nx, ny, nz] = points[(k + 1) % points.length] as Vec3;
    const from = keep(new oc.gp_Pnt(x, y, z));
    const maker = keep(new oc.BRepBuilderAPI_MakeEdge(from, keep(new oc.gp_Pnt(nx, ny, nz))));
    wire.Add(keep(maker.Edge()));
  }
  return keep(keep(new oc.BRepBuilderAPI_MakeFace(keep(wire.Wire()), true)).Face());
}

export const circle: Maker<CircleNode> = ({ occt, options }, { node }): Made => {
  if (asksForFacets(node.fragments, options)) return facetsAsked(node.fragments);
  const { r } = node;
  return { brep: disc(occt, [0, 0], r), form: { kind: "circle", center: [0, 0], r } };
};

/** A full circle as a face. */
export function disc(engine: OcctEngine, [x, y]: readonly [number, number], r: number): Brep {
  return engine.run((keep, oc) => {
    const circle = keep(new oc.gp_Circ(axesAt({ keep, oc }, [x, y, 0], [0, 0, 1]), r));
    const edge = keep(keep(new oc.BRepBuilderAPI_MakeEdge(circle)).Edge());
    const wire = keep(keep(new oc.BRepBuilderAPI_MakeWire(edge)).Wire());
    return new Brep(engine, engine.owned(keep(keep(new oc.BRepBuilderAPI_MakeFace(wire, true)).Face())));
  });
}

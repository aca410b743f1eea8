// minkowski() where it has true surfaces: anything with a sphere, an upright prism with an upright cylinder, an outline with
// a circle (spec/geometry.md §5.2). The sum of polyhedra is the mesh kernel's.
import type { Polygon } from "../../csg/geometry.ts";
import type { MinkowskiNode, Vec3 } from "../../csg/nodes.ts";
import { united } from "./boolean.ts";
import type { Brep } from "./brep.ts";
import { type Contour, facesOfContours, type Point } from "./contour.ts";
import { Inexact } from "./engine.ts";
import { closedMesh, type ExactShape } from "./exact-shape.ts";
import { prism } from "./extrude.ts";
import { offsetSolid } from "./hull.ts";
import { brepOf, type Made, type Maker, type MakerTools } from "./maker.ts";
import { offsetFaces } from "./offset.ts";
import { sphereAt } from "./primitives.ts";
import { prismOf } from "./prism-form.ts";
import { movedBy } from "./transform.ts";
import { plus } from "./vectors.ts";

export const minkowski: Maker<MinkowskiNode> = (tools, { parts }): Made => {
  if (parts.every(({ isPlanar }) => isPlanar)) return {};
  const [first, second, ...others] = parts;
  if (first === undefined || second === undefined) return united(tools, parts);
  if (others.length > 0) throw new Inexact("the Minkowski sum of more than two curved objects");
  const made = sum(tools, first, second) ?? sum(tools, second, first);
  if (made === undefined) throw new Inexact("the Minkowski sum of these curved objects");
  return made;
};

/** The sum with the second, when that is something round. */
function sum(tools: MakerTools, body: ExactShape, round: ExactShape): Made | undefined {
  const { form } = round;
  if (form?.kind === "circle") {
    const grown = offsetFaces(tools, brepOf(tools, body), { distance: form.r, join: "round" });
    return { brep: movedBy(tools.occt, grown, [...form.center, 0]) };
  }
  if (form?.kind === "sphere") {
    if (body.form?.kind === "sphere")
      return sphereAt(tools.occt, plus(body.form.center, form.center), body.form.r + form.r);
    return { brep: movedBy(tools.occt, offsetSolid(tools.occt, brepOf(tools, body).shape, form.r), form.center) };
  }
  if (form?.kind !== "cylinder" || form.r1 !== form.r2 || form.axis[0] !== 0 || form.axis[1] !== 0) return undefined;
  const base = uprightBase(tools, body);
  if (base === undefined) return undefined;
  const grown = offsetFaces(tools, base.faces, { distance: form.r1, join: "round" });
  const foot: Vec3 = [form.base[0], form.base[1], form.base[2] + Math.min(form.axis[2], 0) + base.bottom];
  return { brep: prism(tools.occt, grown.shape, foot, [0, 0, base.height + Math.abs(form.axis[2])]) };
}

/** What an upright prism stands on. */
function uprightBase(
  tools: MakerTools,
  body: ExactShape,
): { readonly faces: Brep; readonly bottom: number; readonly height: number } | undefined {
  if (!body.isPlanar) return undefined;
  const found = prismOf(closedMesh(tools.ctx, tools.engines, body.mesh as Exclude<typeof body.mesh, Polygon>));
  if (found === undefined) return undefined;
  const contours = found.contours.map((points): Contour => {
    const [start, ...rest] = points as [Point, ...Point[]];
    return { start, segments: rest.map((to) => ({ kind: "line", to })) };
  });
  return { faces: facesOfContours(tools.occt, contours), bottom: found.bottom, height: found.top - found.bottom };
}

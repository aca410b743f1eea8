// fillet and chamfer: extensions for exact solids, behind the feature `brep`. Which edges are meant is said by an edge
// selector; docs/exact-solids.md describes it.
import { makeEdgeBlend } from "../../csg/build.ts";
import type { CsgNode, EdgeCondition, Vec3 } from "../../csg/nodes.ts";
import type { ModuleCall, Runtime } from "../builtin.ts";
import { shownText } from "../values/text.ts";
import type { Value } from "../values/value.ts";
import { isFiniteNumber, isVec3 } from "./convert.ts";
import { captureCurve, defineModule } from "./define.ts";

/** `fillet(r, edges)` rounds edges with the radius r. */
export const fillet = defineModule({
  name: "fillet",
  parameters: ["r", "edges"],
  feature: "brep",
  leaf: false,
  make: (rt, call, [r, edges]) => blend(rt, call, "fillet", r, edges),
});

/** `chamfer(d, edges)` cuts edges off at the distance d from them on both faces. */
export const chamfer = defineModule({
  name: "chamfer",
  parameters: ["d", "edges"],
  feature: "brep",
  leaf: false,
  make: (rt, call, [d, edges]) => blend(rt, call, "chamfer", d, edges),
});

function blend(rt: Runtime, call: ModuleCall, kind: "fillet" | "chamfer", size: Value, edges: Value): CsgNode {
  const fragments = captureCurve(rt, call);
  const valid = isFiniteNumber(size) && size > 0;
  if (!valid) {
    const name = kind === "fillet" ? "r" : "d";
    rt.warn(
      "parameter-range",
      `${kind}(${name} = ${shownText(size, rt)}): not a positive number, nothing is cut`,
      call.position,
    );
  }
  return makeEdgeBlend(kind, call, call.children(), {
    size: valid ? size : 0,
    edges: readSelector(rt, call, kind, edges),
    fragments,
  });
}

const words = new Set(["all", "convex", "concave", "x", "y", "z", "top", "bottom", "straight", "curved"]);

/** One condition, or a list of conditions that must all hold. */
function readSelector(rt: Runtime, call: ModuleCall, kind: string, value: Value): readonly EdgeCondition[] {
  if (value === undefined) return [];
  const single = readCondition(value);
  if (single !== undefined) return [single];
  const conditions = Array.isArray(value) ? (value as readonly Value[]).map(readCondition) : [undefined];
  if (conditions.every((condition) => condition !== undefined)) return conditions;
  rt.warn(
    "parameter-type",
    `${kind}(edges = ${shownText(value, rt)}): not an edge selector, all edges are meant`,
    call.position,
  );
  return [];
}

function readCondition(value: Value): EdgeCondition | undefined {
  if (typeof value === "string") return words.has(value) ? { kind: "word", word: value } : undefined;
  if (isVec3(value)) return { kind: "direction", direction: value };
  const corners = value as readonly Value[] | undefined;
  if (!Array.isArray(corners) || corners.length !== 2) return undefined;
  const [a, b] = corners;
  if (!isVec3(a) || !isVec3(b)) return undefined;
  const low = a.map((coordinate, axis) => Math.min(coordinate, b[axis] as number)) as unknown as Vec3;
  const high = a.map((coordinate, axis) => Math.max(coordinate, b[axis] as number)) as unknown as Vec3;
  return { kind: "box", low, high };
}

// offset: moves the outline of a 2D object outward or inward (spec/geometry.md §6.4).
import { makeOffset } from "../../csg/build.ts";
import { captureCurve, defineModule } from "./define.ts";

/** `offset(r)` with round corners, or `offset(delta=..., chamfer=...)` with sharp or cut ones. */
export const offset = defineModule({
  name: "offset",
  parameters: ["r", "delta", "chamfer"],
  leaf: false,
  make(rt, call, [r, delta, chamfer]) {
    const fragments = captureCurve(rt, call, { silent: true });
    if (typeof r === "number" && typeof delta === "number") {
      rt.warn("parameter-conflict", 'Ignoring "delta" argument as "r" is defined too.', call.position);
    }
    if (typeof r === "number" || typeof delta !== "number") {
      const distance = typeof r === "number" ? r : 1;
      return makeOffset(call, call.children(), { distance, join: "round", fragments });
    }
    return makeOffset(call, call.children(), {
      distance: delta,
      join: chamfer === true ? "chamfer" : "miter",
      fragments,
    });
  },
});

// roof: a solid whose height is the distance to the outline (spec/geometry.md §7.9). Experimental.
import { makeRoof } from "../../csg/build.ts";
import type { ModuleCall, Runtime } from "../builtin.ts";
import { shownStrText } from "../values/text.ts";
import type { Value } from "../values/value.ts";
import { isFiniteNumber, toInt } from "./convert.ts";
import { captureCurve, defineModule } from "./define.ts";

/** `roof(method, convexity)`: method is "voronoi" or "straight". */
export const roof = defineModule({
  name: "roof",
  parameters: ["method", "convexity"],
  feature: "roof",
  leaf: false,
  make(rt, call, [method, convexity]) {
    const fragments = captureCurve(rt, call);
    const parameters = {
      method: readMethod(rt, call, method),
      convexity: isFiniteNumber(convexity) ? Math.max(1, toInt(convexity)) : 1,
      fragments,
    };
    return makeRoof(call, call.children(), parameters);
  },
});

function readMethod(rt: Runtime, call: ModuleCall, method: Value): "voronoi" | "straight" {
  if (method === "straight" || method === "voronoi") return method;
  if (method !== undefined) {
    const message = `Unknown roof method '${shownStrText(method, rt)}'. Using 'voronoi'.`;
    rt.warn("parameter-type", message, call.position);
  }
  return "voronoi";
}

// projection: a 3D object as its shadow or its section at z = 0 (spec/geometry.md §7.6).
import { makeProjection } from "../../csg/build.ts";
import { toDouble, toInt } from "./convert.ts";
import { defineModule } from "./define.ts";

/** `projection(cut, convexity)` */
export const projection = defineModule({
  name: "projection",
  parameters: ["cut", "convexity"],
  leaf: false,
  make(_rt, call, [cut, convexity]) {
    return makeProjection(call, call.children(), { cut: cut === true, convexity: toInt(toDouble(convexity)) });
  },
});

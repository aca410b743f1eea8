// minkowski: the Minkowski sum of the children (spec/geometry.md §5.2).
import { makeMinkowski } from "../../csg/build.ts";
import { toDouble, toInt } from "./convert.ts";
import { defineModule } from "./define.ts";

/** `minkowski(convexity)` */
export const minkowski = defineModule({
  name: "minkowski",
  parameters: ["convexity"],
  leaf: false,
  make(_rt, call, [convexity]) {
    return makeMinkowski(call, call.children(), toInt(toDouble(convexity)));
  },
});

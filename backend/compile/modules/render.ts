// render: unites its children; in OpenSCAD's preview, makes their full geometry (spec/geometry.md §7.8).
import { makeRender } from "../../csg/build.ts";
import { toInt } from "./convert.ts";
import { defineModule } from "./define.ts";

/** `render(convexity)` */
export const render = defineModule({
  name: "render",
  parameters: ["convexity"],
  leaf: false,
  make(_rt, call, [convexity]) {
    return makeRender(call, call.children(), typeof convexity === "number" ? toInt(convexity) : 1);
  },
});

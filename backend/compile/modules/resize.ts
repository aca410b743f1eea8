// resize: scales its children to a size (spec/geometry.md §7.7).
import { makeResize } from "../../csg/build.ts";
import type { Vec3 } from "../../csg/nodes.ts";
import { isTruthy, type Value } from "../values/value.ts";
import { toDouble, toInt } from "./convert.ts";
import { defineModule } from "./define.ts";

/** `resize(newsize, auto, convexity)`: auto is one flag or one for each axis. */
export const resize = defineModule({
  name: "resize",
  parameters: ["newsize", "auto", "convexity"],
  leaf: false,
  make(_rt, call, [newsize, auto, convexity]) {
    return makeResize(call, call.children(), {
      newsize: readSize(newsize),
      auto: readAuto(auto),
      convexity: toInt(toDouble(convexity)),
    });
  },
});

function readSize(newsize: Value): Vec3 {
  return Array.isArray(newsize) ? [toDouble(newsize[0]), toDouble(newsize[1]), toDouble(newsize[2])] : [0, 0, 0];
}

function readAuto(auto: Value): readonly [boolean, boolean, boolean] {
  if (Array.isArray(auto)) return [isTruthy(auto[0]), isTruthy(auto[1]), isTruthy(auto[2])];
  const all = auto === true;
  return [all, all, all];
}

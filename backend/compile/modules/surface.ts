// surface: a height map from a file (spec/geometry.md §10.7). The file is read when the geometry is made.
import { makeSurface } from "../../csg/build.ts";
import { resolveFile } from "../files.ts";
import { shownStrText } from "../values/text.ts";
import { toInt } from "./convert.ts";
import { defineModule } from "./define.ts";

/** `surface(file, center, convexity, invert)` */
export const surface = defineModule({
  name: "surface",
  parameters: ["file", "center", "convexity", "invert"],
  leaf: true,
  make(rt, call, [file, center, convexity, invert]) {
    return makeSurface(call, {
      file: resolveFile(rt, file === undefined ? "" : shownStrText(file, rt), call.position),
      center: center === true,
      convexity: typeof convexity === "number" ? toInt(convexity) : 1,
      invert: invert === true,
    });
  },
});

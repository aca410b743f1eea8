// rotate_extrude: a 2D object turned about the z axis (spec/geometry.md §7.5).
import { makeRotateExtrude } from "../../csg/build.ts";
import { isFiniteNumber, toConvexity, toInt } from "./convert.ts";
import { captureCurve, defineModule } from "./define.ts";

const ODD_FN =
  'In future releases, rotational extrusion without "angle" will start at zero, the +X axis.  ' +
  "Set start=180 to explicitly start on the -X axis.";

/** `rotate_extrude(angle, start, convexity)`; a is another name of angle. Without an angle it starts at −X. */
export const rotateExtrude = defineModule({
  name: "rotate_extrude",
  parameters: ["angle", "start", "convexity", "a"],
  leaf: false,
  make(rt, call, [angle, start, convexity, a]) {
    const fragments = captureCurve(rt, call);
    if (angle !== undefined && a !== undefined) {
      rt.warn("parameter-conflict", 'Specified both "angle" and "a"', call.position);
    }
    const given = angle ?? a;
    const turned = isFiniteNumber(given) ? given : undefined;
    const from = isFiniteNumber(start) ? start : undefined;
    if (turned === undefined && from === undefined && (toInt(fragments.fn) & 1) === 1) rt.deprecated(ODD_FN, 0);
    return makeRotateExtrude(call, call.children(), {
      angle: turned === undefined || turned <= -360 || turned > 360 ? 360 : turned,
      start: from ?? (turned === undefined ? 180 : 0),
      convexity: toConvexity(convexity, 2),
      fragments,
    });
  },
});

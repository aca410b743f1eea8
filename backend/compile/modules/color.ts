// color: a color for everything below (spec/geometry.md §4.3). Components are kept in single precision.
import { makeColor } from "../../csg/build.ts";
import { parseColor, unsetColor } from "../../csg/color.ts";
import type { Rgba } from "../../csg/nodes.ts";
import { formatFixed } from "../../shared/number-text.ts";
import type { ModuleCall, Runtime } from "../builtin.ts";
import type { Value } from "../values/value.ts";
import { toDouble } from "./convert.ts";
import { defineModule } from "./define.ts";

const HINT = 'For a list of valid color names, see the <a href="open-window://colorlist"><b>Color List</b></a> window.';

/** `color(c, alpha)`: c is a vector of up to four components, a name or hexadecimal digits. */
export const color = defineModule({
  name: "color",
  parameters: ["c", "alpha"],
  leaf: false,
  make(rt, call, [c, alpha]) {
    const base = readColor(rt, call, c);
    return makeColor(call, call.children(), typeof alpha === "number" ? withAlpha(rt, call, base, alpha) : base);
  },
});

function readColor(rt: Runtime, call: ModuleCall, c: Value): Rgba {
  if (Array.isArray(c)) {
    const component = (index: number) => {
      if (index >= c.length) return 1;
      const value = Math.fround(toDouble(c[index]));
      if (value > 1 || value < 0) {
        const message = `color() expects numbers between 0.0 and 1.0. Value of ${formatFixed(value, 1)} is out of range`;
        rt.warn("color", message, call.position);
      }
      return value;
    };
    return [component(0), component(1), component(2), component(3)];
  }
  if (typeof c !== "string") return unsetColor;
  const parsed = parseColor(c);
  if (parsed !== undefined) return parsed;
  rt.warn("color", `Unable to parse color "${c}"`, call.position);
  rt.ctx.report.push({ severity: "html-link", code: "color", message: HINT });
  return unsetColor;
}

function withAlpha(rt: Runtime, call: ModuleCall, [r, g, b]: Rgba, alpha: number): Rgba {
  const value = Math.fround(alpha);
  if (value > 1 || value < 0) {
    const message = `color() expects alpha between 0.0 and 1.0. Value of ${formatFixed(value, 1)} is out of range`;
    rt.warn("color", message, call.position);
  }
  return [r, g, b, value];
}

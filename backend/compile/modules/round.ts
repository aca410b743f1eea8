// sphere, circle and cylinder: what is given by a radius or a diameter (spec/geometry.md §3.2, §3.3, §3.6).
import { makeCircle, makeCylinder, makeSphere } from "../../csg/build.ts";
import type { ModuleCall, Runtime } from "../builtin.ts";
import { shownText } from "../values/text.ts";
import type { Value } from "../values/value.ts";
import { captureCurve, defineModule } from "./define.ts";

interface Radius {
  readonly name: string;
  readonly value: Value;
}

/** Half the diameter if that is a number, else the radius if that is one. Both: says that the radius is ignored. */
function readRadius(rt: Runtime, call: ModuleCall, radius: Radius, diameter: Radius): number | undefined {
  if (typeof diameter.value !== "number") return typeof radius.value === "number" ? radius.value : undefined;
  if (typeof radius.value === "number") {
    const message = `Ignoring radius variable "${radius.name}" as diameter "${diameter.name}" is defined too.`;
    rt.warn("parameter-conflict", message, call.position);
  }
  return diameter.value / 2;
}

function isPositive(length: number): boolean {
  return length > 0 && Number.isFinite(length);
}

/** The radius of a sphere or a circle, 1 if none is given. */
function onlyRadius(rt: Runtime, call: ModuleCall, r: Value, d: Value): number {
  const radius = readRadius(rt, call, { name: "r", value: r }, { name: "d", value: d });
  if (radius === undefined) return 1;
  if (rt.ctx.options.checkParameterRanges && !isPositive(radius)) {
    rt.warn("parameter-range", `${call.name}(r=${shownText(radius, rt)})`, call.position);
  }
  return radius;
}

/** `sphere(r)` or `sphere(d=...)` */
export const sphere = defineModule({
  name: "sphere",
  parameters: ["r", "d"],
  leaf: true,
  make(rt, call, [r, d]) {
    const fragments = captureCurve(rt, call);
    return makeSphere(call, onlyRadius(rt, call, r, d), fragments);
  },
});

/** `circle(r)` or `circle(d=...)` */
export const circle = defineModule({
  name: "circle",
  parameters: ["r", "d"],
  leaf: true,
  make(rt, call, [r, d]) {
    const fragments = captureCurve(rt, call);
    return makeCircle(call, onlyRadius(rt, call, r, d), fragments);
  },
});

/** `cylinder(h, r1, r2, center)` with r, d, d1, d2 for the radii. */
export const cylinder = defineModule({
  name: "cylinder",
  parameters: ["h", "r1", "r2", "center", "r", "d", "d1", "d2"],
  leaf: true,
  make(rt, call, [h, r1, r2, center, r, d, d1, d2]) {
    const fragments = captureCurve(rt, call);
    const both = readRadius(rt, call, { name: "r", value: r }, { name: "d", value: d });
    const lower = readRadius(rt, call, { name: "r1", value: r1 }, { name: "d1", value: d1 });
    const upper = readRadius(rt, call, { name: "r2", value: r2 }, { name: "d2", value: d2 });
    if (both !== undefined && (lower !== undefined || upper !== undefined)) {
      rt.warn("parameter-conflict", "Cylinder parameters ambiguous", call.position);
    }
    const height = typeof h === "number" ? h : 1;
    const bottom = lower ?? both ?? 1;
    const top = upper ?? both ?? 1;
    if (rt.ctx.options.checkParameterRanges) {
      if (!isPositive(height)) rt.warn("parameter-range", `cylinder(h=${shownText(h, rt)}, ...)`, call.position);
      const finite = Number.isFinite(bottom) && Number.isFinite(top);
      if (!finite || bottom < 0 || top < 0 || (bottom === 0 && top === 0)) {
        const radii = `r1=${shownText(lower ?? both, rt)}, r2=${shownText(upper ?? both, rt)}`;
        rt.warn("parameter-range", `cylinder(${radii}, ...)`, call.position);
      }
    }
    return makeCylinder(call, { h: height, r1: bottom, r2: top, center: center === true, fragments });
  },
});

// Applies the camera variables that the main file assigns (spec/language.md §7.2, spec/cli.md §1.15). The last step of run().
import type { Camera } from "../shared/context.ts";
import type { Evaluation } from "./runtime.ts";
import { shownText } from "./values/text.ts";
import type { Value } from "./values/value.ts";

/** The main file's own top-level special variables by name. */
export type TopLevelSpecials = ReadonlyMap<string, Value>;

/** The camera after the program ran. Warnings have no location. */
export function adjustCamera(rt: Evaluation, specials: TopLevelSpecials): Camera {
  const { camera } = rt.ctx.options;
  if (camera.locked) return camera;
  const rotation = read(rt, specials, "$vpr", toVec3, "vec3 or vec2 of numbers");
  const translation = read(rt, specials, "$vpt", toVec3, "vec3 or vec2 of numbers");
  const distance = read(rt, specials, "$vpd", toNumber, "number");
  const fieldOfView = read(rt, specials, "$vpf", toNumber, "number");
  if ((rotation ?? translation ?? distance ?? fieldOfView) === undefined) return camera;
  if (camera.fitted) {
    const message = "Viewall and autocenter disabled in favor of $vp*";
    rt.ctx.report.push({ severity: "ui-warning", code: "camera", message });
  }
  return {
    translation: translation ?? camera.translation,
    rotation: rotation ?? camera.rotation,
    distance: distance ?? camera.distance,
    fieldOfView: fieldOfView ?? camera.fieldOfView,
    locked: false,
    fitted: false,
  };
}

function read<T>(
  rt: Evaluation,
  specials: TopLevelSpecials,
  name: string,
  convert: (value: Value) => T | undefined,
  expected: string,
): T | undefined {
  if (!specials.has(name)) return undefined;
  const value = specials.get(name);
  const converted = convert(value);
  if (converted === undefined) {
    const message = `Unable to convert ${name}=${shownText(value, rt)} to a ${expected}`;
    rt.ctx.report.push({ severity: "warning", code: "camera", message });
  }
  return converted;
}

function toNumber(value: Value): number | undefined {
  return typeof value === "number" ? value : undefined;
}

/** Exactly three numbers, or two and a zero. */
function toVec3(value: Value): Camera["translation"] | undefined {
  if (!Array.isArray(value) || value.length < 2 || value.length > 3) return undefined;
  const [x, y, z = 0] = value;
  return typeof x === "number" && typeof y === "number" && typeof z === "number" ? [x, y, z] : undefined;
}

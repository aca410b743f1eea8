// text: outlines of a string in a font (spec/geometry.md §9.1). Shaping happens when the geometry is made; what `.csg`
// prints, script and direction, is found here.
import { makeText } from "../../csg/build.ts";
import type { TextParameters } from "../../csg/nodes.ts";
import { resolveScript } from "../../csg/text/script.ts";
import type { Runtime } from "../builtin.ts";
import { shownText } from "../values/text.ts";
import { typeName, type Value } from "../values/value.ts";
import { captureCurve, defineModule } from "./define.ts";

/** The order in which text() and textmetrics() take unnamed arguments. */
export const textParameters = [
  ...["text", "size", "font"],
  ...["direction", "language", "script", "halign", "valign", "spacing", "em"],
];

/** `text(text, size, font)` with direction, language, script, halign, valign, spacing, em. */
export const text = defineModule({
  name: "text",
  parameters: textParameters,
  leaf: true,
  make(rt, call, values) {
    // Finding the script takes as long as the string, which many calls may share.
    rt.ctx.deadline.check(call.position);
    const parameters = readTextParameters(rt, "text", values, call.position);
    const { script, direction } = resolveScript(parameters.text, parameters.script, parameters.direction);
    return makeText(call, { ...parameters, script, direction, fragments: captureCurve(rt, call, { silent: true }) });
  },
});

/**
 * Checks the types of `values`, which are in the order of `textParameters`, for `caller`, which messages name. A value of
 * the wrong type gives a warning and the default; script and direction are as given.
 */
export function readTextParameters(
  rt: Runtime,
  caller: string,
  values: readonly Value[],
  position: number,
): TextParameters {
  const [text, size, font, direction, language, script, halign, valign, spacing, em] = values;
  const isOf = (type: "number" | "string", name: string, value: Value): boolean => {
    if (value === undefined) return false;
    const found = typeName(value);
    if (found === type) return true;
    const message = `${caller}(..., ${name}=${shownText(value, rt)}) Invalid type: expected ${type}, found ${found}`;
    rt.warn("parameter-type", message, position);
    return false;
  };
  const number = (name: string, value: Value) => (isOf("number", name, value) ? (value as number) : undefined);
  const string = (name: string, value: Value) => (isOf("string", name, value) ? (value as string) : undefined);
  const givenSize = number("size", size);
  const givenEm = number("em", em);
  if (givenEm !== undefined && givenSize !== undefined) {
    rt.warn("parameter-conflict", `${caller}: "size" ignored when "em" is set`, 0);
  }
  return {
    size: givenEm === undefined ? (givenSize ?? 10) : givenEm * 0.72,
    text: string("text", text) ?? "",
    spacing: number("spacing", spacing) ?? 1,
    font: string("font", font) ?? "",
    direction: string("direction", direction) ?? "",
    language: string("language", language) ?? "en",
    script: string("script", script) ?? "",
    halign: string("halign", halign) ?? "default",
    valign: string("valign", valign) ?? "default",
  };
}

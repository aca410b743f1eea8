// textmetrics and fontmetrics: what the font engine measures, as objects (spec/language.md §6.10).

import type { Shaper } from "../../csg/text.ts";
import { matchArguments } from "../arguments.ts";
import type { BuiltinFunction, Runtime } from "../builtin.ts";
import { readTextParameters, textParameters } from "../modules/text.ts";
import { type EvaluatedArgument, ObjectValue, type Value } from "../values/value.ts";

const feature = "textmetrics";

export const metricsFunctions: readonly BuiltinFunction[] = [
  { name: "textmetrics", feature, call: measureText },
  { name: "fontmetrics", feature, call: measureFont },
];

function measureText(rt: Runtime, args: readonly EvaluatedArgument[], position: number): Value {
  const matched = matchArguments(rt, textParameters, args, position, { checking: true });
  const values = textParameters.map((name) => matched.get(name));
  const parameters = readTextParameters(rt, "textmetrics", values, position);
  const metrics = shaperOf(rt, "textmetrics", position)?.metrics(parameters, warnAt(rt, position));
  if (metrics === undefined) return undefined;
  return makeObject(rt, {
    position: [...metrics.position],
    size: [...metrics.size],
    ascent: metrics.ascent,
    descent: metrics.descent,
    offset: [...metrics.offset],
    advance: [...metrics.advance],
  });
}

function measureFont(rt: Runtime, args: readonly EvaluatedArgument[], position: number): Value {
  const given = matchArguments(rt, ["size", "font", "em"], args, position, { checking: true });
  const values = textParameters.map((name) => given.get(name));
  const { size, font } = readTextParameters(rt, "fontmetrics", values, position);
  const metrics = shaperOf(rt, "fontmetrics", position)?.fontMetrics(size, font, warnAt(rt, position));
  if (metrics === undefined) return undefined;
  return makeObject(rt, {
    nominal: makeObject(rt, { ascent: metrics.nominal.ascent, descent: metrics.nominal.descent }),
    max: makeObject(rt, { ascent: metrics.max.ascent, descent: metrics.max.descent }),
    interline: metrics.interline,
    font: makeObject(rt, { family: rt.strings.admit(metrics.family), style: rt.strings.admit(metrics.style) }),
  });
}

/** The font engine; a warning where this run was started without one. */
function shaperOf(rt: Runtime, caller: string, position: number): Shaper | undefined {
  if (rt.shaper === undefined) rt.warn("font", `${caller}() has no font engine in this run`, position);
  return rt.shaper;
}

function warnAt(rt: Runtime, position: number): (message: string) => void {
  return (message) => rt.warn("font", message, position);
}

function makeObject(rt: Runtime, members: Readonly<Record<string, Value>>): ObjectValue {
  const entries = new Map(Object.entries(members));
  rt.countElements(entries.size);
  return new ObjectValue(entries);
}

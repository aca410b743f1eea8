// The variables that exist before a program says anything (spec/language.md §7.1).
import type { LanguageOptions } from "../shared/context.ts";
import type { Value } from "./values/value.ts";

/** `PI`, the only ordinary variable. */
export const predefinedVariables: ReadonlyMap<string, Value> = new Map([["PI", Math.PI]]);

/** The special variables that always have a value. */
export const predefinedNames: ReadonlySet<string> = new Set("$fn $fs $fa $t $preview $vpt $vpr $vpd $vpf".split(" "));

/** The special variables with the values that the options give them. */
export function predefinedSpecials(options: LanguageOptions): Map<string, Value> {
  const { preview, time, camera } = options;
  return new Map<string, Value>([
    ["$fn", 0],
    ["$fs", 2],
    ["$fa", 12],
    ["$t", time],
    ["$preview", preview],
    ["$vpt", camera.translation],
    ["$vpr", camera.rotation],
    ["$vpd", camera.distance],
    ["$vpf", camera.fieldOfView],
  ]);
}

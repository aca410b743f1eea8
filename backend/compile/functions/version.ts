// version and version_num: the OpenSCAD version whose language this is (spec/language.md §6.2).
import { openscadVersion } from "../../shared/version.ts";
import type { BuiltinFunction } from "../builtin.ts";
import { isVector, type Value } from "../values/value.ts";
import { defineVariadic } from "./define.ts";

const version: readonly number[] = openscadVersion.split(".").map(Number);

/** y·10000 + m·100 + d of a vector of two or three numbers; undef, silently, for anything else. */
function versionNumber(value: Value): Value {
  if (!isVector(value) || value.length < 2 || value.length > 3) return undefined;
  const [year, month, day = 0] = value;
  if (typeof year !== "number" || typeof month !== "number" || typeof day !== "number") return undefined;
  return year * 10000 + month * 100 + day;
}

export const versionFunctions: readonly BuiltinFunction[] = [
  defineVariadic("version", () => version),
  defineVariadic("version_num", (_rt, args) => versionNumber(args.length === 0 ? version : args[0])),
];

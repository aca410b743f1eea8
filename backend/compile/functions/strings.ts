// Functions of strings: len, str, chr, ord (spec/language.md §6.2). `len` also counts elements and entries.
import type { BuiltinFunction, Runtime } from "../builtin.ts";
import { elementAt, loopRounds, rangeCount } from "../values/range.ts";
import { normalize, stringLength } from "../values/strings.ts";
import { strText } from "../values/text.ts";
import { ObjectValue, RangeValue, type Value } from "../values/value.ts";
import { defineUnary, defineVariadic, wrongType } from "./define.ts";

/** chr() refuses a range of this many values or more. */
const MAX_RANGE = 10_000;

function len(rt: Runtime, value: Value, position: number): Value {
  if (Array.isArray(value)) return value.length;
  if (typeof value === "string") return stringLength(rt, value);
  if (value instanceof ObjectValue) return value.entries.size;
  return wrongType(rt, "len", "argument 0", "string", value, position);
}

/** One argument: its text. More: joined. A nested value counts while it is written, a string here. */
function str(rt: Runtime, args: readonly Value[]): Value {
  let text = "";
  for (let i = 0; i < args.length; i++) text += strText(args[i], rt);
  rt.countBytes(text.length);
  return rt.strings.narrow ? text : normalize(text);
}

function chr(rt: Runtime, args: readonly Value[]): Value {
  let text = "";
  for (let i = 0; i < args.length; i++) text += characters(rt, args[i]);
  rt.countBytes(text.length);
  return rt.strings.admit(text);
}

function characters(rt: Runtime, value: Value): string {
  if (typeof value === "number") return character(value);
  let text = "";
  if (Array.isArray(value)) {
    // The text is counted when it is complete, which it never is where vectors are shared: each costs time.
    rt.countVisits(value.length);
    for (let i = 0; i < value.length; i++) text += characters(rt, value[i]);
  } else if (value instanceof RangeValue) {
    const count = rangeCount(value);
    if (count >= MAX_RANGE) {
      const message = `Bad range parameter in for statement: too many elements (${count}).`;
      rt.warn("too-many-elements", message, 0);
      return "";
    }
    const rounds = loopRounds(value);
    for (let k = 0; k < rounds; k++) text += character(elementAt(value, k));
  }
  return text;
}

/** The character of a code point; `""` for what is none, and for 0. */
function character(code: number): string {
  if (!(code >= 1 && code < 0x110000)) return "";
  const point = Math.trunc(code);
  return point >= 0xd800 && point < 0xe000 ? "" : String.fromCodePoint(point);
}

function ord(rt: Runtime, value: Value, position: number): Value {
  if (typeof value !== "string") return wrongType(rt, "ord", "argument 0", "string", value, position);
  if (!value.isWellFormed()) {
    rt.warn("builtin-value", `ord() argument '${value}' is not a valid utf8 string`, position);
    return undefined;
  }
  return value.codePointAt(0);
}

export const stringFunctions: readonly BuiltinFunction[] = [
  defineUnary("len", len),
  defineVariadic("str", str),
  defineVariadic("chr", chr),
  defineUnary("ord", ord),
];

// Functions of strings: len, str, chr, ord (spec/language.md §6.2). `len` also counts elements and entries.
import type { BuiltinFunction, Runtime } from "../builtin.ts";
import { PIECE, Pieces } from "../values/pieces.ts";
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
  for (let i = 0; i < args.length; i++) {
    text += strText(args[i], rt);
    rt.countBytes(0, text.length);
  }
  rt.countBytes(text.length);
  return rt.strings.narrow ? text : normalize(text);
}

function chr(rt: Runtime, args: readonly Value[]): Value {
  const pieces = new Pieces(rt);
  let text = "";
  for (let i = 0; i < args.length; i++) text = addCharacters(rt, args[i], text, pieces);
  return rt.strings.admit(pieces.finish(text));
}

/** Adds the characters of a value to `text`, the end of a text whose beginning is in `pieces`; gives the new end. */
function addCharacters(rt: Runtime, value: Value, text: string, pieces: Pieces): string {
  if (typeof value === "number") return text + character(value);
  let end = text;
  if (Array.isArray(value)) {
    // What vectors hold may be no characters at all: each costs time.
    rt.countVisits(value.length);
    for (let i = 0; i < value.length; i++) end = shortEnd(addCharacters(rt, value[i], end, pieces), pieces);
  } else if (value instanceof RangeValue) {
    const count = rangeCount(value);
    if (count >= MAX_RANGE) {
      const message = `Bad range parameter in for statement: too many elements (${count}).`;
      rt.warn("too-many-elements", message, 0);
      return end;
    }
    const rounds = loopRounds(value);
    for (let k = 0; k < rounds; k++) end += character(elementAt(value, k));
  }
  return end;
}

function shortEnd(end: string, pieces: Pieces): string {
  if (end.length <= PIECE) return end;
  pieces.add(end);
  return "";
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

// Indexing and members (spec/language.md §3.7). Neither ever warns.
import type { Runtime } from "../builtin.ts";
import { charAt } from "./strings.ts";
import { ObjectValue, RangeValue, type Value } from "./value.ts";

/** `value[index]`. */
export function elementOf(rt: Runtime, value: Value, index: Value): Value {
  // Small, so that the engine inlines it: the usual case and nothing else.
  if (typeof index === "number" && Array.isArray(value)) {
    const whole = index >>> 0;
    if (whole === index && whole < value.length) return value[whole];
  }
  return unusualElementOf(rt, value, index);
}

/** The same where the types are known. */
export function elementIn(rt: Runtime, vector: readonly Value[], index: number): Value {
  const whole = index >>> 0;
  return whole === index && whole < vector.length ? vector[whole] : unusualElementOf(rt, vector, index);
}

function unusualElementOf(rt: Runtime, value: Value, index: Value): Value {
  if (typeof index === "number") {
    if (Array.isArray(value)) {
      const at = toIndex(index);
      return at < value.length ? value[at] : undefined;
    }
    if (typeof value === "string") return charAt(rt, value, toIndex(index));
    if (value instanceof RangeValue) return rangePart(value, toIndex(index));
    return undefined;
  }
  if (typeof index === "string" && value instanceof ObjectValue) return value.entries.get(index);
  return undefined;
}

/** Truncated to an unsigned 32-bit integer; what does not fit is the largest one and so out of range. */
function toIndex(x: number): number {
  return x > -1 && x < 4294967296 ? Math.trunc(x) : 4294967295;
}

function rangePart(range: RangeValue, at: number): Value {
  switch (at) {
    case 0:
      return range.begin;
    case 1:
      return range.step;
    case 2:
      return range.end;
    default:
      return undefined;
  }
}

/** `value.name`. */
export function memberOf(rt: Runtime, value: Value, name: string): Value {
  if (typeof value !== "object") return undefined;
  if (Array.isArray(value)) {
    switch (name) {
      case "x":
        return value.length > 0 ? value[0] : undefined;
      case "y":
        return value.length > 1 ? value[1] : undefined;
      case "z":
        return value.length > 2 ? value[2] : undefined;
      default:
        return rt.ctx.options.features.has("vector-swizzle") ? swizzle(value, name) : undefined;
    }
  }
  if (value instanceof ObjectValue) return value.entries.get(name);
  if (value instanceof RangeValue) return rangeMember(value, name);
  return undefined;
}

function rangeMember(range: RangeValue, name: string): Value {
  switch (name) {
    case "begin":
      return range.begin;
    case "step":
      return range.step;
    case "end":
      return range.end;
    default:
      return undefined;
  }
}

/** One to four letters, all of `xyzw` or all of `rgba`: one gives the element, more give a vector. */
function swizzle(vector: readonly Value[], name: string): Value {
  if (name.length > 4) return undefined;
  const elements = selectBy("xyzw", vector, name) ?? selectBy("rgba", vector, name);
  return elements?.length === 1 ? elements[0] : elements;
}

function selectBy(letters: string, vector: readonly Value[], name: string): readonly Value[] | undefined {
  const elements: Value[] = [];
  for (const letter of name) {
    const at = letters.indexOf(letter);
    if (at < 0) return undefined;
    elements.push(vector[at]);
  }
  return elements;
}

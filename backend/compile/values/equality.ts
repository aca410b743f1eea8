// `==` for every pair of types (spec/language.md §3.6). Never warns.
import type { Runtime } from "../builtin.ts";
import { rangeCount } from "./range.ts";
import { ObjectValue, RangeValue, type Value } from "./value.ts";

/** Levels compared with the native stack; what is nested deeper is compared with a stack of its own. */
const NATIVE_LEVELS = 200;

export function equals(rt: Runtime, a: Value, b: Value): boolean {
  if (typeof a !== "object" || typeof b !== "object") return a === b;
  return equalComposites(rt, a, b, NATIVE_LEVELS);
}

export function notEquals(rt: Runtime, a: Value, b: Value): boolean {
  if (typeof a !== "object" || typeof b !== "object") return a !== b;
  return !equalComposites(rt, a, b, NATIVE_LEVELS);
}

type Composite = Exclude<Value, undefined | boolean | number | string>;

function equalComposites(rt: Runtime, a: Composite, b: Composite, levels: number): boolean {
  if (Array.isArray(a)) return Array.isArray(b) && equalVectors(rt, a, b, levels);
  if (a instanceof RangeValue) return b instanceof RangeValue && equalRanges(a, b);
  if (a instanceof ObjectValue) return b instanceof ObjectValue && equalObjects(rt, a, b, levels);
  return a === b;
}

function equalVectors(rt: Runtime, a: readonly Value[], b: readonly Value[], levels: number): boolean {
  const { length } = a;
  if (length !== b.length) return false;
  // Vectors that hold the same vector many times are small, and take for ever.
  rt.countVisits(length);
  for (let i = 0; i < length; i++) {
    const x = a[i];
    const y = b[i];
    if (typeof x !== "object" || typeof y !== "object") {
      if (x !== y) return false;
    } else if (levels === 0 ? !equalDeep(rt, x, y) : !equalComposites(rt, x, y, levels - 1)) {
      return false;
    }
  }
  return true;
}

/** The same begin, step and number of values; the end itself does not count. Empty ranges are equal. */
function equalRanges(a: RangeValue, b: RangeValue): boolean {
  const count = rangeCount(a);
  if (count !== rangeCount(b)) return false;
  return count === 0 || (a.begin === b.begin && a.step === b.step);
}

/** The same object, or the same keys in the same order with equal values. */
function equalObjects(rt: Runtime, a: ObjectValue, b: ObjectValue, levels: number): boolean {
  if (a === b) return true;
  if (a.entries.size !== b.entries.size) return false;
  return equalKeys(a, b) && equalVectors(rt, [...a.entries.values()], [...b.entries.values()], levels);
}

function equalKeys(a: ObjectValue, b: ObjectValue): boolean {
  const others = b.entries.keys();
  for (const key of a.entries.keys()) if (others.next().value !== key) return false;
  return true;
}

/** The same as `equalComposites` for values of any depth. */
function equalDeep(rt: Runtime, a: Composite, b: Composite): boolean {
  const pairs: Value[] = [a, b];
  while (pairs.length > 0) {
    let y = pairs.pop();
    let x = pairs.pop();
    if (x instanceof ObjectValue && y instanceof ObjectValue) {
      if (x === y) continue;
      if (x.entries.size !== y.entries.size || !equalKeys(x, y)) return false;
      x = [...x.entries.values()];
      y = [...y.entries.values()];
    }
    if (!Array.isArray(x) || !Array.isArray(y)) {
      if (!equals(rt, x, y)) return false;
      continue;
    }
    if (x.length !== y.length) return false;
    rt.countVisits(x.length);
    for (let i = 0; i < x.length; i++) pairs.push(x[i], y[i]);
  }
  return true;
}

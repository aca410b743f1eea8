// `<`, `<=`, `>` and `>=` for every pair of types, with the reasons why a result is undef (spec/language.md §3.6).
import type { Runtime } from "../builtin.ts";
import { rangeCount } from "./range.ts";
import { stringLess } from "./strings.ts";
import { RangeValue, typeName, type Value } from "./value.ts";

type Operator = "<" | "<=" | ">" | ">=";

export function less(rt: Runtime, a: Value, b: Value, position: number): boolean | undefined {
  if (typeof a === "number" && typeof b === "number") return a < b;
  return compare(rt, a, "<", b, position);
}

export function lessOrEqual(rt: Runtime, a: Value, b: Value, position: number): boolean | undefined {
  if (typeof a === "number" && typeof b === "number") return a <= b;
  return compare(rt, a, "<=", b, position);
}

export function greater(rt: Runtime, a: Value, b: Value, position: number): boolean | undefined {
  if (typeof a === "number" && typeof b === "number") return a > b;
  return compare(rt, a, ">", b, position);
}

export function greaterOrEqual(rt: Runtime, a: Value, b: Value, position: number): boolean | undefined {
  if (typeof a === "number" && typeof b === "number") return a >= b;
  return compare(rt, a, ">=", b, position);
}

function compare(rt: Runtime, a: Value, operator: Operator, b: Value, position: number): boolean | undefined {
  const reasons: string[] = [];
  // Vectors are ordered by `<` alone, so reasons name `<`, with the operands swapped for `>` and `<=`.
  const swapped = Array.isArray(a) && Array.isArray(b) && (operator === ">" || operator === "<=");
  const named = Array.isArray(a) && Array.isArray(b) ? "<" : operator;
  const sign = swapped ? order(rt, b, a, named, reasons) : order(rt, a, b, named, reasons);
  if (sign === undefined) {
    rt.warn("undefined-operation", reasons.join("\n\t"), position);
    return undefined;
  }
  switch (operator) {
    case "<":
      return sign < 0;
    case ">":
      return swapped ? sign < 0 : sign > 0;
    case "<=":
      return swapped ? sign >= 0 : sign <= 0;
    case ">=":
      return sign >= 0;
  }
}

/**
 * Negative when a < b, positive when b < a, 0 when neither; undefined with its reasons, which name `operator`, when the
 * values cannot be compared. One walk for both directions: comparing twice at every level would double the work per level.
 */
function order(rt: Runtime, a: Value, b: Value, operator: Operator, reasons: string[]): number | undefined {
  switch (typeof a) {
    case "number":
      if (typeof b === "number") return a < b ? -1 : a > b ? 1 : 0;
      break;
    case "boolean":
      if (typeof b === "boolean") return Number(a) - Number(b);
      break;
    case "string":
      if (typeof b === "string") return a === b ? 0 : stringLess(a, b) ? -1 : 1;
      break;
    case "undefined":
      if (b === undefined) return incomparable(a, operator, reasons);
      break;
    default:
      if (Array.isArray(a)) {
        if (Array.isArray(b)) return orderVectors(rt, a, b, reasons);
      } else if (a instanceof RangeValue) {
        if (b instanceof RangeValue) return orderRanges(a, b);
      } else if (typeName(a) === typeName(b)) {
        return incomparable(a, operator, reasons);
      }
  }
  reasons.push(`undefined operation (${typeName(a)} ${operator} ${typeName(b)})`);
  return undefined;
}

function incomparable(a: Value, operator: Operator, reasons: string[]): undefined {
  reasons.push(`operation undefined (${typeName(a)} ${operator} ${typeName(a)})`);
  return undefined;
}

/** Empty ranges come first and are equal; else by begin, step and number of values. */
function orderRanges(a: RangeValue, b: RangeValue): number {
  const m = rangeCount(a);
  const n = rangeCount(b);
  if (m === 0 || n === 0) return Math.sign(m - n);
  if (a.begin !== b.begin) return a.begin < b.begin ? -1 : 1;
  if (a.step !== b.step) return a.step < b.step ? -1 : 1;
  return m - n;
}

/** Lexicographic. */
function orderVectors(rt: Runtime, a: readonly Value[], b: readonly Value[], reasons: string[]): number | undefined {
  const shorter = Math.min(a.length, b.length);
  rt.countVisits(shorter);
  for (let i = 0; i < shorter; i++) {
    const sign = order(rt, a[i], b[i], "<", reasons);
    if (sign === undefined) {
      reasons.push(`in vector comparison at index ${i}`);
      return undefined;
    }
    if (sign !== 0) return sign;
  }
  return a.length - b.length;
}

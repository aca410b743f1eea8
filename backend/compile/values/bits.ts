// The bit operators (spec/language.md §3.4): numbers as signed 64-bit integers. Operands that fit the 32 bits of
// JavaScript's own operators, or the 53 bits of a double, never become a BigInt.
import type { Runtime } from "../builtin.ts";
import { undefinedOperation } from "./arithmetic.ts";
import { typeName, type Value } from "./value.ts";

const TWO_63 = 2 ** 63;

export function bitAnd(rt: Runtime, a: Value, b: Value, position: number): Value {
  if (typeof a !== "number" || typeof b !== "number") return undefinedOperation(rt, a, "&", b, position);
  if (fitsInt32(a) && fitsInt32(b)) return a & b;
  return Number(toInt64(a) & toInt64(b));
}

export function bitOr(rt: Runtime, a: Value, b: Value, position: number): Value {
  if (typeof a !== "number" || typeof b !== "number") return undefinedOperation(rt, a, "|", b, position);
  if (fitsInt32(a) && fitsInt32(b)) return a | b;
  return Number(toInt64(a) | toInt64(b));
}

export function bitNot(rt: Runtime, a: Value, position: number): Value {
  if (typeof a !== "number") {
    rt.warn("undefined-operation", `undefined operation (~${typeName(a)})`, position);
    return undefined;
  }
  if (fitsInt32(a)) return ~a;
  return Number(~toInt64(a));
}

export function shiftLeft(rt: Runtime, a: Value, b: Value, position: number): Value {
  if (typeof a !== "number" || typeof b !== "number") return undefinedOperation(rt, a, "<<", b, position);
  const distance = shiftDistance(rt, b, position);
  if (distance === undefined) return undefined;
  // 32 bits moved by at most 21 are exact as a double.
  if (distance < 22 && fitsInt32(a)) return Math.trunc(a) * 2 ** distance + 0;
  return Number(BigInt.asIntN(64, toInt64(a) << BigInt(distance)));
}

export function shiftRight(rt: Runtime, a: Value, b: Value, position: number): Value {
  if (typeof a !== "number" || typeof b !== "number") return undefinedOperation(rt, a, ">>", b, position);
  const distance = shiftDistance(rt, b, position);
  if (distance === undefined) return undefined;
  if (distance < 32 && fitsInt32(a)) return a >> distance;
  return Number(toInt64(a) >> BigInt(distance));
}

function shiftDistance(rt: Runtime, b: number, position: number): number | undefined {
  const distance = Math.trunc(b);
  if (distance >= 0 && distance < 64) return distance;
  // What does not fit 64 bits is the smallest integer, which is negative.
  const reason = distance >= 64 && distance < TWO_63 ? "shift too large" : "negative shift";
  rt.warn("undefined-operation", reason, position);
  return undefined;
}

/** True when the truncated number is a signed 32-bit integer; false for NaN. */
function fitsInt32(x: number): boolean {
  return x > -2147483649 && x < 2147483648;
}

/** Truncated; NaN and what is out of range become the smallest integer, as on x86-64. */
function toInt64(x: number): bigint {
  return x >= -TWO_63 && x < TWO_63 ? BigInt(Math.trunc(x)) : -0x8000000000000000n;
}

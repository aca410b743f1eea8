// Ranges: construction with its warnings, and how many values a range has (spec/language.md §3.9).
import type { Runtime } from "../builtin.ts";
import { shownText } from "./text.ts";
import { RangeValue, type Value } from "./value.ts";

/** What the count of an unbounded range saturates at. */
const UNBOUNDED = 4294967295;

/** `[begin : end]`. `isLiteral`: the whole range expression is literal, only then its direction is checked. */
export function makeRange(
  rt: Runtime,
  begin: Value,
  end: Value,
  isLiteral: boolean,
  position: number,
): RangeValue | undefined {
  if (!checkRangeBounds(rt, begin, end, position)) return undefined;
  return makeSteppedRange(rt, begin as number, 1, end as number, isLiteral, position);
}

/**
 * True when the bounds are numbers; else warns, and the range is undef. A range with a step is made in two moves,
 * because its step is evaluated only after the bounds were found to be numbers.
 */
export function checkRangeBounds(rt: Runtime, begin: Value, end: Value, position: number): boolean {
  if (typeof begin === "number" && typeof end === "number") return true;
  const message = `Unable to convert [${shownText(begin, rt)}:...:${shownText(end, rt)}] to a range`;
  rt.warn("bad-range", message, position);
  return false;
}

/** `[begin : step : end]` with bounds that `checkRangeBounds` accepted. */
export function makeSteppedRange(
  rt: Runtime,
  begin: number,
  step: Value,
  end: number,
  isLiteral: boolean,
  position: number,
): RangeValue | undefined {
  if (typeof step !== "number") {
    rt.warn("bad-range", `Unable to convert [...:${shownText(step, rt)}:...] to a step value`, position);
    return undefined;
  }
  if (isLiteral) {
    if (step > 0 && end < begin) {
      rt.warn("bad-range", "begin is greater than the end, but step is positive", position);
    } else if (step < 0 && end > begin) {
      rt.warn("bad-range", "begin is smaller than the end, but step is negative", position);
    }
  }
  return new RangeValue(begin, step, end);
}

/** The number of values, an unsigned 32-bit integer. */
export function rangeCount({ begin, step, end }: RangeValue): number {
  if (Number.isNaN(begin) || Number.isNaN(step) || Number.isNaN(end)) return 0;
  if (step < 0 ? begin < end : begin > end) return 0;
  if (begin === end || !Number.isFinite(step)) return 1;
  if (!Number.isFinite(begin) || !Number.isFinite(end) || step === 0) return UNBOUNDED;
  const last = lastIndex((end - begin) / step);
  return last === UNBOUNDED ? UNBOUNDED : last + 1;
}

/** Value number `k` of a range. The first one is the beginning, even where the step is infinite. */
export function elementAt(range: RangeValue, k: number): number {
  return k === 0 ? range.begin : range.begin + range.step * k;
}

/** How often a loop over the range runs: a step of zero yields nothing, even where `rangeCount` is 1. */
export function loopRounds(range: RangeValue): number {
  return range.step === 0 ? 0 : rangeCount(range);
}

const bits = new DataView(new ArrayBuffer(8));

/**
 * The whole part of a quotient after it was moved to the next double in the direction of 4294967295, so that
 * `[0 : 0.1 : 1]` has its last value. Out of range it is what a 64-bit processor makes of it: the lower 32 bits.
 */
function lastIndex(quotient: number): number {
  const whole = Math.trunc(quotient);
  // Far enough below the next integer, the next double has the same whole part.
  if (quotient < 2147483648 && whole + 1 - quotient > 1e-6) return whole;
  return toUint32(nextTowardUnbounded(quotient));
}

function nextTowardUnbounded(x: number): number {
  if (x === UNBOUNDED) return x;
  bits.setFloat64(0, x);
  bits.setBigUint64(0, bits.getBigUint64(0) + (x < UNBOUNDED ? 1n : -1n));
  return bits.getFloat64(0);
}

function toUint32(x: number): number {
  if (x < 4294967296) return Math.trunc(x);
  if (!(x < 2 ** 63)) return 0;
  return Number(BigInt.asUintN(32, BigInt(Math.trunc(x))));
}

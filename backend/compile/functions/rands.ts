// rands: random numbers of OpenSCAD's own generator and distribution (spec/language.md §6.4). The generator belongs to the
// run; a call without a seed goes on where the last one stopped.
import type { Runtime } from "../builtin.ts";
import { defineVariadic, wrongCount, wrongType } from "./define.ts";

/** What an infinite bound is replaced by, and how that is printed: half of the largest double. */
const LARGEST_BOUND = Number.MAX_VALUE / 2;

const TWO_32 = 4294967296;
const TWO_64 = TWO_32 * TWO_32;
/** The largest double below 1. */
const BELOW_1 = 1 - 2 ** -53;

export const rands = defineVariadic("rands", (rt, args, position) => {
  if (args.length !== 3 && args.length !== 4) return wrongCount(rt, "rands", "3 or 4", args.length, position);
  for (let i = 0; i < args.length; i++) {
    if (typeof args[i] !== "number") return wrongType(rt, "rands", `argument ${i}`, "number", args[i], position);
  }
  const [first, second, number, seed] = args as [number, number, number, number | undefined];
  let low = boundOf(rt, first, "min", -LARGEST_BOUND, position);
  let high = boundOf(rt, second, "max", LARGEST_BOUND, position);
  if (high < low) [low, high] = [high, low];
  const count = countOf(rt, number, position);
  if (seed !== undefined) rt.random.seed(seedOf(seed));
  return draw(rt, low, high, count, seed !== undefined);
});

function boundOf(rt: Runtime, bound: number, name: "min" | "max", replacement: number, position: number): number {
  if (Number.isFinite(bound)) return bound;
  rt.warn("builtin-value", `rands() range ${name} cannot be infinite`, position);
  rt.warn("builtin-value", `resetting to ${BigInt(replacement)}.000000`, 0);
  return replacement;
}

function countOf(rt: Runtime, number: number, position: number): number {
  if (Number.isFinite(number)) return Math.trunc(Math.abs(number));
  rt.warn("builtin-value", "rands() cannot create an infinite number of results", position);
  rt.warn("builtin-value", "resetting number of results to 1", 0);
  return 1;
}

function draw(rt: Runtime, low: number, high: number, count: number, isSeeded: boolean): readonly number[] {
  rt.countElements(count);
  const numbers: number[] = [];
  if (low >= high) {
    for (let i = 0; i < count; i++) numbers.push(low);
    return numbers;
  }
  if (!isSeeded) rt.tainted = true;
  for (let i = 0; i < count; i++) {
    const a = rt.random.next();
    const b = rt.random.next();
    const u = (a + b * TWO_32) / TWO_64;
    numbers.push((u >= 1 ? BELOW_1 : u) * (high - low) + low);
  }
  return numbers;
}

const bits = new DataView(new ArrayBuffer(8));

/** Remainders of 2^31 − 1 have 31 bits. */
const PRIME = 2147483647n;
const WORD = 31n;

/** The 32-bit seed of a double: its value modulo 2^31 − 1, with its sign. */
export function seedOf(seed: number): number {
  if (Number.isNaN(seed)) return 0;
  if (!Number.isFinite(seed)) return seed > 0 ? 314159 : TWO_32 - 314159;
  const size = Math.abs(seed);
  const hash = size < 2147483647 && size === Math.trunc(size) ? size : remainderOf(size);
  return seed < 0 ? (TWO_32 - hash) % TWO_32 : hash;
}

/** m·2^e modulo 2^31 − 1, where 2^31 is 1: a multiplication by 2^e turns 31 bits by e places. */
function remainderOf(size: number): number {
  bits.setFloat64(0, size);
  const pattern = bits.getBigUint64(0);
  const field = Number(pattern >> 52n);
  const fraction = pattern & 0xfffffffffffffn;
  const mantissa = field === 0 ? fraction : fraction | 0x10000000000000n;
  const exponent = BigInt((field === 0 ? 1 : field) - 1075);
  const turn = ((exponent % WORD) + WORD) % WORD;
  return Number(((mantissa % PRIME) << turn) % PRIME);
}

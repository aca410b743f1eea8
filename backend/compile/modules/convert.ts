// How module arguments become numbers, vectors and integers (spec/geometry.md §0.2). A value of another type never
// aborts: it is ignored, counts as 0, or the module says so.
import type { Vec2, Vec3 } from "../../csg/nodes.ts";
import type { Value } from "../values/value.ts";

/** The number, or 0 for anything else. */
export function toDouble(value: Value): number {
  return typeof value === "number" ? value : 0;
}

/** C's conversion of a double to a 32-bit integer on x86-64: truncated, −2^31 for what does not fit and for NaN. */
export function toInt(x: number): number {
  return x > -2147483649 && x < 2147483648 ? Math.trunc(x) + 0 : -2147483648;
}

/** The argument convexity: the integer, but at least `minimum`. */
export function toConvexity(value: Value, minimum: number): number {
  return Math.max(minimum, toInt(toDouble(value)));
}

export function isFiniteNumber(value: Value): value is number {
  return typeof value === "number" && Number.isFinite(value);
}

/** A vector of exactly two numbers. */
export function isVec2(value: Value): value is Vec2 {
  return Array.isArray(value) && value.length === 2 && typeof value[0] === "number" && typeof value[1] === "number";
}

/** A vector of exactly three numbers. */
export function isVec3(value: Value): value is Vec3 {
  return (
    Array.isArray(value) &&
    value.length === 3 &&
    typeof value[0] === "number" &&
    typeof value[1] === "number" &&
    typeof value[2] === "number"
  );
}

/** What came of reading a vector: when `converted` is false, the components before the first bad one are still the new ones. */
export interface ReadVector {
  readonly vector: Vec3;
  readonly converted: boolean;
}

/** A vector of exactly three numbers. */
export function readThree(value: Value, initial: Vec3): ReadVector {
  if (isVec3(value)) return { vector: value, converted: true };
  if (!Array.isArray(value) || value.length !== 3) return { vector: initial, converted: false };
  const [x, y] = value;
  if (typeof x !== "number") return { vector: initial, converted: false };
  return { vector: [x, typeof y === "number" ? y : initial[1], initial[2]], converted: false };
}

/**
 * A vector of three numbers, or of two elements with `z` as the third. Two elements always convert: unless both are
 * numbers, x and y keep their `initial` values.
 */
export function readVec3(value: Value, z: number, initial: Vec3): ReadVector {
  if (!Array.isArray(value) || value.length !== 2) return readThree(value, initial);
  return { vector: isVec2(value) ? [value[0], value[1], z] : [initial[0], initial[1], z], converted: true };
}

/** True when every component is finite. */
export function isFiniteVector(vector: readonly number[]): boolean {
  return vector.every(Number.isFinite);
}

/** The same for three, without a loop. */
export function isFinite3([x, y, z]: Vec3): boolean {
  return Number.isFinite(x) && Number.isFinite(y) && Number.isFinite(z);
}

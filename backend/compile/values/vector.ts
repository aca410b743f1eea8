// How arrays for vectors are made.
import type { Value } from "./value.ts";

/** Above this length the engine would make a preallocated array a sparse one, which is slow. */
const MAX_PREALLOCATED = 50_000;

/** An array that is to be filled completely, from 0 up by assignment. */
export function newVector(length: number): Value[] {
  return length > MAX_PREALLOCATED ? [] : new Array<Value>(length);
}

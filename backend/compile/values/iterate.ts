// What `for` and `each` make of a value (spec/language.md §3.10).
import type { Runtime } from "../builtin.ts";
import { elementAt, loopRounds, rangeCount } from "./range.ts";
import { charactersOf } from "./strings.ts";
import { ObjectValue, RangeValue, type Value } from "./value.ts";
import { newVector } from "./vector.ts";

/** A loop over a range of this many values or more is refused. */
const MAX_ROUNDS = 1_000_000;

/**
 * How often `for` and `each` run over a range, whose values are `elementAt(range, k)`. 0 with a warning where
 * the range has too many values. `position` is that of the `for` or `each`.
 */
export function roundsOf(rt: Runtime, range: RangeValue, position: number): number {
  const count = rangeCount(range);
  if (count < MAX_ROUNDS) return loopRounds(range);
  rt.warn("too-many-elements", `Bad range parameter in for statement: too many elements (${count})`, position);
  return 0;
}

/** The values that the variable of a `for` takes, of any value. Ranges are made into arrays: see `roundsOf`. */
export function iterate(rt: Runtime, value: Value, position: number): readonly Value[] {
  switch (typeof value) {
    case "undefined":
      return [];
    case "string":
      return charactersOf(rt, value);
    case "object":
      if (Array.isArray(value)) return value;
      if (value instanceof RangeValue) return rangeValues(rt, value, position);
      if (value instanceof ObjectValue) return [...value.entries.keys()];
      return [value];
    default:
      return [value];
  }
}

/** Appends what `each value` contributes to a list. What comes from vectors, ranges and strings is counted here. */
export function each(rt: Runtime, value: Value, list: Value[], position: number): void {
  switch (typeof value) {
    case "undefined":
      return;
    case "string":
      append(list, charactersOf(rt, value));
      return;
    case "object":
      if (Array.isArray(value)) appendVector(rt, value, list);
      else if (value instanceof RangeValue) appendRange(rt, value, list, position);
      else list.push(value);
      return;
    default:
      list.push(value);
  }
}

function append(list: Value[], values: readonly Value[]): void {
  for (let i = 0; i < values.length; i++) list.push(values[i]);
}

function appendVector(rt: Runtime, values: readonly Value[], list: Value[]): void {
  rt.countElements(values.length);
  rt.checkLength(list.length + values.length);
  append(list, values);
}

function appendRange(rt: Runtime, range: RangeValue, list: Value[], position: number): void {
  const rounds = roundsOf(rt, range, position);
  rt.countElements(rounds);
  for (let k = 0; k < rounds; k++) list.push(elementAt(range, k));
}

function rangeValues(rt: Runtime, range: RangeValue, position: number): readonly Value[] {
  const rounds = roundsOf(rt, range, position);
  rt.countElements(rounds);
  const list = newVector(rounds);
  for (let k = 0; k < rounds; k++) list[k] = elementAt(range, k);
  return list;
}

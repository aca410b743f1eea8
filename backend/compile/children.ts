// Which child statements `children(…)` asks for (spec/language.md §11.4). Instantiating them is the evaluator's.
import { matchArguments } from "./arguments.ts";
import type { Runtime } from "./builtin.ts";
import { elementAt, loopRounds, rangeCount } from "./values/range.ts";
import { shownStrText, shownText } from "./values/text.ts";
import { type EvaluatedArgument, RangeValue, type Value } from "./values/value.ts";

/** A range of this many values or more is refused. */
const MAX_RANGE = 10_000;

/**
 * Indexes of the child statements to instantiate, in order, repeats included; `"all"` without an argument; undefined
 * when no node is made at all. `count` is the number of child statements.
 */
export function selectChildren(
  rt: Runtime,
  args: readonly EvaluatedArgument[],
  count: number,
  position: number,
): readonly number[] | "all" | undefined {
  const matched = matchArguments(rt, ["index"], args, position, { checking: true });
  if (!matched.has("index")) return "all";
  const index = matched.get("index");
  if (typeof index === "number") {
    const chosen = oneChild(rt, index, count, position);
    return chosen === undefined ? undefined : [chosen];
  }
  if (Array.isArray(index)) return fromVector(rt, index, count, position);
  if (index instanceof RangeValue) return fromRange(rt, index, count, position);
  rt.warn("children-type", badType(shownText(index, rt)), position);
  return undefined;
}

function fromVector(rt: Runtime, indexes: readonly Value[], count: number, position: number): readonly number[] {
  const chosen: number[] = [];
  for (const index of indexes) {
    if (typeof index !== "number") {
      rt.warn("children-type", `${badType(shownStrText(index, rt))}.`, position);
      continue;
    }
    const child = oneChild(rt, index, count, position);
    if (child !== undefined) chosen.push(child);
  }
  return chosen;
}

function fromRange(rt: Runtime, range: RangeValue, count: number, position: number): readonly number[] | undefined {
  const size = rangeCount(range);
  if (size >= MAX_RANGE) {
    rt.warn("too-many-elements", `Bad range parameter for children: too many elements (${size})`, position);
    return undefined;
  }
  const chosen: number[] = [];
  const rounds = loopRounds(range);
  for (let k = 0; k < rounds; k++) {
    const child = oneChild(rt, elementAt(range, k), count, position);
    if (child !== undefined) chosen.push(child);
  }
  return chosen;
}

function oneChild(rt: Runtime, index: number, count: number, position: number): number | undefined {
  const whole = toInt32(index);
  if (whole >= 0 && whole < count) return whole;
  rt.warn("children-index", `Children index (${whole}) out of bounds (${count} children)`, position);
  return undefined;
}

/** Truncation as the processor does it: what does not fit is the smallest integer. */
function toInt32(x: number): number {
  const whole = Math.trunc(x);
  return whole >= -2147483648 && whole <= 2147483647 ? whole | 0 : -2147483648;
}

function badType(text: string): string {
  return `Bad parameter type (${text}) for children, only accept: empty, number, vector, range`;
}

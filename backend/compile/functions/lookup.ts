// lookup: linear interpolation in a table of [key, value] rows (spec/language.md §6.5).
import type { Runtime } from "../builtin.ts";
import { echoText } from "../values/text.ts";
import { isVector, type Value } from "../values/value.ts";
import { defineBinary, wrongType } from "./define.ts";

type Row = readonly [key: number, value: number];

export const lookup = defineBinary("lookup", (rt, key, table, position) => {
  if (typeof key !== "number") return wrongType(rt, "lookup", "argument 0", "number", key, position);
  if (!isVector(table)) return wrongType(rt, "lookup", "argument 1", "vector", table, position);
  return interpolate(rt, key, table, position);
});

/** Keys outside of the table are clamped. The table need not be sorted; of equal keys the first counts. */
function interpolate(rt: Runtime, key: number, table: readonly Value[], position: number): Value {
  if (!Number.isFinite(key)) {
    rt.warn("builtin-value", `lookup(${echoText(key)}, ...) first argument is not a number`, position);
    return undefined;
  }
  const first = table[0];
  if (!isRow(first)) return undefined;
  let low = first;
  let high = first;
  for (let i = 1; i < table.length; i++) {
    const row = table[i];
    if (!isRow(row)) continue;
    const at = row[0];
    if (at <= key && (at > low[0] || low[0] > key)) low = row;
    if (at >= key && (at < high[0] || high[0] < key)) high = row;
  }
  if (key <= low[0]) return high[1];
  if (key >= high[0]) return low[1];
  const share = (key - low[0]) / (high[0] - low[0]);
  return high[1] * share + low[1] * (1 - share);
}

function isRow(value: Value): value is Row {
  return isVector(value) && value.length === 2 && typeof value[0] === "number" && typeof value[1] === "number";
}

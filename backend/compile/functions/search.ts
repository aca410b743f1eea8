// search: the positions of values in a vector, or of characters in a string or in a table (spec/language.md §6.6).
import type { Runtime } from "../builtin.ts";
import { equals } from "../values/equality.ts";
import { charactersOf } from "../values/strings.ts";
import { shownText } from "../values/text.ts";
import { isVector, type Value } from "../values/value.ts";
import { defineVariadic, wrongCount } from "./define.ts";

export const search = defineVariadic("search", (rt, args, position) => {
  if (args.length < 2 || args.length > 4) return wrongCount(rt, "search", "between 2 and 4", args.length, position);
  const [what, where] = args;
  const limit = args.length > 2 ? toUint32(args[2]) : 1;
  const column = args.length > 3 ? toUint32(args[3]) : 0;
  if (typeof what === "number") {
    const matches = matchesIn(rt, what, isVector(where) ? where : [], column, limit);
    rt.countElements(matches.length);
    return matches;
  }
  if (isVector(what)) return searchEach(rt, what, isVector(where) ? where : [], limit, column);
  if (typeof what !== "string") return undefined;
  if (typeof where === "string") return searchText(rt, what, where, limit);
  return searchTable(rt, what, isVector(where) ? where : [], limit, column, position);
});

/** A count: truncated, and a negative one wraps around. What is not a number counts as 0. */
function toUint32(value: Value): number {
  return typeof value === "number" ? value >>> 0 : 0;
}

/** Indexes of the elements that are the value, or whose column is; at most `limit` unless that is 0. */
function matchesIn(
  rt: Runtime,
  what: Value,
  where: readonly Value[],
  column: number,
  limit: number,
): readonly number[] {
  const matches: number[] = [];
  for (let j = 0; j < where.length; j++) {
    const element = where[j];
    const isMatch =
      (column === 0 && equals(rt, what, element)) ||
      (isVector(element) && element.length > column && equals(rt, what, element[column]));
    if (!isMatch) continue;
    matches.push(j);
    if (matches.length === limit) break;
  }
  return matches;
}

/** For each element its first match, or the list of its matches. */
function searchEach(
  rt: Runtime,
  what: readonly Value[],
  where: readonly Value[],
  limit: number,
  column: number,
): Value {
  rt.countElements(what.length);
  const found: Value[] = [];
  for (let i = 0; i < what.length; i++) {
    const matches = matchesIn(rt, what[i], where, column, limit);
    rt.countElements(matches.length);
    found.push(limit === 1 && matches.length > 0 ? matches[0] : matches);
  }
  return found;
}

/** Positions of each character of `what` in `where`; a single result that is not there is left out. */
function searchText(rt: Runtime, what: string, where: string, limit: number): Value {
  const places = placesOf(charactersOf(rt, where));
  const found: Value[] = [];
  for (const character of charactersOf(rt, what)) addPlaces(rt, found, places.get(character) ?? [], limit);
  return found;
}

/** The same in the first characters of a column of a table. */
function searchTable(
  rt: Runtime,
  what: string,
  table: readonly Value[],
  limit: number,
  column: number,
  position: number,
): Value {
  const characters = charactersOf(rt, what);
  if (characters.length === 0) return [];
  const heads: (string | undefined)[] = [];
  // Rows behind the first match of a search that is satisfied with it are not looked at, nor complained about.
  const found: Value[] = [];
  for (const character of characters) {
    const places: number[] = [];
    for (let j = 0; j < table.length; j++) {
      if (j === heads.length) {
        const row = table[j];
        const length = isVector(row) ? row.length : 0;
        if (length <= column) {
          warnInvalidEntry(rt, j, column, row, position);
          return [];
        }
        const entry = (row as readonly Value[])[column];
        heads.push(typeof entry === "string" ? charactersOf(rt, entry)[0] : undefined);
      }
      if (heads[j] !== character) continue;
      places.push(j);
      if (places.length === limit) break;
    }
    addPlaces(rt, found, places, limit);
  }
  return found;
}

function warnInvalidEntry(rt: Runtime, at: number, column: number, row: Value, position: number): void {
  const required = `required number of values in the entry: ${column + 1}`;
  const message = `Invalid entry in search vector at index ${at}, ${required}. Invalid entry: ${shownText(row, rt)}`;
  rt.warn("builtin-value", message, position);
}

function placesOf(characters: readonly string[]): ReadonlyMap<string, readonly number[]> {
  const places = new Map<string, number[]>();
  for (let j = 0; j < characters.length; j++) {
    const character = characters[j] as string;
    const known = places.get(character);
    if (known === undefined) places.set(character, [j]);
    else known.push(j);
  }
  return places;
}

function addPlaces(rt: Runtime, found: Value[], places: readonly number[], limit: number): void {
  if (limit === 1) {
    if (places.length > 0) found.push(places[0]);
    return;
  }
  const shown = limit === 0 ? places.slice() : places.slice(0, limit);
  rt.countElements(shown.length + 1);
  found.push(shown);
}

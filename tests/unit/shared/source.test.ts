// What a map of sources knows about wide characters, and sources that are kept between evaluations.
import { expect, test } from "bun:test";
import { FIRST_KEPT_BASE, makeSource, SourceMap } from "../../../backend/shared/source.ts";

function mapOf(...texts: readonly string[]): SourceMap {
  const map = new SourceMap();
  for (const [i, text] of texts.entries()) map.add(`/${i}.scad`, text);
  return map;
}

test("strings can hold surrogates only if a source holds or escapes one", () => {
  expect(mapOf('x = "äöü☺";', "// \\u263a").mayMakeSurrogates()).toBe(false);
  expect(mapOf("a", 'x = "😀";').mayMakeSurrogates()).toBe(true);
  expect(mapOf("a", 'x = "\\U01F600";').mayMakeSurrogates()).toBe(true);
  expect(mapOf('x = "\udce4";').mayMakeSurrogates()).toBe(true);
});

test("or if one was admitted", () => {
  const map = mapOf("a");
  map.admit("abc");
  expect(map.mayMakeSurrogates()).toBe(false);
  map.admit("😀");
  expect(map.mayMakeSurrogates()).toBe(true);
});

test("a kept source has the same positions in every map", () => {
  const first = makeSource("/kept.scad", "one\ntwo", FIRST_KEPT_BASE);
  const second = makeSource("/more.scad", "three", FIRST_KEPT_BASE + 8);
  const maps = [mapOf("main"), mapOf("another main", "and a file")];
  for (const map of maps) {
    map.adopt(second);
    map.adopt(first);
    map.adopt(second);
    expect(map.locate(FIRST_KEPT_BASE + 4)).toMatchObject({ path: "/kept.scad", line: 2, column: 1 });
    expect(map.sourceAt(FIRST_KEPT_BASE + 8)?.path).toBe("/more.scad");
    expect(map.sourceAt(2)?.path).toBe("/0.scad");
    expect(map.sourceAt(FIRST_KEPT_BASE + 100)).toBeUndefined();
  }
  expect(maps[0]?.size).toBe("main".length + 2 * "three".length + "one\ntwo".length);
});

test("the last sources can be taken back", () => {
  const kept = makeSource("/kept.scad", "kept", FIRST_KEPT_BASE);
  const map = mapOf("a", "b");
  map.adopt(kept);
  const count = map.sources.length;
  map.add("/late.scad", "late");
  map.adopt(makeSource("/late.scad", "late", FIRST_KEPT_BASE + 5));
  map.truncate(count);
  expect(map.sources.map(({ text }) => text)).toEqual(["a", "b", "kept"]);
  expect(map.sourceAt(FIRST_KEPT_BASE)).toBe(kept);
  expect(map.sourceAt(FIRST_KEPT_BASE + 5)).toBeUndefined();
  expect(map.add("/next.scad", "").base).toBe(5);
});

test("what is known of a text is kept with it", () => {
  const kept = makeSource("/kept.scad", "word", FIRST_KEPT_BASE);
  for (const map of [mapOf("a"), mapOf("b")]) {
    map.adopt(kept);
    expect([map.mentions("word"), map.mentions("another")]).toEqual([true, false]);
  }
  expect([...kept.facts.mentions]).toEqual([
    ["word", true],
    ["another", false],
  ]);
});

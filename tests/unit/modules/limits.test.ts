// Small programs that would make a module work long or keep much: the budgets stop them.
import { describe, expect, test } from "bun:test";
import { evaluate } from "../compile-walk/evaluate.ts";

/** A clock that moves a millisecond at each look. */
function ticking(): () => number {
  let now = 0;
  return () => now++;
}

describe("budgets", () => {
  test.each([
    ["valid points", "p = [for (i=[0:99999]) [i,i]]; for (i=[0:9999]) polygon(p);"],
    ["bad points", "p = [for (i=[0:99999]) 0]; for (i=[0:9999]) polygon(p);"],
    ["a long path", "p = [[0,0]]; q = [[for (i=[0:99999]) 0]]; for (i=[0:9999]) polygon(p, q);"],
    ["many faces", "p = [[0,0,0]]; q = [for (i=[0:99999]) [0,0,0]]; for (i=[0:9999]) polyhedron(p, q);"],
    ["a long text", "t = chr([for (i=[0:99999]) 65]); for (i=[0:9999]) text(t);"],
    ["a long file name", "t = chr([for (i=[0:99999]) 65]); for (i=[0:9999]) surface(t);"],
  ])("time: %s", (_what, source) => {
    expect(evaluate(source, { limits: { time: 300 }, now: ticking() }).limit).toBe("time");
  });

  test("elements: points that are not the program's own are counted", () => {
    const source = "p = [for (i=[0:9999]) [i]]; for (i=[0:99]) polygon(p);";
    expect(evaluate(source, { limits: { valueElements: 100_000 } }).limit).toBe("valueElements");
  });

  test("bytes: messages that quote a long string are counted", () => {
    const source = "t = chr([for (i=[0:9999]) 65]); for (i=[0:999]) color(t);";
    expect(evaluate(source, { limits: { stringBytes: 1_000_000 } }).limit).toBe("stringBytes");
  });
});

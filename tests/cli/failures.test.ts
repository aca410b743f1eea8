// Evaluations that end in an error which is no result of the program: one line, no stack, status 1.
import { expect, test } from "bun:test";
import { failureText } from "../../backend/command/failure.ts";
import { KernelError } from "../../backend/kernel/kernel.ts";
import { check, run } from "./harness.ts";

/** A string that doubles until the engine has no longer one. */
const files = { "c.scad": 'function f(s) = f(str(s, s));\ncube(f("abcdefgh"));\n' };

test("memory that is used up", async () => {
  await check("c.scad -o o.off", { status: 1, err: "ERROR: Out of memory\n" }, { files });
});

test("--debug shows where it happened", async () => {
  const { status, err } = await run(["--debug=all", "c.scad", "-o", "o.off"], { files });
  expect(status).toBe(1);
  expect(err).toStartWith("Debug on. --debug=all\nERROR: Out of memory\nRangeError: ");
});

test("more points than there is memory for", async () => {
  const err = "ERROR: limit exceeded: facets (67108864 allowed) in file c.scad, line 1\n";
  await check("c.scad -o o.svg", { status: 1, err }, { files: { "c.scad": "circle(1, $fn = 1e9);\n" } });
});

test.each<[string, unknown]>([
  ["Clipper2 ran out of memory", new KernelError("memory", "Clipper2 ran out of memory")],
  ["Out of memory", new RangeError("Invalid string length")],
  ["The program is nested too deeply", new RangeError("Maximum call stack size exceeded.")],
  ["Internal error: RangeError: radix must be 2 to 36", new RangeError("radix must be 2 to 36")],
  ["Internal error: TypeError: x is not a function", new TypeError("x is not a function")],
  ["Internal error: 5", 5],
])("%s", (text, error) => {
  expect(failureText(error)).toBe(text);
});

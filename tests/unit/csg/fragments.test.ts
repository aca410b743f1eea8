// Capturing `$fn $fa $fs $fe` and counting segments.
import { describe, expect, test } from "bun:test";
import { captureFragments, defaultFragments, GRID_FINE, segments } from "../../../backend/csg/fragments.ts";
import type { Fragments } from "../../../backend/csg/nodes.ts";

function capture(values: Record<string, unknown>, byError = false): { fragments: Fragments; messages: string[] } {
  const messages: string[] = [];
  const fragments = captureFragments({
    special: (name) => (name in values ? values[name] : { $fn: 0, $fa: 12, $fs: 2 }[name]),
    byError,
    warn: (message) => messages.push(message),
  });
  return { fragments, messages };
}

describe("captureFragments", () => {
  test("shares one object for the defaults", () => {
    expect(capture({}).fragments).toBe(defaultFragments);
  });

  test("warns in the order fn, fe, fs, fa", () => {
    const { fragments, messages } = capture({ $fn: -1, $fe: -1, $fs: 0, $fa: 0 }, true);
    expect(messages).toEqual([
      "$fn negative - setting to 0",
      "$fe negative - setting to 0",
      "$fs too small - clamping to 0.010000",
      "$fa too small - clamping to 0.010000",
    ]);
    expect(fragments).toEqual({ fn: 0, fa: 0.01, fs: 0.01, fe: 0 });
  });

  test("counts a value that is no number as 0", () => {
    const { fragments, messages } = capture({ $fn: "8", $fs: undefined });
    expect(fragments).toEqual({ fn: 0, fa: 12, fs: 0.01, fe: 0 });
    expect(messages).toEqual(["$fs too small - clamping to 0.010000"]);
  });

  test("reads $fe only with the feature", () => {
    expect(capture({ $fe: -1 })).toEqual({ fragments: defaultFragments, messages: [] });
    expect(capture({ $fe: 0.5 }, true).fragments.fe).toBe(0.5);
  });

  test("keeps NaN and clamps silently without a listener", () => {
    expect(capture({ $fn: Number.NaN }).fragments.fn).toBeNaN();
    expect(captureFragments({ special: () => -1, byError: false })).toEqual({ fn: 0, fa: 0.01, fs: 0.01, fe: 0 });
  });
});

describe("segments", () => {
  const set = (values: Partial<Fragments>): Fragments => ({ ...defaultFragments, ...values });

  test.each([
    [1, {}, 360, 5],
    [5, {}, 360, 16],
    [10, {}, 360, 30],
    [10, { fn: 1 }, 360, 3],
    [10, { fn: 0.5 }, 360, 3],
    [10, { fn: 3.5 }, 360, 4],
    [10, { fn: 7.2 }, 360, 8],
    [10, { fa: 1, fs: 0.5 }, 360, 126],
    [10, { fa: Number.NaN }, 360, 32],
    [10, { fa: Number.NaN, fs: Number.NaN }, 360, 5],
    [10, { fa: Number.POSITIVE_INFINITY }, 360, 5],
    [10, {}, 90, 8],
    [10, {}, -90, 8],
    [10, { fn: 4 }, 1, 1],
    // 60 · 186 / 360 is 31 exactly; 60 · (186 / 360) is not.
    [10, { fn: 60 }, 186, 31],
    [10, {}, 0, 1],
    [10, { fe: 2 }, 360, 5],
    [10, { fe: 0.1 }, 360, 23],
    [10, { fe: 0.1, fn: 6 }, 360, 6],
    [10, { fe: 1e-6 }, 360, 6283.185307179587],
  ])("r %p with %p over %p°: %p", (r, values, angle, count) => {
    expect(segments(r, set(values), angle)).toBe(Math.ceil(count));
  });

  test.each([
    [GRID_FINE / 2, {}, 360],
    [Number.NaN, {}, 360],
    [1, { fn: Number.NaN }, 360],
    [1, { fn: Number.POSITIVE_INFINITY }, 360],
    [1, { fe: Number.NaN }, 360],
    [1, {}, Number.NaN],
  ])("r %p with %p over %p°: none", (r, values, angle) => {
    expect(segments(r, set(values), angle)).toBeUndefined();
  });
});

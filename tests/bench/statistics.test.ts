// The numbers behind the benchmark's tables.
import { describe, expect, test } from "bun:test";
import { shareOf } from "./profile.ts";
import { geometricMean, median, quantile, rankSumProbability } from "./statistics.ts";

describe("quantiles", () => {
  test("lie between the nearest samples", () => {
    expect(median([3, 1, 2])).toBe(2);
    expect(median([4, 1, 2, 3])).toBe(2.5);
    expect(quantile([10, 20, 30, 40, 50], 0.95)).toBeCloseTo(48);
    expect(quantile([7], 0.95)).toBe(7);
  });

  test("a ratio and its inverse cancel out in the geometric mean", () => {
    expect(geometricMean([4, 0.25])).toBeCloseTo(1);
  });
});

describe("the rank sum test", () => {
  test("counts arrangements of short lists", () => {
    // 2 of the 70 ways to choose four of eight are this extreme.
    expect(rankSumProbability([1, 2, 3, 4], [5, 6, 7, 8])).toBeCloseTo(2 / 70);
    expect(rankSumProbability([5, 6, 7, 8], [1, 2, 3, 4])).toBeCloseTo(2 / 70);
    // U = 2: arrangements with U of 0, 1, 2, 2 on either side.
    expect(rankSumProbability([1, 2, 3, 6], [4, 5, 7, 8])).toBeCloseTo(8 / 70);
  });

  test("mixed lists do not differ", () => {
    expect(rankSumProbability([1, 4, 5, 8], [2, 3, 6, 7])).toBe(1);
    expect(rankSumProbability([1, 1, 1, 1], [1, 1, 1, 1])).toBe(1);
  });

  test("ties and long lists go by the normal distribution", () => {
    // Ranks 1, 2.5, 2.5, 4.5, 6.5: U = 2 of a mean of 12.5; four pairs of ties leave a variance of 22.361; z = 2.1147.
    expect(rankSumProbability([1, 2, 2, 3, 4], [3, 4, 5, 5, 6])).toBeCloseTo(0.03445, 4);
    const long = Array.from({ length: 30 }, (_, k) => k);
    expect(
      rankSumProbability(
        long,
        long.map((value) => value + 20.5),
      ),
    ).toBeLessThan(1e-6);
  });

  test("three samples cannot tell", () => {
    expect(rankSumProbability([1, 2, 3], [7, 8, 9])).toBe(1);
  });
});

describe("a sample of a profile", () => {
  const frame = (functionName: string, url = ""): { functionName: string; url: string } => ({ functionName, url });
  const library = [
    frame(".wasm-function[615]"),
    frame("(unknown)"),
    frame("", "/p/node_modules/manifold-3d/manifold.js"),
  ];
  const engine = "file:///p/backend/kernel/manifold/engine.ts";

  test("inside a library counts for what our own code asked of it", () => {
    expect(shareOf([...library, frame("", engine), frame("combine", engine)])).toBe("Manifold: operations");
    expect(shareOf([...library, frame("", engine), frame("#placed", engine)])).toBe("Manifold: meshes in and out");
    expect(shareOf([...library, frame("#run", "file:///p/backend/kernel/polygon/clipper.ts")])).toBe("Clipper2");
    expect(shareOf([...library, frame("(module)")])).toBe("start, memory");
  });

  test("in our own code counts for its folder", () => {
    const caller = frame("realizeRoot", "file:///p/backend/pipeline.ts");
    expect(shareOf([frame("set"), frame("#facet", "file:///p/backend/kernel/mesh/convex-hull.ts"), caller])).toBe(
      "hulls, tessellation",
    );
    expect(shareOf([frame("copy", "file:///p/backend/shared/text-buffer.ts"), caller])).toBe("files");
    expect(shareOf([frame("keyOf", "file:///p/backend/csg/key.ts"), caller])).toBe("program");
    expect(shareOf([frame("read", "file:///p/backend/csg/text/glyphs.ts"), caller])).toBe("text");
  });
});

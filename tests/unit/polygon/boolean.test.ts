// Sanitizing and Booleans in the plane: areas, and the order of contours and vertices.
import { describe, expect, test } from "bun:test";
import { combine, fill, resanitize, sanitize } from "../../../backend/kernel/polygon/boolean.ts";
import { loadClipper } from "../../../backend/kernel/polygon/clipper.ts";
import { area, empty, makeContext, makeRandom, outline, type Points, polygon, print, raw, square } from "./shapes.ts";

const clipper = await loadClipper();
const { ctx, lines } = makeContext();

describe("contours and their order are Clipper2's (spec/geometry.md §6.2)", () => {
  test("union", () => {
    const united = combine(ctx, clipper, "union", [square(0, 0, 2), square(1, 1, 2)]);
    expect(print(united)).toBe("2,1 3,1 3,3 1,3 1,2 0,2 0,0 2,0");
  });

  test("difference with a hole", () => {
    const left = combine(ctx, clipper, "difference", [square(0, 0, 4), square(1, 1, 2)]);
    expect(print(left)).toBe("4,4 0,4 0,0 4,0 / -1,1 1,3 3,3 3,1");
  });

  test("a single contour filled", () => {
    expect(print(fill(ctx, clipper, [square(0, 0, 4)]))).toBe("4,4 0,4 0,0 4,0");
  });

  test("a clockwise contour", () => {
    expect(
      print(
        sanitize(
          ctx,
          clipper,
          raw([
            [0, 0],
            [0, 4],
            [4, 4],
            [4, 0],
          ]),
        ),
      ),
    ).toBe("4,4 0,4 0,0 4,0");
  });

  test("a bow tie", () => {
    const bowTie = raw([
      [0, 0],
      [4, 4],
      [4, 0],
      [0, 4],
    ]);
    expect(print(sanitize(ctx, clipper, bowTie))).toBe("2,2 0,4 0,0 / 4,4 2,2 4,0");
  });

  test("a mirrored square", () => {
    const mirrored = polygon([0, 0], [-2, 0], [-2, 2], [0, 2]);
    expect(print(resanitize(ctx, clipper, mirrored))).toBe("0,0 0,2 -2,2 -2,0");
  });

  test("an island in a hole follows its hole", () => {
    const ring = combine(ctx, clipper, "difference", [square(0, 0, 10), square(1, 1, 8)]);
    const target = combine(ctx, clipper, "union", [ring, square(3, 3, 2)]);
    expect(target.outlines.map(({ positive }) => positive)).toEqual([true, false, true]);
  });
});

describe("fill rules", () => {
  test("nested paths alternate", () => {
    const nested = raw(
      [
        [0, 0],
        [9, 0],
        [9, 9],
        [0, 9],
      ],
      [
        [1, 1],
        [8, 1],
        [8, 8],
        [1, 8],
      ],
      [
        [2, 2],
        [3, 2],
        [3, 3],
        [2, 3],
      ],
    );
    expect(area(sanitize(ctx, clipper, nested))).toBe(81 - 49 + 1);
  });

  test("overlapping operands are united, not alternated", () => {
    expect(area(combine(ctx, clipper, "union", [square(0, 0, 2), square(0, 0, 2), square(1, 0, 2)]))).toBe(6);
  });

  test("intersection takes all operands", () => {
    const operands = [square(0, 0, 4), square(1, 1, 4), square(2, 0, 4)];
    expect(area(combine(ctx, clipper, "intersection", operands))).toBe(6);
  });

  test("difference subtracts all but the first", () => {
    expect(area(combine(ctx, clipper, "difference", [square(0, 0, 4), square(0, 0, 1), square(3, 3, 4)]))).toBe(14);
  });

  test("empty operands", () => {
    expect(area(combine(ctx, clipper, "union", [empty, square(0, 0, 2)]))).toBe(4);
    expect(print(combine(ctx, clipper, "difference", [empty, square(0, 0, 2)]))).toBe("");
    expect(print(combine(ctx, clipper, "intersection", [square(0, 0, 2), empty]))).toBe("");
    expect(print(combine(ctx, clipper, "union", []))).toBe("");
  });

  test("a single operand is not touched", () => {
    const only = raw([
      [0, 0],
      [1, 0],
      [1, 1],
    ]);
    expect(combine(ctx, clipper, "union", [only])).toBe(only);
  });

  test("fill drops holes", () => {
    const ring = combine(ctx, clipper, "difference", [square(0, 0, 4), square(1, 1, 1)]);
    expect(print(fill(ctx, clipper, [ring]))).toBe("4,4 0,4 0,0 4,0");
  });
});

describe("the grid", () => {
  test("coordinates are rounded to 2^-27, halves away from zero", () => {
    const half = 2 ** -28;
    const moved = sanitize(
      ctx,
      clipper,
      raw([
        [half, half],
        [4 - half, 0],
        [4, 4],
        [-half, 4],
      ]),
    );
    const points = [...(moved.outlines[0]?.points ?? [])];
    expect(points.every((value) => Number.isInteger(value * 2 ** 27))).toBe(true);
    expect(points).toContain(2 ** -27);
    expect(points).toContain(-(2 ** -27));
  });

  test("points within 1.1415 units of their neighbors' line are dropped", () => {
    const unit = 2 ** -27;
    const square4: Points = [
      [0, 0],
      [2, unit],
      [4, 0],
      [4, 4],
      [0, 4],
    ];
    expect(sanitize(ctx, clipper, raw(square4)).outlines[0]?.points.length).toBe(8);
    const farther: Points = [
      [0, 0],
      [2, -2 * unit],
      [4, 0],
      [4, 4],
      [0, 4],
    ];
    expect(sanitize(ctx, clipper, raw(farther)).outlines[0]?.points.length).toBe(10);
  });

  test("a contour outside of Clipper's range is skipped with a warning", () => {
    const before = lines.length;
    const far = raw(
      [
        [0, 0],
        [1e11, 0],
        [0, 1e11],
      ],
      [
        [0, 0],
        [1, 0],
        [1, 1],
      ],
    );
    expect(area(sanitize(ctx, clipper, far))).toBe(0.5);
    expect(lines.slice(before)).toEqual(["WARNING: Range check failed for polygon. skipping"]);
    expect(
      print(
        sanitize(
          ctx,
          clipper,
          raw([
            [0, Number.NaN],
            [1, 0],
            [1, 1],
          ]),
        ),
      ),
    ).toBe("");
  });

  test("contours near the limit of the range still work", () => {
    const size = 1e10;
    expect(area(combine(ctx, clipper, "union", [square(0, 0, size), square(0, 0, 1)])) / size ** 2).toBeCloseTo(1);
  });
});

test("area(A ∪ B) + area(A ∩ B) = area(A) + area(B)", () => {
  const random = makeRandom(1);
  for (let round = 0; round < 100; round++) {
    const [a, b] = [0, 1].map(() => {
      const points = Array.from(
        { length: 3 + Math.floor(random() * 20) },
        () => [random() * 10, random() * 10] as const,
      );
      return sanitize(ctx, clipper, { dimension: 2, outlines: [outline(points)], sanitized: false });
    });
    if (a === undefined || b === undefined) throw new Error("unreachable");
    const united = area(combine(ctx, clipper, "union", [a, b]));
    const common = area(combine(ctx, clipper, "intersection", [a, b]));
    expect(united + common).toBeCloseTo(area(a) + area(b), 5);
  }
});

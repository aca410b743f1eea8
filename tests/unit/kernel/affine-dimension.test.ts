// How many directions points span, at any size and in any direction.
import { expect, test } from "bun:test";
import { affineDimension } from "../../../backend/kernel/mesh/affine-dimension.ts";

test.each([
  ["one place", [1, 2, 3, 1, 2, 3], 0],
  ["a line", [1, 1, 1, 2, 2, 2, 4, 4, 4, 1, 1, 1], 1],
  ["a line that binary numbers do not hit", [0.1, 0.2, 0.3, 0.3, 0.6, 0.9, 0.7, 1.4, 2.1], 1],
  ["a plane", [0, 0, 5, 1, 0, 5, 0, 1, 5, 3, 3, 5], 2],
  ["a slanted plane", [1, 0, 0, 0, 1, 0, 0, 0, 1, 0.2, 0.3, 0.5], 2],
  ["space", [0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1], 3],
  ["space, small and far out", [1e3, 0, 0, 1e3 + 1e-6, 0, 0, 1e3, 1e-6, 0, 1e3, 0, 1e-6], 3],
])("%s", (_, points, expected) => {
  expect(affineDimension(Float64Array.from(points))).toBe(expected);
});

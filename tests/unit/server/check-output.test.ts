// R-51 with faults that no kernel is known to make: geometry is plain data, so a test can damage it.
import { describe, expect, test } from "bun:test";
import type { Geometry, Mesh } from "../../../backend/csg/geometry.ts";
import { checkOutput } from "../../../backend/server/work/check-output.ts";
import { Measurer } from "../../../backend/server/work/measures.ts";

function tetrahedron(change: { positions?: number[]; indices?: number[] } = {}): Mesh {
  const { positions = [0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1], indices = [0, 2, 1, 0, 1, 3, 1, 2, 3, 0, 3, 2] } = change;
  const offsets = Uint32Array.from({ length: indices.length / 3 + 1 }, (_, k) => 3 * k);
  return { dimension: 3, positions: Float64Array.from(positions), indices: Uint32Array.from(indices), offsets };
}

/** The positions with another number at one place. */
function at(place: number, value: number): number[] {
  return [...tetrahedron().positions.with(place, value)];
}

const faults: [string, Mesh, "broken" | "open", string][] = [
  ["a vertex that is no number", tetrahedron({ positions: at(7, Number.NaN) }), "broken", "not-finite"],
  ["a vertex at infinity", tetrahedron({ positions: at(11, Number.NEGATIVE_INFINITY) }), "broken", "not-finite"],
  [
    "a corner that does not exist",
    tetrahedron({ indices: [0, 2, 1, 0, 1, 4, 1, 2, 4, 0, 4, 2] }),
    "broken",
    "index-out-of-range",
  ],
  ["a facet that is missing", tetrahedron({ indices: [0, 2, 1, 0, 1, 3, 1, 2, 3] }), "open", "not-closed"],
  ["a facet that is turned", tetrahedron({ indices: [0, 2, 1, 0, 1, 3, 1, 2, 3, 0, 2, 3] }), "open", "not-closed"],
  ["inside out", tetrahedron({ indices: [0, 1, 2, 0, 3, 1, 1, 3, 2, 0, 2, 3] }), "open", "inside-out"],
];

describe("R-51 the check of results", () => {
  test.each(faults)("%s", (_, mesh, kind, code) => {
    const list: Geometry = { dimension: "list", items: [tetrahedron(), mesh] };
    for (const geometry of [mesh, list])
      expect(checkOutput(geometry, new Measurer())).toMatchObject({ [kind]: { code } });
  });

  test("outlines that are not finite", () => {
    const outlines = [{ points: Float64Array.of(0, 0, 1, 0, 0, Number.NaN), positive: true }];
    const check = checkOutput({ dimension: 2, outlines, sanitized: true }, new Measurer());
    expect(check).toMatchObject({ broken: { code: "not-finite" } });
  });

  test("a sound one", () => expect(checkOutput(tetrahedron(), new Measurer())).toEqual({}));
});

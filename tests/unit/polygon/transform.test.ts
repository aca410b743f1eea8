// Affine maps of polygons and resize().
import { describe, expect, test } from "bun:test";
import type { ResizeNode, Vec3 } from "../../../backend/csg/nodes.ts";
import { loadClipper } from "../../../backend/kernel/polygon/clipper.ts";
import { mirrorsPlane, resizePolygon, transformPolygon } from "../../../backend/kernel/polygon/transform.ts";
import { makeContext, print, square } from "./shapes.ts";

const loaded = await loadClipper();
const clipper = () => loaded;

function scaling(x: number, y: number): number[] {
  return [x, 0, 0, 0, 0, y, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1];
}

describe("transforms (spec/geometry.md §4.2)", () => {
  test("keep order and exact coordinates while the plane is not flipped", () => {
    const { ctx } = makeContext();
    const matrix = [0.1, 0, 0, 5, 0, 0.1, 0, 7, 0, 0, 1, 0, 0, 0, 0, 1];
    const moved = transformPolygon(ctx, clipper, matrix, square(1, 1, 1));
    expect([...(moved.outlines[0]?.points ?? [])]).toEqual([5.1, 7.1, 5.2, 7.1, 5.2, 7.2, 5.1, 7.2]);
  });

  test("sanitize again when it is flipped", () => {
    const { ctx } = makeContext();
    expect(mirrorsPlane(scaling(-1, 1))).toBe(true);
    expect(print(transformPolygon(ctx, clipper, scaling(-1, 1), square(0, 0, 2)))).toBe("0,0 0,2 -2,2 -2,0");
  });

  test("remove what they flatten", () => {
    const { ctx, lines } = makeContext();
    expect(transformPolygon(ctx, clipper, scaling(0, 1), square(0, 0, 2)).outlines).toEqual([]);
    expect(lines).toEqual(["WARNING: Scaling a 2D object with 0 - removing object"]);
  });
});

describe("resize (spec/geometry.md §7.7)", () => {
  function resize(newsize: Vec3, auto: readonly [boolean, boolean, boolean] = [false, false, false]): string {
    const node: ResizeNode = { kind: "resize", modifiers: 0, position: 0, children: [], newsize, auto, convexity: 0 };
    return print(resizePolygon(node, square(1, 1, 2)));
  }

  test("scales about the origin", () => {
    expect(resize([4, 6, 0])).toBe("2,3 6,3 6,9 2,9");
  });

  test("0 keeps a side, or scales it along when it is automatic", () => {
    expect(resize([4, 0, 0])).toBe("2,1 6,1 6,3 2,3");
    expect(resize([4, 0, 0], [false, true, false])).toBe("2,2 6,2 6,6 2,6");
    expect(resize([0, 4, 0], [true, false, false])).toBe("2,2 6,2 6,6 2,6");
    expect(resize([0, 0, 0], [true, true, true])).toBe("1,1 3,1 3,3 1,3");
  });
});

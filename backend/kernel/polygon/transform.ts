// Affine maps of polygons (spec/geometry.md §4.2) and resize() (§7.7).
import { emptyPolygon, type Outline, type Polygon } from "../../csg/geometry.ts";
import type { Matrix, ResizeNode } from "../../csg/nodes.ts";
import type { Context } from "../../shared/context.ts";
import { resanitize } from "./boolean.ts";
import { boundsOf } from "./bounds.ts";
import type { Clipper } from "./clipper.ts";

/** The part of a 4×4 matrix that acts in the plane. */
interface PlaneMatrix {
  readonly xx: number;
  readonly xy: number;
  readonly x: number;
  readonly yx: number;
  readonly yy: number;
  readonly y: number;
  readonly determinant: number;
}

/** True when a matrix flips the plane: its result must be sanitized again. */
export function mirrorsPlane(matrix: Matrix): boolean {
  return !(toPlane(matrix).determinant > 0);
}

/**
 * Applies a finite matrix. One that flattens the plane leaves an empty polygon, with a warning. `clipper` is asked for only
 * when the matrix mirrors.
 */
export function transformPolygon(ctx: Context, clipper: () => Clipper, matrix: Matrix, polygon: Polygon): Polygon {
  const plane = toPlane(matrix);
  if (plane.determinant === 0) {
    ctx.report.push({
      severity: "warning",
      code: "scale-zero",
      message: "Scaling a 2D object with 0 - removing object",
    });
    return emptyPolygon;
  }
  const moved = applyMatrix(plane, polygon);
  return plane.determinant > 0 || !polygon.sanitized ? moved : resanitize(ctx, clipper(), moved);
}

/** Scales about the origin so that the bounding box gets the wanted sides. A side that is 0 cannot grow: no check is made. */
export function resizePolygon(node: ResizeNode, polygon: Polygon): Polygon {
  const { left, bottom, right, top } = boundsOf(polygon);
  const [width, height] = [right - left, top - bottom];
  const [newWidth, newHeight] = node.newsize;
  const byHeight = newHeight !== 0 && newHeight > newWidth;
  const [wanted, size] = byHeight ? [newHeight, height] : [newWidth, width];
  const automatic = wanted > 0 ? wanted / size : 1;
  const scaleOf = (index: 0 | 1, newSize: number, oldSize: number): number =>
    newSize > 0 ? newSize / oldSize : node.auto[index] ? automatic : 1;
  const xx = scaleOf(0, newWidth, width);
  const yy = scaleOf(1, newHeight, height);
  return applyMatrix({ xx, xy: 0, x: 0, yx: 0, yy, y: 0, determinant: xx * yy }, polygon);
}

function toPlane(matrix: Matrix): PlaneMatrix {
  const at = (row: number, column: number): number => matrix[4 * row + column] as number;
  const [xx, xy, x, yx, yy, y] = [at(0, 0), at(0, 1), at(0, 3), at(1, 0), at(1, 1), at(1, 3)] as const;
  const [wx, wy, w] = [at(3, 0), at(3, 1), at(3, 3)] as const;
  const determinant = xx * (yy * w - y * wy) - xy * (yx * w - y * wx) + x * (yx * wy - yy * wx);
  return { xx, xy, x, yx, yy, y, determinant };
}

function applyMatrix({ xx, xy, x, yx, yy, y }: PlaneMatrix, polygon: Polygon): Polygon {
  const outlines = polygon.outlines.map(({ points, positive }): Outline => {
    const moved = new Float64Array(points.length);
    for (let i = 0; i < points.length; i += 2) {
      const u = points[i] as number;
      const v = points[i + 1] as number;
      moved[i] = xx * u + xy * v + x;
      moved[i + 1] = yx * u + yy * v + y;
    }
    return { points: moved, positive };
  });
  return { dimension: 2, outlines, sanitized: polygon.sanitized };
}

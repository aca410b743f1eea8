// Contours of glyphs from their points, as FreeType takes outlines apart (spec/geometry.md §9.3).
import { boxOf, type Glyph, type GlyphContour, type GlyphPoints } from "./glyphs.ts";

type Point = readonly [x: number, y: number];

const KIND = 3;
const ON_CURVE = 1;
const CUBIC = 2;

export function joinPoints({ ends, points, kinds }: GlyphPoints): Glyph {
  const contours: GlyphContour[] = [];
  let first = 0;
  for (const last of Array.from(ends)) {
    const at = (i: number): Point => [points[2 * i] as number, points[2 * i + 1] as number];
    const kind = (i: number): number => (kinds[i] as number) & KIND;
    const indexes = Array.from({ length: last - first + 1 }, (_, k) => first + k);
    const contour = readContour(
      indexes.map(at),
      indexes.map((i) => kind(i)),
    );
    if (contour !== undefined) contours.push(contour);
    first = last + 1;
  }
  return { contours, box: boxOf(points) };
}

/**
 * A contour as FreeType decomposes it: it begins at its first point, or at its last where that one is on the curve and the
 * first is not, or else between the two. Points between two quadratic control points are put in after scaling, and
 * rounded towards zero. The last segment returns to the start.
 */
function readContour(points: readonly Point[], kinds: readonly number[]): GlyphContour | undefined {
  const [head, tail] = [points[0], points.at(-1)];
  if (head === undefined || tail === undefined) return undefined;
  let start = head;
  let from = 1;
  let to = points.length;
  if (kinds[0] !== ON_CURVE) {
    if (kinds[to - 1] === ON_CURVE) {
      start = tail;
      to--;
    } else start = between(head, tail);
    from = 0;
  }
  const segments: number[][] = [];
  // Control points since the last point on the curve: at most one quadratic or two cubic ones.
  let controls: Point[] = [];
  for (let i = from; i < to; i++) {
    const point = points[i] as Point;
    if (kinds[i] === ON_CURVE) {
      segments.push([...controls, point].flat());
      controls = [];
      continue;
    }
    const [control] = controls;
    if (control !== undefined && kinds[i] !== CUBIC) {
      segments.push([...control, ...between(control, point)]);
      controls = [];
    }
    controls.push(point);
  }
  segments.push([...controls, start].flat());
  return { start, segments };
}

function between([ax, ay]: Point, [bx, by]: Point): Point {
  return [Math.trunc((ax + bx) / 2), Math.trunc((ay + by) / 2)];
}

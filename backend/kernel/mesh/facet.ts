// Triangulates one facet. Nearly all facets are quadrilaterals or convex, so those take short ways (spec/geometry.md §8.2).
import { refine } from "./delaunay.ts";
import { clipEars } from "./ears.ts";
import { monotoneParts, triangulateMonotone } from "./monotone.ts";
import { Projection } from "./projection.ts";

/** Triangulates facets one after the other; holds the work space. */
export class FacetTriangulator {
  readonly #plane = new Projection();
  readonly #positions: Float32Array;
  /** Corners of the facet at hand, three per triangle. */
  #triangles = new Int32Array(64);

  /** Positions in single precision: x, y, z per vertex. */
  constructor(positions: Float32Array) {
    this.#positions = positions;
  }

  /** Gives `count` − 2 triangles of vertex indices with the orientation of the facet. `corners` must not repeat a vertex twice in a row. */
  triangulate(corners: ArrayLike<number>, count: number, sink: (a: number, b: number, c: number) => void): void {
    const plane = this.#plane;
    plane.project(this.#positions, corners, count);
    const emit = (a: number, b: number, c: number): void =>
      sink(corners[a] as number, corners[b] as number, corners[c] as number);
    if (count === 4 && isConvexQuad(plane)) {
      triangulateQuad(plane, emit);
      return;
    }
    if (count === 4 && isCrossedQuad(plane)) {
      emit(3, 0, 1);
      emit(3, 1, 2);
      return;
    }
    const triangles = this.#split(count);
    for (let k = 0; k < triangles.length; k += 3) {
      emit(triangles[k] as number, triangles[k + 1] as number, triangles[k + 2] as number);
    }
  }

  #split(count: number): Int32Array {
    const plane = this.#plane;
    const size = 3 * (count - 2);
    if (size > this.#triangles.length) this.#triangles = new Int32Array(2 * size);
    const triangles = this.#triangles.subarray(0, size);
    let used = 0;
    const keep = (a: number, b: number, c: number): void => {
      triangles[used] = a;
      triangles[used + 1] = b;
      triangles[used + 2] = c;
      used += 3;
    };
    const parts = monotoneParts(plane);
    if (parts !== undefined) for (const part of parts) triangulateMonotone(plane, part, keep);
    if (parts === undefined || used !== size) {
      used = 0;
      clipEars(plane, keep);
    }
    refine(plane, triangles);
    return triangles;
  }
}

function isConvexQuad(plane: Projection): boolean {
  return plane.turn(0, 1, 2) > 0 && plane.turn(1, 2, 3) > 0 && plane.turn(2, 3, 0) > 0 && plane.turn(3, 0, 1) > 0;
}

/**
 * Whether two sides cross each other. Both triangles that a sweep finds there end in the crossing, which is no corner, and
 * OpenSCAD leaves them out; it closes the border that stays open from the first corner that a program gives, here the last.
 */
function isCrossedQuad(plane: Projection): boolean {
  const cross = (a: number, b: number, c: number, d: number): boolean =>
    plane.turn(a, b, c) * plane.turn(a, b, d) < 0 && plane.turn(c, d, a) * plane.turn(c, d, b) < 0;
  return cross(0, 1, 2, 3) || cross(1, 2, 3, 0);
}

/** What the general way gives for four corners: one of two diagonals. */
function triangulateQuad(plane: Projection, emit: (a: number, b: number, c: number) => void): void {
  let left = 0;
  let right = 0;
  for (let k = 1; k < 4; k++) {
    if (!plane.before(left, k)) left = k;
    if (plane.before(right, k)) right = k;
  }
  // With a corner on either side of the line between the outermost ones, the diagonal joins those two corners;
  // with both on one side it cuts off the one that the triangulation of a monotone part meets first.
  const apart = (right - left + 4) % 4;
  const start = apart === 2 ? (left + 1) % 4 : apart === 1 ? (right + 2) % 4 : (left + 1) % 4;
  const [a, b, c, d] = [start, (start + 1) % 4, (start + 2) % 4, (start + 3) % 4];
  if (plane.mustFlip(a, b, c, d)) {
    emit(b, c, d);
    emit(d, a, b);
  } else {
    emit(a, b, c);
    emit(c, d, a);
  }
}

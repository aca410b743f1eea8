// Which closed surface lies inside which other one.

interface Triangles {
  readonly positions: Float64Array;
  readonly triangles: Uint32Array;
}

/** Volume that one connected part of the surface encloses; negative when it is inside out. */
export function signedVolume({ positions, triangles }: Triangles, shellOf: Int32Array, shell: number): number {
  let sum = 0;
  for (let k = 0; k < shellOf.length; k++) {
    if (shellOf[k] !== shell) continue;
    const [a, b, c] = corners({ positions, triangles }, k);
    sum += a[0] * (b[1] * c[2] - b[2] * c[1]) + a[1] * (b[2] * c[0] - b[0] * c[2]) + a[2] * (b[0] * c[1] - b[1] * c[0]);
  }
  return sum / 6;
}

/** True when `inner` lies inside `outer`: its winding number there is not zero. The parts must not cross. */
export function contains(surface: Triangles, shellOf: Int32Array, outer: number, inner: number): boolean {
  const first = shellOf.indexOf(inner);
  const [a, b, c] = corners(surface, first);
  const point = [0, 1, 2].map((axis) => ((a[axis] as number) + (b[axis] as number) + (c[axis] as number)) / 3);
  let angle = 0;
  for (let k = 0; k < shellOf.length; k++) {
    if (shellOf[k] === outer) angle += solidAngle(corners(surface, k), point as unknown as Point);
  }
  return Math.abs(angle) > 2 * Math.PI;
}

type Point = readonly [number, number, number];

function corners({ positions, triangles }: Triangles, k: number): readonly [Point, Point, Point] {
  const at = (corner: number): Point => {
    const vertex = 3 * (triangles[3 * k + corner] as number);
    return [positions[vertex] as number, positions[vertex + 1] as number, positions[vertex + 2] as number];
  };
  return [at(0), at(1), at(2)];
}

/** The solid angle of a triangle from a point (van Oosterom and Strackee 1983). */
function solidAngle(triangle: readonly [Point, Point, Point], point: Point): number {
  const [a, b, c] = triangle.map((corner) =>
    corner.map((value, axis) => value - (point[axis] as number)),
  ) as unknown as [Point, Point, Point];
  const [la, lb, lc] = [Math.hypot(...a), Math.hypot(...b), Math.hypot(...c)];
  const dot = (u: Point, v: Point): number => u[0] * v[0] + u[1] * v[1] + u[2] * v[2];
  const determinant =
    a[0] * (b[1] * c[2] - b[2] * c[1]) + a[1] * (b[2] * c[0] - b[0] * c[2]) + a[2] * (b[0] * c[1] - b[1] * c[0]);
  return 2 * Math.atan2(determinant, la * lb * lc + dot(a, b) * lc + dot(b, c) * la + dot(c, a) * lb);
}

// Which closed surface lies inside which other one: the solids of a surface, each with its cavities.
import { cross, dot, minus } from "./vectors.ts";

interface Triangles {
  readonly positions: Float64Array;
  readonly triangles: Uint32Array;
}

export interface NestedShells {
  readonly outer: number;
  /** The outer shell is inside out, and nothing is around it. */
  readonly isReversed: boolean;
  readonly cavities: readonly number[];
  /** Of what is between them. */
  readonly volume: number;
}

interface Shell {
  readonly number: number;
  /** What it encloses; negative when it is inside out. */
  volume: number;
  readonly members: number[];
  /** Low x, y, z, high x, y, z. */
  readonly box: Float64Array;
  readonly cavities: number[];
}

/**
 * A shell that is inside out is a cavity of the smallest one around it, and a solid of its own when there is none. The shells
 * must not cross; `shellOf` gives the shell of each triangle, numbered from 0.
 */
export function nestShells(surface: Triangles, shellOf: Int32Array): readonly NestedShells[] {
  const shells = shellsOf(surface, shellOf);
  const outer = shells.filter(({ volume }) => volume > 0).sort((a, b) => a.volume - b.volume);
  const alone: Shell[] = [];
  for (const cavity of shells) {
    if (cavity.volume > 0) continue;
    const around = outer.find((shell) => encloses(shell.box, cavity.box) && contains(surface, shell, cavity));
    // What has no volume and lies in nothing bounds nothing.
    if (around !== undefined) around.cavities.push(cavity.number);
    else if (cavity.volume < 0) alone.push(cavity);
  }
  return [...outer, ...alone].map(({ number, volume, cavities }) => ({
    outer: number,
    isReversed: volume < 0,
    cavities,
    volume: cavities.reduce((sum, cavity) => sum + (shells[cavity] as Shell).volume, Math.abs(volume)),
  }));
}

function shellsOf(surface: Triangles, shellOf: Int32Array): Shell[] {
  const shells: Shell[] = [];
  const eye = shellOf.length > 0 ? corners(surface, 0)[0] : ([0, 0, 0] as const);
  for (let k = 0; k < shellOf.length; k++) {
    const number = shellOf[k] as number;
    let shell = shells[number];
    if (shell === undefined) {
      const box = new Float64Array(6).fill(Number.POSITIVE_INFINITY, 0, 3).fill(Number.NEGATIVE_INFINITY, 3);
      shell = { number, volume: 0, members: [], box, cavities: [] };
      shells[number] = shell;
    }
    shell.members.push(k);
    const [a, b, c] = corners(surface, k);
    // Seen from a corner of the surface: far from the origin the sum would be lost in rounding.
    const [p, q, r] = [minus(a, eye), minus(b, eye), minus(c, eye)];
    shell.volume += dot(p, cross(q, r)) / 6;
    for (const corner of [a, b, c]) {
      for (const [axis, value] of corner.entries()) {
        if (value < (shell.box[axis] as number)) shell.box[axis] = value;
        if (value > (shell.box[3 + axis] as number)) shell.box[3 + axis] = value;
      }
    }
  }
  return shells;
}

function encloses(outer: Float64Array, inner: Float64Array): boolean {
  return [0, 1, 2].every(
    (axis) =>
      (outer[axis] as number) <= (inner[axis] as number) && (outer[3 + axis] as number) >= (inner[3 + axis] as number),
  );
}

/** True when the winding number of `outer` at a point of `inner` is not zero. */
function contains(surface: Triangles, outer: Shell, inner: Shell): boolean {
  const [a, b, c] = corners(surface, inner.members[0] as number);
  const point = [0, 1, 2].map((axis) => ((a[axis] as number) + (b[axis] as number) + (c[axis] as number)) / 3);
  let angle = 0;
  for (const k of outer.members) angle += solidAngle(corners(surface, k), point as unknown as Point);
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
export function solidAngle(triangle: readonly [Point, Point, Point], point: Point): number {
  const [a, b, c] = triangle.map((corner) =>
    corner.map((value, axis) => value - (point[axis] as number)),
  ) as unknown as [Point, Point, Point];
  const [la, lb, lc] = [Math.hypot(...a), Math.hypot(...b), Math.hypot(...c)];
  const determinant =
    a[0] * (b[1] * c[2] - b[2] * c[1]) + a[1] * (b[2] * c[0] - b[0] * c[2]) + a[2] * (b[0] * c[1] - b[1] * c[0]);
  return 2 * Math.atan2(determinant, la * lb * lc + dot(a, b) * lc + dot(b, c) * la + dot(c, a) * lb);
}

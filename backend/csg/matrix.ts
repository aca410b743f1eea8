// The matrices of the transformation modules, row-major 4×4 (spec/geometry.md §4.1). The signs of zeros and what
// infinities turn into are part of the result: `.csg` prints them.
import { cosDegrees, sinDegrees } from "../shared/degrees.ts";
import type { Matrix, Vec3 } from "./nodes.ts";

export const identity: Matrix = [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1];

/** The map that does `b` first and then `a`. */
export function multiply(a: Matrix, b: Matrix): Matrix {
  const entry = (row: number, column: number): number => {
    let sum = 0;
    for (let k = 0; k < 4; k++) sum += (a[4 * row + k] as number) * (b[4 * k + column] as number);
    return sum;
  };
  return Array.from({ length: 16 }, (_, k) => entry(k >> 2, k & 3));
}

/** Adding 0 turns a negative zero into a positive one, as adding to the identity's last column does. */
export function translation([x, y, z]: Vec3): Matrix {
  return [1, 0, 0, x + 0, 0, 1, 0, y + 0, 0, 0, 1, z + 0, 0, 0, 0, 1];
}

/** Each column of the identity times its factor: a negative factor leaves `-0` beside the diagonal, an infinite one NaN. */
export function scaling([x, y, z]: Vec3): Matrix {
  const [offX, offY, offZ] = [0 * x, 0 * y, 0 * z];
  return [x, offY, offZ, 0, offX, y, offZ, 0, offX, offY, z, 0, 0, 0, 0, 1];
}

/** Rotation by x, then y, then z degrees about the axes. */
export function rotation(x: number, y: number, z: number): Matrix {
  const sx = sinDegrees(x);
  const cx = cosDegrees(x);
  const sy = sinDegrees(y);
  const cy = cosDegrees(y);
  const sz = sinDegrees(z);
  const cz = cosDegrees(z);
  return fromRotation(
    [cy * cz, cz * sx * sy - cx * sz, cx * cz * sy + sx * sz],
    [cy * sz, cx * cz + sx * sy * sz, -cz * sx + cx * sy * sz],
    [-sy, cy * sx, cx * cy],
  );
}

/** Rotation by `angle` degrees about an axis of any length; the identity when the axis has none, or is not a number. */
export function rotationAbout(angle: number, axis: Vec3): Matrix {
  const [x, y, z] = axis;
  const squared = x * x + y * y + z * z;
  if (!(squared > 0)) return identity;
  const cosine = cosDegrees(angle);
  const length = Math.sqrt(squared);
  const sine = sinDegrees(angle);
  const [cx, cy, cz] = axis.map((component) => (component * (1 - cosine)) / squared) as [number, number, number];
  const [ux, uy, uz] = axis.map((component) => (component / length) * sine) as [number, number, number];
  return fromRotation(
    [cx * x + cosine, cy * x - uz, cz * x + uy],
    [cx * y + uz, cy * y + cosine, cz * y - ux],
    [cx * z - uy, cy * z + ux, cz * z + cosine],
  );
}

/** Mirroring at the plane through the origin with this normal; the identity when it has no length. */
export function mirroring([x, y, z]: Vec3): Matrix {
  if (x === 0 && y === 0 && z === 0) return identity;
  const squared = x * x + y * y + z * z;
  const entry = (i: number, j: number) => (-2 * i * j) / squared;
  return [
    ...[1 - (2 * x * x) / squared, entry(y, x), entry(z, x), 0],
    ...[entry(x, y), 1 - (2 * y * y) / squared, entry(z, y), 0],
    ...[entry(x, z), entry(y, z), 1 - (2 * z * z) / squared, 0],
    ...[0, 0, 0, 1],
  ];
}

/**
 * The identity times a rotation, written out: a NaN spreads over its column, and a zero is negative only where all three
 * products are.
 */
function fromRotation(a: Vec3, b: Vec3, c: Vec3): Matrix {
  const first = (j: 0 | 1 | 2) => a[j] + 0 * b[j] + 0 * c[j];
  const second = (j: 0 | 1 | 2) => 0 * a[j] + b[j] + 0 * c[j];
  const third = (j: 0 | 1 | 2) => 0 * a[j] + 0 * b[j] + c[j];
  return [
    ...[first(0), first(1), first(2), 0],
    ...[second(0), second(1), second(2), 0],
    ...[third(0), third(1), third(2), 0],
    ...[0, 0, 0, 1],
  ];
}

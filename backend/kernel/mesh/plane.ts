// Points and planes in space, for cutting solids into pieces.

export type Point = readonly [number, number, number];

export interface Plane {
  /** Of length 1. */
  readonly normal: Point;
  /** Of the plane from the origin, along the normal. */
  readonly offset: number;
}

/** Positive before the plane, negative behind it. */
export function height({ normal, offset }: Plane, [x, y, z]: Point): number {
  return normal[0] * x + normal[1] * y + normal[2] * z - offset;
}

/** The plane of three points that are counter-clockwise from before it; undefined when they lie in a line. */
export function planeOf(a: Point, b: Point, c: Point): Plane | undefined {
  return planeThrough(a, cross(difference(b, a), difference(c, a)));
}

/** The plane through a point with a normal of any length; undefined when it has none. */
export function planeThrough(point: Point, normal: Point): Plane | undefined {
  const length = Math.hypot(...normal);
  if (!(length > 0)) return undefined;
  const unit: Point = [normal[0] / length, normal[1] / length, normal[2] / length];
  return { normal: unit, offset: dot(unit, point) };
}

/** Where an edge whose ends have these heights meets the plane. The same point whichever way the edge runs. */
export function crossing(a: Point, b: Point, ha: number, hb: number): Point {
  if (ha < hb) return crossing(b, a, hb, ha);
  const t = ha / (ha - hb);
  return [a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t, a[2] + (b[2] - a[2]) * t];
}

export function difference(a: Point, b: Point): Point {
  return [a[0] - b[0], a[1] - b[1], a[2] - b[2]];
}

export function cross(a: Point, b: Point): Point {
  return [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
}

export function dot(a: Point, b: Point): number {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

export function distance(a: Point, b: Point): number {
  return Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);
}

/** Coordinates x, y, z each, as one object per point. */
export function pointsOf(positions: Float64Array): Point[] {
  return Array.from({ length: positions.length / 3 }, (_, k) => [
    positions[3 * k] as number,
    positions[3 * k + 1] as number,
    positions[3 * k + 2] as number,
  ]);
}

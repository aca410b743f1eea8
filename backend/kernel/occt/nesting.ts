// Which contours of a flat drawing are holes of which others.

export interface Nested<T> {
  readonly outer: T;
  readonly holes: readonly T[];
}

/** Contours by the points that draw them: x and y alternating. They must not cross; depth decides what is a hole. */
export function nestContours(contours: readonly Float64Array[]): Nested<Float64Array>[] {
  return nestBy(contours, (points) => points);
}

/** The same for whatever `pointsOf` draws. */
export function nestBy<T>(items: readonly T[], pointsOf: (item: T) => Float64Array): Nested<T>[] {
  const contours = items
    .map((item) => ({ item, points: pointsOf(item), area: Math.abs(areaOf(pointsOf(item))) }))
    .filter(({ area }) => area > 0)
    .sort((a, b) => b.area - a.area);
  const outers: { item: T; points: Float64Array; holes: T[] }[] = [];
  const depths: number[] = [];
  for (const [k, { item, points }] of contours.entries()) {
    const around = contours.slice(0, k).filter((other) => isInside(points, other.points));
    depths[k] = around.length;
    const parent = around.at(-1);
    if (around.length % 2 === 0) outers.push({ item, points, holes: [] });
    else outers.find((outer) => outer.item === parent?.item)?.holes.push(item);
  }
  return outers.map(({ item, holes }) => ({ outer: item, holes }));
}

/** Twice nothing: the plain shoelace area, positive when counter-clockwise. */
export function areaOf(points: Float64Array): number {
  let sum = 0;
  for (let k = 0; k < points.length; k += 2) {
    const next = (k + 2) % points.length;
    sum += (points[k] as number) * (points[next + 1] as number) - (points[next] as number) * (points[k + 1] as number);
  }
  return sum / 2;
}

/** Contours do not cross, so most of the points decide: some may lie on the other contour. */
function isInside(inner: Float64Array, outer: Float64Array): boolean {
  let balance = 0;
  const step = 2 * Math.max(1, Math.floor(inner.length / 2 / 16));
  for (let k = 0; k < inner.length; k += step) {
    const next = (k + 2) % inner.length;
    const x = ((inner[k] as number) + (inner[next] as number)) / 2;
    const y = ((inner[k + 1] as number) + (inner[next + 1] as number)) / 2;
    balance += winds(outer, x, y) ? 1 : -1;
  }
  return balance > 0;
}

/** Even-odd. */
function winds(points: Float64Array, x: number, y: number): boolean {
  let inside = false;
  for (let k = 0; k < points.length; k += 2) {
    const next = (k + 2) % points.length;
    const [x1, y1] = [points[k] as number, points[k + 1] as number];
    const [x2, y2] = [points[next] as number, points[next + 1] as number];
    if (y1 > y !== y2 > y && x < ((x2 - x1) * (y - y1)) / (y2 - y1) + x1) inside = !inside;
  }
  return inside;
}

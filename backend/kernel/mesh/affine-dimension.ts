// How many directions points span: a single place, a line, a plane or space.

/** What stands off by less than this part of the points' extent does not. */
const FLAT = 1e-12;

/** 0 for points in one place, 1 on a line, 2 in a plane, 3 otherwise. `points` holds x, y, z each. */
export function affineDimension(points: Float64Array): number {
  const rests = new Float64Array(points.length);
  for (let k = 0; k < points.length; k++) rests[k] = (points[k] as number) - (points[k % 3] as number);
  let tolerance = 0;
  for (let dimension = 0; dimension < 3; dimension++) {
    const at = farthest(rests);
    const [x, y, z] = [rests[at] as number, rests[at + 1] as number, rests[at + 2] as number];
    const length = Math.hypot(x, y, z);
    if (length <= tolerance) return dimension;
    tolerance ||= FLAT * length;
    removeDirection(rests, x / length, y / length, z / length);
  }
  return 3;
}

/** Where the longest of the vectors begins. */
function farthest(vectors: Float64Array): number {
  let best = 0;
  let most = 0;
  for (let at = 0; at < vectors.length; at += 3) {
    const square = (vectors[at] as number) ** 2 + (vectors[at + 1] as number) ** 2 + (vectors[at + 2] as number) ** 2;
    if (square <= most) continue;
    most = square;
    best = at;
  }
  return best;
}

function removeDirection(vectors: Float64Array, x: number, y: number, z: number): void {
  for (let at = 0; at < vectors.length; at += 3) {
    const along = (vectors[at] as number) * x + (vectors[at + 1] as number) * y + (vectors[at + 2] as number) * z;
    vectors[at] = (vectors[at] as number) - along * x;
    vectors[at + 1] = (vectors[at + 1] as number) - along * y;
    vectors[at + 2] = (vectors[at + 2] as number) - along * z;
  }
}

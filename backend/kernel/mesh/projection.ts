// A facet seen in the plane: the coordinates in which it is triangulated (spec/geometry.md §8.2). All arithmetic is single
// precision, because the choice of diagonals shows in exported files and must come out the same.

const { fround } = Math;

/** The corners of a facet in the plane; counter-clockwise. Reused for facet after facet. */
export class Projection {
  /** Coordinates of the corners, in single precision. */
  s = new Float32Array(16);
  t = new Float32Array(16);
  count = 0;
  /** Diagonals of the sweep, from · count + to in both directions, that stay whatever their angles are. */
  readonly kept = new Set<number>();
  readonly #found = {
    normal: new Float32Array(3),
    /** Where the lowest corner along x, y and z stands in the positions, then the highest ones. */
    ends: new Int32Array(6),
  };

  /** Projects the corners whose positions (x, y, z each, single precision) stand at `corners` in `positions`. */
  project(positions: Float32Array, corners: ArrayLike<number>, count: number): void {
    if (count > this.s.length) {
      this.s = new Float32Array(2 * count);
      this.t = new Float32Array(2 * count);
    }
    this.count = count;
    this.kept.clear();
    const { normal } = this.#found;
    findNormal(positions, corners, count, this.#found);
    let axis = 0;
    if (Math.abs(normal[1] as number) > Math.abs(normal[0] as number)) axis = 1;
    if (Math.abs(normal[2] as number) > Math.abs(normal[axis] as number)) axis = 2;
    const sAxis = (axis + 1) % 3;
    const tAxis = (axis + 2) % 3;
    const sign = (normal[axis] as number) > 0 ? 1 : -1;
    const { s, t } = this;
    for (let k = 0; k < count; k++) {
      const at = 3 * (corners[k] as number);
      s[k] = positions[at + sAxis] as number;
      t[k] = sign * (positions[at + tAxis] as number);
    }
    if (this.#signedArea() < 0) for (let k = 0; k < count; k++) t[k] = -(t[k] as number);
  }

  #signedArea(): number {
    const { s, t, count } = this;
    let area = 0;
    for (let k = 0; k < count; k++) {
      const next = k + 1 === count ? 0 : k + 1;
      area = fround(
        area + fround(fround((s[k] as number) - (s[next] as number)) * fround((t[k] as number) + (t[next] as number))),
      );
    }
    return area;
  }

  /** True when corner a comes before corner b in the order of the sweep, or stands at the same place. */
  before(a: number, b: number): boolean {
    const { s, t } = this;
    const as = s[a] as number;
    const bs = s[b] as number;
    return as < bs || (as === bs && (t[a] as number) <= (t[b] as number));
  }

  /** Positive when v lies above the line from u to w, negative below; the three must be in order. */
  side(u: number, v: number, w: number): number {
    const { s, t } = this;
    const left = fround((s[v] as number) - (s[u] as number));
    const right = fround((s[w] as number) - (s[v] as number));
    if (!(fround(left + right) > 0)) return 0;
    const tv = t[v] as number;
    return fround(fround(fround(tv - (t[w] as number)) * left) + fround(fround(tv - (t[u] as number)) * right));
  }

  /** Twice the area of a triangle, positive when it is counter-clockwise. In double precision: no export depends on it. */
  turn(a: number, b: number, c: number): number {
    const { s, t } = this;
    const as = s[a] as number;
    const at = t[a] as number;
    return ((s[b] as number) - as) * ((t[c] as number) - at) - ((t[b] as number) - at) * ((s[c] as number) - as);
  }

  /** True when the diagonal a–c of the quadrilateral a b c d must be replaced by b–d: the angles at b and d are too wide. */
  mustFlip(a: number, b: number, c: number, d: number): boolean {
    const first = this.#cosine(a, b, c);
    const second = this.#cosine(c, d, a);
    // Angles of π + 0.01 together, neither of them nearly 0 or π, have cosines whose sum is below −0.0014.
    if (first + second > -0.0005 && Math.abs(first) < 0.99 && Math.abs(second) < 0.99) return false;
    return fround(angleOf(first) + angleOf(second)) >= WIDEST;
  }

  /** The cosine of the angle at v1 between the directions to v0 and v2. */
  #cosine(v0: number, v1: number, v2: number): number {
    const { s, t } = this;
    const s1 = s[v1] as number;
    const t1 = t[v1] as number;
    const as = fround((s[v2] as number) - s1);
    const at = fround((t[v2] as number) - t1);
    const bs = fround((s[v0] as number) - s1);
    const bt = fround((t[v0] as number) - t1);
    const product = fround(fround(as * bs) + fround(at * bt));
    const lengths = Math.sqrt(as * as + at * at) * Math.sqrt(bs * bs + bt * bt);
    return fround(lengths > 0 ? product / lengths : product);
  }
}

function angleOf(cosine: number): number {
  return fround(Math.acos(Math.max(-1, Math.min(1, cosine))));
}

/** Opposite angles of a Delaunay edge sum up to less than this; the slack keeps points of a circle as they are. */
const WIDEST = Math.PI + 0.01;

/**
 * Puts a normal into `normal`: from the two corners that are farthest apart along an axis and the third that makes the largest
 * triangle. Called for every facet of every mesh, so it makes no objects.
 */
function findNormal(
  positions: Float32Array,
  corners: ArrayLike<number>,
  count: number,
  { normal, ends }: { readonly normal: Float32Array; readonly ends: Int32Array },
): void {
  // The library that fixed the rule kept the first corner last in its list; it matters when there are ties.
  const first = 3 * (corners[1] as number);
  ends.fill(first);
  for (let k = 1; k < count; k++) {
    const at = 3 * (corners[k + 1 === count ? 0 : k + 1] as number);
    for (let axis = 0; axis < 3; axis++) {
      const value = positions[at + axis] as number;
      if (value < (positions[(ends[axis] as number) + axis] as number)) ends[axis] = at;
      if (value > (positions[(ends[axis + 3] as number) + axis] as number)) ends[axis + 3] = at;
    }
  }
  let longest = 0;
  let extent = extentOf(positions, ends, 0);
  for (let axis = 1; axis < 3; axis++) {
    const other = extentOf(positions, ends, axis);
    if (!(other > extent)) continue;
    extent = other;
    longest = axis;
  }
  normal.fill(0);
  if (!(extent > 0)) {
    normal[2] = 1;
    return;
  }
  const low = ends[longest] as number;
  const high = ends[longest + 3] as number;
  const x = positions[high] as number;
  const y = positions[high + 1] as number;
  const z = positions[high + 2] as number;
  const dx = fround((positions[low] as number) - x);
  const dy = fround((positions[low + 1] as number) - y);
  const dz = fround((positions[low + 2] as number) - z);
  let best = 0;
  for (let k = 0; k < count; k++) {
    const at = 3 * (corners[k + 1 === count ? 0 : k + 1] as number);
    const ex = fround((positions[at] as number) - x);
    const ey = fround((positions[at + 1] as number) - y);
    const ez = fround((positions[at + 2] as number) - z);
    const nx = fround(fround(dy * ez) - fround(dz * ey));
    const ny = fround(fround(dz * ex) - fround(dx * ez));
    const nz = fround(fround(dx * ey) - fround(dy * ex));
    const size = fround(fround(fround(nx * nx) + fround(ny * ny)) + fround(nz * nz));
    if (!(size > best)) continue;
    best = size;
    normal[0] = nx;
    normal[1] = ny;
    normal[2] = nz;
  }
  if (best > 0) return;
  // All corners on one line: any normal will do.
  let along = 0;
  if (Math.abs(dy) > Math.abs(dx)) along = 1;
  if (Math.abs(dz) > Math.abs(along === 0 ? dx : dy)) along = 2;
  normal[along] = 1;
}

function extentOf(positions: Float32Array, ends: Int32Array, axis: number): number {
  return fround(
    (positions[(ends[axis + 3] as number) + axis] as number) - (positions[(ends[axis] as number) + axis] as number),
  );
}

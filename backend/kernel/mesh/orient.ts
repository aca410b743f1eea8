// Makes a consistent surface of triangles that are turned anyhow: the second step of repairing a mesh that encloses nothing
// (spec/geometry.md §8.3). Works on triangles whose equal points are one vertex already.

/** Triangles over vertices: x, y, z each. */
export interface TriangleSoup {
  readonly positions: Float64Array;
  readonly triangles: Uint32Array;
}

export interface OrientedSurface extends TriangleSoup {
  /** True when every edge has two triangles: the surface bounds a volume. */
  readonly closed: boolean;
}

/** Drops degenerate and repeated triangles, turns neighbors the same way round, and outwards if the surface is closed. */
export function orientSoup(soup: TriangleSoup): OrientedSurface {
  const triangles = dropRepeated(soup);
  const neighbors = pairTriangles(soup.positions.length / 3, triangles);
  const parts = turnAlike(triangles, neighbors);
  const closed = neighbors.every((neighbor) => neighbor >= 0);
  const separated = separateFans(soup.positions, triangles, neighbors);
  if (closed) turnOutwards(separated, parts);
  return { ...separated, closed };
}

function dropRepeated({ positions, triangles }: TriangleSoup): Uint32Array {
  const seen = new Set<string>();
  const kept: number[] = [];
  for (let k = 0; k < triangles.length; k += 3) {
    const corners = triangles.subarray(k, k + 3);
    const key = corners.toSorted().join(" ");
    if (seen.has(key) || isDegenerate(positions, corners)) continue;
    seen.add(key);
    kept.push(...corners);
  }
  return Uint32Array.from(kept);
}

function isDegenerate(positions: Float64Array, corners: Uint32Array): boolean {
  const [a = 0, b = 0, c = 0] = corners;
  return a === b || b === c || c === a || doubleArea(positions, a, b, c) === 0;
}

/** Twice the area of a triangle. */
export function doubleArea(p: Float64Array, a: number, b: number, c: number): number {
  const at = (vertex: number, axis: number): number => p[3 * vertex + axis] as number;
  const [ux, uy, uz] = [at(b, 0) - at(a, 0), at(b, 1) - at(a, 1), at(b, 2) - at(a, 2)];
  const [vx, vy, vz] = [at(c, 0) - at(a, 0), at(c, 1) - at(a, 1), at(c, 2) - at(a, 2)];
  return Math.hypot(uy * vz - uz * vy, uz * vx - ux * vz, ux * vy - uy * vx);
}

/** The next half-edge of the same triangle: half-edge h begins at corner h. */
export const after = (edge: number): number => (edge % 3 === 2 ? edge - 2 : edge + 1);
/** The one before it. */
export const before = (edge: number): number => (edge % 3 === 0 ? edge + 2 : edge - 1);

/** For each edge the only other edge between the same vertices; −1 when there is none or more than one. */
function pairTriangles(count: number, triangles: Uint32Array): Int32Array {
  const neighbors = new Int32Array(triangles.length).fill(-1);
  const byVertices = new Map<number, number[]>();
  for (let edge = 0; edge < triangles.length; edge++) {
    const a = triangles[edge] as number;
    const b = triangles[after(edge)] as number;
    const key = Math.min(a, b) * count + Math.max(a, b);
    const edges = byVertices.get(key);
    if (edges === undefined) byVertices.set(key, [edge]);
    else edges.push(edge);
  }
  for (const edges of byVertices.values()) {
    const [a, b] = edges;
    if (edges.length !== 2 || a === undefined || b === undefined) continue;
    neighbors[a] = b;
    neighbors[b] = a;
  }
  return neighbors;
}

/** Turns triangles so that neighbors agree. Where a band closes on itself the wrong way, the link is cut. Gives the part of each triangle. */
function turnAlike(triangles: Uint32Array, neighbors: Int32Array): Int32Array {
  const parts = new Int32Array(triangles.length / 3).fill(-1);
  for (let seed = 0, part = 0; seed < parts.length; seed++) {
    if (parts[seed] !== -1) continue;
    const stack = [seed];
    parts[seed] = part;
    for (let triangle = stack.pop(); triangle !== undefined; triangle = stack.pop()) {
      for (let edge = 3 * triangle; edge < 3 * triangle + 3; edge++) {
        const twin = neighbors[edge] as number;
        if (twin < 0) continue;
        const other = Math.floor(twin / 3);
        const alike = triangles[edge] === triangles[after(twin)];
        if (parts[other] === -1) {
          parts[other] = part;
          if (!alike) turn(triangles, neighbors, other);
          stack.push(other);
        } else if (!alike) {
          neighbors[edge] = -1;
          neighbors[twin] = -1;
        }
      }
    }
    part++;
  }
  return parts;
}

/** Turns a triangle round: its first two edges swap places. */
function turn(triangles: Uint32Array, neighbors: Int32Array, triangle: number): void {
  const [first, second, third] = [3 * triangle, 3 * triangle + 1, 3 * triangle + 2];
  const [a, b, c] = [triangles[first] as number, triangles[second] as number, triangles[third] as number];
  const [ab, bc] = [neighbors[first] as number, neighbors[second] as number];
  triangles[first] = c;
  triangles[second] = b;
  triangles[third] = a;
  neighbors[first] = bc;
  neighbors[second] = ab;
  if (bc >= 0) neighbors[bc] = first;
  if (ab >= 0) neighbors[ab] = second;
}

/** Gives each fan of triangles round a vertex a vertex of its own, so that parts that only touch come apart. */
function separateFans(positions: Float64Array, triangles: Uint32Array, neighbors: Int32Array): TriangleSoup {
  const separated = new Uint32Array(triangles.length);
  const points: number[] = [];
  const done = new Uint8Array(triangles.length);
  for (let corner = 0; corner < triangles.length; corner++) {
    if (done[corner] === 1) continue;
    const from = 3 * (triangles[corner] as number);
    const vertex = points.length / 3;
    points.push(positions[from] as number, positions[from + 1] as number, positions[from + 2] as number);
    const take = (start: number, next: (corner: number) => number): void => {
      for (let at = start; at >= 0 && done[at] === 0; at = next(at)) {
        done[at] = 1;
        separated[at] = vertex;
      }
    };
    // Round the vertex one way; if that ends at a border, also the other way.
    take(corner, (at) => neighbors[before(at)] as number);
    take(nextRound(neighbors, corner), (at) => nextRound(neighbors, at));
  }
  return { positions: Float64Array.from(points), triangles: separated };
}

function nextRound(neighbors: Int32Array, corner: number): number {
  const twin = neighbors[corner] as number;
  return twin < 0 ? -1 : after(twin);
}

/** Turns each part outwards, or inwards when it lies inside an odd number of others. */
function turnOutwards(surface: TriangleSoup, parts: Int32Array): void {
  const { positions, triangles } = surface;
  const members: number[][] = [];
  for (const [triangle, part] of parts.entries()) {
    const own = members[part];
    if (own === undefined) members[part] = [triangle];
    else own.push(triangle);
  }
  const boxes = members.map((own) => boxOf(surface, own));
  for (const [part, own] of members.entries()) {
    const probe = 3 * (triangles[3 * (own[0] as number)] as number);
    const point = positions.subarray(probe, probe + 3);
    let depth = 0;
    for (const [other, shell] of members.entries()) {
      if (other !== part && isWithin(point, boxes[other] as Box) && encloses(surface, shell, point)) depth++;
    }
    const outwards = signedVolume(surface, own) > 0;
    if (outwards === (depth % 2 === 0)) continue;
    for (const triangle of own) {
      const at = 3 * triangle;
      const first = triangles[at] as number;
      triangles[at] = triangles[at + 2] as number;
      triangles[at + 2] = first;
    }
  }
}

/** Low and high bounds of x, y, z. */
type Box = readonly [low: number, high: number][];

function boxOf({ positions, triangles }: TriangleSoup, members: readonly number[]): Box {
  const box: [number, number][] = [0, 1, 2].map(() => [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]);
  for (const triangle of members) {
    for (let corner = 3 * triangle; corner < 3 * triangle + 3; corner++) {
      for (const [axis, range] of box.entries()) {
        const value = positions[3 * (triangles[corner] as number) + axis] as number;
        range[0] = Math.min(range[0], value);
        range[1] = Math.max(range[1], value);
      }
    }
  }
  return box;
}

function isWithin(point: Float64Array, box: Box): boolean {
  return box.every(([low, high], axis) => (point[axis] as number) >= low && (point[axis] as number) <= high);
}

/** The volume that some of the triangles enclose, negative when they are inside out. */
export function signedVolume({ positions: p, triangles }: TriangleSoup, members: readonly number[]): number {
  let volume = 0;
  for (const triangle of members) {
    const [a, b, c] = [0, 1, 2].map((k) => 3 * (triangles[3 * triangle + k] as number)) as [number, number, number];
    const [ax, ay, az] = [p[a] as number, p[a + 1] as number, p[a + 2] as number];
    const [bx, by, bz] = [p[b] as number, p[b + 1] as number, p[b + 2] as number];
    const [cx, cy, cz] = [p[c] as number, p[c + 1] as number, p[c + 2] as number];
    volume += ax * (by * cz - bz * cy) + ay * (bz * cx - bx * cz) + az * (bx * cy - by * cx);
  }
  return volume / 6;
}

/** True when a point lies inside a closed shell: the solid angles of its triangles sum up to a full turn. */
export function encloses(
  { positions: p, triangles }: TriangleSoup,
  shell: readonly number[],
  point: Float64Array,
): boolean {
  const [x = 0, y = 0, z = 0] = point;
  let angle = 0;
  for (const triangle of shell) {
    const [a, b, c] = [0, 1, 2].map((k) => {
      const at = 3 * (triangles[3 * triangle + k] as number);
      return [(p[at] as number) - x, (p[at + 1] as number) - y, (p[at + 2] as number) - z] as const;
    }) as [Vector, Vector, Vector];
    const [la, lb, lc] = [Math.hypot(...a), Math.hypot(...b), Math.hypot(...c)];
    const triple = dot(a, [b[1] * c[2] - b[2] * c[1], b[2] * c[0] - b[0] * c[2], b[0] * c[1] - b[1] * c[0]]);
    angle += 2 * Math.atan2(triple, la * lb * lc + dot(a, b) * lc + dot(b, c) * la + dot(c, a) * lb);
  }
  return Math.abs(angle) > 2 * Math.PI;
}

type Vector = readonly [number, number, number];

function dot(a: Vector, b: Vector): number {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

// cube(), sphere(), cylinder() and polyhedron() as meshes (spec/geometry.md §3.1-3.4). Vertices and facets come in
// OpenSCAD's order, which exports show.
import { segments } from "../../csg/fragments.ts";
import { emptyMesh, type Mesh } from "../../csg/geometry.ts";
import type { CubeNode, CylinderNode, PolyhedronNode, SphereNode } from "../../csg/nodes.ts";
import type { Context } from "../../shared/context.ts";
import { cosDegrees, sinDegrees } from "../../shared/degrees.ts";
import { LimitError } from "../../shared/limits.ts";

/** More vertices than this do not fit into memory, whatever the limits allow. */
const MOST_VERTICES = 2 ** 26;

/** Corners are numbered by the bits x + 2y + 4z, 0 being the low side: top, bottom, front, right, back, left. */
const cubeFacets = Uint32Array.of(4, 5, 7, 6, 2, 3, 1, 0, 0, 1, 5, 4, 1, 3, 7, 5, 3, 2, 6, 7, 2, 0, 4, 6);
const cubeOffsets = Uint32Array.of(0, 4, 8, 12, 16, 20, 24);

/** A box, or empty when a side is not positive and finite. */
export function makeCube(node: CubeNode): Mesh {
  const { size, center } = node;
  if (!size.every(isPositive)) return emptyMesh;
  const positions = new Float64Array(24);
  for (let corner = 0; corner < 8; corner++) {
    for (let axis = 0; axis < 3; axis++) {
      const side = size[axis as 0 | 1 | 2];
      const high = ((corner >> axis) & 1) === 1;
      positions[3 * corner + axis] = center ? (high ? side / 2 : -side / 2) : high ? side : 0;
    }
  }
  return { dimension: 3, positions, offsets: cubeOffsets, indices: cubeFacets, convex: true };
}

/** Rings of vertices without poles, or empty when the radius is not positive and finite. */
export function makeSphere(ctx: Context, node: SphereNode): Mesh {
  const { r } = node;
  if (!isPositive(r)) return emptyMesh;
  const n = segments(r, node.fragments) ?? 3;
  const rings = Math.floor((n + 1) / 2);
  checkVertices(ctx, n * rings, node.position);
  const { cosines, sines } = unitCircle(n);
  const positions = new Float64Array(3 * n * rings);
  let at = 0;
  for (let ring = 0; ring < rings; ring++) {
    const polar = (180 * (ring + 0.5)) / rings;
    const radius = r * sinDegrees(polar);
    const z = r * cosDegrees(polar);
    for (let k = 0; k < n; k++) {
      positions[at++] = radius * (cosines[k] as number);
      positions[at++] = radius * (sines[k] as number);
      positions[at++] = z;
    }
  }
  const facets = new FacetWriter(n * (rings - 1) + 2, 4 * n * (rings - 1) + 2 * n);
  for (let k = 0; k < n; k++) facets.corner(k);
  facets.close();
  for (let ring = 0; ring + 1 < rings; ring++) {
    const upper = ring * n;
    const lower = upper + n;
    for (let k = 0; k < n; k++) {
      const next = k + 1 === n ? 0 : k + 1;
      facets.quad(upper + next, upper + k, lower + k, lower + next);
    }
  }
  for (let k = 1; k <= n; k++) facets.corner(rings * n - k);
  facets.close();
  return { dimension: 3, positions, ...facets.done(), convex: true };
}

/** A frustum or a cone, or empty when there is no height or no radius. */
export function makeCylinder(ctx: Context, node: CylinderNode): Mesh {
  const { h, r1, r2, center } = node;
  const finite = Number.isFinite(r1) && Number.isFinite(r2);
  if (!isPositive(h) || !finite || r1 < 0 || r2 < 0 || (r1 <= 0 && r2 <= 0)) return emptyMesh;
  const n = segments(Math.max(r1, r2), node.fragments) ?? 3;
  checkVertices(ctx, 2 * n, node.position);
  const bottom = r1 === 0 ? 1 : n;
  const top = r2 === 0 ? 1 : n;
  const positions = new Float64Array(3 * (bottom + top));
  const { cosines, sines } = unitCircle(n);
  const writeRing = (start: number, count: number, radius: number, z: number): void => {
    for (let k = 0, at = 3 * start; k < count; k++) {
      positions[at++] = radius === 0 ? 0 : radius * (cosines[k] as number);
      positions[at++] = radius === 0 ? 0 : radius * (sines[k] as number);
      positions[at++] = z;
    }
  };
  writeRing(0, bottom, r1, center ? -h / 2 : 0);
  writeRing(bottom, top, r2, center ? h / 2 : h);
  const facets = new FacetWriter(n + 2, 6 * n);
  for (let k = 0; k < n; k++) {
    const next = k + 1 === n ? 0 : k + 1;
    if (r2 === 0) facets.triangle(k, next, n);
    else if (r1 === 0) facets.triangle(0, next + 1, k + 1);
    else facets.quad(k, next, next + n, k + n);
  }
  if (r1 !== 0) {
    for (let k = n - 1; k >= 0; k--) facets.corner(k);
    facets.close();
  }
  if (r2 !== 0) {
    for (let k = 0; k < n; k++) facets.corner(bottom + k);
    facets.close();
  }
  return { dimension: 3, positions, ...facets.done(), convex: true };
}

/** The points as they are and the faces turned round: written clockwise from outside, kept counter-clockwise. */
export function makePolyhedron(ctx: Context, node: PolyhedronNode): Mesh {
  const { points, faces } = node;
  checkVertices(ctx, points.length, node.position);
  let corners = 0;
  for (const face of faces) corners += face.length;
  const positions = new Float64Array(3 * points.length);
  let at = 0;
  for (const [x, y, z] of points) {
    positions[at++] = x;
    positions[at++] = y;
    positions[at++] = z;
  }
  const facets = new FacetWriter(faces.length, corners);
  for (const face of faces) {
    for (let k = face.length - 1; k >= 0; k--) facets.corner(face[k] as number);
    facets.close();
  }
  return { dimension: 3, positions, ...facets.done() };
}

function isPositive(length: number): boolean {
  return length > 0 && Number.isFinite(length);
}

/** The budget of one primitive, checked before anything is allocated. */
function checkVertices(ctx: Context, count: number, position: number): void {
  const allowed = Math.min(ctx.limits.facets, MOST_VERTICES);
  if (!(count <= allowed)) throw new LimitError("facets", allowed, position);
}

function unitCircle(n: number): { readonly cosines: Float64Array; readonly sines: Float64Array } {
  const cosines = new Float64Array(n);
  const sines = new Float64Array(n);
  for (let k = 0; k < n; k++) {
    const angle = (360 * k) / n;
    cosines[k] = cosDegrees(angle);
    sines[k] = sinDegrees(angle);
  }
  return { cosines, sines };
}

/** Writes facets into arrays of a size that is known beforehand. */
class FacetWriter {
  readonly #offsets: Uint32Array;
  readonly #indices: Uint32Array;
  #facets = 0;
  #used = 0;

  constructor(mostFacets: number, mostCorners: number) {
    this.#offsets = new Uint32Array(mostFacets + 1);
    this.#indices = new Uint32Array(mostCorners);
  }

  corner(index: number): void {
    this.#indices[this.#used++] = index;
  }

  close(): void {
    this.#offsets[++this.#facets] = this.#used;
  }

  triangle(a: number, b: number, c: number): void {
    this.corner(a);
    this.corner(b);
    this.corner(c);
    this.close();
  }

  quad(a: number, b: number, c: number, d: number): void {
    this.corner(a);
    this.corner(b);
    this.corner(c);
    this.corner(d);
    this.close();
  }

  done(): { readonly offsets: Uint32Array; readonly indices: Uint32Array } {
    return { offsets: this.#offsets.subarray(0, this.#facets + 1), indices: this.#indices.subarray(0, this.#used) };
  }
}

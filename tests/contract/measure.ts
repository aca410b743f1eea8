// What can be said of a shape without a kernel: dimension, area, volume, box, counts, genus. Tests of geometry compare these
// facts, never stored meshes.
import { facetCount, type Geometry, type Mesh, type Polygon } from "../../backend/csg/geometry.ts";

export interface PolygonFacts {
  readonly dimension: 2;
  readonly area: number;
  /** Least x, y, greatest x, y. */
  readonly box: readonly number[];
  readonly outlines: number;
  readonly points: number;
}

export interface MeshFacts {
  readonly dimension: 3;
  /** Of an open mesh this depends on where the origin is. */
  readonly volume: number;
  /** Of the surface. */
  readonly area: number;
  /** Least x, y, z, greatest x, y, z. */
  readonly box: readonly number[];
  /** Vertices at the same place count once; those that no facet uses do not count. */
  readonly vertices: number;
  readonly facets: number;
  /** 1 − χ/2: 0 for a ball, 1 for a ring, −1 for two balls. */
  readonly genus: number;
}

export interface ListFacts {
  readonly dimension: "list";
  readonly items: readonly (PolygonFacts | MeshFacts)[];
}

export type ShapeFacts = PolygonFacts | MeshFacts | ListFacts;

export function measure(geometry: Geometry): ShapeFacts {
  if (geometry.dimension === 2) return measurePolygon(geometry);
  if (geometry.dimension === 3) return measureMesh(geometry);
  return {
    dimension: "list",
    items: geometry.items.map((item) => (item.dimension === 2 ? measurePolygon(item) : measureMesh(item))),
  };
}

export function measurePolygon({ outlines }: Polygon): PolygonFacts {
  let area = 0;
  let points = 0;
  const box = [Infinity, Infinity, -Infinity, -Infinity] as [number, number, number, number];
  for (const { points: p } of outlines) {
    points += p.length / 2;
    for (let k = 0; k < p.length; k += 2) {
      const next = k + 2 === p.length ? 0 : k + 2;
      area += ((p[k] as number) * (p[next + 1] as number) - (p[next] as number) * (p[k + 1] as number)) / 2;
      for (let axis = 0; axis < 2; axis++) widen(box, axis, p[k + axis] as number);
    }
  }
  return { dimension: 2, area, box, outlines: outlines.length, points };
}

export function measureMesh(mesh: Mesh): MeshFacts {
  const { positions, offsets, indices } = mesh;
  const box = [Infinity, Infinity, Infinity, -Infinity, -Infinity, -Infinity];
  const places = new Map<string, number>();
  const edges = new Set<string>();
  let volume = 0;
  let area = 0;
  const point = (k: number): Point => {
    const at = 3 * (indices[k] as number);
    return [positions[at] as number, positions[at + 1] as number, positions[at + 2] as number];
  };
  const place = (k: number): number => {
    // Adding 0 makes −0 the same place as 0.
    const key = point(k)
      .map((value) => value + 0)
      .join(" ");
    const known = places.get(key) ?? places.size;
    places.set(key, known);
    return known;
  };
  for (let facet = 0; facet < facetCount(mesh); facet++) {
    const start = offsets[facet] as number;
    const end = offsets[facet + 1] as number;
    const normal: [number, number, number] = [0, 0, 0];
    const a = point(start);
    for (let k = start; k < end; k++) {
      const next = k + 1 === end ? start : k + 1;
      const b = point(k);
      const n = cross(minus(b, a), minus(point(next), a));
      for (let axis = 0; axis < 3; axis++) {
        (normal[axis] as number) += n[axis] as number;
        widen(box, axis, b[axis] as number);
      }
      const [u, v] = [place(k), place(next)];
      edges.add(u < v ? `${u} ${v}` : `${v} ${u}`);
    }
    area += Math.hypot(...normal) / 2;
    volume += (a[0] * normal[0] + a[1] * normal[1] + a[2] * normal[2]) / 6;
  }
  const facets = facetCount(mesh);
  const genus = 1 - (places.size - edges.size + facets) / 2;
  return { dimension: 3, volume, area, box, vertices: places.size, facets, genus };
}

type Point = readonly [number, number, number];

function widen(box: number[], axis: number, value: number): void {
  const other = axis + box.length / 2;
  box[axis] = Math.min(box[axis] as number, value);
  box[other] = Math.max(box[other] as number, value);
}

function minus(a: Point, b: Point): Point {
  return [a[0] - b[0], a[1] - b[1], a[2] - b[2]];
}

function cross(a: Point, b: Point): Point {
  return [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
}

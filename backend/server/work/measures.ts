// What is measured on a result: volume, area, box and counts, from the plain geometry that left the kernel.
import type { Mesh, Polygon } from "../../csg/geometry.ts";
import { facetCount } from "../../csg/geometry.ts";

/** Lengths in the model's unit (millimeters by custom). An empty result has the box null. */
export interface Measures {
  readonly dimension: 0 | 2 | 3;
  /** 0 for 2D. */
  readonly volume: number;
  /** Surface of a 3D result, enclosed area of a 2D one. */
  readonly area: number;
  readonly box: {
    readonly min: readonly number[];
    readonly max: readonly number[];
    readonly size: readonly number[];
  } | null;
  readonly counts: Readonly<Record<string, number>>;
}

export const emptyMeasures: Measures = { dimension: 0, volume: 0, area: 0, box: null, counts: {} };

/** Measures each mesh once. */
export class Measurer {
  readonly #known = new Map<Mesh, Measures>();

  mesh(mesh: Mesh): Measures {
    const measures = this.#known.get(mesh) ?? measureMesh(mesh);
    this.#known.set(mesh, measures);
    return measures;
  }
}

export function measureMesh(mesh: Mesh): Measures {
  const { positions, offsets, indices } = mesh;
  let sixfold = 0;
  let twofold = 0;
  // Distances are taken from a corner of the mesh: far from the origin, products of coordinates would lose digits.
  const [ox, oy, oz] = [positions[0] ?? 0, positions[1] ?? 0, positions[2] ?? 0];
  const at = (corner: number, axis: number): number => positions[3 * (indices[corner] as number) + axis] as number;
  for (let facet = 0; facet + 1 < offsets.length; facet++) {
    const first = offsets[facet] as number;
    const end = offsets[facet + 1] as number;
    const ax = at(first, 0);
    const ay = at(first, 1);
    const az = at(first, 2);
    let nx = 0;
    let ny = 0;
    let nz = 0;
    for (let k = first + 1; k + 1 < end; k++) {
      const px = at(k, 0) - ax;
      const py = at(k, 1) - ay;
      const pz = at(k, 2) - az;
      const qx = at(k + 1, 0) - ax;
      const qy = at(k + 1, 1) - ay;
      const qz = at(k + 1, 2) - az;
      nx += py * qz - pz * qy;
      ny += pz * qx - px * qz;
      nz += px * qy - py * qx;
    }
    const square = nx * nx + ny * ny + nz * nz;
    // Outside of these, squares lose what lengths still hold.
    twofold += square > 1e-280 && square < 1e280 ? Math.sqrt(square) : Math.hypot(nx, ny, nz);
    sixfold += (ax - ox) * nx + (ay - oy) * ny + (az - oz) * nz;
  }
  const counts = { vertices: positions.length / 3, facets: facetCount(mesh) };
  return { dimension: 3, volume: sixfold / 6, area: twofold / 2, box: boxOf([positions], 3), counts };
}

/** Area by the shoelace formula: holes run the other way and count negative. */
export function measurePolygons(polygons: readonly Polygon[]): Measures {
  let area = 0;
  let vertices = 0;
  const outlines = polygons.flatMap((polygon) => polygon.outlines);
  for (const { points } of outlines) {
    vertices += points.length / 2;
    for (let i = 0; i < points.length; i += 2) {
      const j = (i + 2) % points.length;
      area +=
        ((points[i] as number) * (points[j + 1] as number) - (points[j] as number) * (points[i + 1] as number)) / 2;
    }
  }
  const box = boxOf(
    outlines.map(({ points }) => points),
    2,
  );
  return { dimension: 2, volume: 0, area, box, counts: { vertices, outlines: outlines.length } };
}

function boxOf(lists: readonly Float64Array[], dimension: 2 | 3): Measures["box"] {
  const min = new Array<number>(dimension).fill(Number.POSITIVE_INFINITY);
  const max = new Array<number>(dimension).fill(Number.NEGATIVE_INFINITY);
  for (const list of lists) {
    for (let axis = 0; axis < dimension; axis++) {
      let [least, most] = [min[axis] as number, max[axis] as number];
      for (let i = axis; i < list.length; i += dimension) {
        const value = list[i] as number;
        if (value < least) least = value;
        if (value > most) most = value;
      }
      min[axis] = least;
      max[axis] = most;
    }
  }
  if (max[0] === Number.NEGATIVE_INFINITY) return null;
  return { min, max, size: max.map((value, axis) => value - (min[axis] as number)) };
}

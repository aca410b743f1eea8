// Whether a mesh is convex (spec/geometry.md §8.1): the statistics say so, and Minkowski sums take the short way then.
import { facetCount, type Mesh } from "../../csg/geometry.ts";
import { VertexTable } from "../../csg/mesh-builder.ts";

/** The known flag; else every edge has two facets, none bends outwards by more than 0.1°, and all are connected. */
export function isConvexMesh(mesh: Mesh): boolean {
  return mesh.convex ?? new ConvexityTest(mesh).run();
}

const STEEPEST = Math.sin((0.1 * Math.PI) / 180);

class ConvexityTest {
  readonly #mesh: Mesh;
  readonly #facets: number;
  /** Vertices by coordinates. */
  readonly #vertices: Uint32Array;
  readonly #count: number;
  readonly #normals: Float64Array;
  /** Facet by directed edge. */
  readonly #owners = new Map<number, number>();

  constructor(mesh: Mesh) {
    this.#mesh = mesh;
    this.#facets = facetCount(mesh);
    const table = new VertexTable();
    this.#vertices = mesh.indices.map((index) =>
      table.index(
        mesh.positions[3 * index] as number,
        mesh.positions[3 * index + 1] as number,
        mesh.positions[3 * index + 2] as number,
      ),
    );
    this.#count = table.count;
    this.#normals = new Float64Array(3 * this.#facets);
  }

  run(): boolean {
    if (this.#facets === 0) return true;
    return this.#readEdges() && this.#bendsInwards();
  }

  /** False when an edge occurs twice. */
  #readEdges(): boolean {
    for (let facet = 0; facet < this.#facets; facet++) {
      this.#readNormal(facet);
      for (const edge of this.#edgesOf(facet)) {
        if (this.#owners.has(edge)) return false;
        this.#owners.set(edge, facet);
      }
    }
    return true;
  }

  /** Walks over all facets; false when one bends the wrong way at an edge, has no neighbor, or is not reached. */
  #bendsInwards(): boolean {
    const reached = new Uint8Array(this.#facets);
    const stack = [0];
    reached[0] = 1;
    let count = 1;
    for (let facet = stack.pop(); facet !== undefined; facet = stack.pop()) {
      for (const edge of this.#edgesOf(facet)) {
        const from = Math.floor(edge / this.#count);
        const to = edge % this.#count;
        const neighbor = this.#owners.get(to * this.#count + from);
        if (neighbor === undefined || this.#bendsOutwards(facet, neighbor, from, to)) return false;
        if (reached[neighbor] === 1) continue;
        reached[neighbor] = 1;
        count++;
        stack.push(neighbor);
      }
    }
    return count === this.#facets;
  }

  /** The sine of the angle from one facet to the other about their edge says how they bend. */
  #bendsOutwards(facet: number, neighbor: number, from: number, to: number): boolean {
    const n = this.#normals.subarray(3 * facet, 3 * facet + 3) as unknown as Vector;
    const m = this.#normals.subarray(3 * neighbor, 3 * neighbor + 3) as unknown as Vector;
    const a = this.#place(from);
    const b = this.#place(to);
    const along: Vector = [b[0] - a[0], b[1] - a[1], b[2] - a[2]];
    const turn: Vector = [n[1] * m[2] - n[2] * m[1], n[2] * m[0] - n[0] * m[2], n[0] * m[1] - n[1] * m[0]];
    const sine = (turn[0] * along[0] + turn[1] * along[1] + turn[2] * along[2]) / Math.hypot(...along);
    return sine < -STEEPEST;
  }

  #edgesOf(facet: number): number[] {
    const start = this.#mesh.offsets[facet] as number;
    const end = this.#mesh.offsets[facet + 1] as number;
    const edges: number[] = [];
    for (let k = start; k < end; k++) {
      const next = k + 1 === end ? start : k + 1;
      edges.push((this.#vertices[k] as number) * this.#count + (this.#vertices[next] as number));
      this.#corners[this.#vertices[k] as number] ??= this.#mesh.indices[k] as number;
    }
    return edges;
  }

  /** A mesh index for each vertex by coordinates. */
  readonly #corners: number[] = [];

  #place(vertex: number): Vector {
    const at = 3 * (this.#corners[vertex] as number);
    const { positions } = this.#mesh;
    return [positions[at] as number, positions[at + 1] as number, positions[at + 2] as number];
  }

  /** Newell's normal, of length 1. */
  #readNormal(facet: number): void {
    const { positions, indices, offsets } = this.#mesh;
    const start = offsets[facet] as number;
    const end = offsets[facet + 1] as number;
    let [x, y, z] = [0, 0, 0];
    for (let k = start; k < end; k++) {
      const a = 3 * (indices[k] as number);
      const b = 3 * (indices[k + 1 === end ? start : k + 1] as number);
      const [ax, ay, az] = [positions[a] as number, positions[a + 1] as number, positions[a + 2] as number];
      const [bx, by, bz] = [positions[b] as number, positions[b + 1] as number, positions[b + 2] as number];
      x += (ay - by) * (az + bz);
      y += (az - bz) * (ax + bx);
      z += (ax - bx) * (ay + by);
    }
    const length = Math.hypot(x, y, z) || 1;
    this.#normals.set([x / length, y / length, z / length], 3 * facet);
  }
}

type Vector = readonly [number, number, number];

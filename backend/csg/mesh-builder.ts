// Builds a mesh from coordinates: readers, surface() and exporters that join several objects use it. Vertices are
// numbered in order of first use and merged when all three doubles are equal (spec/geometry.md §8.1).
import type { Mesh } from "./geometry.ts";
import type { Rgba } from "./nodes.ts";

/** Gives equal coordinates one index. −0 equals 0, the first representation stays; NaN equals nothing. */
export class VertexTable {
  #positions = new Float64Array(3 * 64);
  #count = 0;
  /** Open addressing; index + 1, 0 is free. The length is a power of two, at most half of it in use. */
  #slots = new Uint32Array(256);
  readonly #key = new Float64Array(3);
  readonly #bits = new Uint32Array(this.#key.buffer);

  get count(): number {
    return this.#count;
  }

  index(x: number, y: number, z: number): number {
    if (2 * this.#count >= this.#slots.length) this.#rehash();
    const slots = this.#slots;
    const mask = slots.length - 1;
    let slot = this.#hash(x, y, z) & mask;
    for (let found = slots[slot] as number; found !== 0; found = slots[slot] as number) {
      const at = 3 * (found - 1);
      if (this.#positions[at] === x && this.#positions[at + 1] === y && this.#positions[at + 2] === z) return found - 1;
      slot = (slot + 1) & mask;
    }
    slots[slot] = this.#count + 1;
    return this.append(x, y, z);
  }

  /** A new vertex without looking for an equal one. Do not mix with `index`. */
  append(x: number, y: number, z: number): number {
    const at = 3 * this.#count;
    if (at + 3 > this.#positions.length) this.#positions = grown(this.#positions);
    this.#positions[at] = x;
    this.#positions[at + 1] = y;
    this.#positions[at + 2] = z;
    return this.#count++;
  }

  positions(): Float64Array {
    return this.#positions.slice(0, 3 * this.#count);
  }

  #hash(x: number, y: number, z: number): number {
    const key = this.#key;
    const bits = this.#bits;
    // Adding 0 turns −0 into 0.
    key[0] = x + 0;
    key[1] = y + 0;
    key[2] = z + 0;
    let hash = 0;
    for (let i = 0; i < 6; i++) {
      hash = Math.imul(hash ^ (bits[i] as number), 0x9e3779b1);
      hash ^= hash >>> 15;
    }
    return hash;
  }

  #rehash(): void {
    const slots = new Uint32Array(this.#slots.length * 4);
    const mask = slots.length - 1;
    const positions = this.#positions;
    for (let i = 0; i < this.#count; i++) {
      const x = positions[3 * i] as number;
      let slot = this.#hash(x, positions[3 * i + 1] as number, positions[3 * i + 2] as number) & mask;
      while (slots[slot] !== 0) slot = (slot + 1) & mask;
      slots[slot] = i + 1;
    }
    this.#slots = slots;
  }
}

/** Collects facets. An index equal to the one before it or to the facet's first one is skipped; facets with fewer than three corners are dropped. */
export class MeshBuilder {
  readonly #vertices = new VertexTable();
  #indices = new Uint32Array(256);
  #used = 0;
  #offsets = new Uint32Array(64);
  #facets = 0;
  #dropped = 0;
  #colors: Rgba[] | undefined;
  readonly #colorIndex = new Map<string, number>();
  #facetColors = new Int32Array(0);

  get facetCount(): number {
    return this.#facets;
  }

  get vertexCount(): number {
    return this.#vertices.count;
  }

  /** The index of a vertex with exactly these coordinates. */
  vertex(x: number, y: number, z: number): number {
    return this.#vertices.index(x, y, z);
  }

  /** A vertex of its own. Not to be mixed with `vertex`. */
  appendVertex(x: number, y: number, z: number): number {
    return this.#vertices.append(x, y, z);
  }

  /** Adds a corner to the open facet. */
  corner(index: number): void {
    const start = this.#offsets[this.#facets] as number;
    const last = this.#used - 1;
    if (last >= start && (this.#indices[last] === index || this.#indices[start] === index)) return;
    this.cornerAsIs(index);
  }

  /** Adds a corner even if it repeats one. */
  cornerAsIs(index: number): void {
    if (this.#used === this.#indices.length) this.#indices = grown(this.#indices);
    this.#indices[this.#used++] = index;
  }

  /** Ends the open facet. */
  closeFacet(color?: Rgba): void {
    const start = this.#offsets[this.#facets] as number;
    if (this.#used - start < 3) {
      this.#used = start;
      this.#dropped++;
      return;
    }
    if (color !== undefined) this.#colorOf(color);
    this.#facets++;
    if (this.#facets === this.#offsets.length) this.#offsets = grown(this.#offsets);
    this.#offsets[this.#facets] = this.#used;
  }

  triangle(a: number, b: number, c: number, color?: Rgba): void {
    this.corner(a);
    this.corner(b);
    this.corner(c);
    this.closeFacet(color);
  }

  #colorOf(color: Rgba): void {
    this.#colors ??= [];
    const key = color.join();
    let index = this.#colorIndex.get(key);
    if (index === undefined) {
      index = this.#colors.push(color) - 1;
      this.#colorIndex.set(key, index);
    }
    while (this.#facetColors.length <= this.#facets) this.#growColors();
    this.#facetColors[this.#facets] = index;
  }

  #growColors(): void {
    const larger = new Int32Array(Math.max(64, this.#offsets.length, this.#facetColors.length * 2)).fill(-1);
    larger.set(this.#facetColors);
    this.#facetColors = larger;
  }

  build(): Mesh {
    const mesh = {
      dimension: 3,
      positions: this.#vertices.positions(),
      offsets: this.#offsets.slice(0, this.#facets + 1),
      indices: this.#indices.slice(0, this.#used),
      ...(this.#dropped > 0 ? { dropped: this.#dropped } : {}),
    } as const;
    if (this.#colors === undefined) return mesh;
    while (this.#facetColors.length < this.#facets) this.#growColors();
    return { ...mesh, colors: this.#colors, facetColors: this.#facetColors.slice(0, this.#facets) };
  }
}

function grown<T extends Float64Array | Uint32Array>(array: T): T {
  const larger = new (array.constructor as new (length: number) => T)(array.length * 2);
  larger.set(array);
  return larger;
}

/** One mesh of the facets of several, with equal vertices merged. */
export function joinMeshes(meshes: readonly Mesh[]): Mesh {
  if (meshes.length === 1) return meshes[0] as Mesh;
  const builder = new MeshBuilder();
  for (const { positions, offsets, indices, colors, facetColors } of meshes) {
    for (let facet = 0; facet + 1 < offsets.length; facet++) {
      for (let at = offsets[facet] as number; at < (offsets[facet + 1] as number); at++) {
        const p = 3 * (indices[at] as number);
        builder.corner(builder.vertex(positions[p] as number, positions[p + 1] as number, positions[p + 2] as number));
      }
      builder.closeFacet(colors?.[facetColors?.[facet] ?? -1]);
    }
  }
  return builder.build();
}

// Solids whose vertices are at places that tell their numbers (numbered-places.ts). Such a solid depends on how its triangles
// hang together only: spheres of all sizes with equal fragments share one, and so do cubes, cylinders, extrusions. The latest
// are kept, since making one takes the library longer than all that follows.
import type { Manifold } from "../../../wasm/manifold.ts";

/** In triangles: of one solid that is kept, and of all. The library takes about 300 bytes for one. */
const LARGEST = 8192;
const ROOM = 65_536;

interface Kept {
  readonly triangles: Uint32Array;
  readonly solid: Manifold;
}

export class NumberedSolids {
  /** By a hash of the triangles; the latest used last. */
  readonly #kept = new Map<string, Kept>();
  #room = ROOM;

  /** The solid of these triangles, which stays here; undefined when it is not known. */
  find(triangles: Uint32Array): Manifold | undefined {
    const name = nameOf(triangles);
    const known = this.#kept.get(name);
    if (known === undefined || !areEqual(known.triangles, triangles)) return undefined;
    this.#kept.delete(name);
    this.#kept.set(name, known);
    return known.solid;
  }

  /** Owns the solid from now on, and may free it at once. */
  keep(triangles: Uint32Array, solid: Manifold): void {
    const name = nameOf(triangles);
    const count = triangles.length / 3;
    if (count > LARGEST || this.#kept.has(name)) {
      solid.delete();
      return;
    }
    this.#kept.set(name, { triangles, solid });
    this.#room -= count;
    for (const [oldest, old] of this.#kept) {
      if (this.#room >= 0) break;
      this.#kept.delete(oldest);
      this.#room += old.triangles.length / 3;
      old.solid.delete();
    }
  }
}

function nameOf(triangles: Uint32Array): string {
  return `${triangles.length}/${Bun.hash(triangles)}`;
}

function areEqual(a: Uint32Array, b: Uint32Array): boolean {
  if (a.length !== b.length) return false;
  for (let k = 0; k < a.length; k++) if (a[k] !== b[k]) return false;
  return true;
}

// Meshes of previews in memory, bounded in bytes, the least recently used go first. Every session of a tenant shares them,
// and GET /api/parts gives them out.
import { LRUCache } from "lru-cache";

export interface StoredPart {
  readonly bytes: Uint8Array;
  /** The key of the node that it is the mesh of. */
  readonly node: string;
  /** The owner of the API key that it was made for; undefined: anybody's. */
  readonly tenant: string | undefined;
}

/** What one preview may make at most, as a share of the store: so that what waits to be sent is still there. */
const previewShare = 1 / 4;
/** Bytes that an entry costs beside its mesh. */
const overhead = 512;

export class PartStore {
  /** Bytes of all meshes that one preview makes. */
  readonly previewBytes: number;
  readonly #parts: LRUCache<string, StoredPart>;
  #hits = 0;
  #misses = 0;

  constructor(maxBytes: number) {
    this.previewBytes = Math.floor(maxBytes * previewShare);
    this.#parts = new LRUCache({ maxSize: maxBytes, sizeCalculation: ({ bytes }) => bytes.length + overhead });
  }

  /** The first mesh of a key stays: equal keys mean equal meshes. */
  put(key: string, part: StoredPart): void {
    if (this.#parts.get(key) === undefined) this.#parts.set(key, part);
  }

  get(key: string, tenant: string | undefined): StoredPart | undefined {
    const part = this.#parts.get(key);
    const found = part?.tenant === tenant ? part : undefined;
    if (found === undefined) this.#misses++;
    else this.#hits++;
    return found;
  }

  get counts(): { readonly hits: number; readonly misses: number; readonly entries: number; readonly bytes: number } {
    const { size, calculatedSize } = this.#parts;
    return { hits: this.#hits, misses: this.#misses, entries: size, bytes: calculatedSize };
  }
}

// Finished results in memory, bounded in bytes, the least recently used go first. A result is found by the request that
// made it, and by the hash of its own bytes.
import { LRUCache } from "lru-cache";
import { sha256 } from "../../shared/hash.ts";

export interface StoredResult {
  readonly bytes: Uint8Array;
  /** SHA-256 of the bytes, hexadecimal. */
  readonly hash: string;
  /** `json` for members without the opening brace, else an identifier of the format table. */
  readonly format: string;
}

/** No result may take more than this share of the cache. */
const largestShare = 1 / 8;
/** Bytes that an entry costs beside its result. */
const overhead = 512;

export class ResultCache {
  /** The largest result that is kept. */
  readonly largest: number;
  readonly #byKey: LRUCache<string, StoredResult>;
  /** Hash of the bytes → key of a request that has them. */
  readonly #byHash = new Map<string, string>();

  /** `maxBytes` 0 keeps nothing. */
  constructor(maxBytes: number) {
    this.largest = Math.floor(maxBytes * largestShare);
    this.#byKey = new LRUCache({
      maxSize: Math.max(1, maxBytes),
      sizeCalculation: ({ bytes }) => bytes.length + overhead,
      dispose: ({ hash }, key) => {
        if (this.#byHash.get(hash) === key) this.#byHash.delete(hash);
      },
    });
  }

  get bytes(): number {
    return this.#byKey.calculatedSize;
  }

  get(key: string): StoredResult | undefined {
    return this.#byKey.get(key);
  }

  find(hash: string): StoredResult | undefined {
    const key = this.#byHash.get(hash);
    return key === undefined ? undefined : this.#byKey.get(key);
  }

  /** Keeps a result, unless it is larger than `largest`; gives back what clients are told about it. */
  put(key: string, bytes: Uint8Array, format: string): StoredResult {
    const result: StoredResult = { bytes, hash: sha256(bytes), format };
    if (bytes.length <= this.largest) {
      this.#byKey.set(key, result);
      this.#byHash.set(result.hash, key);
    }
    return result;
  }
}

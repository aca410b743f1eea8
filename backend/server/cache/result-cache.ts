// Finished results in memory, bounded in bytes, the least recently used go first. A result is found by the request that
// made it, and by the hash of its own bytes.
import { LRUCache } from "lru-cache";
import type { ExactSummary } from "../../kernel/occt/report.ts";
import { sha256 } from "../../shared/hash.ts";

export interface StoredResult {
  readonly bytes: Uint8Array;
  /** SHA-256 of the bytes, hexadecimal. */
  readonly hash: string;
  /** `json` for members without the opening brace, else an identifier of the format table. */
  readonly format: string;
  /** Whose result it is; undefined: of those without an API key. */
  readonly tenant: string | undefined;
  /** Of exact solids. */
  readonly exactness?: ExactSummary | undefined;
}

/** No result may take more than this share of the cache. */
const largestShare = 1 / 8;
/** Bytes that an entry costs beside its result. */
const overhead = 512;

export class ResultCache {
  /** The largest result that is kept. */
  readonly largest: number;
  readonly #byKey: LRUCache<string, StoredResult>;
  /** Owner, hash of the bytes and format → key of a request that has them. */
  readonly #byHash = new Map<string, string>();

  /** `maxBytes` 0 keeps nothing. */
  constructor(maxBytes: number) {
    this.largest = Math.floor(maxBytes * largestShare);
    this.#byKey = new LRUCache({
      maxSize: Math.max(1, maxBytes),
      sizeCalculation: ({ bytes }) => bytes.length + overhead,
      dispose: (result, key) => {
        const name = nameOf(result);
        if (this.#byHash.get(name) === key) this.#byHash.delete(name);
      },
    });
  }

  get bytes(): number {
    return this.#byKey.calculatedSize;
  }

  get(key: string): StoredResult | undefined {
    return this.#byKey.get(key);
  }

  find(wanted: Omit<StoredResult, "bytes">): StoredResult | undefined {
    const key = this.#byHash.get(nameOf(wanted));
    return key === undefined ? undefined : this.#byKey.get(key);
  }

  /** Keeps a result, unless it is larger than `largest`; gives back what clients are told about it. */
  put(key: string, { bytes, format, tenant, exactness }: Omit<StoredResult, "hash">): StoredResult {
    const result: StoredResult = { bytes, hash: sha256(bytes), format, tenant, exactness };
    if (bytes.length <= this.largest) {
      this.#byKey.set(key, result);
      this.#byHash.set(nameOf(result), key);
    }
    return result;
  }
}

/** Names of API keys hold no slash. */
function nameOf({ tenant, hash, format }: Omit<StoredResult, "bytes">): string {
  return `${tenant ?? ""}/${hash}/${format}`;
}

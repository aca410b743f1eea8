// Files that clients upload once and name in many requests (spec/server.md, K-3): on disk, known by the SHA-256 of
// their bytes, bounded in bytes for each client and for all, gone some time after they were used last. Names on disk are the
// service's own, in a directory that evaluation processes do not see.
import { rm } from "node:fs/promises";
import path from "node:path";
import { sha256 } from "../../shared/hash.ts";
import { ApiError } from "../errors.ts";

export interface AssetStoreOptions {
  readonly directory: string;
  /** Bytes of all together, and of one client; 0 takes none. */
  readonly bytes: number;
  readonly clientBytes: number;
  /** How long one stays after it was used last, in milliseconds. */
  readonly lifetime: number;
  /** Milliseconds on a clock that never goes back. */
  readonly now: () => number;
}

/** Who may see an asset: the name of the API key, undefined for those without one. */
export type Tenant = string | undefined;

export interface Asset {
  /** SHA-256 of the bytes, hexadecimal. */
  readonly id: string;
  readonly type: string;
  readonly bytes: number;
  readonly tenant: Tenant;
  /** Whose bytes they count as. */
  readonly client: string;
  readonly path: string;
  /** On the clock of the store. */
  expires: number;
}

/** Of one client: each costs more than its bytes. */
const mostAssets = 1000;

export class AssetStore {
  readonly #options: AssetStoreOptions;
  readonly #assets = new Map<string, Asset>();
  /** Bytes that are on their way, by client. */
  readonly #coming = new Map<string, number>();
  #bytes = 0;
  #nextName = 1;

  constructor(options: AssetStoreOptions) {
    this.#options = options;
  }

  /** Bytes of all, with those that are on their way. */
  get bytes(): number {
    return this.#bytes;
  }

  /** A path for a file that is being received. */
  nextPath(): string {
    return path.join(this.#options.directory, `asset-${this.#nextName++}`);
  }

  /** Milliseconds until it goes if nobody uses it. */
  timeLeft({ expires }: Asset): number {
    return Math.max(0, expires - this.#options.now());
  }

  /** Using one keeps it. */
  find(id: string, tenant: Tenant): Asset | undefined {
    this.sweep();
    const asset = this.#assets.get(keyOf(id, tenant));
    if (asset !== undefined) asset.expires = this.#options.now() + this.#options.lifetime;
    return asset;
  }

  /** Keeps room for what a client sends, until the result is called. Throws `ApiError` when there is none. */
  reserve(client: string, bytes: number): () => void {
    this.#checkRoom(client, bytes);
    const change = (by: number): void => {
      const coming = (this.#coming.get(client) ?? 0) + by;
      if (coming > 0) this.#coming.set(client, coming);
      else this.#coming.delete(client);
      this.#bytes += by;
    };
    change(bytes);
    let isOpen = true;
    return () => {
      if (isOpen) change(-bytes);
      isOpen = false;
    };
  }

  #checkRoom(client: string, bytes: number): void {
    const { clientBytes } = this.#options;
    this.sweep();
    const own = [...this.#assets.values()].filter((asset) => asset.client === client);
    const used = own.reduce((sum, asset) => sum + asset.bytes, this.#coming.get(client) ?? 0);
    if (used + bytes > clientBytes || own.length >= mostAssets)
      throw new ApiError(
        "limit_exceeded",
        "The assets of one client may not take more; those not used go by themselves",
        {
          details: { limit: "asset_bytes", allowed: clientBytes },
        },
      );
    if (this.#bytes + bytes > this.#options.bytes)
      throw new ApiError("storage_full", "There is no room for assets now", { retryAfter: 60 });
  }

  /** Keeps a file that lies at a path of `nextPath`, for which there was room. */
  add(received: Omit<Asset, "expires">): Asset {
    const asset: Asset = { ...received, expires: this.#options.now() + this.#options.lifetime };
    this.#assets.set(keyOf(asset.id, asset.tenant), asset);
    this.#bytes += asset.bytes;
    return asset;
  }

  /** The bytes of an asset. Throws `ApiError` when there is none, or it is not what was stored. */
  async read(id: string, tenant: Tenant): Promise<Uint8Array> {
    const asset = this.find(id, tenant);
    const bytes = asset === undefined ? undefined : await readFile(asset.path);
    if (bytes !== undefined && sha256(bytes) === id) return bytes;
    if (asset !== undefined) this.#remove(asset);
    throw new ApiError("not_found", `files: there is no asset ${id}; upload it again`);
  }

  /** Removes what nobody used for long. */
  sweep(): void {
    const now = this.#options.now();
    for (const asset of this.#assets.values()) if (asset.expires <= now) this.#remove(asset);
  }

  #remove(asset: Asset): void {
    if (!this.#assets.delete(keyOf(asset.id, asset.tenant))) return;
    this.#bytes -= asset.bytes;
    void rm(asset.path, { force: true });
  }
}

async function readFile(file: string): Promise<Uint8Array | undefined> {
  try {
    return await Bun.file(file).bytes();
  } catch {
    // Somebody removed it behind our back: then there is none.
    return undefined;
  }
}

/** Names of API keys hold no slash. */
function keyOf(id: string, tenant: Tenant): string {
  return `${tenant ?? ""}/${id}`;
}

// Receives an uploaded file: to disk as it comes, counted, hashed, within its time. Nothing of it stays in memory.
import { type FileHandle, open, rm } from "node:fs/promises";
import { ApiError } from "../errors.ts";
import { receiveBody, tooLarge } from "./body.ts";

export interface ReceiveOptions {
  /** Bytes at most. */
  readonly limit: number;
  readonly milliseconds: number;
  /** A path where nothing is yet. */
  readonly path: string;
}

export interface ReceivedFile {
  /** SHA-256, hexadecimal. */
  readonly id: string;
  readonly bytes: number;
}

/** Throws `ApiError`, and then there is no file. */
export async function receiveFile(request: Request, options: ReceiveOptions): Promise<ReceivedFile> {
  const { limit, milliseconds, path } = options;
  const stop = new AbortController();
  const handle = await open(path, "wx", 0o600);
  try {
    return await receiveBody(request, milliseconds, async () => {
      if (Number(request.headers.get("content-length") ?? 0) > limit) throw tooLarge(limit);
      if (request.body === null) throw emptyBody();
      return await store(request.body, { handle, limit, stop: stop.signal });
    });
  } catch (error) {
    stop.abort();
    await rm(path, { force: true });
    throw error;
  } finally {
    await handle.close();
  }
}

interface StoreOptions {
  readonly handle: FileHandle;
  readonly limit: number;
  /** Aborted when nobody waits for the rest. */
  readonly stop: AbortSignal;
}

async function store(body: ReadableStream<Uint8Array>, { handle, limit, stop }: StoreOptions): Promise<ReceivedFile> {
  const reader = body.getReader();
  stop.addEventListener("abort", () => void reader.cancel().catch(() => undefined), { once: true });
  const hasher = new Bun.CryptoHasher("sha256");
  let bytes = 0;
  for (;;) {
    const { done, value } = await reader.read();
    stop.throwIfAborted();
    if (done) break;
    bytes += value.length;
    if (bytes > limit) throw tooLarge(limit);
    hasher.update(value);
    await handle.write(value).catch(throwNoRoom);
  }
  if (bytes === 0) throw emptyBody();
  return { id: hasher.digest("hex"), bytes };
}

function throwNoRoom(error: NodeJS.ErrnoException): never {
  if (error.code === "ENOSPC" || error.code === "EDQUOT")
    throw new ApiError("storage_full", "There is no room for the file", { retryAfter: 60 });
  throw error;
}

function emptyBody(): ApiError {
  return new ApiError("invalid_request", "The body is empty: it must hold a file");
}

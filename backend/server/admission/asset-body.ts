// Receives an uploaded file: to disk as it comes, counted, hashed, within its time. Nothing of it stays in memory.
import { open, rm } from "node:fs/promises";
import { ApiError } from "../errors.ts";

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
  const encoding = request.headers.get("content-encoding");
  if (encoding !== null && encoding !== "identity")
    throw new ApiError("unsupported_media_type", `Content-Encoding ${encoding} is not supported`);
  if (Number(request.headers.get("content-length") ?? 0) > limit) throw tooLarge(limit);
  if (request.body === null) throw new ApiError("invalid_request", "The body is empty: it must hold a file");
  const reader = request.body.getReader();
  let isLate = false;
  const timer = setTimeout(() => {
    isLate = true;
    void reader.cancel();
  }, milliseconds);
  const handle = await open(path, "wx", 0o600);
  try {
    const hasher = new Bun.CryptoHasher("sha256");
    let bytes = 0;
    for (;;) {
      const { done, value } = await reader.read();
      if (isLate) throw new ApiError("request_timeout", `Request timed out after ${Math.round(milliseconds)}ms`);
      if (done) break;
      bytes += value.length;
      if (bytes > limit) throw tooLarge(limit);
      hasher.update(value);
      await handle.write(value);
    }
    if (bytes === 0) throw new ApiError("invalid_request", "The body is empty: it must hold a file");
    return { id: hasher.digest("hex"), bytes };
  } catch (error) {
    await rm(path, { force: true });
    await reader.cancel().catch(() => undefined);
    throw asApiError(error, request);
  } finally {
    clearTimeout(timer);
    await handle.close();
  }
}

function asApiError(error: unknown, request: Request): ApiError {
  if (error instanceof ApiError) return error;
  if (request.signal.aborted) return new ApiError("client_closed_request", "The client closed the request");
  const code = (error as NodeJS.ErrnoException).code;
  if (code === "ENOSPC" || code === "EDQUOT")
    return new ApiError("storage_full", "There is no room for the file", { retryAfter: 60 });
  return new ApiError("invalid_request", "The body did not arrive as a whole");
}

function tooLarge(limit: number): ApiError {
  const details = { limit: "body_bytes", allowed: limit };
  return new ApiError("payload_too_large", `The request body is larger than ${limit} bytes`, { details });
}

// Reading a request body: bounded, linear work only. The program inside is never parsed here.
import { ApiError } from "../errors.ts";

/** Deepest nesting of a JSON body. */
const jsonDepth = 64;

/** The bytes of a body of at most `limit` bytes, whatever the length header says. */
export async function readBody(request: Request, limit: number): Promise<Uint8Array> {
  const encoding = request.headers.get("content-encoding");
  if (encoding !== null && encoding !== "identity")
    throw new ApiError("unsupported_media_type", `Content-Encoding ${encoding} is not supported`);
  const tooLarge = (): ApiError => {
    const details = { limit: "body_bytes", allowed: limit };
    return new ApiError("payload_too_large", `The request body is larger than ${limit} bytes`, { details });
  };
  const length = request.headers.get("content-length");
  if (Number(length ?? 0) > limit) throw tooLarge();
  if (length !== null) {
    // Reading at once costs half of reading a stream, and the port bounds it.
    const bytes = await request.bytes();
    if (bytes.length > limit) throw tooLarge();
    return bytes;
  }
  if (request.body === null) return new Uint8Array(0);
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of request.body) {
    size += chunk.length;
    if (size > limit) throw tooLarge();
    chunks.push(chunk);
  }
  return chunks.length === 1 ? (chunks[0] as Uint8Array) : Buffer.concat(chunks, size);
}

/** A JSON body as a value. Nesting is counted before the parser runs, so that nothing recurses on it. */
export function parseJson(bytes: Uint8Array): unknown {
  if (nestingOf(bytes) > jsonDepth)
    throw new ApiError("invalid_request", `The JSON body is nested deeper than ${jsonDepth} levels`);
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch (error) {
    throw new ApiError("invalid_request", `The body is not valid JSON: ${(error as Error).message}`);
  }
}

const quote = 0x22;
const backslash = 0x5c;

function nestingOf(bytes: Uint8Array): number {
  let depth = 0;
  let deepest = 0;
  let inString = false;
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i];
    if (inString) {
      if (byte === backslash) i++;
      else if (byte === quote) inString = false;
    } else if (byte === quote) inString = true;
    else if (byte === 0x7b || byte === 0x5b) {
      depth++;
      if (depth > deepest) deepest = depth;
    } else if (byte === 0x7d || byte === 0x5d) depth--;
  }
  return deepest;
}

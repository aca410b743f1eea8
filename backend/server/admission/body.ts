// Reading a request body: bounded, linear work only. The program inside is never parsed here.
import type { Config } from "../config.ts";
import { ApiError } from "../errors.ts";

/** Deepest nesting of a JSON body, and most of its values: a parser makes an object of each. */
const jsonDepth = 64;
const jsonValues = 250_000;

export interface BodyBudgetOptions {
  readonly bytes: number;
  /** What the requests of one client may take of it: announcing a body takes its room, and sends nothing yet. */
  readonly clientBytes: number;
  /** Told when a client is refused because of its own other requests. */
  readonly onLimited?: () => void;
}

/** A quarter of the room, and enough for the largest request, where clients are told apart at all. */
export function bodiesOfOneClient({ bodiesBytes, bodyBytes, uploadBytes, rateLimits }: Config): number {
  return rateLimits === undefined ? Number.POSITIVE_INFINITY : Math.max(bodiesBytes / 4, bodyBytes + uploadBytes);
}

/** Memory for the bodies of all requests under way: many clients with large bodies must not fill the service's. */
export class BodyBudget {
  readonly #options: BodyBudgetOptions;
  #used = 0;
  /** By client; those that hold nothing are not in it. */
  readonly #held = new Map<string, number>();

  constructor(options: BodyBudgetOptions) {
    this.#options = options;
  }

  /** The part of one request; `client` is asked when it takes some. */
  open(client: () => string): BodyRoom {
    let taken = 0;
    let holder = "";
    return {
      take: (bytes) => {
        holder = client();
        this.#take(holder, bytes);
        taken += bytes;
      },
      close: () => {
        if (taken > 0) this.#giveBack(holder, taken);
        taken = 0;
      },
    };
  }

  #take(client: string, bytes: number): void {
    const { bytes: all, clientBytes, onLimited } = this.#options;
    const held = this.#held.get(client) ?? 0;
    if (held + bytes > clientBytes) {
      onLimited?.();
      const details = { limit: "bodies", allowed: clientBytes };
      const message = `The bodies of this client's requests may have ${clientBytes} bytes at a time`;
      throw new ApiError("rate_limited", message, { retryAfter: 2, details });
    }
    if (this.#used + bytes > all) {
      const message = "The server is busy: the bodies of other requests fill its memory";
      throw new ApiError("overloaded", message, { retryAfter: 2 });
    }
    this.#used += bytes;
    this.#held.set(client, held + bytes);
  }

  #giveBack(client: string, bytes: number): void {
    this.#used -= bytes;
    const left = (this.#held.get(client) ?? 0) - bytes;
    if (left > 0) this.#held.set(client, left);
    else this.#held.delete(client);
  }
}

export interface BodyRoom {
  /** Throws `ApiError` when so many bytes more are not there. */
  readonly take: (bytes: number) => void;
  readonly close: () => void;
}

export interface ReadBodyOptions {
  /** In bytes. */
  readonly limit: number;
  readonly milliseconds: number;
  readonly room: BodyRoom;
}

/** The bytes of a body of at most `limit` bytes, whatever the length header says. */
export function readBody(request: Request, options: ReadBodyOptions): Promise<Uint8Array> {
  return receiveBody(request, options.milliseconds, () => receive(request, options));
}

/** Receives a body of any kind, within its time. What goes wrong on the way is an `ApiError`. */
export async function receiveBody<T>(request: Request, milliseconds: number, receive: () => Promise<T>): Promise<T> {
  const encoding = request.headers.get("content-encoding");
  if (encoding !== null && encoding !== "identity")
    throw new ApiError("unsupported_media_type", `Content-Encoding ${encoding} is not supported`);
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    const message = `Request timed out after ${Math.round(milliseconds)}ms`;
    late.reject(new ApiError("request_timeout", message));
  }, milliseconds);
  try {
    return await Promise.race([receive(), late.promise]);
  } catch (error) {
    if (error instanceof ApiError) throw error;
    // The connection was cut, or what came is not framed as HTTP frames bodies.
    if (request.signal.aborted) throw new ApiError("client_closed_request", "The client closed the request");
    throw new ApiError("invalid_request", "The body did not arrive as a whole");
  } finally {
    clearTimeout(timer);
  }
}

async function receive(request: Request, { limit, room }: ReadBodyOptions): Promise<Uint8Array> {
  const length = request.headers.get("content-length");
  if (Number(length ?? 0) > limit) throw tooLarge(limit);
  if (length !== null) {
    room.take(Number(length));
    // Reading at once costs half of reading a stream, and the port bounds it.
    const bytes = await request.bytes();
    if (bytes.length > limit) throw tooLarge(limit);
    return bytes;
  }
  if (request.body === null) return new Uint8Array(0);
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of request.body) {
    size += chunk.length;
    if (size > limit) throw tooLarge(limit);
    room.take(chunk.length);
    chunks.push(chunk);
  }
  return chunks.length === 1 ? (chunks[0] as Uint8Array) : Buffer.concat(chunks, size);
}

/** The error for a body of more than `limit` bytes. */
export function tooLarge(limit: number): ApiError {
  const details = { limit: "body_bytes", allowed: limit };
  return new ApiError("payload_too_large", `The request body is larger than ${limit} bytes`, { details });
}

/** A JSON body as a value. */
export function parseJson(bytes: Uint8Array): unknown {
  return readJson(bytes, jsonValues).value;
}

/**
 * JSON of at most `most` values, and how many there are. They and their nesting are counted before the parser runs: nothing
 * recurses, nothing takes long.
 */
export function readJson(bytes: Uint8Array, most: number): { readonly value: unknown; readonly values: number } {
  const { depth, values } = sizeOf(bytes);
  if (values > most) throw new ApiError("invalid_request", `The JSON body holds more than ${most} values`);
  if (depth > jsonDepth)
    throw new ApiError("invalid_request", `The JSON body is nested deeper than ${jsonDepth} levels`);
  try {
    return { value: JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes)), values };
  } catch (error) {
    throw new ApiError("invalid_request", `The body is not valid JSON: ${(error as Error).message}`);
  }
}

const quote = 0x22;
const backslash = 0x5c;
const comma = 0x2c;

/** The deepest nesting, and about how many values there are: each but the first of a list or object follows a comma. */
function sizeOf(bytes: Uint8Array): { readonly depth: number; readonly values: number } {
  let depth = 0;
  let deepest = 0;
  let values = 1;
  let inString = false;
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i];
    if (inString) {
      if (byte === backslash) i++;
      else if (byte === quote) inString = false;
    } else if (byte === quote) inString = true;
    else if (byte === comma) values++;
    else if (byte === 0x7b || byte === 0x5b) {
      values++;
      depth++;
      if (depth > deepest) deepest = depth;
    } else if (byte === 0x7d || byte === 0x5d) depth--;
  }
  return { depth: deepest, values };
}

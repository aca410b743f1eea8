// Makes the response of a result: what belongs to the request in front of what belongs to the program.
import type { ExactSummary } from "../kernel/occt/report.ts";
import { formats } from "../output/formats.ts";
import { zipType } from "./admission/negotiate.ts";
import type { Obtained } from "./obtain.ts";
import type { CacheUse, Payload, Timing } from "./pool/protocol.ts";
import { streamFile, takeFile } from "./pool/scratch.ts";

/** `{…head, …payload}`: the payload holds JSON members and the closing brace. */
export async function jsonResponse(result: Obtained, requestId: string): Promise<Response> {
  const { timings, caches } = result;
  const head = {
    requestId,
    cached: result.cache === "hit",
    timings: timingObject(timings),
    caches: cacheObject(caches),
  };
  const prefix = `${JSON.stringify(head).slice(0, -1)},`;
  const headers: Record<string, string> = { "content-type": "application/json", ...resultHeaders(result) };
  // Two answers differ in their head and mean the same.
  if (result.hash !== undefined) headers.etag = `W/"sha256-${result.hash}"`;
  return payloadResponse(result.payload, new TextEncoder().encode(prefix), headers);
}

/** The file itself. */
export async function fileResponse(result: Obtained, format: string): Promise<Response> {
  const headers: Record<string, string> = { ...fileHeaders(format), ...resultHeaders(result) };
  if (result.hash !== undefined) {
    headers.etag = `"sha256-${result.hash}"`;
    headers["content-location"] = `/api/artifacts/${result.hash}.${format}`;
  }
  return payloadResponse(result.payload, new Uint8Array(0), headers);
}

/** A document that is an answer by itself. */
export async function documentResponse(result: Obtained, mediaType: string): Promise<Response> {
  const headers: Record<string, string> = { "content-type": mediaType, ...resultHeaders(result) };
  if (result.hash !== undefined) headers.etag = `"sha256-${result.hash}"`;
  return payloadResponse(result.payload, new Uint8Array(0), headers);
}

/** Type and name of a file in an export format, or of several in a zip. */
export function fileHeaders(format: string): Record<string, string> {
  const { mediaType, suffix } = formats.get(format) ?? { mediaType: zipType, suffix: "zip" };
  return {
    "content-type": mediaType.startsWith("text/") ? `${mediaType}; charset=utf-8` : mediaType,
    "content-disposition": `attachment; filename="model.${suffix}"`,
  };
}

function resultHeaders({ cache, timings, caches, exactness }: Obtained): Record<string, string> {
  const timing = [...Object.entries(timingObject(timings)).map(timingEntry), ...caches.map(cacheEntry)].join(", ");
  return {
    "cache-control": "no-store",
    vary: "Accept",
    "x-cache": cache,
    // An earlier result took no time and asked no cache.
    ...(timing === "" ? {} : { "server-timing": timing }),
    ...exactnessHeaders(exactness),
  };
}

/** How exact a file of solids is, in short, as a dictionary of RFC 9651; none for everything else. */
export function exactnessHeaders(exactness: ExactSummary | undefined): Record<string, string> {
  if (exactness === undefined) return {};
  const { tier, confidence, counts } = exactness;
  const members = { tier, confidence, ...counts };
  const text = Object.entries(members).map(([name, value]) => `${name}=${value}`);
  return { "x-moicad-exactness": text.join(", ") };
}

async function payloadResponse(
  payload: Payload,
  prefix: Uint8Array,
  headers: Readonly<Record<string, string>>,
): Promise<Response> {
  if ("inline" in payload) {
    const body = prefix.length === 0 ? payload.inline : Buffer.concat([prefix, payload.inline]);
    const length = String(body.length);
    return new Response(body as Uint8Array<ArrayBuffer>, { headers: { ...headers, "content-length": length } });
  }
  const handle = await takeFile(payload.path);
  return new Response(streamFile(handle, prefix), { headers });
}

/** Of the Server-Timing header: where the time went, in milliseconds. */
function timingEntry([stage, milliseconds]: readonly [string, number]): string {
  return `${stage};dur=${milliseconds.toFixed(2)}`;
}

/** Of the same: what was known before. */
function cacheEntry({ name, hits, misses }: CacheUse): string {
  return `cache-${name};desc="${hits} of ${hits + misses}"`;
}

/** The same as an object. A stage that ran twice counts with both times. */
export function timingObject(timings: readonly Timing[]): Record<string, number> {
  const total: Record<string, number> = {};
  for (const { stage, milliseconds } of timings) total[stage] = Number(((total[stage] ?? 0) + milliseconds).toFixed(3));
  return total;
}

/** Lookups by cache. */
export function cacheObject(caches: readonly CacheUse[]): Record<string, { hits: number; misses: number }> {
  return Object.fromEntries(caches.map(({ name, hits, misses }) => [name, { hits, misses }]));
}

// Makes answers smaller for clients that take it. What lies in memory is packed as a whole: through a stream, as what comes
// from a file has to go, a small answer takes longer than the evaluation that made it.
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import type { Context, MiddlewareHandler } from "hono";
import { COMPRESSIBLE_CONTENT_TYPE_REGEX, compress } from "hono/compress";

/** Bytes from which an answer is packed. */
const worthwhile = 1024;
/** Up to so many bytes packing takes a quarter of a millisecond; more is done by another thread. */
const packedHere = 131_072;

// The usual level makes files of models 3 to 30 % smaller and takes two to four times as long.
const packHere = (bytes: Uint8Array<ArrayBuffer>) => Bun.gzipSync(bytes, { level: 1, library: "libdeflate" });
const gzipElsewhere = promisify<Uint8Array, { level: number }, Uint8Array<ArrayBuffer>>(gzip);
const packElsewhere = (bytes: Uint8Array) => gzipElsewhere(bytes, { level: 4 });

/** Middleware that packs with gzip. */
export function compression(): MiddlewareHandler {
  // It looks at no answer of a known length.
  const throughStream = compress({ encoding: "gzip", contentTypeFilter: isCompressible, threshold: Number.MAX_VALUE });
  return async (c, next) => {
    await throughStream(c, next);
    const { headers } = c.res;
    const length = Number(headers.get("content-length") ?? 0);
    if (length < worthwhile || headers.has("content-encoding") || !isCompressible(headers.get("content-type") ?? ""))
      return;
    headers.append("vary", "Accept-Encoding");
    if (c.req.method === "HEAD" || !takesGzip(c.req.header("accept-encoding"))) return;
    await pack(c);
  };
}

async function pack(c: Context): Promise<void> {
  const { res } = c;
  const bytes = new Uint8Array(await res.arrayBuffer());
  const packed = bytes.length <= packedHere ? packHere(bytes) : await packElsewhere(bytes);
  const { headers } = res;
  headers.set("content-encoding", "gzip");
  headers.set("content-length", String(packed.length));
  const etag = headers.get("etag");
  // The same file in other bytes.
  if (etag?.startsWith('"')) headers.set("etag", `W/${etag}`);
  // Without this, the headers of both would be joined, one by one.
  c.res = undefined;
  c.res = new Response(packed, { status: res.status, headers });
}

/** Whether an Accept-Encoding header names gzip, or everything, and not with the weight 0. */
function takesGzip(header = ""): boolean {
  const weight = /(?:^|,)\s*gzip\s*(;[^,]*)?(?:,|$)/i.exec(header) ?? /(?:^|,)\s*\*\s*(;[^,]*)?(?:,|$)/.exec(header);
  return weight !== null && !/;\s*q\s*=\s*0(?:\.0*)?\s*(?:;|$)/i.test(weight[1] ?? "");
}

/** Texts and uncompressed models. */
function isCompressible(type: string): boolean {
  return COMPRESSIBLE_CONTENT_TYPE_REGEX.test(type) || (type.startsWith("model/") && type !== "model/3mf");
}

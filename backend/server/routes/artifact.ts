// GET /api/artifacts/HASH: a file that an evaluation made, by the SHA-256 of its bytes, as long as it is kept. What the
// address names can never change, so it may be cached for ever.
import type { Context } from "hono";
import { ApiError } from "../errors.ts";
import { fileHeaders } from "../respond.ts";
import type { Service, ServiceEnv } from "../service.ts";

export function artifactRoute({ results }: Service) {
  return (c: Context<ServiceEnv>): Response => {
    const result = results.find(c.req.param("hash") ?? "");
    if (result === undefined || result.format === "json")
      throw new ApiError("not_found", "This result is not kept any more; evaluate the program again");
    const headers = {
      ...fileHeaders(result.format),
      etag: `"sha256-${result.hash}"`,
      "cache-control": "public, max-age=31536000, immutable",
    };
    if (c.req.header("if-none-match")?.includes(headers.etag)) return new Response(null, { status: 304, headers });
    return new Response(result.bytes as Uint8Array<ArrayBuffer>, { headers });
  };
}

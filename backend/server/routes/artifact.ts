// GET /api/artifacts/HASH.FORMAT: a file that an evaluation made, by the SHA-256 of its bytes, as long as it is kept. What the
// address names can never change, so it may be cached for ever; by everybody, if nobody's API key made it.
import type { Context } from "hono";
import { formats } from "../../output/formats.ts";
import { hasTag } from "../entity-tags.ts";
import { ApiError } from "../errors.ts";
import { exactnessHeaders, fileHeaders } from "../respond.ts";
import type { Service, ServiceEnv } from "../service.ts";

export function artifactRoute({ results }: Service) {
  return (c: Context<ServiceEnv>): Response => {
    const [, hash = "", format = ""] = /^([0-9a-f]{64})\.([0-9a-z]+)$/.exec(c.req.param("name") ?? "") ?? [];
    const tenant = c.get("tenant");
    const result = formats.has(format) || format === "zip" ? results.find({ hash, format, tenant }) : undefined;
    if (result === undefined)
      throw new ApiError("not_found", "This result is not kept any more; evaluate the program again");
    const headers = {
      ...fileHeaders(format),
      ...exactnessHeaders(result.exactness),
      etag: `"sha256-${hash}"`,
      "cache-control": tenant === undefined ? "public, max-age=31536000, immutable" : "private, no-store",
      vary: "Authorization",
    };
    if (hasTag(c.req.header("if-none-match"), headers.etag)) return new Response(null, { status: 304, headers });
    const bytes = result.bytes as Uint8Array<ArrayBuffer>;
    return new Response(bytes, { headers: { ...headers, "content-length": String(bytes.length) } });
  };
}

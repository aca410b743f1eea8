// GET /api/parts/KEY: the mesh of a part of a preview, as long as it is kept. A key stands for one object for ever, so the
// answer may be kept for ever; by everybody, if nobody's API key made it.
import type { Context } from "hono";
import { hasTag } from "../entity-tags.ts";
import { ApiError } from "../errors.ts";
import type { Service, ServiceEnv } from "../service.ts";

export function partRoute({ live }: Service) {
  return (c: Context<ServiceEnv>): Response => {
    const key = c.req.param("key") ?? "";
    const tenant = c.get("tenant");
    const headers = {
      "content-type": "application/octet-stream",
      etag: `"${key}"`,
      "cache-control": `${tenant === undefined ? "public" : "private"}, max-age=31536000, immutable`,
      vary: "Authorization",
    };
    const part = live.parts.get(key, tenant);
    if (part === undefined)
      throw new ApiError("not_found", "This mesh is not kept any more; preview the program again");
    if (hasTag(c.req.header("if-none-match"), headers.etag)) return new Response(null, { status: 304, headers });
    return new Response(part.bytes as Uint8Array<ArrayBuffer>, { headers });
  };
}

// The addresses that people open in a browser, and the API's description: /, /docs, /openapi.json. Each is made at the
// first request and kept.
import type { Context, Hono } from "hono";
import { compression } from "../compression.ts";
import type { Service, ServiceEnv } from "../service.ts";
import { describeApi } from "../web/api-description.ts";
import { largeAddresses } from "../web/describe-answers.ts";
import { documentationPage } from "../web/documentation.ts";
import { type Page, pageResponse } from "../web/page.ts";
import { buildPlayground } from "../web/playground.ts";

export function mountPages(app: Hono<ServiceEnv>, { version }: Service): void {
  for (const path of largeAddresses) app.use(path, compression());
  app.get("/", pageRoute(buildPlayground));
  app.get(
    "/docs",
    pageRoute(async () => documentationPage(describeApi(version))),
  );
  let description: Uint8Array<ArrayBuffer> | undefined;
  app.get("/openapi.json", () => {
    description ??= new TextEncoder().encode(JSON.stringify(describeApi(version)));
    const length = String(description.length);
    const headers = { "content-type": "application/json", "content-length": length, "cache-control": "no-cache" };
    return new Response(description, { headers });
  });
}

function pageRoute(make: () => Promise<Page>) {
  let made: Promise<Page> | undefined;
  return async (c: Context<ServiceEnv>): Promise<Response> => {
    // A failure is not kept: it may have been the moment's.
    made ??= make().catch((error: unknown) => {
      made = undefined;
      throw error;
    });
    return pageResponse(await made, c.req.raw);
  };
}

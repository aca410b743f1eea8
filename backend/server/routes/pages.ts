// The addresses that people open in a browser, and the API's description: /, /docs, /openapi.json. Each is made at the
// first request and kept.
import type { Context, Hono } from "hono";
import type { Service, ServiceEnv } from "../service.ts";
import { type ApiDescription, describeApi } from "../web/api-description.ts";
import { documentationPage } from "../web/documentation.ts";
import { type Page, pageResponse } from "../web/page.ts";
import { buildPlayground } from "../web/playground.ts";

export function mountPages(app: Hono<ServiceEnv>, { version }: Service): void {
  app.get("/", pageRoute(buildPlayground));
  app.get(
    "/docs",
    pageRoute(async () => documentationPage(describeApi(version))),
  );
  let description: ApiDescription | undefined;
  app.get("/openapi.json", (c) => {
    description ??= describeApi(version);
    return c.json(description, 200, { "cache-control": "no-cache" });
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

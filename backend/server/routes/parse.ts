// POST /api/parse: a program in; its parameters, definitions, syntax tree and diagnostics out. Nothing is evaluated.
import type { Context } from "hono";
import { readProgramRequest } from "../admission/program-request.ts";
import { obtain } from "../obtain.ts";
import { jsonResponse } from "../respond.ts";
import type { Service, ServiceEnv } from "../service.ts";

export function parseRoute(service: Service) {
  const { config } = service;
  return async (c: Context<ServiceEnv>): Promise<Response> => {
    const { source, main, files, archive, limits } = await readProgramRequest(c.req.raw, {
      ...config,
      milliseconds: config.requestTime,
      room: c.get("room"),
      query: c.req.query(),
    });
    const milliseconds = Math.min(config.requestTime, limits.time ?? Number.POSITIVE_INFINITY);
    const result = await obtain(
      service,
      { kind: "parse", source, main, files, archive, limits: { ...limits, time: milliseconds } },
      { milliseconds, signal: c.req.raw.signal, tenant: c.get("tenant") },
    );
    return jsonResponse(result, c.get("requestId"));
  };
}

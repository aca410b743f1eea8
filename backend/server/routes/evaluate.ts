// POST /api/evaluate: a program in, its geometry out, as JSON or as a file.
import type { Context } from "hono";
import { negotiateFormat } from "../admission/negotiate.ts";
import { readProgramRequest } from "../admission/program-request.ts";
import { obtain } from "../obtain.ts";
import { fileResponse, jsonResponse } from "../respond.ts";
import type { Service, ServiceEnv } from "../service.ts";

export function evaluateRoute(service: Service) {
  const { config } = service;
  return async (c: Context<ServiceEnv>): Promise<Response> => {
    const request = await readProgramRequest(c.req.raw, config.bodyBytes);
    const format = negotiateFormat(c.req.query("format") ?? request.format, c.req.header("accept"));
    const milliseconds = Math.min(config.evaluationTime, request.limits.time ?? Number.POSITIVE_INFINITY);
    const { source, files, definitions } = request;
    const limits = { ...request.limits, time: milliseconds };
    const result = await obtain(
      service,
      { kind: "evaluate", source, files, definitions, format, limits },
      { milliseconds, signal: c.req.raw.signal, tenant: c.get("tenant") },
    );
    return format === "json" ? jsonResponse(result, c.get("requestId")) : fileResponse(result, format);
  };
}

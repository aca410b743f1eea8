// POST /api/evaluate: a program in, its geometry out, as JSON, as a file, or as several files at once.
import type { Context } from "hono";
import { negotiateFormat, negotiatePackage } from "../admission/negotiate.ts";
import { readProgramRequest } from "../admission/program-request.ts";
import { obtain } from "../obtain.ts";
import { fileResponse, jsonResponse } from "../respond.ts";
import type { Service, ServiceEnv } from "../service.ts";
import { obtainOptions, readOptions } from "./request-options.ts";

export function evaluateRoute(service: Service) {
  const { config } = service;
  return async (c: Context<ServiceEnv>): Promise<Response> => {
    const request = await readProgramRequest(c.req.raw, readOptions(service, c, config.evaluationTime));
    const named = c.req.query("format") ?? request.format;
    const accept = c.req.header("accept");
    const { source, main, files, archive, definitions, parameters, formats, features } = request;
    const format = formats === undefined ? negotiateFormat(named, accept) : negotiatePackage(formats, named, accept);
    const milliseconds = Math.min(config.evaluationTime, request.limits.time ?? Number.POSITIVE_INFINITY);
    const limits = { ...request.limits, time: milliseconds };
    const result = await obtain(
      service,
      { kind: "evaluate", source, main, files, archive, definitions, parameters, format, formats, features, limits },
      obtainOptions(service, c, milliseconds),
    );
    return format === "json" ? jsonResponse(result, c.get("requestId")) : fileResponse(result, format);
  };
}

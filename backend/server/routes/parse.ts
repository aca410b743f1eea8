// POST /api/parse: a program in; its parameters, definitions, syntax tree and diagnostics out. POST /api/parameters: its
// customizer parameters alone, as OpenSCAD's `.param` file or as a JSON Schema. Nothing is evaluated.
import type { Context } from "hono";
import { readProgramRequest } from "../admission/program-request.ts";
import { type Obtained, obtain } from "../obtain.ts";
import type { ParseTask } from "../pool/protocol.ts";
import { documentResponse, jsonResponse } from "../respond.ts";
import type { Service, ServiceEnv } from "../service.ts";
import { obtainOptions, readOptions } from "./request-options.ts";

/** The media type of JSON Schema: who accepts it gets one. */
const schemaType = "application/schema+json";

export function parseRoute(service: Service) {
  return async (c: Context<ServiceEnv>): Promise<Response> =>
    jsonResponse(await parsed(service, c, "program"), c.get("requestId"));
}

export function parametersRoute(service: Service) {
  return async (c: Context<ServiceEnv>): Promise<Response> => {
    const wantsSchema = c.req.header("accept")?.includes(schemaType) === true || c.req.query("format") === "schema";
    const result = await parsed(service, c, wantsSchema ? "schema" : "param");
    return documentResponse(result, wantsSchema ? schemaType : "application/json");
  };
}

async function parsed(service: Service, c: Context<ServiceEnv>, wanted: ParseTask["wanted"]): Promise<Obtained> {
  const { config } = service;
  const { source, main, files, archive, limits } = await readProgramRequest(
    c.req.raw,
    readOptions(service, c, config.requestTime),
  );
  const milliseconds = Math.min(config.requestTime, limits.time ?? Number.POSITIVE_INFINITY);
  return obtain(
    service,
    { kind: "parse", wanted, source, main, files, archive, limits: { ...limits, time: milliseconds } },
    obtainOptions(service, c, milliseconds),
  );
}

// POST /api/validate: a mesh file in, what is wrong with it out. POST /api/heal: the same file healed, as a report with the
// file in it, or as the file alone. The original is kept beside the results, so that it can be fetched again.
import type { Context } from "hono";
import { type FileTypeName, recognize } from "../../inspect/file-types.ts";
import { formats } from "../../output/formats.ts";
import { sha256 } from "../../shared/hash.ts";
import { type FileRequest, readFileRequest } from "../admission/file-request.ts";
import { negotiateFormat } from "../admission/negotiate.ts";
import { ApiError } from "../errors.ts";
import { type Obtained, obtain } from "../obtain.ts";
import type { InspectTask } from "../pool/protocol.ts";
import { fileResponse, jsonResponse } from "../respond.ts";
import type { Service, ServiceEnv } from "../service.ts";
import { obtainOptions, readOptions } from "./request-options.ts";

export function validateRoute(service: Service) {
  return async (c: Context<ServiceEnv>): Promise<Response> => {
    const request = await readFileRequest(c.req.raw, readOptions(service, c, service.config.requestTime));
    const { healsOnDemand } = request;
    const result = await inspect(service, c, request, { kind: "validate", format: "json", healsOnDemand });
    return jsonResponse(result, c.get("requestId"));
  };
}

export function healRoute(service: Service) {
  return async (c: Context<ServiceEnv>): Promise<Response> => {
    const request = await readFileRequest(c.req.raw, readOptions(service, c, service.config.requestTime));
    const format = negotiateFormat(request.format, c.req.header("accept"));
    if (format !== "json" && formats.get(format)?.accepts !== "3d")
      throw new ApiError("not_acceptable", "A healed file has a format of solids");
    const result = await inspect(service, c, request, { kind: "heal", format, healsOnDemand: false });
    const requestId = c.get("requestId");
    const tenant = c.get("tenant");
    const { bytes, type } = request;
    service.log("info", "healing_applied", { requestId, tenant, original: sha256(bytes) });
    const response = await (format === "json" ? jsonResponse(result, requestId) : fileResponse(result, format));
    const original = keep(service, { bytes, type, tenant });
    if (original !== undefined) response.headers.set("link", `<${original}>; rel="original"`);
    return response;
  };
}

function inspect(
  service: Service,
  c: Context<ServiceEnv>,
  { bytes, type, limits }: FileRequest,
  what: Pick<InspectTask, "kind" | "format" | "healsOnDemand">,
): Promise<Obtained> {
  const milliseconds = Math.min(service.config.evaluationTime, limits.time ?? Number.POSITIVE_INFINITY);
  const task: InspectTask = {
    ...what,
    source: bytes,
    files: new Map(),
    // Exact solids have processes of their own: what the file is must be known before one is chosen.
    type: type ?? recognize(bytes)?.name,
    limits: { ...limits, time: milliseconds },
  };
  return obtain(service, task, obtainOptions(service, c, milliseconds));
}

interface Original {
  readonly bytes: Uint8Array;
  readonly type: FileTypeName | undefined;
  readonly tenant: string | undefined;
}

/** The address of the original among the results; undefined when it is too large to be kept. */
function keep({ results }: Service, { bytes, type, tenant }: Original): string | undefined {
  const format = type ?? recognize(bytes)?.name;
  if (format === undefined || !formats.has(format) || bytes.length > results.largest) return undefined;
  const { hash } = results.put(`original ${tenant ?? ""} ${format} ${sha256(bytes)}`, { bytes, format, tenant });
  return `/api/artifacts/${hash}.${format}`;
}

// POST /api/assets: keeps a file that requests may name by the SHA-256 of its bytes, instead of sending it each time. It is
// known by its content only, examined as /api/validate does, and seen by who uploaded it. GET tells whether it is there.
import { rm } from "node:fs/promises";
import type { Context } from "hono";
import { type FileTypeName, findFileType } from "../../inspect/file-types.ts";
import type { Validation } from "../../inspect/report.ts";
import { receiveFile } from "../admission/asset-body.ts";
import { assetType } from "../admission/asset-types.ts";
import type { Asset } from "../cache/asset-store.ts";
import { ApiError } from "../errors.ts";
import { obtain } from "../obtain.ts";
import { readResult } from "../pool/scratch.ts";
import type { Service, ServiceEnv } from "../service.ts";
import { obtainOptions } from "./request-options.ts";

export function addAssetRoute(service: Service) {
  const { assets, config, log } = service;
  return async (c: Context<ServiceEnv>): Promise<Response> => {
    const tenant = c.get("tenant");
    const client = c.get("client");
    const length = Number(c.req.header("content-length") ?? config.uploadBytes);
    const release = assets.reserve(client, Math.min(length, config.uploadBytes));
    const path = assets.nextPath();
    try {
      const limits = { limit: config.uploadBytes, milliseconds: config.evaluationTime, path };
      const received = await receiveFile(c.req.raw, limits);
      const known = assets.find(received.id, tenant);
      if (known !== undefined) {
        await rm(path, { force: true });
        return told(c, service, known, undefined, 200);
      }
      // The system reads it page by page: memory that is mapped is not the service's.
      const bytes = Bun.mmap(path, { shared: false });
      const type = assetType(bytes);
      if (type === undefined) throw new ApiError("unsupported_media_type", "The content is of no type that is kept");
      const kind = findFileType(type);
      const validation = kind === undefined ? undefined : await examine(service, c, bytes, kind.name);
      release();
      const asset = assets.find(received.id, tenant) ?? assets.add({ ...received, type, tenant, client, path });
      if (asset.path !== path) await rm(path, { force: true });
      log("info", "asset added", { requestId: c.get("requestId"), tenant, id: asset.id, type, bytes: asset.bytes });
      return told(c, service, asset, validation, 201);
    } catch (error) {
      await rm(path, { force: true });
      throw error;
    } finally {
      release();
    }
  };
}

export function assetRoute(service: Service) {
  return (c: Context<ServiceEnv>): Response => {
    const asset = service.assets.find(c.req.param("id") ?? "", c.get("tenant"));
    if (asset === undefined) throw new ApiError("not_found", "There is no such asset");
    return told(c, service, asset, undefined, 200);
  };
}

function told(
  c: Context<ServiceEnv>,
  { assets }: Service,
  asset: Asset,
  validation: Validation | undefined,
  status: 200 | 201,
): Response {
  const { id, type, bytes } = asset;
  const expires = new Date(Date.now() + assets.timeLeft(asset)).toISOString();
  const address = `/api/assets/${id}`;
  const members = { requestId: c.get("requestId"), id, type, bytes, expires, ...(validation && { validation }) };
  const body = JSON.stringify(members);
  return new Response(body, {
    status,
    headers: {
      "content-type": "application/json",
      "content-length": String(Buffer.byteLength(body)),
      "cache-control": "private, no-store",
      ...(status === 201 ? { location: address } : {}),
    },
  });
}

/** What is wrong with a file of solids. Throws `ApiError` when it cannot be read at all. */
async function examine(
  service: Service,
  c: Context<ServiceEnv>,
  source: Uint8Array,
  type: FileTypeName,
): Promise<Validation> {
  c.get("room").take(source.length);
  const milliseconds = service.config.evaluationTime;
  const task = { kind: "validate", format: "json", healsOnDemand: false, source, type, files: new Map() } as const;
  const { payload } = await obtain(
    service,
    { ...task, limits: { time: milliseconds } },
    obtainOptions(service, c, milliseconds),
  );
  const members = "inline" in payload ? payload.inline : await readResult(payload.path);
  const { validation } = JSON.parse(`{${new TextDecoder().decode(members)}`) as { validation: Validation };
  const unread = validation.stages.find(({ stage, status }) => stage <= 3 && status === "failed");
  if (unread !== undefined)
    throw new ApiError("invalid_request", `The file cannot be read: ${unread.name}`, { details: { validation } });
  return validation;
}

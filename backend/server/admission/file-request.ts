// What a client may send to /api/validate and /api/heal: the bytes of a mesh file, or the same in a form or in JSON. The
// file itself is looked at by an evaluation process only.
import { z } from "zod";
import { type FileTypeName, fileTypeNames, findFileType } from "../../inspect/file-types.ts";
import { formats } from "../../output/formats.ts";
import { type Limits, serverLimits } from "../../shared/limits.ts";
import { encodeUtf8 } from "../../shared/text.ts";
import { ApiError } from "../errors.ts";
import type { Content } from "../pool/protocol.ts";
import { parseJson, readBody } from "./body.ts";
import { checkShape } from "./check-shape.ts";
import { parseMultipart } from "./multipart.ts";
import type { ReadOptions } from "./program-request.ts";
import { fileContent } from "./program-shape.ts";

export interface FileRequest {
  readonly bytes: Uint8Array;
  /** Undefined: the content tells. */
  readonly type: FileTypeName | undefined;
  /** `json`, or a format of solids; undefined: not said. */
  readonly format: string | undefined;
  /** Heal what is not valid. */
  readonly healsOnDemand: boolean;
  readonly limits: Partial<Limits>;
}

const positive = z.int().positive().optional();

/** The shape of such a request in JSON; the query has the same members but for `file` and `limits`. */
export const fileShape = z.strictObject({
  file: fileContent,
  name: z.string().max(1024).optional(),
  type: z.string().max(100).optional(),
  format: z.string().max(32).optional(),
  heal: z.enum(["auto"]).optional(),
  limits: z.strictObject({ time: positive, triangles: positive, outputBytes: positive }).optional(),
});

const queryShape = fileShape.omit({ file: true, limits: true });

type Members = Omit<z.infer<typeof fileShape>, "file">;

/** Reads and checks a request. Throws `ApiError`. */
export async function readFileRequest(request: Request, options: Omit<ReadOptions, "readAsset">): Promise<FileRequest> {
  const header = request.headers.get("content-type") ?? "";
  const mediaType = header.split(";")[0]?.trim().toLowerCase() ?? "";
  const isJson = mediaType === "application/json";
  const limit = isJson ? options.bodyBytes : options.uploadBytes;
  const { milliseconds, room } = options;
  const bytes = await readBody(request, { limit, milliseconds, room });
  if (bytes.length === 0) throw new ApiError("invalid_request", "The body is empty: it must hold a file");
  const query = checkShape(queryShape, options.query);
  if (isJson) {
    const { file, ...members } = checkShape(fileShape, parseJson(bytes));
    return requestOf(file, { ...query, ...members }, undefined);
  }
  if (mediaType.startsWith("multipart/")) {
    const { members, files } = await parseMultipart(bytes, header);
    const [first, ...others] = files;
    if (first === undefined || others.length > 0) throw new ApiError("invalid_request", "The form must hold one file");
    const [name, file] = first;
    return requestOf(file, { name, ...query, ...checkShape(queryShape, members) }, undefined);
  }
  return requestOf(bytes, query, findFileType(mediaType)?.name);
}

/** What is said wins over the name, the name over the media type. */
function requestOf(file: Content, members: Members, byMediaType: FileTypeName | undefined): FileRequest {
  const { name = "", type, format, heal, limits = {} } = members;
  const named = type === undefined ? undefined : findFileType(type);
  if (type !== undefined && named === undefined)
    throw new ApiError("invalid_request", `type: ${JSON.stringify(type)} is none of ${fileTypeNames.join(", ")}`);
  if (format !== undefined && format !== "json" && formats.get(format)?.accepts !== "3d")
    throw new ApiError("invalid_request", `format: ${JSON.stringify(format)} is no format of solids`);
  const suffix = /\.([^./]+)$/.exec(name)?.[1];
  const bySuffix = suffix === undefined ? undefined : findFileType(suffix)?.name;
  return {
    bytes: typeof file === "string" ? encodeUtf8(file) : file,
    type: named?.name ?? bySuffix ?? byMediaType,
    format,
    healsOnDemand: heal === "auto",
    limits: lowered(limits),
  };
}

/** Requests can lower the service's budgets, not raise them. */
function lowered(limits: NonNullable<Members["limits"]>): Partial<Limits> {
  return Object.fromEntries(
    (["time", "triangles", "outputBytes"] as const)
      .filter((name) => limits[name] !== undefined)
      .map((name) => [name, Math.min(limits[name] as number, serverLimits[name])]),
  );
}

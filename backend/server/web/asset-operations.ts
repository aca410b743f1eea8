// The part of the API's description that is about uploaded files: /api/assets.
import type { ErrorCode } from "../errors.ts";
import type { HeaderName } from "./answer-headers.ts";
import type { Operation, OwnAnswer } from "./api-description.ts";

const access = ["unauthorized", "forbidden", "rate_limited", "internal_error"] as const satisfies readonly ErrorCode[];

const told = (description: string, ...own: readonly HeaderName[]): OwnAnswer => ({
  description,
  headers: ["Cache-Control", ...own],
  content: { "application/json": { schema: { $ref: "#/components/schemas/AssetAnswer" } } },
});

export function assetOperations(): readonly Operation[] {
  return [
    {
      id: "addAsset",
      method: "post",
      paths: ["/api/assets"],
      summary: "Keep a file that requests name",
      description:
        "A file for import() or surface(), once for many requests: they name it by the SHA-256 of its bytes, as " +
        '`"files": {"part.stl": {"asset": "…"}}`. The content tells its type (STL, OBJ, OFF, 3MF, AMF, STEP, IGES, BREP, ' +
        "SVG, DXF, PNG, DAT); a solid is examined as /api/validate does, and refused when it cannot be read. Only who uploaded " +
        "it finds it; what nobody used for an hour goes.",
      requestBody: {
        required: true,
        description: "The file itself.",
        content: { "application/octet-stream": { schema: { type: "string" } } },
      },
      answers: { 200: told("It was there already."), 201: told("It is kept.", "Location") },
      errors: [
        ...access,
        "invalid_request",
        "payload_too_large",
        "unsupported_media_type",
        "limit_exceeded",
        "engine_crashed",
        "overloaded",
        "draining",
        "engine_unavailable",
        "storage_full",
        "evaluation_timeout",
        "request_timeout",
      ],
    },
    {
      id: "asset",
      method: "get",
      paths: ["/api/assets/{id}"],
      summary: "Whether an uploaded file is kept",
      description: "Tells about the file, and keeps it for another while.",
      parameters: [
        {
          name: "id",
          in: "path",
          required: true,
          description: "SHA-256 of the file's bytes.",
          schema: { type: "string", pattern: "^[0-9a-f]{64}$" },
        },
      ],
      answers: { 200: told("It is.") },
      errors: [...access, "not_found"],
    },
  ];
}

// The part of the API's description that is about mesh files: /api/validate and /api/heal.
import { fileTypeNames } from "../../inspect/file-types.ts";
import { formats } from "../../output/formats.ts";
import type { ErrorCode } from "../errors.ts";
import { ofFiles, ofResults } from "./answer-headers.ts";
import type { MediaType, Operation, Parameter } from "./api-description.ts";

const reference = (name: string) => ({ "application/json": { schema: { $ref: `#/components/schemas/${name}` } } });
const solids = [...formats.values()].filter(({ accepts }) => accepts === "3d");

const typeParameter: Parameter = {
  name: "type",
  in: "query",
  description: "What the file is; without it the file's name, the Content-Type and the content tell, in this order.",
  schema: { type: "string", enum: [...fileTypeNames] },
};

const body: Operation["requestBody"] = {
  required: true,
  description: "The file itself, a form with one file, or JSON.",
  content: {
    "application/octet-stream": { schema: { type: "string" } },
    "multipart/form-data": { schema: { type: "object" } },
    ...reference("FileRequest"),
  },
};

const errors = [
  "invalid_request",
  "unauthorized",
  "forbidden",
  "payload_too_large",
  "unsupported_media_type",
  "limit_exceeded",
  "rate_limited",
  "internal_error",
  "engine_crashed",
  "overloaded",
  "draining",
  "engine_unavailable",
  "evaluation_timeout",
  "request_timeout",
] as const satisfies readonly ErrorCode[];

/** Members of the request, whose schema carries no texts of its own. */
export const fileRequestTexts: Readonly<Record<string, string>> = {
  file: "The file: text, or `base64`.",
  name: "Its name, whose suffix tells the type.",
  type: "What it is; wins over the name.",
  format: "`json`, or the format of solids in which the healed file is wanted.",
  heal: "`auto`: what is not valid is healed, too.",
  limits: "Budgets of this request. They can lower the service's own, not raise them.",
};

export function inspectOperations(): readonly Operation[] {
  const files = Object.fromEntries(
    solids.map(({ mediaType }): [string, MediaType] => [mediaType, { schema: { type: "string" } }]),
  );
  return [
    {
      id: "validate",
      method: "post",
      paths: ["/api/validate"],
      summary: "Validate a mesh file",
      description:
        "A file in, five stages out: file integrity, format compliance, parsing, geometry validity, quality score. A file " +
        "that is not valid is no error: the answer says so.",
      parameters: [
        typeParameter,
        { name: "name", in: "query", description: "The file's name.", schema: { type: "string" } },
        { name: "heal", in: "query", description: "`auto`: heal it if it is not valid.", schema: { type: "string" } },
      ],
      requestBody: body,
      answers: { 200: { description: "The report.", headers: ofResults, content: reference("ValidateAnswer") } },
      errors,
    },
    {
      id: "heal",
      method: "post",
      paths: ["/api/heal"],
      summary: "Heal a mesh file",
      description:
        "Closes gaps below 0.0001 mm, removes facets that are repeated or have no area, splits edges at T-vertices, turns " +
        "facets and shells, and unites parts that cross. Holes stay. `Link` with `rel=original` names the original, as long " +
        "as it is kept.",
      parameters: [
        typeParameter,
        { name: "name", in: "query", description: "The file's name.", schema: { type: "string" } },
        {
          name: "format",
          in: "query",
          description: "`json` for a report with the file in it, or a format of solids for the file alone.",
          schema: { type: "string", enum: ["json", ...solids.map(({ format }) => format)] },
        },
      ],
      requestBody: body,
      answers: {
        200: {
          description: "The healed file.",
          headers: [...ofFiles, "Link"],
          content: { ...reference("HealAnswer"), ...files },
        },
      },
      errors: [...errors, "not_acceptable", "not_exportable"],
    },
  ];
}

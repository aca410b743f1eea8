// What a client may send to /api/evaluate and /api/parse: JSON, or the bare program as text. Everything is checked here
// and turned into a task's parts; nothing downstream sees the client's own objects.
import { z } from "zod";
import { type Limits, serverLimits } from "../../shared/limits.ts";
import { ApiError } from "../errors.ts";
import type { Content } from "../pool/protocol.ts";
import { parseJson, readBody } from "./body.ts";

export interface ProgramRequest {
  readonly source: Content;
  readonly files: ReadonlyMap<string, Content>;
  /** `name=value;` texts. */
  readonly definitions: readonly string[];
  readonly format: string | undefined;
  readonly limits: Partial<Limits>;
}

const fileCount = 200;
const pathLength = 1024;

type ParameterValue = string | number | boolean | null | ParameterValue[];

export const parameterValue: z.ZodType<ParameterValue> = z.lazy(() =>
  z.union([z.string(), z.number(), z.boolean(), z.null(), z.array(parameterValue)]),
);

export const fileContent = z.union([
  z.string(),
  z.strictObject({ text: z.string() }).transform(({ text }) => text),
  z.strictObject({ base64: z.base64() }).transform(({ base64 }) => Buffer.from(base64, "base64") as Uint8Array),
]);

/** Budgets that a request may lower, by the names that errors carry. Zero is not "unlimited", it is an error. */
const limitNames = ["time", "steps", "csgNodes", "facets", "triangles", "outputBytes"] as const;
const limitValue = z.number().int().positive().optional();
export const limitShape = z.strictObject({
  time: limitValue,
  steps: limitValue,
  csgNodes: limitValue,
  facets: limitValue,
  triangles: limitValue,
  outputBytes: limitValue,
} satisfies Record<(typeof limitNames)[number], z.ZodType>);

export const programShape = z
  .strictObject({
    source: z.string().optional(),
    code: z.string().optional(),
    files: z.record(z.string(), fileContent).optional(),
    parameters: z.record(z.string(), parameterValue).optional(),
    params: z.record(z.string(), parameterValue).optional(),
    format: z.string().max(32).optional(),
    limits: limitShape.optional(),
  })
  .refine(({ source, code }) => (source === undefined) !== (code === undefined), {
    message: "exactly one of source and code must be given",
  })
  .refine(({ parameters, params }) => parameters === undefined || params === undefined, {
    message: "only one of parameters and params may be given",
  });

/** Reads and checks a request. Throws `ApiError`. */
export async function readProgramRequest(request: Request, bodyBytes: number): Promise<ProgramRequest> {
  const type = (request.headers.get("content-type") ?? "").split(";")[0]?.trim().toLowerCase() ?? "";
  if (type.startsWith("multipart/"))
    throw new ApiError("unsupported_media_type", "Send the program as JSON or as plain text");
  const bytes = await readBody(request, bodyBytes);
  if (bytes.length === 0) throw new ApiError("invalid_request", "The body is empty: it must hold a program");
  if (type === "application/json" || type.endsWith("+json") || looksLikeJson(bytes)) return fromJson(parseJson(bytes));
  return { source: bytes, files: new Map(), definitions: [], format: undefined, limits: {} };
}

/** `{"` begins no OpenSCAD program, but it begins the JSON of a client that named no type. */
function looksLikeJson(bytes: Uint8Array): boolean {
  return /^\s*\{\s*"/.test(new TextDecoder().decode(bytes.subarray(0, 200)));
}

function fromJson(body: unknown): ProgramRequest {
  const parsed = programShape.safeParse(body);
  if (!parsed.success) {
    const issues = parsed.error.issues.map(({ path, message }) => ({ path: path.join("."), message }));
    const [first] = issues;
    const where = first === undefined || first.path === "" ? "" : `${first.path}: `;
    throw new ApiError("invalid_request", `${where}${first?.message}`, { details: { issues } });
  }
  const { source, code, files, parameters, params, format, limits } = parsed.data;
  return {
    source: source ?? (code as string),
    files: checkedFiles(files ?? {}),
    definitions: Object.entries(parameters ?? params ?? {}).map(([name, value]) => definition(name, value)),
    format,
    limits: loweredLimits(limits ?? {}),
  };
}

/** Names become paths below the main program's folder; anything that could mean another place is refused. */
function checkedFiles(files: Record<string, Content>): ReadonlyMap<string, Content> {
  const names = Object.keys(files);
  if (names.length > fileCount) throw new ApiError("invalid_request", `files: at most ${fileCount} files may be given`);
  const checked = new Map<string, Content>();
  for (const name of names) {
    const path = normalizePath(name);
    if (path === undefined)
      throw new ApiError("invalid_request", `files: ${JSON.stringify(name)} is not a relative path`);
    checked.set(path, files[name] as Content);
  }
  return checked;
}

/** A relative path with `/` between its parts and without `.`; undefined when it is anything else. */
export function normalizePath(name: string): string | undefined {
  if (name.length > pathLength || !name.isWellFormed()) return undefined;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is refused.
  if (/[\\\u0000-\u001f\u007f]|^[~/]|^[A-Za-z]:|%(2e|2f|5c|00)/i.test(name)) return undefined;
  const parts = name.split("/").filter((part) => part !== "" && part !== ".");
  if (parts.length === 0 || parts.includes("..") || name.endsWith("/")) return undefined;
  return parts.join("/");
}

function definition(name: string, value: ParameterValue): string {
  if (!/^\$?[A-Za-z_][A-Za-z0-9_]*$/.test(name) || name.length > 256)
    throw new ApiError("invalid_request", `parameters: ${JSON.stringify(name)} is not the name of a variable`);
  return `${name}=${literal(value)};`;
}

/** A value in OpenSCAD's syntax. Strings are quoted so that no text can end its literal. */
function literal(value: ParameterValue): string {
  if (value === null) return "undef";
  if (Array.isArray(value)) return `[${value.map(literal).join(",")}]`;
  if (typeof value !== "string") return String(value);
  const quoted = value
    .replace(/[\\"]/g, "\\$&")
    .replaceAll("\n", "\\n")
    .replaceAll("\r", "\\r")
    .replaceAll("\t", "\\t");
  return `"${quoted}"`;
}

function loweredLimits(wanted: Partial<Record<(typeof limitNames)[number], number>>): Partial<Limits> {
  return Object.fromEntries(
    limitNames
      .filter((name) => wanted[name] !== undefined)
      .map((name) => [name, Math.min(wanted[name] as number, serverLimits[name])]),
  );
}

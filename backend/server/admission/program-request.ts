// What a client may send to /api/evaluate and /api/parse: JSON, a form, a zip, or the bare program as text. Everything is
// checked here and turned into a task's parts; nothing downstream sees the client's own objects.
import type { z } from "zod";
import type { OwnFeature } from "../../shared/context.ts";
import { type Limits, serverLimits } from "../../shared/limits.ts";
import { ApiError } from "../errors.ts";
import type { Content, PackedProject } from "../pool/protocol.ts";
import { type BodyRoom, parseJson, readBody } from "./body.ts";
import { checkShape } from "./check-shape.ts";
import { normalizePath } from "./file-names.ts";
import { parseMultipart } from "./multipart.ts";
import { type AssetReference, fileCount, limitNames, type ParameterValue, programShape } from "./program-shape.ts";

export interface ProgramRequest {
  readonly source: Content;
  /** Path of the program among the files. */
  readonly main: string;
  readonly files: ReadonlyMap<string, Content>;
  /** Files that are still packed; the program may be among them. */
  readonly archive: PackedProject | undefined;
  readonly parameters: readonly (readonly [string, ParameterValue])[];
  /** `name=value;` texts. */
  readonly definitions: readonly string[];
  readonly format: string | undefined;
  readonly formats: readonly string[] | undefined;
  readonly features: readonly OwnFeature[] | undefined;
  readonly limits: Partial<Limits>;
}

export interface ReadOptions {
  /** Of text and JSON. */
  readonly bodyBytes: number;
  /** Of forms and archives, which hold files for import(). */
  readonly uploadBytes: number;
  /** How long the body may take to arrive, in milliseconds. */
  readonly milliseconds: number;
  readonly room: BodyRoom;
  /** What stands in the address; the body's own members win. */
  readonly query: Readonly<Record<string, string>>;
  /** The bytes of a file that was uploaded before. */
  readonly readAsset: (id: string) => Promise<Uint8Array>;
}

type Members = z.infer<typeof programShape>;

const defaultMain = "main.scad";

/** Reads and checks a request. Throws `ApiError`. */
export async function readProgramRequest(request: Request, options: ReadOptions): Promise<ProgramRequest> {
  const header = request.headers.get("content-type") ?? "";
  const type = header.split(";")[0]?.trim().toLowerCase() ?? "";
  const isForm = type.startsWith("multipart/");
  const isArchive = /^application\/(x-)?zip(-compressed)?$/.test(type);
  if (isForm && type !== "multipart/form-data")
    throw new ApiError("unsupported_media_type", `${type} is not understood; multipart/form-data is`);
  const limit = isForm || isArchive ? options.uploadBytes : options.bodyBytes;
  const bytes = await readBody(request, { limit, milliseconds: options.milliseconds, room: options.room });
  if (bytes.length === 0) throw new ApiError("invalid_request", "The body is empty: it must hold a program");
  const query = queryMembers(options.query);
  if (isForm) {
    const { members, files, archive } = await parseMultipart(bytes, header);
    return fromMembers(checkMembers({ ...query, ...members }, archive !== undefined), files, archive);
  }
  if (isArchive) return fromMembers(checkMembers(query, true), new Map(), bytes);
  if (type === "application/json" || type.endsWith("+json") || looksLikeJson(bytes)) {
    const parsed = parseJson(bytes);
    const { files = new Map(), ...members } = checkMembers(isObject(parsed) ? { ...query, ...parsed } : parsed, false);
    return fromMembers(members, await withAssets(files, options), undefined);
  }
  // The program is bytes: whether they are text is not decided here.
  const { source: _, ...members } = checkMembers({ ...query, source: "" }, false);
  return { ...fromMembers({ ...members, source: "" }, new Map(), undefined), source: bytes };
}

/** Checks a request that came as JSON and names no assets. Throws `ApiError`. */
export function programOf(value: unknown): ProgramRequest {
  const { files = new Map(), ...members } = checkMembers(value, false);
  const given = new Map<string, Content>();
  for (const [name, file] of files) {
    if (isAsset(file)) throw new ApiError("invalid_request", "files: a live session takes files, no assets");
    given.set(name, file);
  }
  return fromMembers(members, given, undefined);
}

function isAsset(file: Content | AssetReference): file is AssetReference {
  return typeof file === "object" && "asset" in file;
}

/** Puts the bytes of assets in place of their names. They count as bytes of the request. */
async function withAssets(
  files: ReadonlyMap<string, Content | AssetReference>,
  { room, readAsset, uploadBytes }: ReadOptions,
): Promise<ReadonlyMap<string, Content>> {
  const found = new Map<string, Content>();
  let left = uploadBytes;
  for (const [name, file] of files) {
    if (!isAsset(file)) {
      found.set(name, file);
      continue;
    }
    const bytes = await readAsset(file.asset);
    left -= bytes.length;
    if (left < 0) {
      const details = { limit: "body_bytes", allowed: uploadBytes };
      throw new ApiError("payload_too_large", `The assets of a request may have ${uploadBytes} bytes`, { details });
    }
    room.take(bytes.length);
    found.set(name, bytes);
  }
  return found;
}

/** `{"` begins no OpenSCAD program, but it begins the JSON of a client that named no type. */
function looksLikeJson(bytes: Uint8Array): boolean {
  return /^\s*\{\s*"/.test(new TextDecoder().decode(bytes.subarray(0, 200)));
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function queryMembers({ main, formats }: Readonly<Record<string, string>>): Partial<Members> {
  return {
    ...(main === undefined ? {} : { main }),
    ...(formats === undefined ? {} : { formats: formats.split(",", 100) }),
  };
}

/** The shape of an archive's request needs no program: it may be found in the archive. */
function checkMembers(value: unknown, hasArchive: boolean): Members {
  const needsNone = hasArchive && isObject(value) && !["source", "code", "main"].some((name) => name in value);
  return checkShape(programShape, needsNone ? { ...value, main: "" } : value);
}

function fromMembers(
  members: Omit<Members, "files">,
  given: ReadonlyMap<string, Content>,
  archive: Uint8Array | undefined,
): ProgramRequest {
  const { source, code, main, parameters, params, format, formats, features, preview, limits } = members;
  const named = main === undefined || main === "" ? undefined : normalizePath(main);
  if (main && named === undefined) throw new ApiError("invalid_request", "main: this is not a relative path");
  const files = checkedFiles(given);
  const program = source ?? code ?? (named === undefined ? undefined : files.get(named));
  if (program === undefined && archive === undefined)
    throw new ApiError("invalid_request", `main: there is no file ${JSON.stringify(named)}`);
  const values = [...(parameters ?? params ?? [])];
  const definitions = definitionsOf(values);
  return {
    source: program ?? "",
    main: named ?? defaultMain,
    files,
    archive:
      archive === undefined ? undefined : { bytes: archive, main: program === undefined ? (named ?? "") : undefined },
    parameters: values,
    definitions: preview ? ["$preview=true;", ...definitions] : definitions,
    format,
    formats,
    features,
    limits: loweredLimits(limits ?? {}),
  };
}

/** Names become paths below the project's folder; anything that could mean another place is refused. */
function checkedFiles(files: ReadonlyMap<string, Content>): ReadonlyMap<string, Content> {
  if (files.size > fileCount) throw new ApiError("invalid_request", `files: at most ${fileCount} files may be given`);
  const checked = new Map<string, Content>();
  for (const [name, content] of files) {
    const path = normalizePath(name);
    const shown = JSON.stringify(name.slice(0, 200));
    if (path === undefined) throw new ApiError("invalid_request", `files: ${shown} is not a relative path`);
    if (checked.has(path)) throw new ApiError("invalid_request", `files: ${shown} is the path of another file, too`);
    checked.set(path, content);
  }
  return checked;
}

/** Assignments in OpenSCAD's syntax. Throws `ApiError`. */
export function definitionsOf(parameters: readonly (readonly [string, ParameterValue])[]): readonly string[] {
  return parameters.map(([name, value]) => definition(name, value));
}

function definition(name: string, value: ParameterValue): string {
  if (!/^\$?[A-Za-z_][A-Za-z0-9_]*$/.test(name) || name.length > 256)
    throw new ApiError(
      "invalid_request",
      `parameters: ${JSON.stringify(name.slice(0, 200))} is not the name of a variable`,
    );
  const written = literal(value);
  // Where a program's text ends, for OpenSCAD.
  if (written.includes("\0"))
    throw new ApiError("invalid_request", `parameters.${name}: texts cannot hold the character 0`);
  return `${name}=${written};`;
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

// A program request as multipart/form-data: what a form in a browser and `curl -F` send. Becomes the same members as JSON.
import { ApiError } from "../errors.ts";
import type { Content } from "../pool/protocol.ts";
import { parseJson } from "./body.ts";

export interface FormMembers {
  /** Members as in JSON, but for `files`. */
  readonly members: Readonly<Record<string, unknown>>;
  readonly files: ReadonlyMap<string, Content>;
  readonly archive: Uint8Array | undefined;
}

/** More parts are refused before they are parsed. */
const mostParts = 400;

/** Members that are plain text; the others are JSON. */
const textMembers = new Set(["source", "code", "main", "format"]);
const jsonMembers = new Set(["parameters", "params", "formats", "features", "preview", "limits"]);

/**
 * A part with a file name is a file of that path, whatever the part is called; but `source` and `code` hold the program,
 * and `archive` a zip. Throws `ApiError`.
 */
export async function parseMultipart(bytes: Uint8Array, type: string): Promise<FormMembers> {
  const boundary = /boundary=(?:"([^"]{1,70})"|([^\s;"]{1,70}))/i.exec(type);
  const delimiter = boundary?.[1] ?? boundary?.[2];
  if (delimiter === undefined) throw invalid("the Content-Type names no boundary");
  if (count(bytes, `--${delimiter}`) > mostParts + 1) throw invalid(`there are more than ${mostParts} parts`);
  let form: Awaited<ReturnType<Response["formData"]>>;
  try {
    form = await new Response(bytes as Uint8Array<ArrayBuffer>, { headers: { "content-type": type } }).formData();
  } catch {
    throw invalid("the parts cannot be told from each other");
  }
  const members: Record<string, unknown> = Object.create(null);
  const files = new Map<string, Content>();
  let archive: Uint8Array | undefined;
  for (const [name, value] of form) {
    const isFile = typeof value !== "string";
    if (name in members || (name === "archive" && archive !== undefined))
      throw invalid(`${JSON.stringify(name)} is given twice`);
    if (name === "archive") {
      archive = isFile ? await value.bytes() : undefined;
      if (archive === undefined) throw invalid("archive must be a file");
    } else if (textMembers.has(name)) members[name] = isFile ? await value.text() : value;
    else if (jsonMembers.has(name)) members[name] = parseJson(isFile ? await value.bytes() : Buffer.from(value));
    else if (!isFile) throw invalid(`${JSON.stringify(name.slice(0, 64))} is no member of a request`);
    else if (files.has(value.name)) throw invalid(`two files are named ${JSON.stringify(value.name.slice(0, 200))}`);
    else files.set(value.name, await value.bytes());
  }
  return { members, files, archive };
}

function invalid(reason: string): ApiError {
  return new ApiError("invalid_request", `The form cannot be read: ${reason}`);
}

function count(bytes: Uint8Array, text: string): number {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  let found = 0;
  for (let at = buffer.indexOf(text); at >= 0; at = buffer.indexOf(text, at + text.length)) found += 1;
  return found;
}

// Streams XML (SVG, AMF, 3MF) to a handler. Of what a document type may declare only plain text entities are known.
import type { Context } from "../shared/context.ts";
import { LimitError } from "../shared/limits.ts";
import { decodeUtf8 } from "../shared/text.ts";

export type Attributes = Readonly<Record<string, string>>;

export interface XmlHandler {
  open(name: string, attributes: Attributes): void;
  close(name: string): void;
  text?(text: string): void;
}

const ENTITY = /<!ENTITY\s+([A-Za-z_][\w.-]*)\s+(?:"([^"]*)"|'([^']*)')\s*>/g;

class NotWellFormed extends Error {}

/** Characters between two looks at the clock. */
const CHUNK = 1 << 16;

/** Calls the handler for what is there; false when the document is not well-formed. Then the handler saw a part of it. */
export function parseXml(ctx: Context, position: number, bytes: Uint8Array, handler: XmlHandler): boolean {
  // Loaded only here: most programs read no XML, and the parser costs milliseconds.
  const { SaxesParser } = require("saxes") as typeof import("saxes");
  const parser = new SaxesParser({ position: false });
  let isEmpty = true;
  parser.on("error", () => {
    throw new NotWellFormed();
  });
  parser.on("opentag", (tag) => {
    isEmpty = false;
    handler.open(tag.name, tag.attributes as Attributes);
  });
  parser.on("closetag", (tag) => handler.close(tag.name));
  parser.on("doctype", (doctype) => declareEntities(ctx, position, parser.ENTITIES, doctype));
  parser.on("text", (text) => handler.text?.(text));
  try {
    const text = decode(bytes);
    for (let at = 0; at < text.length; at += CHUNK) {
      ctx.deadline.check(position);
      parser.write(text.slice(at, at + CHUNK));
    }
    parser.close();
  } catch (error) {
    if (error instanceof NotWellFormed) return false;
    throw error;
  }
  return !isEmpty;
}

/**
 * Makes `<!ENTITY name "text">` known, which drawing programs write for namespaces. Texts with references of their own are
 * left out, and what expansions produce is counted, so that a small file cannot grow large.
 */
function declareEntities(ctx: Context, position: number, known: Record<string, string>, doctype: string): void {
  const allowed = ctx.limits.importInflatedBytes;
  let expanded = 0;
  for (const [, name, double, single] of doctype.matchAll(ENTITY)) {
    const text = double ?? single ?? "";
    if (name === undefined || /[&%<]/.test(text)) continue;
    const get = (): string => {
      expanded += text.length;
      if (expanded > allowed) throw new LimitError("importInflatedBytes", allowed, position);
      return text;
    };
    if (!Object.hasOwn(known, name)) Object.defineProperty(known, name, { get });
  }
}

/** By byte order mark, else by the encoding that the declaration names, else UTF-8. */
function decode(bytes: Uint8Array): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder("utf-16le").decode(bytes);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder("utf-16be").decode(bytes);
  const head = decodeUtf8(bytes.subarray(0, 200));
  const encoding = /^\ufeff?<\?xml[^>]*\sencoding\s*=\s*["']([\w.-]+)["']/.exec(head)?.[1]?.toLowerCase();
  if (encoding === "iso-8859-1" || encoding === "windows-1252") return new TextDecoder("windows-1252").decode(bytes);
  const text = decodeUtf8(bytes);
  return text.startsWith("\ufeff") ? text.slice(1) : text;
}

/** A name without its namespace prefix. */
export function localName(name: string): string {
  return name.slice(name.indexOf(":") + 1);
}

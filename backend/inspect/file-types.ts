// The kinds of files that can be examined: how each is recognized, what must hold before it is parsed (spec/server.md R-50,
// stages 2 and 3), and which reader takes it.
import type { Mesh } from "../csg/geometry.ts";
import type { FileSource } from "../input/file-source.ts";
import type { Context } from "../shared/context.ts";
import { decodeUtf8 } from "../shared/text.ts";

export const fileTypeNames = ["stl", "obj", "off", "3mf", "amf", "step", "iges", "brep"] as const;
export type FileTypeName = (typeof fileTypeNames)[number];

export interface FileType {
  readonly name: FileTypeName;
  /** Lower-case suffixes of file names. */
  readonly suffixes: readonly string[];
  readonly mediaTypes: readonly string[];
  /** Whether the content looks like this type: cheap, and true for no other. */
  readonly looksLike: (bytes: Uint8Array) => boolean;
  /** Why the content cannot be a file of this type. */
  readonly complain: (bytes: Uint8Array) => string | undefined;
  /** Undefined for exact solids, which solid-file.ts reads. Reports what is wrong through the context. */
  readonly read?: (ctx: Context, source: FileSource) => readonly Mesh[];
}

const zipSignature = [0x50, 0x4b, 0x03, 0x04];

/** Readers are loaded by the first file that asks for one, as in input/read.ts. */
const stl = (): typeof import("../input/stl.ts") => require("../input/stl.ts");
const off = (): typeof import("../input/off.ts") => require("../input/off.ts");
const obj = (): typeof import("../input/obj.ts") => require("../input/obj.ts");
const amf = (): typeof import("../input/amf.ts") => require("../input/amf.ts");
const threeMf = (): typeof import("../input/3mf.ts") => require("../input/3mf.ts");

export const fileTypes: readonly FileType[] = [
  {
    name: "stl",
    suffixes: ["stl"],
    mediaTypes: ["model/stl", "application/sla", "application/vnd.ms-pki.stl"],
    looksLike: (bytes) => isBinaryStl(bytes) || (asciiStl.test(headOf(bytes)) && headOf(bytes).includes("facet")),
    complain: complainStl,
    read: (ctx, source) => [stl().readStl(ctx, source)],
  },
  {
    name: "obj",
    suffixes: ["obj"],
    mediaTypes: ["model/obj"],
    looksLike: (bytes) => isText(bytes) && /^v[ \t]+[-+.\d]/m.test(headOf(bytes)),
    complain: (bytes) =>
      isText(bytes) && hasLine(bytes, "v") ? undefined : "an OBJ file is text with lines that begin with 'v'",
    read: (ctx, source) => [obj().readObj(ctx, source)],
  },
  {
    name: "off",
    suffixes: ["off"],
    mediaTypes: ["model/x-off", "application/x-off"],
    looksLike: (bytes) => offHeader.test(firstLine(bytes)),
    complain: (bytes) =>
      isText(bytes) && offHeader.test(firstLine(bytes)) ? undefined : "an OFF file is text that begins with 'OFF'",
    read: (ctx, source) => [off().readOff(ctx, source)],
  },
  {
    name: "3mf",
    suffixes: ["3mf"],
    mediaTypes: ["model/3mf", "application/vnd.ms-package.3dmanufacturing-3dmodel+xml"],
    looksLike: (bytes) => startsWith(bytes, zipSignature) && indexOfText(bytes, "3dmodel.model") >= 0,
    complain: complain3mf,
    read: (ctx, source) => threeMf().read3mf(ctx, source),
  },
  {
    name: "amf",
    suffixes: ["amf"],
    mediaTypes: ["application/x-amf", "application/amf+xml"],
    looksLike: (bytes) => rootElement(bytes) === "amf" || startsWith(bytes, zipSignature),
    complain: (bytes) =>
      startsWith(bytes, zipSignature) || rootElement(bytes) === "amf"
        ? undefined
        : "an AMF file is XML whose outermost element is 'amf', or a ZIP archive with one",
    read: (ctx, source) => amf().readAmf(ctx, source),
  },
  {
    name: "step",
    suffixes: ["step", "stp"],
    mediaTypes: ["model/step", "application/step"],
    looksLike: (bytes) => stepHeader.test(headOf(bytes)),
    complain: complainStep,
  },
  {
    name: "iges",
    suffixes: ["iges", "igs"],
    mediaTypes: ["model/iges"],
    looksLike: (bytes) => igesHeader.test(headOf(bytes)),
    complain: (bytes) =>
      igesHeader.test(headOf(bytes))
        ? undefined
        : "an IGES file has lines of 80 columns, the first with 'S' in column 73",
  },
  {
    name: "brep",
    suffixes: ["brep", "brp"],
    mediaTypes: ["model/x-brep"],
    looksLike: (bytes) => brepHeader.test(headOf(bytes)),
    complain: (bytes) =>
      brepHeader.test(headOf(bytes))
        ? undefined
        : "a BREP file begins with 'DBRep_DrawableShape' or its topology version",
  },
];

// No pattern here may try a place twice: contents are anybody's.
const asciiStl = /^\s*solid\b/;
const offHeader = /^(ST)?C?N?4?n?OFF\b/;
const stepHeader = /^\s*ISO-10303-21\s*;/;
const igesHeader = /^[^\r\n]{72}S {0,6}\d{1,7} *\r?\n/;
const brepHeader = /^\s*(DBRep_DrawableShape|CASCADE Topology V\d)/;

/** The type that a name, a media type or a suffix stands for. */
export function findFileType(name: string): FileType | undefined {
  // The identifiers of STL's two forms count as suffixes.
  const wanted = name.toLowerCase().replace(/^(ascii|bin)stl$/, "stl");
  return fileTypes.find(
    ({ name: own, suffixes, mediaTypes }) => own === wanted || suffixes.includes(wanted) || mediaTypes.includes(wanted),
  );
}

/** The format for the reader of exact solids; undefined for meshes. */
export function solidFormatOf({ name }: FileType): "step" | "iges" | "brep" | undefined {
  return name === "step" || name === "iges" || name === "brep" ? name : undefined;
}

/** The type that content looks like. */
export function recognize(bytes: Uint8Array): FileType | undefined {
  return fileTypes.find(({ looksLike }) => looksLike(bytes));
}

const headBytes = 4096;

function headOf(bytes: Uint8Array): string {
  const head = bytes.subarray(0, headBytes);
  if (head[0] === 0xff && head[1] === 0xfe) return new TextDecoder("utf-16le").decode(head);
  if (head[0] === 0xfe && head[1] === 0xff) return new TextDecoder("utf-16be").decode(head);
  return decodeUtf8(head).replace(/^\ufeff/, "");
}

/** The first line that is neither empty nor a comment. */
function firstLine(bytes: Uint8Array): string {
  const lines = headOf(bytes).split("\n");
  return lines.map((line) => line.trim()).find((line) => line !== "" && !line.startsWith("#")) ?? "";
}

/** The name of the outermost element of an XML document; empty when there is none at the beginning. */
function rootElement(bytes: Uint8Array): string {
  let rest = headOf(bytes).trimStart();
  for (const [start, end] of [
    ["<?", "?>"],
    ["<!--", "-->"],
    ["<!", ">"],
  ] as const) {
    while (rest.startsWith(start)) {
      const at = rest.indexOf(end, start.length);
      if (at < 0) return "";
      rest = rest.slice(at + end.length).trimStart();
    }
  }
  return /^<([\w.-]+)/.exec(rest)?.[1] ?? "";
}

/** No zero byte at the beginning, where binary formats have counts. */
function isText(bytes: Uint8Array): boolean {
  return !bytes.subarray(0, headBytes).includes(0);
}

/** Whether the length fits the count of triangles in the header. */
export function isBinaryStl(bytes: Uint8Array): boolean {
  return bytes.length >= 84 && bytes.length === 84 + 50 * triangleCount(bytes);
}

function triangleCount(bytes: Uint8Array): number {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(80, true);
}

function complainStl(bytes: Uint8Array): string | undefined {
  if (isBinaryStl(bytes)) return undefined;
  if (asciiStl.test(headOf(bytes)) && isText(bytes)) return undefined;
  if (bytes.length < 84) return "an STL file begins with 'solid' or has at least 84 bytes";
  const count = triangleCount(bytes);
  return `the header of a binary STL file tells ${count} triangles, which take ${84 + 50 * count} bytes, not ${bytes.length}`;
}

function complain3mf(bytes: Uint8Array): string | undefined {
  if (!startsWith(bytes, zipSignature)) return "a 3MF file is a ZIP archive";
  if (indexOfText(bytes, "[Content_Types].xml") < 0) return "a 3MF archive has a part [Content_Types].xml";
  return undefined;
}

function complainStep(bytes: Uint8Array): string | undefined {
  if (!stepHeader.test(headOf(bytes))) return "a STEP file begins with 'ISO-10303-21;'";
  if (!decodeUtf8(bytes.subarray(-200)).includes("END-ISO-10303-21;")) return "the end of the STEP file is missing";
  return undefined;
}

function startsWith(bytes: Uint8Array, signature: readonly number[]): boolean {
  return signature.every((byte, at) => bytes[at] === byte);
}

function indexOfText(bytes: Uint8Array, text: string): number {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).indexOf(text);
}

/** Whether some line begins with a word, blanks before and after it. */
function hasLine(bytes: Uint8Array, word: string): boolean {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (const blank of [" ", "\t"]) {
    const start = `${word}${blank}`;
    if (buffer.subarray(0, 2).toString("latin1") === start || buffer.indexOf(`\n${start}`) >= 0) return true;
    if (buffer.indexOf(`\r${start}`) >= 0 || buffer.indexOf(` ${start}`) >= 0) return true;
  }
  return false;
}

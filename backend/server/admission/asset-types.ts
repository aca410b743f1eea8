// Which uploaded files are kept (spec/server.md R-24): the content tells, never the name.
import { type FileTypeName, recognize } from "../../inspect/file-types.ts";

/** Files for import() and surface() that are no solids. */
const flatTypes: Readonly<Record<FlatTypeName, (bytes: Uint8Array) => boolean>> = {
  png: (bytes) => Buffer.from(bytes.subarray(0, 8)).equals(pngSignature),
  svg: (bytes) => /^<(?:svg|\?xml|!)/.test(headOf(bytes)) && headOf(bytes).includes("<svg"),
  dxf: (bytes) => isDxf(headOf(bytes).split(/\r?\n/)),
  // What surface() takes: numbers in rows, and comments.
  dat: (bytes) => /^[-+.\d#]/.test(headOf(bytes)) && headOf(bytes).split("\n").every(isRow),
};

export const flatTypeNames = ["png", "svg", "dxf", "dat"] as const;
export type FlatTypeName = (typeof flatTypeNames)[number];

/** What a file is; undefined for what is none of ours. */
export function assetType(bytes: Uint8Array): FileTypeName | FlatTypeName | undefined {
  return recognize(bytes)?.name ?? flatTypeNames.find((name) => flatTypes[name](bytes));
}

const pngSignature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const headBytes = 4096;

function headOf(bytes: Uint8Array): string {
  return Buffer.from(bytes.subarray(0, headBytes))
    .toString("latin1")
    .replace(/^\xef\xbb\xbf/, "")
    .trimStart();
}

/** Pairs of lines, a number and a value: comments have 999, and a section begins with 0. */
function isDxf(lines: readonly string[]): boolean {
  let at = 0;
  while (lines[at]?.trim() === "999") at += 2;
  return lines[at]?.trim() === "0" && lines[at + 1]?.trim() === "SECTION";
}

function isRow(line: string): boolean {
  return line.startsWith("#") || /^[-+.\deE\s]*$/.test(line);
}

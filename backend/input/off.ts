// Reads OFF, ASCII only (spec/geometry.md §10.4). Vertices are kept as listed, facets keep their size.
import { emptyMesh, type Mesh } from "../csg/geometry.ts";
import { MeshBuilder } from "../csg/mesh-builder.ts";
import type { Rgba } from "../csg/nodes.ts";
import type { Context } from "../shared/context.ts";
import { decodeUtf8 } from "../shared/text.ts";
import { type FileSource, fileError, takeTriangles } from "./file-source.ts";
import { LineScanner, parseNumber, parseWhole } from "./scan.ts";

const HEADER = /^(ST)?(C)?(N)?(4)?(n)?OFF\b(\s*BINARY)?/;
const CHECK_EVERY = 8192;

/** Why a file is not read; the text of the message. */
class BadFile extends Error {}

export function readOff(ctx: Context, source: FileSource): Mesh {
  const lines = new LineScanner(source.bytes);
  const complain = (reason: string): void =>
    fileError(
      ctx,
      source,
      `OFF File line ${lines.number}, ${reason} line '${lines.text}' importing file '${source.path}'`,
    );
  try {
    return readBody(ctx, source, lines, complain);
  } catch (error) {
    if (!(error instanceof BadFile)) throw error;
    complain(error.message);
    return emptyMesh;
  }
}

/** The message for a file that is not there. */
export function reportMissingOff(ctx: Context, source: FileSource): void {
  fileError(ctx, source, `OFF File line 0, File error line '' importing file '${source.path}'`);
}

function readBody(ctx: Context, source: FileSource, lines: LineScanner, complain: (reason: string) => void): Mesh {
  advance(ctx, source, lines, "bad header: end of file");
  readHeader(ctx, source, lines);
  if (lines.countFields() < 3) throw new BadFile("bad header: missing data");
  const vertexCount = nextWhole(lines, "bad header: bad data");
  const facetCount = nextWhole(lines, "bad header: bad data");
  if (vertexCount < 1 || facetCount < 1) throw new BadFile("bad header: not enough data");
  takeTriangles(ctx, source, facetCount);

  const builder = new MeshBuilder();
  for (let i = 0; i < vertexCount; i++) {
    advance(ctx, source, lines, "reading vertices: end of file");
    if (lines.countFields() < 3) throw new BadFile("can't parse vertex: not enough data");
    const x = nextNumber(lines, "can't parse vertex: bad data");
    const y = nextNumber(lines, "can't parse vertex: bad data");
    const z = nextNumber(lines, "can't parse vertex: bad data");
    builder.appendVertex(x, y, z);
  }
  for (let i = 0; i < facetCount; i++) {
    advance(ctx, source, lines, "reading faces: end of file");
    readFacet(lines, builder, vertexCount, complain);
  }
  return builder.build();
}

/** Goes to the next line that says something; comments do not. */
function advance(ctx: Context, source: FileSource, lines: LineScanner, atEnd: string): void {
  while (lines.next()) {
    if (lines.number % CHECK_EVERY === 0) ctx.deadline.check(source.position);
    lines.dropComment();
    if (!lines.isEmpty) return;
  }
  throw new BadFile(atEnd);
}

/** Stops before the counts, which may stand on the header's line. Vertices of other dimensions than 3 are refused. */
function readHeader(ctx: Context, source: FileSource, lines: LineScanner): void {
  const header = HEADER.exec(lines.text.slice(0, 64));
  if (header === null) return;
  const next = (reason: string): void => {
    if (lines.countFields() === 0) advance(ctx, source, lines, reason);
  };
  lines.rewind(header[0].length);
  lines.dropRead();
  if (header[6] !== undefined) throw new BadFile("binary OFF format not supported");
  let dimension = 3;
  if (header[5] !== undefined) {
    next("bad header: missing Ndim");
    dimension = nextWhole(lines, "bad header: bad data for Ndim");
    lines.dropRead();
  }
  if (header[4] !== undefined) dimension++;
  if (dimension !== 3) throw new BadFile(`unhandled vertex dimensions (${dimension})`);
  next("bad header: end of file");
}

/** `count index… [r g b [a]]`. An index that no vertex has is left out. */
function readFacet(
  lines: LineScanner,
  builder: MeshBuilder,
  vertexCount: number,
  complain: (reason: string) => void,
): void {
  const count = nextWhole(lines, "can't parse face: bad data");
  if (count < 0 || lines.countFields() < count) throw new BadFile("can't parse face: missing indices");
  for (let i = 0; i < count; i++) {
    const index = nextWhole(lines, "can't parse face: bad data");
    if (index >= 0 && index < vertexCount) builder.cornerAsIs(index);
    else complain(`ignored bad face vertex index: ${index}`);
  }
  const given = lines.countFields();
  builder.closeFacet(given >= 3 ? readColor(lines, given > 3) : undefined);
}

/** Components are 0..255, or 0..1 where written with a point. */
function readColor(lines: LineScanner, hasAlpha: boolean): Rgba {
  const component = (): number => {
    const field = lines.nextField();
    const text = field === undefined ? "" : decodeUtf8(lines.bytes.subarray(field.start, field.end));
    const value = field === undefined ? undefined : parseNumber(lines.bytes, field.start, field.end);
    if (value === undefined || (!text.includes(".") && !Number.isInteger(value))) throw new BadFile("Parse error");
    const byte = text.includes(".") ? Math.trunc(value * 255) : value;
    return Math.fround(Math.min(255, Math.max(0, byte)) / 255);
  };
  return [component(), component(), component(), hasAlpha ? component() : 1];
}

function nextWhole(lines: LineScanner, reason: string): number {
  const field = lines.nextField();
  const value = field === undefined ? undefined : parseWhole(lines.bytes, field.start, field.end);
  if (value === undefined) throw new BadFile(reason);
  return value;
}

function nextNumber(lines: LineScanner, reason: string): number {
  const value = lines.nextNumber();
  if (value === undefined) throw new BadFile(reason);
  return value;
}

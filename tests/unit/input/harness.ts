// What the tests of the readers share: a context that collects messages, sources, nodes, short forms of results.
import { deflateSync } from "node:zlib";
import { defaultFragments } from "../../../backend/csg/fragments.ts";
import type { Mesh } from "../../../backend/csg/geometry.ts";
import { type ImportNode, noChildren, type SurfaceNode } from "../../../backend/csg/nodes.ts";
import type { FileSource } from "../../../backend/input/file-source.ts";
import { readImport } from "../../../backend/input/read.ts";
import type { ImportedDrawing } from "../../../backend/input/result.ts";
import { zip } from "../../../backend/output/zip.ts";
import { type Context, defaultLanguageOptions } from "../../../backend/shared/context.ts";
import { commandLineLimits, Deadline, LimitError, type Limits } from "../../../backend/shared/limits.ts";
import { MemoryWorld } from "../../../backend/shared/memory-world.ts";
import { formatG } from "../../../backend/shared/number-text.ts";
import { Reporter } from "../../../backend/shared/reporter.ts";
import { SourceMap } from "../../../backend/shared/source.ts";
import { Timer } from "../../../backend/shared/timing.ts";

export interface Setting {
  readonly ctx: Context;
  /** What was printed. */
  readonly lines: string[];
  /** Position in line 2 of the program, where the call stands. */
  readonly position: number;
}

const program = "\nimport();\n";

/** A context in which /project/lib/main.scad is the program and the process works in /project. */
export function setUp(files: Record<string, string | Uint8Array> = {}, limits: Partial<Limits> = {}): Setting {
  const lines: string[] = [];
  const sources = new SourceMap();
  const { base } = sources.add("/project/lib/main.scad", program);
  const world = new MemoryWorld({
    main: program,
    path: "/project/lib/main.scad",
    files: new Map(Object.entries(files)),
  });
  const ctx: Context = {
    world,
    sources,
    report: new Reporter({
      print: { sources, documentRoot: "/project/lib", workingDirectory: "/project" },
      listen: (_, line) => lines.push(line),
    }),
    limits: { ...commandLineLimits, ...limits },
    deadline: new Deadline(Number.POSITIVE_INFINITY),
    timer: new Timer(false),
    options: defaultLanguageOptions,
  };
  return { ctx, lines, position: base + 1 };
}

export function sourceOf({ position }: Setting, path: string, content: string | Uint8Array): FileSource {
  return { path, bytes: typeof content === "string" ? new TextEncoder().encode(content) : content, position };
}

export function importNode(file: string, position: number, changes: Partial<ImportNode> = {}): ImportNode {
  return {
    kind: "import",
    modifiers: 0,
    position,
    children: noChildren,
    file,
    id: undefined,
    layer: undefined,
    origin: [0, 0],
    dpi: 72,
    scale: 1,
    center: false,
    convexity: 1,
    fragments: defaultFragments,
    ...changes,
  };
}

export function surfaceNode(file: string, position: number, changes: Partial<SurfaceNode> = {}): SurfaceNode {
  return {
    kind: "surface",
    modifiers: 0,
    position,
    children: noChildren,
    file,
    center: false,
    invert: false,
    convexity: 1,
    ...changes,
  };
}

/** Imports a file of 3D content: vertices and facets of each mesh, and the messages. */
export function importSolids(
  name: string,
  content: string | Uint8Array,
  changes: Partial<ImportNode> = {},
): { readonly meshes: string[]; readonly lines: string[] } {
  const setting = setUp({ [name]: content });
  const result = readImport(setting.ctx, importNode(name, setting.position, changes));
  if (result.dimension !== 3) throw new Error("2D content");
  return { meshes: result.meshes.map(print), lines: setting.lines };
}

/** Imports a file of 2D content. */
export function importDrawing(
  name: string,
  content: string,
  changes: Partial<ImportNode> = {},
): { readonly drawing: ImportedDrawing; readonly lines: string[] } {
  const setting = setUp({ [name]: content });
  const drawing = readImport(setting.ctx, importNode(name, setting.position, changes));
  if (drawing.dimension !== 2) throw new Error("3D content");
  return { drawing, lines: setting.lines };
}

/** `x,y,z x,y,z … | i j k, i j k …`, then the color of each facet that has one. */
export function print({ positions, offsets, indices, colors, facetColors }: Mesh): string {
  const vertices: string[] = [];
  for (let at = 0; at < positions.length; at += 3) {
    vertices.push([...positions.subarray(at, at + 3)].map(formatG).join());
  }
  const facets: string[] = [];
  for (let facet = 0; facet + 1 < offsets.length; facet++) {
    const color = colors?.[facetColors?.[facet] ?? -1];
    const corners = [...indices.subarray(offsets[facet], offsets[facet + 1])].join(" ");
    facets.push(color === undefined ? corners : `${corners} (${color.map(formatG).join()})`);
  }
  return `${vertices.join(" ")} | ${facets.join(", ")}`;
}

/** The contours of each shape after its matrix: `x,y x,y …`; strokes begin with their parameters. */
export function printDrawing({ shapes }: ImportedDrawing): string[] {
  return shapes.map(({ paths, matrix: [a, b, c, d, e, f] = [1, 0, 0, 1, 0, 0] }) =>
    paths
      .map(({ points, stroke }) => {
        const words = stroke === undefined ? [] : [`${stroke.radius}/${stroke.join}/${stroke.cap}:`];
        for (let at = 0; at < points.length; at += 2) {
          const [x, y] = [points[at] as number, points[at + 1] as number];
          const place = [a * x + c * y + e, b * x + d * y + f];
          words.push(place.map((value) => formatG(Math.round(value * 1e6) / 1e6 + 0)).join());
        }
        return words.join(" ");
      })
      .join(" / "),
  );
}

/** A ZIP archive of texts. */
export function archive(entries: Record<string, string>): Uint8Array {
  return zip(Object.entries(entries).map(([name, text]) => ({ name, bytes: new TextEncoder().encode(text) })));
}

/** The archive with every size and offset moved to the ZIP64 extension, as writers of streams leave them. */
export function wideArchive(bytes: Uint8Array): Uint8Array {
  const old = Buffer.from(bytes);
  const end = old.length - 22;
  const start = old.readUInt32LE(end + 16);
  const count = old.readUInt16LE(end + 10);
  const parts: Buffer[] = [old.subarray(0, start)];
  for (let at = start; at < end; ) {
    const nameLength = old.readUInt16LE(at + 28);
    const entry = Buffer.from(old.subarray(at, at + 46 + nameLength));
    const extra = Buffer.alloc(4 + 4 + 24);
    // A field that is not the extension's stands first.
    extra.writeUInt16LE(0x9999, 0);
    extra.writeUInt16LE(1, 4);
    extra.writeUInt16LE(24, 6);
    [24, 20, 42].forEach((field, i) => {
      extra.writeBigUInt64LE(BigInt(entry.readUInt32LE(field)), 8 + 8 * i);
      entry.writeUInt32LE(0xffffffff, field);
    });
    entry.writeUInt16LE(extra.length, 30);
    parts.push(entry, extra);
    at += 46 + nameLength + old.readUInt16LE(at + 30) + old.readUInt16LE(at + 32);
  }
  const end64 = parts.reduce((sum, part) => sum + part.length, 0);
  const tail = Buffer.alloc(56 + 20 + 22);
  tail.writeUInt32LE(0x06064b50, 0);
  tail.writeBigUInt64LE(BigInt(count), 24);
  tail.writeBigUInt64LE(BigInt(count), 32);
  tail.writeBigUInt64LE(BigInt(start), 48);
  tail.writeUInt32LE(0x07064b50, 56);
  tail.writeBigUInt64LE(BigInt(end64), 56 + 8);
  tail.writeUInt32LE(0x06054b50, 76);
  tail.writeUInt16LE(0xffff, 76 + 8);
  tail.writeUInt16LE(0xffff, 76 + 10);
  tail.writeUInt32LE(0xffffffff, 76 + 16);
  return new Uint8Array(Buffer.concat([...parts, tail]));
}

/** A tetrahedron as ASCII STL. */
export const tetrahedronStl = `solid t
${[
  ["0 0 0", "0 1 0", "1 0 0"],
  ["0 0 0", "1 0 0", "0 0 1"],
  ["1 0 0", "0 1 0", "0 0 1"],
  ["0 1 0", "0 0 0", "0 0 1"],
]
  .map(
    (corners) =>
      ` facet normal 0 0 0\n  outer loop\n${corners.map((c) => `   vertex ${c}\n`).join("")}  endloop\n endfacet\n`,
  )
  .join("")}endsolid t
`;

export const tetrahedron = "0,0,0 0,1,0 1,0,0 0,0,1 | 0 1 2, 0 2 3, 2 1 3, 1 0 3";

/** The limit that a call exceeds; anything else is not expected. */
export function readerError(call: () => unknown): string {
  try {
    call();
  } catch (error) {
    if (error instanceof LimitError) return error.limit;
    throw error;
  }
  return "no error";
}

/** A PNG with the given header and unfiltered rows. */
export function png(
  header: { width: number; height: number; depth: number; color: number; interlace?: number },
  rows: readonly (readonly number[])[],
  extra: readonly (readonly [string, Uint8Array])[] = [],
): Uint8Array {
  const chunk = (type: string, content: Uint8Array): Buffer => {
    const body = Buffer.concat([Buffer.from(type, "latin1"), content]);
    const out = Buffer.alloc(body.length + 8);
    out.writeUInt32BE(content.length, 0);
    body.copy(out, 4);
    out.writeUInt32BE(Bun.hash.crc32(body), body.length + 4);
    return out;
  };
  const ihdr = Buffer.alloc(13);
  ihdr.writeUInt32BE(header.width, 0);
  ihdr.writeUInt32BE(header.height, 4);
  ihdr.set([header.depth, header.color, 0, 0, header.interlace ?? 0], 8);
  const bytes = Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk("IHDR", ihdr),
    ...extra.map(([type, content]) => chunk(type, content)),
    chunk("IDAT", deflateSync(Uint8Array.from(rows.flat()))),
    chunk("IEND", Buffer.alloc(0)),
  ]);
  // A copy: slices of a Buffer would share its memory.
  return new Uint8Array(bytes);
}

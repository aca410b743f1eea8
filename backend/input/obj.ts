// Reads OBJ: `v` and `f` lines (spec/geometry.md §10.4).
import { emptyMesh, type Mesh } from "../csg/geometry.ts";
import { MeshBuilder } from "../csg/mesh-builder.ts";
import type { Context } from "../shared/context.ts";
import { type FileSource, fileError, fileMessage, takeTriangles } from "./file-source.ts";
import { LineScanner, parseWhole } from "./scan.ts";

/** First words of lines that say nothing about the shape. */
const ignored = /^(?:#|vt\b|vn\b|mtllib\b|usemtl\b|[og]\s|s\b|[og]$)/;
const CHECK_EVERY = 8192;
const V = 0x76;
const F = 0x66;
const SLASH = 0x2f;

export function readObj(ctx: Context, source: FileSource): Mesh {
  const lines = new LineScanner(source.bytes);
  const builder = new MeshBuilder();
  const vertices: number[] = [];
  while (lines.next()) {
    if (lines.number % CHECK_EVERY === 0) ctx.deadline.check(source.position);
    if (lines.isEmpty) continue;
    lines.rewind();
    const word = lines.nextField();
    const letter = word !== undefined && word.end - word.start === 1 ? lines.bytes[word.start] : undefined;
    // OpenSCAD's line numbers are one too high.
    const number = lines.number + 1;
    if (letter === V && lines.countFields() === 3) {
      const [x, y, z] = [lines.nextNumber(), lines.nextNumber(), lines.nextNumber()];
      if (x === undefined || y === undefined || z === undefined) {
        const message = `OBJ File line ${number}, can't parse vertex line '${lines.text}' importing file '${source.path}'`;
        fileError(ctx, source, message);
        return emptyMesh;
      }
      vertices.push(builder.vertex(x, y, z));
    } else if (letter === F && lines.countFields() > 0) {
      readFacet(ctx, source, lines, builder, vertices);
      takeTriangles(ctx, source, builder.facetCount);
    } else if (!ignored.test(lines.text)) {
      fileMessage(ctx, source, "warning", `Unrecognized Line  ${lines.text} in line Line ${number}`);
    }
  }
  return builder.build();
}

/** `f a b c …`: indices from 1, what follows a slash is not read. */
function readFacet(
  ctx: Context,
  source: FileSource,
  lines: LineScanner,
  builder: MeshBuilder,
  vertices: readonly number[],
): void {
  for (let field = lines.nextField(); field !== undefined; field = lines.nextField()) {
    const slash = lines.bytes.subarray(field.start, field.end).indexOf(SLASH);
    const index = parseWhole(lines.bytes, field.start, slash < 0 ? field.end : field.start + slash);
    const vertex = vertices[(index ?? 0) - 1];
    if (vertex !== undefined) builder.corner(vertex);
    else if (index === undefined) {
      fileMessage(ctx, source, "warning", `Invalid Face index in File ${source.path} in Line ${lines.number + 1}`);
    } else {
      // OpenSCAD prints the file's name in the place of the index.
      fileMessage(ctx, source, "warning", `Index ${source.path} out of range in Line ${lines.number + 1}`);
    }
  }
  builder.closeFacet();
}

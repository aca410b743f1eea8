// Reads STL, binary and ASCII (spec/geometry.md §10.3).
import type { Mesh } from "../csg/geometry.ts";
import { emptyMesh } from "../csg/geometry.ts";
import { MeshBuilder } from "../csg/mesh-builder.ts";
import type { Context } from "../shared/context.ts";
import { type FileSource, fileError, takeTriangles } from "./file-source.ts";
import { LineScanner } from "./scan.ts";

const encoder = new TextEncoder();
const skipped = ["solid", "facet", "endfacet"].map((word) => encoder.encode(word));
const outerLoop = encoder.encode("outer loop");
const endLoop = encoder.encode("endloop");
const endSolid = encoder.encode("endsolid");
const vertexWord = encoder.encode("vertex");
const solid = encoder.encode("solid");

/** Lines or triangles between two looks at the clock. */
const CHECK_EVERY = 8192;

export function readStl(ctx: Context, source: FileSource): Mesh {
  const { bytes } = source;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length >= 84) {
    const count = view.getUint32(80, true);
    if (bytes.length === 84 + 50 * count) return readBinary(ctx, source, view, count);
    if (solid.every((code, i) => bytes[i] === code)) return readAscii(ctx, source);
  }
  fileError(ctx, source, `STL format not recognized in '${source.path}'.`);
  return emptyMesh;
}

/** Normals and attributes are ignored. */
function readBinary(ctx: Context, source: FileSource, view: DataView, count: number): Mesh {
  takeTriangles(ctx, source, count);
  const builder = new MeshBuilder();
  for (let i = 0; i < count; i++) {
    if (i % CHECK_EVERY === 0) ctx.deadline.check(source.position);
    for (let at = 84 + 50 * i + 12; at < 84 + 50 * i + 48; at += 12) {
      const x = view.getFloat32(at, true);
      builder.corner(builder.vertex(x, view.getFloat32(at + 4, true), view.getFloat32(at + 8, true)));
    }
    builder.closeFacet();
  }
  return builder.build();
}

/** Goes by the beginnings of lines; what fits nothing is ignored. */
function readAscii(ctx: Context, source: FileSource): Mesh {
  const lines = new LineScanner(source.bytes);
  const fail = (reason: string): void => {
    // Of the first line OpenSCAD has read the word already.
    const text = lines.number === 1 ? lines.text.slice(solid.length) : lines.text;
    fileError(ctx, source, `STL line ${lines.number}, ${reason} line '${text}' importing file '${source.path}'`);
  };
  const builder = new MeshBuilder();
  const triangle = new Float64Array(9);
  let corners = 0;
  lines.next();
  while (lines.next()) {
    if (lines.number % CHECK_EVERY === 0) ctx.deadline.check(source.position);
    if (lines.isEmpty || skipped.some((word) => lines.startsWith(word))) continue;
    if (lines.equals(outerLoop)) {
      corners = 0;
    } else if (lines.equals(endLoop)) {
      if (corners < 3) fail("missing vertex");
    } else if (lines.startsWith(endSolid)) {
      return builder.build();
    } else if (corners >= 3) {
      fail("extra vertex");
      return emptyMesh;
    } else if (lines.startsWith(vertexWord)) {
      const read = readVertex(lines, triangle, 3 * corners);
      if (read === "bad number") {
        fail("can't parse vertex");
        return emptyMesh;
      }
      if (read === "ignored" || ++corners < 3) continue;
      for (let at = 0; at < 9; at += 3) {
        builder.corner(builder.vertex(triangle[at] as number, triangle[at + 1] as number, triangle[at + 2] as number));
      }
      builder.closeFacet();
      takeTriangles(ctx, source, builder.facetCount);
    }
  }
  fail("file incomplete");
  return builder.build();
}

/** Reads a line `vertex x y z` into `target` at `at`; one with more fields, or fewer, is ignored. */
function readVertex(lines: LineScanner, target: Float64Array, at: number): "read" | "ignored" | "bad number" {
  lines.rewind();
  const word = lines.nextField();
  if (word === undefined || word.end - word.start !== vertexWord.length || lines.countFields() !== 3) return "ignored";
  for (let axis = 0; axis < 3; axis++) {
    const value = lines.nextNumber();
    if (value === undefined) return "bad number";
    target[at + axis] = value;
  }
  return "read";
}

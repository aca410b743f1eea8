// DXF (AC1006, ASCII): contours as closed LWPOLYLINE entities (spec/geometry.md §11.10).
import type { Polygon } from "../csg/geometry.ts";
import type { Context } from "../shared/context.ts";
import { TextBuffer } from "../shared/text-buffer.ts";
import type { ExportInput } from "./exporter.ts";
import { separatePolygons } from "./polygons.ts";

/** Where the search for the maximum starts: the smallest positive normal double, as in OpenSCAD. */
const SMALLEST = 2.2250738585072014e-308;

/** What follows the extents, up to the first entity. */
const tables = [
  ["  0", "ENDSEC", "  0", "SECTION", "  2", "TABLES"],
  ["  0", "TABLE", "  2", "LTYPE", " 70", "1", "  0", "LTYPE", "  2", "CONTINUOUS", " 70", "64"],
  ["  3", "Solid line", " 72", "65", " 73", "0", " 40", "0.000000", "  0", "ENDTAB"],
  ["  0", "TABLE", "  2", "LAYER", " 70", "6", "  0", "LAYER", "  2", "0", " 70", "64", " 62", "7"],
  ["  6", "CONTINUOUS", "  0", "ENDTAB"],
  ["  0", "TABLE", "  2", "STYLE", " 70", "0", "  0", "ENDTAB", "  0", "ENDSEC"],
  ["  0", "SECTION", "  2", "BLOCKS", "  0", "ENDSEC", "  0", "SECTION", "  2", "ENTITIES"],
]
  .flat()
  .map((line) => `${line}\n`)
  .join("");

/** Several objects are complete files one after another. */
export function writeDxf(_ctx: Context, input: ExportInput): Uint8Array {
  const out = new TextBuffer();
  for (const polygon of separatePolygons(input.geometry)) appendFile(out, polygon);
  return out.finish();
}

function appendFile(out: TextBuffer, polygon: Polygon): void {
  const { minX, minY, maxX, maxY } = extentsOf(polygon);
  out.text("999\nDXF from OpenSCAD\n  0\nSECTION\n  2\nHEADER\n  9\n$ACADVER\n  1\nAC1006\n");
  out.text("  9\n$INSBASE\n 10\n0.0\n 20\n0.0\n 30\n0.0\n");
  appendVariable(out, "$EXTMIN", minX, minY);
  appendVariable(out, "$EXTMAX", maxX, maxY);
  appendVariable(out, "$LINMIN", minX, minY);
  appendVariable(out, "$LINMAX", maxX, maxY);
  out.text(tables);
  for (const { points } of polygon.outlines) appendContour(out, points);
  out.text("  0\nENDSEC\n  0\nEOF\n");
}

function appendVariable(out: TextBuffer, name: string, x: number, y: number): void {
  out.text(`  9\n${name}\n`);
  appendPoint(out, " 10", " 20", x, y);
}

function appendPoint(out: TextBuffer, codeX: string, codeY: string, x: number, y: number): void {
  out.text(`${codeX}\n`).general(x).code(0x0a);
  out.text(`${codeY}\n`).general(y).code(0x0a);
}

/** A closed polyline; one or two points, which no sanitized polygon has, are a POINT and a LINE. */
function appendContour(out: TextBuffer, points: Float64Array): void {
  const count = points.length / 2;
  if (count === 0) return;
  const [entity, type] = count === 1 ? ["POINT", "Point"] : count === 2 ? ["LINE", "Line"] : ["LWPOLYLINE", "Polyline"];
  out.text(`  0\n${entity}\n100\nAcDbEntity\n  8\n0\n100\nAcDb${type}\n`);
  if (count === 2) {
    appendPoint(out, " 10", " 20", points[0] as number, points[1] as number);
    appendPoint(out, " 11", " 21", points[2] as number, points[3] as number);
    return;
  }
  if (count > 2) out.text(` 90\n${count}\n 70\n1\n`);
  for (let i = 0; i < count; i++) {
    appendPoint(out, " 10", " 20", points[2 * i] as number, points[2 * i + 1] as number);
  }
}

function extentsOf({ outlines }: Polygon): { minX: number; minY: number; maxX: number; maxY: number } {
  let minX = Number.MAX_VALUE;
  let minY = Number.MAX_VALUE;
  let maxX = SMALLEST;
  let maxY = SMALLEST;
  for (const { points } of outlines) {
    for (let at = 0; at < points.length; at += 2) {
      minX = Math.min(minX, points[at] as number);
      minY = Math.min(minY, points[at + 1] as number);
      maxX = Math.max(maxX, points[at] as number);
      maxY = Math.max(maxY, points[at + 1] as number);
    }
  }
  return { minX, minY, maxX, maxY };
}

// SVG: one path element per 2D object, in millimeters, y pointing down (spec/geometry.md §11.9).
import type { Polygon } from "../csg/geometry.ts";
import type { Context } from "../shared/context.ts";
import { formatG } from "../shared/number-text.ts";
import { TextBuffer } from "../shared/text-buffer.ts";
import type { ExportInput } from "./exporter.ts";
import { boundsOf, separatePolygons } from "./polygons.ts";
import { readSettings, svgSettings } from "./settings.ts";

export function writeSvg(_ctx: Context, input: ExportInput): Uint8Array {
  const polygons = separatePolygons(input.geometry);
  const settings = readSettings(svgSettings, input.options);
  const strokeWidth = settings["stroke-width"];
  const stroke = settings.stroke ? settings["stroke-color"] : "none";
  const fill = settings.fill ? settings["fill-color"] : "none";

  const padding = settings.stroke ? strokeWidth / 2 : 0;
  const { minX, minY, maxX, maxY } = boundsOf(polygons);
  const x = Math.floor(minX - padding);
  const y = Math.floor(-maxY - padding);
  const width = Math.ceil(maxX + padding) - x;
  const height = Math.ceil(-minY + padding) - y;

  const out = new TextBuffer();
  out.text('<?xml version="1.0" standalone="no"?>\n');
  out.text('<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">\n');
  out.text(`<svg width="${whole(width)}mm" height="${whole(height)}mm" `);
  out.text(`viewBox="${whole(x)} ${whole(y)} ${whole(width)} ${whole(height)}" `);
  out.text('xmlns="http://www.w3.org/2000/svg" version="1.1">\n<title>OpenSCAD Model</title>\n');
  for (const polygon of polygons) {
    out.text('<path d="\n');
    appendPath(out, polygon);
    out.text(`" stroke="${stroke}" fill="${fill}" stroke-width="${formatG(strokeWidth)}"/>\n`);
  }
  out.text("</svg>\n");
  return out.finish();
}

/** Each contour as `M x,y L x,y … z`; a newline follows the vertices 5, 11, 17, … */
function appendPath(out: TextBuffer, { outlines }: Polygon): void {
  for (const { points } of outlines) {
    for (let i = 0; 2 * i < points.length; i++) {
      out.text(i === 0 ? "M " : " L ");
      out.general(points[2 * i] as number).code(0x2c);
      out.general(-(points[2 * i + 1] as number));
      if (i % 6 === 5) out.code(0x0a);
    }
    out.text(" z\n");
  }
}

/** A whole number as C prints an int. */
function whole(value: number): string {
  return String(value + 0);
}

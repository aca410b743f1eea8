// WRL (VRML 2): one indexed face set (spec/geometry.md §11.6).
import { facetCount } from "../csg/geometry.ts";
import type { Context } from "../shared/context.ts";
import { formatG } from "../shared/number-text.ts";
import { TextBuffer } from "../shared/text-buffer.ts";
import { finiteComponent, isValidColor } from "./color-bytes.ts";
import type { ExportInput } from "./exporter.ts";
import { joinedMesh } from "./meshes.ts";

const head = `#VRML V2.0 utf8

Shape {

appearance Appearance { material Material {
ambientIntensity 0.3
diffuseColor 0.97647 0.843137 0.172549
specularColor 0.2 0.2 0.2
shininess 0.3
} }

geometry IndexedFaceSet {

creaseAngle 0.5

coord Coordinate { point [
`;

export function writeWrl(ctx: Context, input: ExportInput): Uint8Array {
  const mesh = joinedMesh(ctx, input.geometry);
  const { positions, offsets, indices, colors, facetColors } = mesh;
  const out = new TextBuffer(1024 + positions.length * 10 + indices.length * 8);
  out.text(head);
  for (let at = 0; at < positions.length; at += 3) {
    out.general(positions[at] as number).code(0x20);
    out.general(positions[at + 1] as number).code(0x20);
    out.general(positions[at + 2] as number);
    out.text(at + 3 < positions.length ? ",\n" : "\n");
  }
  out.text("] }\n\ncoordIndex [\n");
  for (let facet = 0; facet < facetCount(mesh); facet++) {
    for (let at = offsets[facet] as number; at < (offsets[facet + 1] as number); at++) {
      out.whole(indices[at] as number).code(0x2c);
    }
    out.text("-1\n");
  }
  out.text("]\n\n");
  if (colors !== undefined && colors.length > 0) {
    out.text("colorPerVertex FALSE\n\ncolor Color { color [\n");
    for (const color of colors) {
      if (!isValidColor(color)) {
        ctx.report.push({ severity: "warning", code: "export", message: "Invalid color in WRL export" });
      }
      const components = color.slice(0, 3).map(finiteComponent);
      out.text(` ${components.map(formatG).join(" ")},\n`);
    }
    out.text(" 0.976471 0.843137 0.172549, # default colour\n] }\n\ncolorIndex [\n");
    for (let facet = 0; facet < facetCount(mesh); facet++) {
      const color = facetColors?.[facet] ?? -1;
      out.whole(color < 0 ? colors.length : color).code(0x20);
    }
    out.text("]\n\n");
  }
  out.text("}\n\n}\n");
  return out.finish();
}

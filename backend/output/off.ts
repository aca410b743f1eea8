// OFF: vertices and facets of any size, with colors where the mesh has them (spec/geometry.md §11.4).
import { facetCount } from "../csg/geometry.ts";
import type { Rgba } from "../csg/nodes.ts";
import type { Context } from "../shared/context.ts";
import { TextBuffer } from "../shared/text-buffer.ts";
import { colorByte, isValidColor } from "./color-bytes.ts";
import { coordinateForm, type ExportInput } from "./exporter.ts";
import { joinedMesh } from "./meshes.ts";

export function writeOff(ctx: Context, input: ExportInput): Uint8Array {
  const form = coordinateForm(input);
  const mesh = joinedMesh(ctx, input.geometry);
  const { positions, offsets, indices, facetColors } = mesh;
  const facets = facetCount(mesh);
  const colors = mesh.colors?.map((color) => colorText(ctx, color)) ?? [];
  const out = new TextBuffer(64 + positions.length * 10 + indices.length * 8);
  out.text(`OFF\n${positions.length / 3} ${facets} 0\n`);
  for (let at = 0; at < positions.length; at += 3) {
    out[form](positions[at] as number).code(0x20);
    out[form](positions[at + 1] as number).code(0x20);
    out[form](positions[at + 2] as number).code(0x20);
    out.code(0x0a);
  }
  for (let facet = 0; facet < facets; facet++) {
    const end = offsets[facet + 1] as number;
    const start = offsets[facet] as number;
    out.whole(end - start);
    for (let at = start; at < end; at++) out.code(0x20).whole(indices[at] as number);
    const color = colors[facetColors?.[facet] ?? -1];
    if (color !== undefined) out.text(color);
    out.code(0x0a);
  }
  return out.finish();
}

/** ` r g b` or ` r g b a`; opaque is not written. */
function colorText(ctx: Context, color: Rgba): string {
  if (!isValidColor(color)) {
    ctx.report.push({ severity: "warning", code: "export", message: "Invalid color in OFF export" });
  }
  const bytes = color.map(colorByte);
  if (bytes[3] === 255) bytes.length = 3;
  return ` ${bytes.join(" ")}`;
}

// AMF (deprecated, plain XML with CRLF): one object per mesh (spec/geometry.md §11.7).
import type { Mesh } from "../csg/geometry.ts";
import type { Context } from "../shared/context.ts";
import { TextBuffer } from "../shared/text-buffer.ts";
import { openscadVersion } from "../shared/version.ts";
import { coordinateForm, type ExportInput } from "./exporter.ts";
import { triangularMeshes } from "./meshes.ts";
import { escapeXml } from "./xml-text.ts";

export function writeAmf(ctx: Context, input: ExportInput): Uint8Array {
  const message = "AMF export is deprecated. Please use 3MF instead.";
  ctx.report.push({ severity: "deprecated", code: "export", message });
  const out = new TextBuffer();
  const unit = escapeXml(input.options.get("unit") ?? "millimeter");
  out.text(`<?xml version="1.0" encoding="UTF-8"?>\r\n<amf unit="${unit}">\r\n`);
  out.text(` <metadata type="producer">OpenSCAD ${openscadVersion}</metadata>\r\n`);
  for (const [id, mesh] of triangularMeshes(ctx, input.geometry).entries()) {
    out.text(` <object id="${id}">\r\n  <mesh>\r\n`);
    appendMesh(out, mesh, coordinateForm(input));
    out.text("  </mesh>\r\n </object>\r\n");
  }
  out.text("</amf>\r\n");
  return out.finish();
}

/** Vertices with the same text are one vertex; a triangle that loses a corner by that is left out. */
function appendMesh(out: TextBuffer, { positions, indices }: Mesh, form: "general" | "shortest"): void {
  const numbers = new Map<string, number>();
  const renumbered = new Uint32Array(positions.length / 3);
  const decoder = new TextDecoder();
  out.text("   <vertices>\r\n");
  for (let vertex = 0; vertex < renumbered.length; vertex++) {
    const text = new TextBuffer(256);
    for (let axis = 0; axis < 3; axis++) {
      const tag = "xyz"[axis];
      text.text(`     <${tag}>`)[form](positions[3 * vertex + axis] as number);
      text.text(`</${tag}>\r\n`);
    }
    const key = decoder.decode(text.finish());
    let number = numbers.get(key);
    if (number === undefined) {
      number = numbers.size;
      numbers.set(key, number);
      out.text(`    <vertex><coordinates>\r\n${key}    </coordinates></vertex>\r\n`);
    }
    renumbered[vertex] = number;
  }
  out.text("   </vertices>\r\n   <volume>\r\n");
  for (let at = 0; at + 2 < indices.length; at += 3) {
    const corners = [0, 1, 2].map((corner) => renumbered[indices[at + corner] as number] as number);
    if (new Set(corners).size < 3) continue;
    out.text("    <triangle>\r\n");
    for (const [i, corner] of corners.entries()) out.text(`     <v${i + 1}>${corner}</v${i + 1}>\r\n`);
    out.text("    </triangle>\r\n");
  }
  out.text("   </volume>\r\n");
}

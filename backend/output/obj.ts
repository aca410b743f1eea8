// OBJ: vertices and triangles of all objects joined (spec/geometry.md §11.5).
import type { Context } from "../shared/context.ts";
import { TextBuffer } from "../shared/text-buffer.ts";
import { coordinateForm, type ExportInput } from "./exporter.ts";
import { joinedMesh } from "./meshes.ts";

export function writeObj(ctx: Context, input: ExportInput): Uint8Array {
  const form = coordinateForm(input);
  const { positions, offsets, indices } = joinedMesh(ctx, input.geometry);
  const out = new TextBuffer(64 + positions.length * 10 + indices.length * 8);
  out.text("# OpenSCAD obj exporter\n");
  for (let at = 0; at < positions.length; at += 3) {
    out.text("v ")[form](positions[at] as number);
    out.code(0x20)[form](positions[at + 1] as number);
    out.code(0x20)[form](positions[at + 2] as number);
    out.code(0x0a);
  }
  for (let facet = 0; facet + 1 < offsets.length; facet++) {
    out.text("f ");
    for (let at = offsets[facet] as number; at < (offsets[facet + 1] as number); at++) {
      out.code(0x20).whole((indices[at] as number) + 1);
    }
    out.code(0x0a);
  }
  return out.finish();
}

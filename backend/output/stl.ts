// STL, ASCII and binary, of triangular meshes (spec/geometry.md §11.3).
import type { Mesh } from "../csg/geometry.ts";
import type { Context } from "../shared/context.ts";
import { TextBuffer } from "../shared/text-buffer.ts";
import type { ExportInput } from "./exporter.ts";
import { triangularMeshes } from "./meshes.ts";

export function writeAsciiStl(ctx: Context, input: ExportInput): Uint8Array {
  const meshes = triangularMeshes(ctx, input.geometry);
  const out = new TextBuffer(64 + 260 * triangleCount(meshes));
  out.text("solid OpenSCAD_Model\n");
  for (const mesh of meshes) appendAscii(out, mesh);
  out.text("endsolid OpenSCAD_Model\n");
  return out.finish();
}

/** The facets of one mesh. The text of each vertex is made once: a closed mesh uses it about six times. */
function appendAscii(out: TextBuffer, { positions, indices }: Mesh): void {
  const count = positions.length / 3;
  const lines = new TextBuffer(positions.length * 20);
  const starts = new Uint32Array(count + 1);
  for (let vertex = 0; vertex < count; vertex++) {
    lines.text("      vertex ").shortest(positions[3 * vertex] as number);
    lines.code(0x20).shortest(positions[3 * vertex + 1] as number);
    lines.code(0x20).shortest(positions[3 * vertex + 2] as number);
    lines.code(0x0a);
    starts[vertex + 1] = lines.length;
  }
  const normal = new Float64Array(3);
  for (let at = 0; at + 2 < indices.length; at += 3) {
    computeNormal(positions, indices, at, normal);
    out.text("  facet normal ").shortest(normal[0] as number);
    out.code(0x20).shortest(normal[1] as number);
    out.code(0x20).shortest(normal[2] as number);
    out.text("\n    outer loop\n");
    for (let corner = at; corner < at + 3; corner++) {
      const vertex = indices[corner] as number;
      out.copy(lines, starts[vertex] as number, starts[vertex + 1] as number);
    }
    out.text("    endloop\n  endfacet\n");
  }
}

export function writeBinaryStl(ctx: Context, input: ExportInput): Uint8Array {
  const meshes = triangularMeshes(ctx, input.geometry);
  const triangles = triangleCount(meshes);
  if (triangles > 0xffffffff) {
    const message = "Triangle count exceeded 4294967295, so the STL file is not valid";
    ctx.report.push({ severity: "export-error", code: "export", message });
  }
  const bytes = new Uint8Array(84 + 50 * triangles);
  const view = new DataView(bytes.buffer);
  bytes.set(new TextEncoder().encode("OpenSCAD Model\n"));
  view.setUint32(80, triangles, true);
  const normal = new Float64Array(3);
  let to = 84;
  for (const { positions, indices } of meshes) {
    for (let at = 0; at + 2 < indices.length; at += 3, to += 50) {
      computeNormal(positions, indices, at, normal);
      for (let axis = 0; axis < 3; axis++) view.setFloat32(to + 4 * axis, normal[axis] as number, true);
      for (let corner = 0; corner < 3; corner++) {
        const p = 3 * (indices[at + corner] as number);
        for (let axis = 0; axis < 3; axis++) {
          view.setFloat32(to + 12 + 12 * corner + 4 * axis, positions[p + axis] as number, true);
        }
      }
    }
  }
  return bytes;
}

function triangleCount(meshes: readonly Mesh[]): number {
  return meshes.reduce((sum, mesh) => sum + mesh.indices.length / 3, 0);
}

/**
 * (p1 − p0) × (p2 − p0), normalized; stays 0 0 0 if it is exactly that. The squares are added in the order of OpenSCAD's
 * vector library, last two first: the sum decides about the last digit that is written.
 */
function computeNormal(positions: Float64Array, indices: Uint32Array, at: number, normal: Float64Array): void {
  const a = 3 * (indices[at] as number);
  const b = 3 * (indices[at + 1] as number);
  const c = 3 * (indices[at + 2] as number);
  const x = positions[a] as number;
  const y = positions[a + 1] as number;
  const z = positions[a + 2] as number;
  const ux = (positions[b] as number) - x;
  const uy = (positions[b + 1] as number) - y;
  const uz = (positions[b + 2] as number) - z;
  const vx = (positions[c] as number) - x;
  const vy = (positions[c + 1] as number) - y;
  const vz = (positions[c + 2] as number) - z;
  const nx = uy * vz - uz * vy;
  const ny = uz * vx - ux * vz;
  const nz = ux * vy - uy * vx;
  const squared = nx * nx + (ny * ny + nz * nz);
  const length = squared > 0 ? Math.sqrt(squared) : 1;
  normal[0] = nx / length;
  normal[1] = ny / length;
  normal[2] = nz / length;
}

// STL, ASCII and binary, of triangular meshes (spec/geometry.md §11.3).
import type { Mesh } from "../csg/geometry.ts";
import type { Context } from "../shared/context.ts";
import { shortest } from "../shared/text-buffer.ts";
import type { ExportInput } from "./exporter.ts";
import { triangularMeshes } from "./meshes.ts";

const HEAD = "solid OpenSCAD_Model\n";
const TAIL = "endsolid OpenSCAD_Model\n";
const FACET_END = "    endloop\n  endfacet\n";
/** Room for what a facet has besides its vertices, and for a vertex: numbers have up to 24 characters. */
const FACET_ROOM = 54 + 75;
const VERTEX_ROOM = 14 + 75;

/** All of it is written into memory that is known to be large enough: growing it costs as much as a third of the text. */
export function writeAsciiStl(ctx: Context, input: ExportInput): Uint8Array {
  const meshes = triangularMeshes(ctx, input.geometry);
  const texts = meshes.map(vertexTexts);
  const room = meshes.reduce((sum, mesh, k) => sum + roomFor(mesh, texts[k] as VertexTexts), HEAD.length + TAIL.length);
  const out = Buffer.alloc(room);
  let end = out.write(HEAD, 0, "latin1");
  for (const [k, mesh] of meshes.entries()) end = appendAscii(out, end, mesh, texts[k] as VertexTexts);
  end += out.write(TAIL, end, "latin1");
  return new Uint8Array(out.buffer, out.byteOffset, end);
}

/** The text of each vertex is made once: a closed mesh uses it about six times. */
interface VertexTexts {
  readonly bytes: Buffer;
  /** Where the text of a vertex begins; one more than there are vertices. */
  readonly starts: Uint32Array;
}

function vertexTexts({ positions }: Mesh): VertexTexts {
  const count = positions.length / 3;
  const bytes = Buffer.alloc(count * VERTEX_ROOM);
  const starts = new Uint32Array(count + 1);
  let end = 0;
  for (let vertex = 0; vertex < count; vertex++) {
    const x = shortest(positions[3 * vertex] as number);
    const y = shortest(positions[3 * vertex + 1] as number);
    const z = shortest(positions[3 * vertex + 2] as number);
    end += bytes.write(`      vertex ${x} ${y} ${z}\n`, end, "latin1");
    starts[vertex + 1] = end;
  }
  return { bytes, starts };
}

function roomFor({ indices }: Mesh, { starts }: VertexTexts): number {
  let room = (indices.length / 3) * FACET_ROOM;
  for (let k = 0; k < indices.length; k++) {
    const vertex = indices[k] as number;
    room += (starts[vertex + 1] as number) - (starts[vertex] as number);
  }
  return room;
}

/** The facets of one mesh, from `start` on; gives their end. */
function appendAscii(out: Buffer, start: number, { positions, indices }: Mesh, { bytes, starts }: VertexTexts): number {
  const normal = new Float64Array(3);
  let end = start;
  let before = "";
  for (let at = 0; at + 2 < indices.length; at += 3) {
    computeNormal(positions, indices, at, normal);
    const x = shortest(normal[0] as number);
    const y = shortest(normal[1] as number);
    const z = shortest(normal[2] as number);
    end += out.write(`${before}  facet normal ${x} ${y} ${z}\n    outer loop\n`, end, "latin1");
    for (let corner = at; corner < at + 3; corner++) {
      const vertex = indices[corner] as number;
      end += bytes.copy(out, end, starts[vertex] as number, starts[vertex + 1] as number);
    }
    before = FACET_END;
  }
  return end + out.write(before, end, "latin1");
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

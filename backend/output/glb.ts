// GLB (binary glTF 2.0), our own format for viewers: one node per object, one primitive per color. glTF is in meters with
// y up; the nodes scale and turn, the vertices stay in millimeters with z up.
import { facetCount, type Mesh } from "../csg/geometry.ts";
import type { Rgba } from "../csg/nodes.ts";
import type { Context } from "../shared/context.ts";
import { defaultColor } from "./color-bytes.ts";
import type { ExportInput } from "./exporter.ts";
import { triangularMeshes } from "./meshes.ts";

const FLOAT = 5126;
const UNSIGNED_INT = 5125;
const ARRAY_BUFFER = 34962;
const ELEMENT_ARRAY_BUFFER = 34963;

/** −90° about x. */
const upright = [-Math.SQRT1_2, 0, 0, Math.SQRT1_2];

interface Chunk {
  readonly bytes: Uint8Array;
  readonly target: number;
}

export function writeGlb(ctx: Context, input: ExportInput): Uint8Array {
  const chunks: Chunk[] = [];
  const accessors: object[] = [];
  const materials: object[] = [];
  const materialIndex = new Map<string, number>();
  const materialOf = (color: Rgba): number => {
    const key = color.join();
    const known = materialIndex.get(key);
    if (known !== undefined) return known;
    materialIndex.set(key, materials.length);
    return materials.push(material(color)) - 1;
  };

  const fallback = defaultColor(ctx);
  const meshes = triangularMeshes(ctx, input.geometry).map((mesh) => {
    accessors.push({ bufferView: chunks.length, componentType: FLOAT, ...positionFacts(mesh) });
    const position = accessors.length - 1;
    chunks.push({ bytes: bytesOf(Float32Array.from(mesh.positions)), target: ARRAY_BUFFER });
    const primitives = [...trianglesByColor(mesh)].map(([color, indices]) => {
      accessors.push({
        bufferView: chunks.length,
        componentType: UNSIGNED_INT,
        count: indices.length,
        type: "SCALAR",
      });
      chunks.push({ bytes: bytesOf(Uint32Array.from(indices)), target: ELEMENT_ARRAY_BUFFER });
      return {
        attributes: { POSITION: position },
        indices: accessors.length - 1,
        material: materialOf(mesh.colors?.[color] ?? fallback),
      };
    });
    return { primitives };
  });

  let offset = 0;
  const bufferViews = chunks.map(({ bytes, target }) => {
    const view = { buffer: 0, byteOffset: offset, byteLength: bytes.length, target };
    offset += bytes.length;
    return view;
  });
  const scale = [0.001, 0.001, 0.001];
  const document = {
    asset: { version: "2.0", generator: "moicad" },
    scene: 0,
    scenes: [{ nodes: meshes.map((_, i) => i) }],
    nodes: meshes.map((_, mesh) => ({ mesh, rotation: upright, scale })),
    meshes,
    materials,
    accessors,
    bufferViews,
    buffers: [{ byteLength: offset }],
  };
  return container(new TextEncoder().encode(JSON.stringify(document)), chunks, offset);
}

/** Corner indices by color index; −1 is the default color. */
function trianglesByColor(mesh: Mesh): Map<number, number[]> {
  const groups = new Map<number, number[]>();
  for (let facet = 0; facet < facetCount(mesh); facet++) {
    const color = mesh.facetColors?.[facet] ?? -1;
    let group = groups.get(color);
    if (group === undefined) {
      group = [];
      groups.set(color, group);
    }
    for (let at = 3 * facet; at < 3 * facet + 3; at++) group.push(mesh.indices[at] as number);
  }
  return groups;
}

/** Count and the bounds that glTF demands, in single precision. */
function positionFacts({ positions }: Mesh): object {
  const min = [Infinity, Infinity, Infinity];
  const max = [-Infinity, -Infinity, -Infinity];
  for (let at = 0; at < positions.length; at++) {
    const axis = at % 3;
    const value = Math.fround(positions[at] as number);
    min[axis] = Math.min(min[axis] as number, value);
    max[axis] = Math.max(max[axis] as number, value);
  }
  return { count: positions.length / 3, type: "VEC3", min, max };
}

function material(color: Rgba): object {
  const [r, g, b] = color.map(toLinear);
  const alpha = share(color[3]);
  const look = {
    pbrMetallicRoughness: { baseColorFactor: [r, g, b, alpha], metallicFactor: 0, roughnessFactor: 0.6 },
    doubleSided: true,
  };
  return alpha < 1 ? { ...look, alphaMode: "BLEND" } : look;
}

/** Nothing else is allowed, and JSON has no word for what is no number. */
function share(component: number): number {
  return component > 0 ? Math.min(1, component) : 0;
}

/** sRGB to linear, as glTF wants its factors. */
function toLinear(component: number): number {
  const value = share(component);
  return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
}

function bytesOf(array: Float32Array | Uint32Array): Uint8Array {
  return new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
}

/** Header, JSON chunk, binary chunk; all padded to four bytes. */
function container(json: Uint8Array, chunks: readonly Chunk[], binaryLength: number): Uint8Array {
  const jsonLength = Math.ceil(json.length / 4) * 4;
  const total = 12 + 8 + jsonLength + 8 + binaryLength;
  const out = new Uint8Array(total);
  const view = new DataView(out.buffer);
  view.setUint32(0, 0x46546c67, true);
  view.setUint32(4, 2, true);
  view.setUint32(8, total, true);
  view.setUint32(12, jsonLength, true);
  view.setUint32(16, 0x4e4f534a, true);
  out.fill(0x20, 20, 20 + jsonLength);
  out.set(json, 20);
  let at = 20 + jsonLength;
  view.setUint32(at, binaryLength, true);
  view.setUint32(at + 4, 0x004e4942, true);
  at += 8;
  for (const { bytes } of chunks) {
    out.set(bytes, at);
    at += bytes.length;
  }
  return out;
}

// The mesh of one part as bytes, for browsers: single precision around a center in double precision. docs/live-preview.md
// describes the layout; all numbers are little-endian.
import { facetCount, type Geometry, isTriangular, type Mesh, type Polygon } from "../../csg/geometry.ts";
import type { Rgba } from "../../csg/nodes.ts";
import { defaultFaceColors } from "../../shared/context.ts";

const magic = 0x5450434d; // "MCPT"
export const partVersion = 1;
const headerBytes = 72;

/** What has coordinates that single precision cannot hold is empty. A list of objects is no part. */
export function partBytes(geometry: Geometry | null): Uint8Array {
  if (geometry === null) return empty();
  if (geometry.dimension === 2) return polygonBytes(geometry) ?? empty();
  if (geometry.dimension === 3) return meshBytes(geometry) ?? empty();
  throw new Error("a part is one object");
}

interface Header {
  readonly dimension: 0 | 2 | 3;
  readonly vertices: number;
  /** Triangles or outlines. */
  readonly elements: number;
  readonly colors: number;
  readonly bytes: number;
}

function empty(): Uint8Array {
  return begin({ dimension: 0, vertices: 0, elements: 0, colors: 0, bytes: 0 }).bytes;
}

function begin({ dimension, vertices, elements, colors, bytes }: Header) {
  const all = new Uint8Array(headerBytes + bytes);
  const view = new DataView(all.buffer);
  view.setUint32(0, magic, true);
  view.setUint8(4, partVersion);
  view.setUint8(5, dimension);
  view.setUint32(8, vertices, true);
  view.setUint32(12, elements, true);
  view.setUint32(16, colors, true);
  return { bytes: all, view };
}

/** Writes the center and the box, and the coordinates relative to the center. False when they are not finite. */
function place(bytes: Uint8Array, coordinates: Float64Array, dimension: 2 | 3): boolean {
  const min = [0, 0, 0];
  const max = [0, 0, 0];
  for (let axis = 0; axis < dimension; axis++) {
    let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    for (let k = axis; k < coordinates.length; k += dimension) {
      const value = coordinates[k] as number;
      if (value < low) low = value;
      if (value > high) high = value;
    }
    if (low <= high) [min[axis], max[axis]] = [low, high];
  }
  const center = min.map((low, axis) => (low + (max[axis] as number)) / 2);
  const view = new DataView(bytes.buffer);
  for (let axis = 0; axis < 3; axis++) {
    const middle = center[axis] as number;
    view.setFloat64(24 + 8 * axis, middle, true);
    view.setFloat32(48 + 4 * axis, (min[axis] as number) - middle, true);
    view.setFloat32(60 + 4 * axis, (max[axis] as number) - middle, true);
  }
  const placed = new Float32Array(bytes.buffer, headerBytes, coordinates.length);
  let sum = 0;
  for (let k = 0; k < coordinates.length; k++) {
    placed[k] = (coordinates[k] as number) - (center[k % dimension] as number);
    sum += placed[k] as number;
  }
  return Number.isFinite(sum);
}

function meshBytes(mesh: Mesh): Uint8Array | undefined {
  if (!isTriangular(mesh)) throw new Error("the mesh was not tessellated before writing");
  const { positions, indices } = mesh;
  const triangles = facetCount(mesh);
  const { palette, colorOf } = paletteOf(mesh);
  const colorBytes = palette.length === 0 ? 0 : 16 * palette.length + 4 * triangles;
  const { bytes } = begin({
    dimension: 3,
    vertices: positions.length / 3,
    elements: triangles,
    colors: palette.length,
    bytes: 4 * positions.length + 4 * indices.length + colorBytes,
  });
  if (!place(bytes, positions, 3)) return undefined;
  let at = headerBytes + 4 * positions.length;
  new Uint32Array(bytes.buffer, at, indices.length).set(indices);
  at += 4 * indices.length;
  if (palette.length > 0) {
    new Float32Array(bytes.buffer, at, 4 * palette.length).set(palette.flat());
    new Int32Array(bytes.buffer, at + 16 * palette.length, triangles).set(colorOf);
  }
  return bytes;
}

/** The colors that are not the default one, which viewers choose. */
function paletteOf({ colors = [], facetColors }: Mesh): { palette: readonly Rgba[]; colorOf: Int32Array } {
  const isDefault = (color: Rgba): boolean => color.every((part, k) => part === defaultFaceColors.front[k]);
  const palette: Rgba[] = [];
  const places = colors.map((color) =>
    isDefault(color) || color.some((part) => part < 0) ? -1 : palette.push(color) - 1,
  );
  return { palette, colorOf: (facetColors ?? new Int32Array(0)).map((color) => places[color] ?? -1) };
}

function polygonBytes({ outlines }: Polygon): Uint8Array | undefined {
  const points = outlines.reduce((sum, outline) => sum + outline.points.length, 0);
  const { bytes } = begin({
    dimension: 2,
    vertices: points / 2,
    elements: outlines.length,
    colors: 0,
    bytes: 4 * points + 8 * outlines.length,
  });
  const coordinates = new Float64Array(points);
  const ends = new Uint32Array(bytes.buffer, headerBytes + 4 * points, outlines.length);
  const holes = new Uint32Array(bytes.buffer, headerBytes + 4 * points + 4 * outlines.length, outlines.length);
  let at = 0;
  for (const [k, outline] of outlines.entries()) {
    coordinates.set(outline.points, at);
    at += outline.points.length;
    ends[k] = at / 2;
    holes[k] = outline.positive ? 0 : 1;
  }
  return place(bytes, coordinates, 2) ? bytes : undefined;
}

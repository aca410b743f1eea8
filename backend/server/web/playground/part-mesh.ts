// The mesh of a part of a live scene, out of its bytes (docs/live-preview.md).
import type { Outline } from "./api.ts";

export interface PartMesh {
  readonly dimension: 0 | 2 | 3;
  /** Relative to the center: three numbers for each vertex, two in a flat part. */
  readonly positions: Float32Array;
  readonly center: readonly [number, number, number];
  readonly triangles: Uint32Array;
  /** Red, green, blue, opacity from 0 to 1 of each color. */
  readonly colors: Float32Array;
  /** By triangle; −1 for none. Empty when there are no colors. */
  readonly triangleColors: Int32Array;
  /** Of a flat part, where it stands. */
  readonly outlines: readonly Outline[];
}

const headBytes = 72;

export function readPart(bytes: ArrayBuffer): PartMesh {
  const view = new DataView(bytes);
  const dimension = view.getUint8(5) as PartMesh["dimension"];
  const vertices = view.getUint32(8, true);
  const elements = view.getUint32(12, true);
  const colorCount = view.getUint32(16, true);
  const center = [24, 32, 40].map((at) => view.getFloat64(at, true)) as [number, number, number];
  const positions = new Float32Array(bytes, headBytes, vertices * (dimension === 2 ? 2 : 3));
  const after = headBytes + positions.byteLength;
  if (dimension !== 3) {
    const outlines = dimension === 2 ? outlinesOf(bytes, after, elements, positions, center) : [];
    return { ...nothing, dimension, positions, center, outlines };
  }
  const triangles = new Uint32Array(bytes, after, 3 * elements);
  const colorsAt = after + triangles.byteLength;
  if (colorCount === 0) return { ...nothing, dimension, positions, center, triangles };
  const colors = new Float32Array(bytes, colorsAt, 4 * colorCount);
  const triangleColors = new Int32Array(bytes, colorsAt + colors.byteLength, elements);
  return { dimension, positions, center, triangles, colors, triangleColors, outlines: [] };
}

const nothing = {
  triangles: new Uint32Array(0),
  colors: new Float32Array(0),
  triangleColors: new Int32Array(0),
  outlines: [],
};

function outlinesOf(
  bytes: ArrayBuffer,
  at: number,
  count: number,
  positions: Float32Array,
  center: readonly number[],
): Outline[] {
  const ends = new Uint32Array(bytes, at, count);
  const holes = new Uint32Array(bytes, at + 4 * count, count);
  return Array.from(ends, (end, k) => {
    const begin = k === 0 ? 0 : (ends[k - 1] as number);
    const points = Array.from(positions.subarray(2 * begin, 2 * end), (value, i) => value + (center[i % 2] as number));
    return { points, hole: holes[k] === 1 };
  });
}

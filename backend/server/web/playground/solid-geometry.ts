// A mesh as WebGL wants it: corners of triangles around the middle of the box, opaque ones first, and the lines where
// faces meet at an angle.
import type { Mesh } from "./api.ts";

export interface SolidGeometry {
  /** x, y, z of every corner of every triangle, relative to `center`. */
  readonly corners: Float32Array<ArrayBuffer>;
  /** Red, green, blue, opacity of every corner, 0 to 255. */
  readonly colors: Uint8Array<ArrayBuffer>;
  readonly opaqueCorners: number;
  /** x, y, z of both ends of every line. */
  readonly edges: Float32Array<ArrayBuffer>;
  readonly center: readonly [number, number, number];
  /** Of the ball around `center` that holds everything. */
  readonly radius: number;
}

interface Surface {
  readonly positions: ArrayLike<number>;
  readonly triangles: ArrayLike<number>;
}

export const defaultColor = [249, 215, 44, 255] as const;
/** Faces that meet at less than 25 degrees look like one curved surface. */
const creaseCosine = Math.cos((25 * Math.PI) / 180);

/** The box must be that of the mesh. */
export function solidGeometry(mesh: Mesh, box: { readonly min: number[]; readonly max: number[] }): SolidGeometry {
  const { positions, triangles } = mesh;
  const center = [0, 1, 2].map((axis) => ((box.min[axis] as number) + (box.max[axis] as number)) / 2);
  const [cx, cy, cz] = center as [number, number, number];
  const radius = Math.hypot(...[0, 1, 2].map((axis) => (box.max[axis] as number) - (box.min[axis] as number))) / 2;
  const colorOf = paletteOf(mesh);
  const order = drawingOrder(mesh, colorOf);
  const corners = new Float32Array(3 * triangles.length);
  const colors = new Uint8Array(4 * triangles.length);
  let at = 0;
  for (const triangle of order.triangles) {
    const color = colorOf(triangle);
    for (let k = 0; k < 3; k++, at++) {
      const vertex = 3 * (triangles[3 * triangle + k] as number);
      corners[3 * at] = (positions[vertex] as number) - cx;
      corners[3 * at + 1] = (positions[vertex + 1] as number) - cy;
      corners[3 * at + 2] = (positions[vertex + 2] as number) - cz;
      colors.set(color, 4 * at);
    }
  }
  const edges = Float32Array.from(creases(mesh), (value, i) => value - (center[i % 3] as number));
  return { corners, colors, opaqueCorners: 3 * order.opaque, edges, center: [cx, cy, cz], radius };
}

type ColorOf = (triangle: number) => ArrayLike<number>;

function paletteOf({ colors, triangleColors }: Mesh): ColorOf {
  const palette = colors?.map((color) => color.map((part) => Math.round(255 * part)));
  return (triangle) => palette?.[triangleColors?.[triangle] ?? -1] ?? defaultColor;
}

function drawingOrder(mesh: Mesh, colorOf: ColorOf): { readonly triangles: number[]; readonly opaque: number } {
  const opaque: number[] = [];
  const clear: number[] = [];
  for (let triangle = 0; triangle < mesh.triangles.length / 3; triangle++)
    (colorOf(triangle)[3] === 255 ? opaque : clear).push(triangle);
  return { triangles: opaque.concat(clear), opaque: opaque.length };
}

/** Coordinates of the ends of every edge whose faces meet at an angle, or that has one face only. */
export function creases({ positions, triangles }: Surface): number[] {
  const normals = faceNormals({ positions, triangles });
  const vertices = positions.length / 3;
  const found: number[] = [];
  const add = (a: number, b: number): void => {
    for (const vertex of [a, b])
      for (let axis = 0; axis < 3; axis++) found.push(positions[3 * vertex + axis] as number);
  };
  const waiting = new Map<number, number>();
  for (let corner = 0; corner < triangles.length; corner++) {
    const triangle = Math.floor(corner / 3);
    const a = triangles[corner] as number;
    const b = triangles[corner % 3 === 2 ? corner - 2 : corner + 1] as number;
    const key = Math.min(a, b) * vertices + Math.max(a, b);
    const other = waiting.get(key);
    if (other === undefined) {
      waiting.set(key, triangle);
      continue;
    }
    waiting.delete(key);
    let cosine = 0;
    for (let axis = 0; axis < 3; axis++)
      cosine += (normals[3 * triangle + axis] as number) * (normals[3 * other + axis] as number);
    if (cosine < creaseCosine) add(a, b);
  }
  for (const key of waiting.keys()) add(Math.floor(key / vertices), key % vertices);
  return found;
}

/** Unit normals; a triangle without area gets zero. */
function faceNormals({ positions, triangles }: Surface): Float64Array {
  const normals = new Float64Array(triangles.length);
  const at = (corner: number, axis: number): number => positions[3 * (triangles[corner] as number) + axis] as number;
  for (let first = 0; first < triangles.length; first += 3) {
    const [ux, uy, uz] = [0, 1, 2].map((axis) => at(first + 1, axis) - at(first, axis)) as [number, number, number];
    const [vx, vy, vz] = [0, 1, 2].map((axis) => at(first + 2, axis) - at(first, axis)) as [number, number, number];
    const normal = [uy * vz - uz * vy, uz * vx - ux * vz, ux * vy - uy * vx] as const;
    const length = Math.hypot(...normal) || 1;
    for (let axis = 0; axis < 3; axis++) normals[first + axis] = (normal[axis] as number) / length;
  }
  return normals;
}

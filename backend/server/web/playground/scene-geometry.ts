// A live scene as WebGL wants it. What a part gives is kept as long as the part stays: an edit changes few of them.
import { boxOfOutlines, type FlatGeometry } from "./flat-view.ts";
import type { Part, Scene } from "./live.ts";
import type { PartMesh } from "./part-mesh.ts";
import { creases, defaultColor, type SolidGeometry } from "./solid-geometry.ts";

export interface Box {
  readonly min: number[];
  readonly max: number[];
}

/** A part where it stands. */
interface Piece {
  readonly mesh: PartMesh;
  /** x, y, z of every corner of every triangle. */
  readonly corners: Float32Array;
  readonly colors: Uint8Array;
  readonly edges: Float32Array;
  readonly isOpaque: boolean;
  readonly box: Box;
  readonly ghost: boolean;
}

const highlightColor = [255, 81, 81, 128] as const;
const backgroundColor = [180, 180, 180, 70] as const;
const identity = [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1] as const;

export class SceneGeometry {
  #pieces = new Map<string, Piece>();

  /** The solids of a scene, and the box of the model; undefined without any. */
  solid({ parts, meshes }: Scene): { readonly geometry: SolidGeometry; readonly box: Box } | undefined {
    const kept = new Map<string, Piece>();
    const pieces: Piece[] = [];
    for (const part of parts) {
      const mesh = meshes.get(part.key);
      if (mesh === undefined || mesh.dimension !== 3 || mesh.triangles.length === 0) continue;
      const name = JSON.stringify(part);
      const known = kept.get(name) ?? this.#pieces.get(name);
      // A final mesh takes the place of a draft.
      const piece = known?.mesh === mesh ? known : makePiece(part, mesh);
      kept.set(name, piece);
      pieces.push(piece);
    }
    this.#pieces = kept;
    if (pieces.length === 0) return undefined;
    const own = pieces.filter(({ ghost }) => !ghost);
    return { geometry: joined(pieces), box: boxOf(own.length > 0 ? own : pieces) };
  }
}

/** The flat parts of a scene; undefined without any. Ghosts do not count where the model is. */
export function flatGeometry({ parts, meshes }: Scene): FlatGeometry | undefined {
  const pieces = parts.flatMap((part) => {
    const outlines = meshes.get(part.key)?.outlines ?? [];
    return outlines.length === 0 ? [] : [{ outlines, color: flatColor(part), ghost: part.ghost === true }];
  });
  if (pieces.length === 0) return undefined;
  const own = pieces.filter(({ ghost }) => !ghost);
  const box = boxOfOutlines((own.length > 0 ? own : pieces).flatMap(({ outlines }) => outlines));
  // What can be seen through is drawn last.
  return { pieces: [...own, ...pieces.filter(({ ghost }) => ghost)], box };
}

function flatColor({ color, modifier }: Part): string | undefined {
  if (modifier !== undefined) return cssColor(modifier === "highlight" ? highlightColor : backgroundColor);
  return color?.every((part) => part >= 0) ? cssColor(color.map((part) => 255 * part)) : undefined;
}

/** From red, green, blue and opacity, 0 to 255. */
function cssColor([red = 0, green = 0, blue = 0, opacity = 255]: readonly number[]): string {
  return `rgb(${red} ${green} ${blue} / ${opacity / 255})`;
}

function makePiece({ matrix = identity, color, modifier, ghost = false }: Part, mesh: PartMesh): Piece {
  const { positions, triangles, center } = mesh;
  const placed = new Float32Array(positions.length);
  const box: Box = { min: [Infinity, Infinity, Infinity], max: [-Infinity, -Infinity, -Infinity] };
  for (let at = 0; at < positions.length; at += 3) {
    const p = [0, 1, 2].map((axis) => (positions[at + axis] as number) + (center[axis] as number));
    for (let row = 0; row < 3; row++) {
      let value = matrix[4 * row + 3] as number;
      for (let column = 0; column < 3; column++) value += (matrix[4 * row + column] as number) * (p[column] as number);
      placed[at + row] = value;
      if (value < (box.min[row] as number)) box.min[row] = value;
      if (value > (box.max[row] as number)) box.max[row] = value;
    }
  }
  const corners = new Float32Array(3 * triangles.length);
  const colors = new Uint8Array(4 * triangles.length);
  const colorOf = colorFinder(mesh, color, modifier);
  let isOpaque = true;
  for (let k = 0; k < triangles.length; k++) {
    const vertex = 3 * (triangles[k] as number);
    corners.set(placed.subarray(vertex, vertex + 3), 3 * k);
    const tint = colorOf(Math.floor(k / 3));
    colors.set(tint, 4 * k);
    if (tint[3] !== 255) isOpaque = false;
  }
  const edges = Float32Array.from(creases({ positions: placed, triangles }));
  return { mesh, corners, colors, edges, isOpaque, box, ghost };
}

function colorFinder(
  { colors, triangleColors }: PartMesh,
  color: Part["color"],
  modifier: Part["modifier"],
): (triangle: number) => readonly number[] {
  if (modifier !== undefined) return () => (modifier === "highlight" ? highlightColor : backgroundColor);
  const bytes = (from: ArrayLike<number>): number[] => Array.from(from, (part) => Math.round(255 * part));
  if (color?.every((part) => part >= 0)) {
    const own = bytes(color);
    return () => own;
  }
  const palette = Array.from({ length: colors.length / 4 }, (_, k) => bytes(colors.subarray(4 * k, 4 * k + 4)));
  return (triangle) => palette[triangleColors[triangle] ?? -1] ?? defaultColor;
}

/** Opaque pieces first. */
function joined(pieces: readonly Piece[]): SolidGeometry {
  const { min, max } = boxOf(pieces);
  const center = [0, 1, 2].map((axis) => ((min[axis] as number) + (max[axis] as number)) / 2) as [
    number,
    number,
    number,
  ];
  const radius = Math.hypot(...[0, 1, 2].map((axis) => (max[axis] as number) - (min[axis] as number))) / 2;
  const sorted = [...pieces.filter(({ isOpaque }) => isOpaque), ...pieces.filter(({ isOpaque }) => !isOpaque)];
  const sum = (length: (piece: Piece) => number): number => sorted.reduce((total, piece) => total + length(piece), 0);
  const corners = new Float32Array(sum((piece) => piece.corners.length));
  const colors = new Uint8Array(sum((piece) => piece.colors.length));
  const edges = new Float32Array(sum((piece) => piece.edges.length));
  const at = { corners: 0, colors: 0, edges: 0 };
  for (const piece of sorted) {
    corners.set(piece.corners, at.corners);
    colors.set(piece.colors, at.colors);
    edges.set(piece.edges, at.edges);
    at.corners += piece.corners.length;
    at.colors += piece.colors.length;
    at.edges += piece.edges.length;
  }
  for (const list of [corners, edges])
    for (let k = 0; k < list.length; k++) list[k] = (list[k] as number) - (center[k % 3] as number);
  const opaqueCorners = sum((piece) => (piece.isOpaque ? piece.corners.length / 3 : 0));
  return { corners, colors, opaqueCorners, edges, center, radius };
}

function boxOf(pieces: readonly Piece[]): Box {
  const outermost = (side: "min" | "max", pick: (...values: number[]) => number): number[] =>
    [0, 1, 2].map((axis) => pieces.map(({ box }) => box[side][axis] as number).reduce((a, b) => pick(a, b)));
  return { min: outermost("min", Math.min), max: outermost("max", Math.max) };
}

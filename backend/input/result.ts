// What reading a file gives: plain data for the kernel. Everything that needs a 2D or 3D Boolean (uniting the objects of
// a file, stroking open SVG paths, sanitizing) is left to the kernel and described here as data.
import type { Mesh } from "../csg/geometry.ts";
import type { Vec2 } from "../csg/nodes.ts";

/** How an open path of an SVG becomes an area (spec/geometry.md §10.6). */
export interface Stroke {
  /** Half of the stroke width, in the units of the path: the distance of the Clipper offset. */
  readonly radius: number;
  readonly join: "round" | "square" | "miter";
  readonly cap: "butt" | "round" | "square";
}

/** One path of a shape: x0, y0, x1, y1, … */
export interface ShapePath {
  readonly points: Float64Array;
  /** Undefined: a closed contour. Else an open path; the contours of its offset take its place. Miter limit 2, arc tolerance radius/500. */
  readonly stroke?: Stroke;
}

/** `a b c d e f` of x' = a·x + c·y + e, y' = b·x + d·y + f. */
export type Affine = readonly [number, number, number, number, number, number];

/** One 2D object: the contours of all its paths together are filled even-odd. */
export interface ImportedShape {
  readonly paths: readonly ShapePath[];
  /** Applied to the contours after strokes have been offset. Undefined: none. */
  readonly matrix?: Affine;
}

/**
 * A file with 2D content. The kernel offsets strokes, applies the matrices, moves the center of the bounding box of all
 * contours to `center` if that is given, sanitizes each shape (even-odd) and unites the shapes (non-zero).
 */
export interface ImportedDrawing {
  readonly dimension: 2;
  readonly shapes: readonly ImportedShape[];
  readonly center?: Vec2;
}

/** A file with 3D content, already centered where asked for. No mesh: empty. Several meshes: the kernel unites them. */
export interface ImportedSolids {
  readonly dimension: 3;
  readonly meshes: readonly Mesh[];
}

export type ImportResult = ImportedDrawing | ImportedSolids;

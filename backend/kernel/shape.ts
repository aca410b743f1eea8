// The shapes of the mesh kernel. 2D shapes and what primitives and extrusions make are plain data; what Booleans make lives
// in the memory of a library until it is written.
import { facetCount, type Geometry, type Mesh, type Polygon } from "../csg/geometry.ts";
import { soleOperand } from "../csg/key.ts";
import type { FaceColors } from "../shared/context.ts";
import type { Operand, ShapeSize } from "./kernel.ts";
import { meshOf } from "./manifold/convert.ts";
import { Solid } from "./manifold/solid.ts";

/** The results of a lazy-union list: its parent takes them one by one (spec/geometry.md §5.2). */
export interface ShapeList {
  readonly dimension: "list";
  readonly operands: readonly Operand<Single>[];
}

/** One object. */
export type Single = Polygon | Mesh | Solid;
export type Shape = Single | ShapeList;

export function isEmptyShape(shape: Single): boolean {
  if (shape instanceof Solid) return shape.isEmpty;
  return shape.dimension === 2 ? shape.outlines.length === 0 : facetCount(shape) === 0;
}

/** The operands of a node with lists taken apart. An empty polygon that a node passed through has become nothing. */
export function flatten(operands: readonly Operand<Shape>[]): readonly Operand<Single>[] {
  if (operands.every(isPlain)) return operands;
  return operands.flatMap((operand): readonly Operand<Single>[] => {
    const { node, shape } = operand;
    if (isPlain(operand)) return [operand];
    return shape?.dimension === "list" ? shape.operands : [{ node, shape: null }];
  });
}

/** Neither a list nor an empty polygon that was passed through. The latter shares its key with the polygon itself, so that it changes only here. */
function isPlain(operand: Operand<Shape>): operand is Operand<Single> {
  const { node, shape } = operand;
  if (shape === null || shape.dimension === 3) return true;
  return shape.dimension === 2 && (shape.outlines.length > 0 || soleOperand(node) === undefined);
}

/** Plain data, independent of any library. */
export function geometryOf(shape: Shape, scheme?: FaceColors): Geometry {
  if (shape instanceof Solid) return meshOf(shape, scheme);
  if (shape.dimension !== "list") return shape;
  const items = shape.operands.flatMap(({ shape: item }) => (item === null ? [] : [item]));
  return { dimension: "list", items: items.map((item) => (item instanceof Solid ? meshOf(item, scheme) : item)) };
}

/** OpenSCAD's own estimate, which its report shows (spec/geometry.md §5.4). */
export function sizeOf(shape: Shape | null): ShapeSize {
  if (shape === null || shape.dimension === "list") return { cache: "shapes", bytes: 0 };
  if (shape instanceof Solid) return { cache: "solids", bytes: 250 * shape.vertices };
  if (shape.dimension === 3) {
    return { cache: "shapes", bytes: 4 * shape.indices.length + 24 * shape.positions.length + 184 };
  }
  return { cache: "shapes", bytes: shape.outlines.reduce((sum, { points }) => sum + 8 * points.length + 32, 48) };
}

/** Adds an owner. */
export function retain(shape: Shape): void {
  if (shape instanceof Solid) shape.retain();
  else if (shape.dimension === "list") for (const operand of shape.operands) if (operand.shape) retain(operand.shape);
}

/** Takes an owner away; without any, what the shape holds in a library's memory is freed. */
export function release(shape: Shape): void {
  if (shape instanceof Solid) shape.release();
  else if (shape.dimension === "list") for (const operand of shape.operands) if (operand.shape) release(operand.shape);
}

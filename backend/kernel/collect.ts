// Which children of a node count: the dimension rule and its messages (spec/geometry.md §5.1).
import { emptyPolygon, type Mesh, type Polygon } from "../csg/geometry.ts";
import type { CsgNode } from "../csg/nodes.ts";
import type { Context } from "../shared/context.ts";
import type { Operand } from "./kernel.ts";
import type { Solid } from "./manifold/solid.ts";
import { flatten, isEmptyShape, type Shape, type Single } from "./shape.ts";

/** A 3D operand; null for an empty one. */
export interface SolidOperand {
  readonly node: CsgNode;
  readonly shape: Mesh | Solid | null;
}

/** What a node's operation works on. Operands that are empty or of the other dimension are empty operands, not left out. */
export type Collected =
  | { readonly dimension: 2; readonly polygons: readonly Polygon[] }
  | { readonly dimension: 3; readonly solids: readonly SolidOperand[] };

/** Undefined when no operand gives any geometry. */
export function collect(ctx: Context, operands: readonly Operand<Shape>[]): Collected | undefined {
  const flat = flatten(operands);
  const dimension = findDimension(ctx, flat);
  if (dimension === undefined) return undefined;
  return dimension === 2
    ? { dimension, polygons: collectPolygons(ctx, flat) }
    : { dimension, solids: collectSolids(ctx, flat) };
}

/** For nodes that take 2D children only. Empty operands are empty polygons. */
export function collectPolygons(ctx: Context, operands: readonly Operand<Shape>[]): readonly Polygon[] {
  return flatten(operands).map(({ node, shape }) => {
    if (shape?.dimension !== 3) return shape ?? emptyPolygon;
    warn(ctx, node, "Ignoring 3D child object for 2D operation");
    return emptyPolygon;
  });
}

/** For nodes that take 3D children only. */
export function collectSolids(ctx: Context, operands: readonly Operand<Shape>[]): readonly SolidOperand[] {
  return flatten(operands).map(({ node, shape }) => {
    if (shape?.dimension === 2) warn(ctx, node, "Ignoring 2D child object for 3D operation");
    return { node, shape: shape?.dimension === 3 && !isEmptyShape(shape) ? shape : null };
  });
}

/** The first result decides, even if it is empty. */
function findDimension(ctx: Context, operands: readonly Operand<Single>[]): 2 | 3 | undefined {
  let dimension: 2 | 3 | undefined;
  for (const { node, shape } of operands) {
    if (shape === null) continue;
    dimension ??= shape.dimension;
    if (shape.dimension === dimension || isEmptyShape(shape)) continue;
    warn(ctx, node, "Mixing 2D and 3D objects is not supported");
    break;
  }
  return dimension;
}

function warn(ctx: Context, { position }: CsgNode, message: string): void {
  ctx.report.push({ severity: "warning", code: "mixing-dimensions", message, position });
}

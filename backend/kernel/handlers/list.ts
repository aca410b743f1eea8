// Handlers of the root and of lazy-union lists: the experimental way to keep objects apart (spec/geometry.md §5.2).
import type { Context } from "../../shared/context.ts";
import type { Engines } from "../engines.ts";
import type { Operand } from "../kernel.ts";
import { flatten, isEmptyShape, type Shape, type ShapeList } from "../shape.ts";
import { unite } from "./combine.ts";

type Operands = readonly Operand<Shape>[];

/** The parent takes the operands one by one. */
export function list(operands: Operands): ShapeList {
  return { dimension: "list", operands: flatten(operands) };
}

/**
 * A union, or, with lazy union, the objects as they are, up to the first of another dimension. An empty first one counts
 * for that, too (spec/geometry.md §5.1).
 */
export function root(ctx: Context, engines: Engines, operands: Operands): Shape | null {
  if (!ctx.options.features.has("lazy-union")) return unite(ctx, engines, operands);
  const results = flatten(operands).filter(({ shape }) => shape !== null);
  const dimension = results[0]?.shape?.dimension;
  const objects = results.filter(({ shape }) => shape !== null && !isEmptyShape(shape));
  const end = objects.findIndex(({ shape }) => shape?.dimension !== dimension);
  if (end !== -1) {
    const message = "Mixing 2D and 3D objects is not supported.";
    ctx.report.push({ severity: "warning", code: "mixing-dimensions", message });
  }
  const alike = end === -1 ? objects : objects.slice(0, end);
  return alike.length > 1 ? { dimension: "list", operands: alike } : (alike[0]?.shape ?? null);
}

// Booleans of solids (spec/geometry.md §8.4), in the library's list forms: one evaluation for all operands.
import type { Context } from "../../shared/context.ts";
import { LimitError } from "../../shared/limits.ts";
import { standApart } from "./boxes.ts";
import type { BooleanOperation, ManifoldEngine } from "./engine.ts";
import { mergeOrigins, subtractOrigins } from "./origins.ts";
import { Solid } from "./solid.ts";

/** Solids that stand beside one another, if there are no more of them, are put together only when an operation needs it. */
const MOST_PARTS = 1000;

/** The union of two or more solids. Those whose boxes do not meet stay as they are, beside one another. */
export function uniteSolids(ctx: Context, engine: ManifoldEngine, operands: readonly Solid[]): Solid {
  if (countParts(operands) > MOST_PARTS || !standApart(operands)) return combineSolids(ctx, engine, "union", operands);
  checkTriangles(ctx, countTriangles(operands));
  return Solid.beside(engine, operands);
}

/** More triangles are united also for a hull: what lies within the union would be kept, again and again from level to level. */
const MOST_GATHERED = 80_000;

/** What has the hull of the union of two or more solids. */
export function gatherSolids(ctx: Context, engine: ManifoldEngine, operands: readonly Solid[]): Solid {
  const isLarge = countTriangles(operands) > Math.min(MOST_GATHERED, ctx.limits.triangles / 4);
  return countParts(operands) > MOST_PARTS || isLarge
    ? uniteSolids(ctx, engine, operands)
    : Solid.beside(engine, operands);
}

/** Combines two or more solids in order. The operands stay as they are. */
export function combineSolids(
  ctx: Context,
  engine: ManifoldEngine,
  operation: BooleanOperation,
  operands: readonly Solid[],
): Solid {
  checkTriangles(ctx, countTriangles(operands));
  const [first, ...others] = operands.map(({ origins }) => origins);
  const origins =
    operation === "difference" && first !== undefined
      ? subtractOrigins(first, others)
      : mergeOrigins(operands.map((operand) => operand.origins));
  const handle = engine.combine(
    operation,
    operands.map((operand) => operand.handle),
  );
  const result = Solid.of(engine, handle, origins);
  if (result.triangles <= ctx.limits.triangles && engine.run(() => handle.status()) !== "ResultTooLarge") return result;
  result.retain();
  result.release();
  throw tooMany(ctx);
}

function countParts(solids: readonly Solid[]): number {
  return solids.reduce((sum, { parts }) => sum + parts.length, 0);
}

function countTriangles(solids: readonly Solid[]): number {
  return solids.reduce((sum, { triangles }) => sum + triangles, 0);
}

/** More triangles have more vertices than the door to the library can number. */
const MOST_TRIANGLES = 2 ** 25;

/** The budget of any mesh. Checked before work that needs memory in proportion. */
export function checkTriangles(ctx: Context, count: number): void {
  if (count > Math.min(ctx.limits.triangles, MOST_TRIANGLES)) throw tooMany(ctx);
}

function tooMany({ limits }: Context): LimitError {
  return new LimitError("triangles", Math.min(limits.triangles, MOST_TRIANGLES));
}

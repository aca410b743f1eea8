// Booleans of solids (spec/geometry.md §8.4), in the library's list forms: one evaluation for all operands.
import type { Context } from "../../shared/context.ts";
import { LimitError } from "../../shared/limits.ts";
import type { BooleanOperation, ManifoldEngine } from "./engine.ts";
import { mergeOrigins, subtractOrigins } from "./origins.ts";
import { Solid } from "./solid.ts";

/** Combines two or more solids in order. The operands stay as they are. */
export function combineSolids(
  ctx: Context,
  engine: ManifoldEngine,
  operation: BooleanOperation,
  operands: readonly Solid[],
): Solid {
  let triangles = 0;
  for (const operand of operands) triangles += operand.triangles;
  checkTriangles(ctx, triangles);
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

/** More triangles have more vertices than the door to the library can number. */
const MOST_TRIANGLES = 2 ** 25;

/** The budget of any mesh. Checked before work that needs memory in proportion. */
export function checkTriangles(ctx: Context, count: number): void {
  if (count > Math.min(ctx.limits.triangles, MOST_TRIANGLES)) throw tooMany(ctx);
}

function tooMany({ limits }: Context): LimitError {
  return new LimitError("triangles", Math.min(limits.triangles, MOST_TRIANGLES));
}

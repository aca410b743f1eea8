// Handlers of the nodes that combine their children: union (and all that unite), difference, intersection, hull, fill and
// minkowski (spec/geometry.md §5.2).
import type { Mesh } from "../../csg/geometry.ts";
import type { CsgNode, MinkowskiNode } from "../../csg/nodes.ts";
import type { Context } from "../../shared/context.ts";
import { collect, type SolidOperand } from "../collect.ts";
import type { Engines } from "../engines.ts";
import type { Operand } from "../kernel.ts";
import { combineSolids, gatherSolids, uniteSolids } from "../manifold/boolean.ts";
import { Conversions } from "../manifold/conversions.ts";
import type { BooleanOperation } from "../manifold/engine.ts";
import { hullOfShapes } from "../manifold/hull.ts";
import { minkowskiSum } from "../manifold/minkowski.ts";
import { type Solid, withTemporaries } from "../manifold/solid.ts";
import { combine, fill } from "../polygon/boolean.ts";
import { hullOfPolygons } from "../polygon/hull.ts";
import { minkowskiOfPolygons } from "../polygon/minkowski.ts";
import { flatten, isEmptyShape, type Shape, type Single } from "../shape.ts";

type Operands = readonly Operand<Shape>[];

interface CombineOptions {
  /** The result is needed for its hull only. */
  readonly forHull?: boolean | undefined;
}

/** The union of all children, for nodes that do more with it. */
export function unite(ctx: Context, engines: Engines, operands: Operands, options?: CombineOptions): Single | null {
  const flat = flatten(operands);
  return flat.length < 2 ? single(flat) : combineAs("union", ctx, engines, flat, options);
}

/** What a single operand gives: itself, but nothing when it is an empty polygon, so that it fixes no dimension further up. */
function single(operands: readonly Operand<Single>[]): Single | null {
  const shape = operands[0]?.shape ?? null;
  return shape?.dimension === 2 && isEmptyShape(shape) ? null : shape;
}

/** Union, difference and intersection: with two or more children, an empty one counts; a single one passes through unchanged. */
export function combineAs(
  operation: BooleanOperation,
  ctx: Context,
  engines: Engines,
  operands: Operands,
  options?: CombineOptions,
): Single | null {
  const flat = flatten(operands);
  if (flat.length < 2) return flat[0]?.shape ?? null;
  const collected = collect(ctx, flat);
  if (collected === undefined) return null;
  if (collected.dimension === 2) return combine(ctx, engines.clipper, operation, collected.polygons);
  if (operation !== "union") return combineAll(ctx, engines, operation, collected.solids);
  const [first, ...others] = collected.solids.filter(({ shape }) => shape !== null);
  if (first === undefined || others.length === 0) return first?.shape ?? null;
  return combineAll(ctx, engines, operation, [first, ...others], options);
}

/** The union of several solids that no node stands for. */
export function uniteShapes(ctx: Context, engines: Engines, shapes: readonly (Mesh | Solid)[]): Solid | null {
  return combineAll(
    ctx,
    engines,
    "union",
    shapes.map((shape) => ({ shape })),
  );
}

type Convertible = Pick<SolidOperand, "shape"> & Partial<SolidOperand>;

/** What is said about an operand comes from where it stands. */
function convert({ report }: Context, conversions: Conversions, { node, shape }: Convertible): Solid | null {
  if (shape === null) return null;
  if (node === undefined) return conversions.solidOf(shape);
  return report.from(node.position, () => conversions.solidOf(shape));
}

/** Operands are converted in order, up to the first that decides that nothing is left. */
function combineAll(
  ctx: Context,
  engines: Engines,
  operation: BooleanOperation,
  operands: readonly Convertible[],
  { forHull = false }: CombineOptions = {},
): Solid | null {
  const engine = engines.manifold;
  return withTemporaries((keep) => {
    // What is cut away must not share its original with what it is cut from: its faces have another color.
    const shared = operands.slice(operation === "difference" ? 1 : 0).map(({ shape }) => shape);
    const conversions = new Conversions({ ctx, engine, keep }, shared);
    const alone = new Conversions({ ctx, engine, keep }, []);
    const solids: Solid[] = [];
    for (const [k, operand] of operands.entries()) {
      const solid = convert(ctx, k === 0 && operation === "difference" ? alone : conversions, operand);
      if (solid !== null && !solid.isEmpty) solids.push(solid);
      else if (operation === "intersection" || (operation === "difference" && solids.length === 0)) return null;
    }
    const [first] = solids;
    if (first === undefined) return null;
    if (operation === "union" && solids.length > 1) {
      return forHull ? gatherSolids(ctx, engine, solids) : uniteSolids(ctx, engine, solids);
    }
    return combineSolids(ctx, engine, operation, solids);
  });
}

export function hull(ctx: Context, engines: Engines, operands: Operands): Single | null {
  const collected = collect(ctx, operands);
  if (collected === undefined) return null;
  if (collected.dimension === 2) return hullOfPolygons(collected.polygons);
  return hullOfShapes(
    engines.manifold,
    collected.solids.flatMap(({ shape }) => shape ?? []),
  );
}

export function minkowski(ctx: Context, engines: Engines, node: MinkowskiNode, operands: Operands): Single | null {
  const flat = flatten(operands);
  if (flat.length < 2) return single(flat);
  const collected = collect(ctx, flat);
  if (collected === undefined) return null;
  if (collected.dimension === 2) return minkowskiOfPolygons(ctx, engines.clipper, node, collected.polygons);
  const shapes = collected.solids.flatMap(({ shape }) => shape ?? []);
  const [first, ...others] = shapes;
  if (first === undefined || others.length === 0) return first ?? null;
  return minkowskiSum(ctx, engines.manifold, shapes, node.position);
}

/** 2D only; 3D children bring messages. */
export function fillAll(ctx: Context, engines: Engines, operands: Operands): Single | null {
  const flat = flatten(operands);
  const collected = collect(ctx, flat);
  if (collected === undefined) return null;
  if (collected.dimension === 2) return fill(ctx, engines.clipper, collected.polygons);
  for (const { node: child } of collected.solids) warnFill(ctx, child);
  if (flat.length === 1) return flat[0]?.shape ?? null;
  return firstOf(ctx, engines, collected.solids);
}

/** The first operand that is a body; those after it bring messages. */
function firstOf(ctx: Context, { manifold }: Engines, operands: readonly SolidOperand[]): Solid | null {
  return withTemporaries((keep) => {
    const conversions = new Conversions({ ctx, engine: manifold, keep }, []);
    let first: Solid | null = null;
    for (const operand of operands) {
      const solid = convert(ctx, conversions, operand);
      if (solid === null || solid.isEmpty) continue;
      if (first === null) first = solid;
      else ctx.report.push({ severity: "error", code: "geometry", message: "Unsupported CGAL operator: 5" });
    }
    return first && (first as Solid).copy();
  });
}

function warnFill(ctx: Context, { position }: CsgNode): void {
  ctx.report.push({
    severity: "warning",
    code: "geometry",
    message: "fill() not yet implemented for 3D",
    position,
  });
}

// CSG tree → geometry: the walk (walk.ts) with what surrounds it: what it owns, what it keeps, and the threads that help.

import type { Geometry } from "../csg/geometry.ts";
import { NodeIds } from "../csg/id.ts";
import { KeyMemo, keyOf } from "../csg/key.ts";
import type { CsgNode } from "../csg/nodes.ts";
import type { Context } from "../shared/context.ts";
import { onDemand } from "../shared/on-demand.ts";
import { Arena } from "./arena.ts";
import { ShapeCache } from "./cache.ts";
import type { Engines } from "./engines.ts";
import { type Kernel, KernelError } from "./kernel.ts";
import { NotHere } from "./manifold/distant.ts";
import type { Shape } from "./shape.ts";
import { Statistics } from "./statistics.ts";
import type { ThreadOptions } from "./threads/crew.ts";
import type { Plan } from "./threads/plan.ts";
import { repeatable, Walk, withLibraries } from "./walk.ts";

/** Other threads, and the libraries of the kernel that they share the work of. */
export interface Threads {
  readonly engines: Engines;
  readonly options: ThreadOptions;
}

export interface RealizeOptions {
  /** Shapes of earlier evaluations. They must come from the libraries that the kernel was loaded with. */
  readonly cache?: ShapeCache;
  /** `--render=force`: a 3D result is converted to the Boolean library's own form. */
  readonly forceConversion?: boolean;
  /** Called after each node that was realized. What it throws ends the walk; results so far may be in the cache. */
  readonly progress?: (node: CsgNode) => void;
  /** Keys that are known already. It must have been made for the same world. */
  readonly memo?: KeyMemo;
  /** The tree belongs to an evaluation of which other trees were realized with the same cache. */
  readonly continued?: boolean;
  /** The result itself is kept in the cache, and looked for there, not only what it is made of. */
  readonly keepRoot?: boolean;
  /** Other threads that may take parts of the tree. What they make does not get into a cache, so there must be none. */
  readonly threads?: Threads | undefined;
}

export interface Realized {
  /** Null when the tree gives nothing at all. */
  readonly geometry: Geometry | null;
  /** Something was said while it was made. */
  readonly noisy: boolean;
  readonly statistics: Statistics;
}

/** The geometry of a tree. Throws a LimitError when a budget is exceeded and a KernelError when a library fails. */
export async function realize(
  ctx: Context,
  root: CsgNode,
  kernel: Kernel<Shape>,
  options: RealizeOptions = {},
): Promise<Realized> {
  const { memo = new KeyMemo() } = options;
  const threads = threadsFor(ctx, options);
  const plan = threads && (await planThreads(ctx, root, threads, memo));
  if (plan === undefined) return walkAll(ctx, root, kernel, options);
  const { received } = ctx.report;
  try {
    return await walkAll(ctx, root, kernel, { ...options, memo }, plan);
  } catch (error) {
    if (!(error instanceof NotHere)) throw error;
    ctx.report.repeatFrom(received);
    return walkAll(ctx, root, kernel, { ...options, memo });
  }
}

/** None where their work would be lost for later evaluations, or could not be seen, or not be ended in time. */
function threadsFor({ limits, options, timer }: Context, wanted: RealizeOptions): Threads | undefined {
  const { threads, cache, forceConversion } = wanted;
  const isAlone = cache === undefined && !forceConversion && !options.features.has("lazy-union");
  return isAlone && !timer.wantsNodes && limits.time === Number.POSITIVE_INFINITY ? threads : undefined;
}

const threadPlans = onDemand(() => import("./threads/plan.ts"));
const preparation = onDemand(() => import("./threads/prepare.ts"));

/** Undefined when one thread is enough. */
async function planThreads(
  ctx: Context,
  root: CsgNode,
  { options: { count, leastGain } }: Threads,
  memo: KeyMemo,
): Promise<Plan | undefined> {
  if (count < 2) return undefined;
  const { planParts } = await threadPlans();
  return planParts(root, (node) => keyOf(node, ctx.world, memo), leastGain);
}

/** With a plan, its parts are made before the walk. */
async function walkAll(
  ctx: Context,
  root: CsgNode,
  kernel: Kernel<Shape>,
  options: RealizeOptions,
  plan?: Plan,
): Promise<Realized> {
  const { forceConversion = false, progress, memo = new KeyMemo(), keepRoot = false, threads } = options;
  const arena = new Arena<Shape>(kernel);
  const cache = options.cache ?? new ShapeCache();
  if (!options.continued) cache.begin();
  let walk: Walk<Shape> | undefined;
  try {
    const prepared =
      plan &&
      threads &&
      (await (await preparation()).prepareParts(ctx, plan, { ...threads, kernel, arena, cache, memo }));
    const wholeWalk = new Walk(ctx, kernel, root, { arena, cache, progress, memo, keepRoot, prepared });
    walk = wholeWalk;
    let shape = await withLibraries(() => wholeWalk.run());
    if (forceConversion && shape !== null) {
      const result = shape;
      shape = await withLibraries(() => repeatable(ctx, () => kernel.toSolid(ctx, result)));
      arena.keep(shape);
    }
    const geometry = shape === null ? null : kernel.toGeometry(ctx, shape);
    return { geometry, noisy: walk.isNoisy, statistics: new Statistics(new NodeIds(ctx), walk.cached, geometry) };
  } catch (error) {
    if (!(error instanceof KernelError)) walk?.salvage();
    throw error;
  } finally {
    arena.close();
    if (options.cache === undefined) cache.clear();
  }
}

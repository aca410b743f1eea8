// Makes the parts of a plan before the walk through the tree: this thread and others take groups of them from one list, as
// long as there are any. Others are started when that will probably pay.

import type { KeyMemo } from "../../csg/key.ts";
import type { CsgNode } from "../../csg/nodes.ts";
import type { Context } from "../../shared/context.ts";
import type { Diagnostic } from "../../shared/diagnostic.ts";
import { LimitError } from "../../shared/limits.ts";
import { Timer } from "../../shared/timing.ts";
import type { Arena } from "../arena.ts";
import type { ShapeCache } from "../cache.ts";
import type { Engines } from "../engines.ts";
import { type Kernel, KernelError } from "../kernel.ts";
import { Distant, Journey, NotHere } from "../manifold/distant.ts";
import { Solid } from "../manifold/solid.ts";
import type { Shape } from "../shape.ts";
import type { CachedNode } from "../statistics.ts";
import type { PreparedShapes } from "../walk.ts";
import { Crew, type ThreadOptions } from "./crew.ts";
import type { MadePart } from "./messages.ts";
import type { PartGroup, Plan, PlannedPart } from "./plan.ts";
import { realizePart } from "./realize-part.ts";
import { Recorder } from "./recorder.ts";

export interface PreparationTools {
  readonly options: ThreadOptions;
  readonly engines: Engines;
  readonly kernel: Kernel<Shape>;
  /** Keeps the shapes that this thread makes. */
  readonly arena: Arena<Shape>;
  readonly cache: ShapeCache;
  readonly memo: KeyMemo;
}

/** Throws NotHere when one thread has to do everything. */
export async function prepareParts(ctx: Context, plan: Plan, tools: PreparationTools): Promise<PreparedShapes<Shape>> {
  const crew = new Crew(ctx, plan, tools);
  const prepared = new PreparedParts(ctx, plan, tools.engines);
  const quiet = { ctx: { ...ctx, report: new Recorder(), timer: new Timer(false) }, tools };
  try {
    // Threads share it as this one has compiled it, and a plan may be the first to need it.
    await tools.engines.load({ clipper: false, manifold: true });
    for (const { parts } of crew.groups()) {
      for (const part of parts) prepared.keep(part, await makeHere(quiet, plan.parts[part] as PlannedPart));
    }
    for (const told of await crew.finish()) prepared.adopt(told, crew.tree.originals);
    return prepared;
  } catch (error) {
    // The walk says where a budget ended or a library failed, and what came before.
    if (!(error instanceof LimitError || error instanceof KernelError)) throw error;
    tools.engines.renew();
    throw new NotHere();
  } finally {
    crew.close();
  }
}

/** A part, and what is to be said about it. */
interface Prepared {
  readonly shape: Shape | null;
  readonly cached: readonly CachedNode[];
  readonly messages: readonly Diagnostic[];
}

interface Quiet {
  readonly ctx: Context & { readonly report: Recorder };
  readonly tools: PreparationTools;
}

function makeHere({ ctx, tools }: Quiet, { node }: PlannedPart): Promise<Prepared> {
  const { kernel, arena, cache, memo } = tools;
  return realizePart(ctx, node, { kernel, cache, memo }, ({ shape, cached }) => {
    arena.keep(shape);
    return { shape, cached, messages: ctx.report.takeAll() };
  });
}

class PreparedParts implements PreparedShapes<Shape> {
  readonly #ctx: Context;
  readonly #plan: Plan;
  readonly #engines: Engines;
  /** By key. */
  readonly #places: ReadonlyMap<string, number>;
  readonly #made = new Map<number, Prepared>();

  constructor(ctx: Context, plan: Plan, engines: Engines) {
    this.#ctx = ctx;
    this.#plan = plan;
    this.#engines = engines;
    this.#places = new Map(plan.parts.map(({ key }, at) => [key, at]));
  }

  keep(part: number, made: Prepared): void {
    this.#made.set(part, made);
  }

  /** From another thread, which numbers nodes. What it could not tell is made by the walk. */
  adopt({ part, solids, cached, messages }: MadePart, nodes: readonly CsgNode[]): void {
    if (solids === undefined) return;
    const engine = this.#engines.manifold;
    const { stations } = this.#plan.parts[part] as PlannedPart;
    const made = solids.map(
      ({ told, ...facts }) => new Solid(engine, { ...facts, distant: new Distant(new Journey(stations, told)) }),
    );
    const [only, ...others] = made;
    this.#made.set(part, {
      shape: only !== undefined && others.length === 0 ? only : Solid.beside(engine, made),
      cached: cached.map(({ node, size }) => ({ node: nodes[node] as CsgNode, size })),
      messages,
    });
  }

  has(key: string): boolean {
    return this.#places.has(key);
  }

  take(key: string): Prepared | undefined {
    const at = this.#places.get(key);
    if (at === undefined) return undefined;
    const made = this.#made.get(at);
    const { group, places } = this.#plan.parts[at] as PlannedPart;
    // Whether a part that stands in several places says its messages again is the walk's business.
    if (made !== undefined && (made.messages.length === 0 || places === 1)) {
      for (const message of made.messages) this.#ctx.report.push(message);
      return made;
    }
    // What the group has in common was made already, earlier than the walk would make it.
    if ((this.#plan.groups[group] as PartGroup).parts.length > 1) throw new NotHere();
    return undefined;
  }
}

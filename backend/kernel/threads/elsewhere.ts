// The first thread's view of the others: which parts they have taken, what they have told of them, and when it pays to start
// any. The walk asks for each part; it makes what nobody has taken, and waits for what is under way.
import type { CsgNode } from "../../csg/nodes.ts";
import type { Context } from "../../shared/context.ts";
import type { Engines } from "../engines.ts";
import { NotLoaded } from "../kernel.ts";
import { Distant, Journey, NotHere } from "../manifold/distant.ts";
import { Solid } from "../manifold/solid.ts";
import type { CachedNode } from "../statistics.ts";
import { Claims, FIRST_THREAD } from "./claims.ts";
import type { Assignment, FromThread, MadePart, ToldSolid } from "./messages.ts";
import { NumberedTree } from "./numbered-tree.ts";
import { type PartGroup, type Plan, type PlannedPart, planThreads } from "./plan.ts";

/** A thread as seen from the one that started it: a `Worker` that runs threads/worker.ts. */
export interface Thread {
  postMessage(message: unknown): void;
  terminate(): unknown;
  onmessage: ((event: MessageEvent) => void) | null;
  onerror: ((event: ErrorEvent) => void) | null;
}

export interface ThreadOptions {
  /** How many may work at once, the first one included. */
  readonly count: number;
  readonly open: () => Thread;
  /** What one more thread must probably save, in milliseconds. */
  readonly leastGain: number;
}

/** From this time on, what was made so far tells better than the plan how long the rest will take. In milliseconds. */
const LEAST_EXPERIENCE = 40;

/** A part that came from another thread. */
export interface Arrived {
  readonly shape: Solid;
  readonly cached: readonly CachedNode[];
}

export class Elsewhere {
  readonly #ctx: Context;
  readonly #engines: Engines;
  readonly #options: ThreadOptions;
  readonly #plan: Plan;
  readonly #claims: Claims;
  /** By key. */
  readonly #places: ReadonlyMap<string, number>;
  readonly #tree = new NumberedTree();
  readonly #threads: Thread[] = [];
  /** By part. */
  readonly #made = new Map<number, MadePart>();
  /** Threads that have ended with an error. */
  readonly #failed = new Set<number>();
  readonly #waiting = new Map<number, () => void>();
  readonly #began = performance.now();
  /** Groups that the first thread has taken, and what the plan expected of them. */
  readonly #begun = new Set<number>();
  #expected = 0;

  private constructor(ctx: Context, engines: Engines, options: ThreadOptions, plan: Plan) {
    this.#ctx = ctx;
    this.#engines = engines;
    this.#options = options;
    this.#plan = plan;
    this.#claims = Claims.for(plan.groups.length);
    this.#places = new Map(plan.parts.map(({ key }, at) => [key, at]));
    for (const [group, { movable }] of plan.groups.entries()) if (!movable) this.#claims.take(group, FIRST_THREAD);
  }

  /** Undefined when the tree is nothing for several threads. */
  static plan(
    ctx: Context,
    root: CsgNode,
    keyOf: (node: CsgNode) => string,
    { engines, options }: { readonly engines: Engines; readonly options: ThreadOptions },
  ): Elsewhere | undefined {
    if (options.count < 2) return undefined;
    const plan = planThreads(root, keyOf, options.leastGain);
    if (plan === undefined) return undefined;
    const elsewhere = new Elsewhere(ctx, engines, options, plan);
    elsewhere.#startIfWorth(1);
    return elsewhere;
  }

  /**
   * A part that another thread has made; undefined when it is to be made here. Throws NotLoaded while another thread is at it,
   * and NotHere when what is made here would come out differently than with one thread.
   */
  take(key: string): Arrived | undefined {
    const part = this.#places.get(key);
    if (part === undefined) return undefined;
    const { group } = this.#plan.parts[part] as PlannedPart;
    if (this.#claims.take(group, FIRST_THREAD)) {
      this.#learn(group);
      return undefined;
    }
    const made = this.#made.get(part);
    if (made === undefined) {
      if (this.#failed.has(this.#claims.ownerOf(group))) throw new NotHere();
      throw new NotLoaded(() => this.#arrival(part));
    }
    if (made.solids !== undefined) return this.#arrived(made, made.solids);
    // What its group has in common was made elsewhere, and earlier.
    if ((this.#plan.groups[group] as PartGroup).parts.length > 1) throw new NotHere();
    return undefined;
  }

  close(): void {
    for (const thread of this.#threads) thread.terminate();
  }

  /** The first thread begins with a group: how long those before it took tells about the rest. */
  #learn(group: number): void {
    if (this.#threads.length > 0 || this.#begun.has(group)) return;
    const passed = performance.now() - this.#began;
    if (passed >= LEAST_EXPERIENCE && this.#expected > 0) this.#startIfWorth(passed / this.#expected);
    this.#begun.add(group);
    this.#expected += (this.#plan.groups[group] as PartGroup).milliseconds;
  }

  /** `rate`: how many times longer than planned everything takes. */
  #startIfWorth(rate: number): void {
    const { count, leastGain } = this.#options;
    const left = this.#plan.groups
      .map(({ milliseconds, movable }, group) => ({ group, milliseconds: rate * milliseconds, movable }))
      .filter(({ group }) => !this.#begun.has(group))
      .sort((a, b) => magnitude(b) - magnitude(a) || b.group - a.group);
    const all = left.reduce((sum, { milliseconds }) => sum + milliseconds, 0);
    const longest = left.reduce((most, { milliseconds }) => Math.max(most, milliseconds), 0);
    const timeOf = (threads: number): number => Math.max(all / threads, longest);
    let threads = 1;
    while (threads < count && timeOf(threads) - timeOf(threads + 1) >= leastGain) threads++;
    // The first thread goes through the tree in order. The others begin with the largest; among those that take about as
    // long, with the last, so that they meet the first thread once.
    const groups = left.filter(({ movable }) => movable).map(({ group }) => group);
    if (threads > 1 && groups.length > 0) this.#start(threads - 1, groups);
  }

  #start(threads: number, groups: readonly number[]): void {
    const { limits, options } = this.#ctx;
    const { parts } = this.#plan;
    const assignment: Omit<Assignment, "claimant"> = {
      groups: groups.map((group) => ({
        group,
        tasks: (this.#plan.groups[group] as PartGroup).parts.map((part) => {
          const { node, stations } = parts[part] as PlannedPart;
          return { part, node: this.#tree.add(node), stations };
        }),
      })),
      nodes: this.#tree.nodes,
      claims: this.#claims.buffer,
      module: this.#engines.manifold.compiled,
      limits,
      options,
    };
    for (let k = 0; k < threads; k++) {
      const claimant = FIRST_THREAD + 1 + k;
      const thread = this.#options.open();
      thread.onmessage = ({ data }) => this.#hear(claimant, data as FromThread);
      thread.onerror = (event) => {
        // The first thread makes what is missing, and says itself what is wrong.
        event.preventDefault();
        this.#hear(claimant, { kind: "failed" });
      };
      thread.postMessage({ ...assignment, claimant });
      this.#threads.push(thread);
    }
  }

  #hear(claimant: number, message: FromThread): void {
    if (message.kind === "made") this.#made.set(message.part, message);
    else this.#failed.add(claimant);
    for (const [part, proceed] of this.#waiting) if (message.kind === "failed" || part === message.part) proceed();
  }

  /** Settles when another thread has told of a part, or one has failed. */
  async #arrival(part: number): Promise<void> {
    await new Promise<void>((resolve) => this.#waiting.set(part, resolve));
    this.#waiting.delete(part);
  }

  #arrived({ part, cached }: MadePart, solids: readonly ToldSolid[]): Arrived {
    const engine = this.#engines.manifold;
    const { stations } = this.#plan.parts[part] as PlannedPart;
    const made = solids.map(({ told, ...facts }) => {
      return new Solid(engine, { ...facts, distant: new Distant(new Journey(stations, told)) });
    });
    const [only, ...others] = made;
    return {
      shape: only !== undefined && others.length === 0 ? only : Solid.beside(engine, made),
      cached: cached.map(({ node, size }) => ({ node: this.#tree.originals[node] as CsgNode, size })),
    };
  }
}

function magnitude({ milliseconds }: { readonly milliseconds: number }): number {
  return Math.floor(Math.log2(milliseconds + 1));
}

// The threads that make the parts of a plan: this one and, when they will probably save time, others.
import type { Context } from "../../shared/context.ts";
import type { Engines } from "../engines.ts";
import type { Assignment, FromThread, MadePart } from "./messages.ts";
import { NumberedTree } from "./numbered-tree.ts";
import type { PartGroup, Plan, PlannedPart } from "./plan.ts";
import { Queue } from "./queue.ts";

/** A thread as seen from the one that started it: a `Worker` that gives what it is told to make-parts.ts. */
export interface Thread {
  postMessage(message: unknown): void;
  terminate(): unknown;
  onmessage: ((event: MessageEvent) => void) | null;
  onerror: ((event: ErrorEvent) => void) | null;
}

export interface ThreadOptions {
  /** How many may work at once, this one included. */
  readonly count: number;
  readonly open: () => Thread;
  /** What one more thread must probably save, in milliseconds. */
  readonly leastGain: number;
}

/** From this time on, what was made so far tells better than the plan how long the rest will take. In milliseconds. */
const LEAST_EXPERIENCE = 40;

export class Crew {
  /** What other threads get of the tree. */
  readonly tree = new NumberedTree();
  readonly #ctx: Context;
  readonly #engines: Engines;
  readonly #options: ThreadOptions;
  readonly #plan: Plan;
  /** For this thread only, then for all: the largest first. */
  readonly #own: readonly PartGroup[];
  readonly #shared: readonly PartGroup[];
  readonly #queue: Queue;
  readonly #threads: Thread[] = [];
  readonly #told: MadePart[] = [];
  /** Parts that others are to tell of; known when this thread has no more work. */
  #missing: Set<number> | undefined;
  #hasFailed = false;
  #proceed: (() => void) | undefined;

  constructor(
    ctx: Context,
    plan: Plan,
    { engines, options }: { readonly engines: Engines; readonly options: ThreadOptions },
  ) {
    this.#ctx = ctx;
    this.#engines = engines;
    this.#options = options;
    this.#plan = plan;
    this.#own = plan.groups.filter(({ movable }) => !movable);
    this.#shared = plan.groups.filter(({ movable }) => movable).sort((a, b) => b.milliseconds - a.milliseconds);
    this.#queue = new Queue(this.#shared.length);
  }

  /** The groups that this thread makes, one after the other. */
  *groups(): Generator<PartGroup> {
    const began = performance.now();
    const made: PartGroup[] = [];
    for (;;) {
      const group = this.#next(made, performance.now() - began);
      if (group === undefined) break;
      made.push(group);
      yield group;
    }
    const missing = new Set(this.#shared.flatMap(({ parts }) => parts));
    for (const { parts } of made) for (const part of parts) missing.delete(part);
    this.#missing = missing;
  }

  /** What other threads have made, once they have told everything; a thread that failed has told less. */
  async finish(): Promise<readonly MadePart[]> {
    if (!this.#isComplete) {
      await new Promise<void>((resolve) => {
        this.#proceed = resolve;
      });
    }
    return this.#told;
  }

  close(): void {
    for (const thread of this.#threads) thread.terminate();
  }

  #next(made: readonly PartGroup[], passed: number): PartGroup | undefined {
    if (this.#threads.length === 0) {
      if (made.length === 0) this.#startIfWorth(0, 1);
      else if (passed >= LEAST_EXPERIENCE) this.#startIfWorth(made.length, passed / sumOf(made));
    }
    const own = this.#own[made.length];
    if (own !== undefined) return own;
    const place = this.#queue.take();
    return place === undefined ? undefined : this.#shared[place];
  }

  /** `made`: how many groups. `rate`: how many times longer than planned everything takes. */
  #startIfWorth(made: number, rate: number): void {
    const { count, leastGain } = this.#options;
    const shared = this.#shared.slice(this.#queue.taken);
    const left = [...this.#own.slice(made), ...shared];
    const all = rate * sumOf(left);
    const longest = rate * Math.max(0, sumOf(this.#own.slice(made)), ...shared.map(({ milliseconds }) => milliseconds));
    const timeOf = (threads: number): number => Math.max(all / threads, longest);
    let threads = 1;
    while (threads < count && timeOf(threads) - timeOf(threads + 1) >= leastGain) threads++;
    if (shared.length > 0) for (let k = 1; k < threads; k++) this.#start(k);
  }

  #start(claimant: number): void {
    const { limits, options } = this.#ctx;
    const groups = this.#shared.map(({ parts }) =>
      parts.map((part) => {
        const { node, stations } = this.#plan.parts[part] as PlannedPart;
        return { part, node: this.tree.add(node), stations };
      }),
    );
    const queue = this.#queue.buffer;
    const module = this.#engines.manifold.compiled;
    const assignment: Assignment = { groups, nodes: this.tree.nodes, queue, claimant, module, limits, options };
    const thread = this.#options.open();
    thread.onmessage = ({ data }) => this.#hear(data as FromThread);
    thread.onerror = (event) => {
      // The walk makes what is missing, and says itself what is wrong.
      event.preventDefault();
      this.#hear({ kind: "failed" });
    };
    this.#threads.push(thread);
    thread.postMessage(assignment);
  }

  #hear(message: FromThread): void {
    if (message.kind === "failed") this.#hasFailed = true;
    else {
      this.#told.push(message);
      this.#missing?.delete(message.part);
    }
    if (this.#isComplete) this.#proceed?.();
  }

  get #isComplete(): boolean {
    return this.#hasFailed || this.#missing?.size === 0;
  }
}

function sumOf(groups: readonly PartGroup[]): number {
  return groups.reduce((sum, { milliseconds }) => sum + milliseconds, 0);
}

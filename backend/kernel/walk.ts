// The only walk over a CSG tree that makes geometry: post-order, one node at a time, each result cached by its node's key.
// Iterative, because trees may be deeper than the stack.

import { KeyMemo, keyOf, soleOperand } from "../csg/key.ts";
import { BACKGROUND, type CsgNode } from "../csg/nodes.ts";
import type { Context } from "../shared/context.ts";
import { printedPath } from "../shared/diagnostic.ts";
import { LimitError } from "../shared/limits.ts";
import type { Arena } from "./arena.ts";
import type { Made } from "./cache.ts";
import { GroupChains } from "./group-chains.ts";
import { type Handler, type Kernel, NotLoaded, type Operand } from "./kernel.ts";
import type { CachedNode } from "./statistics.ts";

/** What a walk needs to know of a shape. */
export interface Dimensioned {
  readonly dimension: 2 | 3 | "list";
  /** Another thread has it. */
  readonly isDistant?: boolean;
}

/** Parts of the tree that were made before the walk (threads/). */
export interface PreparedShapes<S> {
  has(key: string): boolean;
  /** By key; says what was said as the part was made. Undefined when the walk makes it. */
  take(key: string): { readonly shape: S | null; readonly cached: readonly CachedNode[] } | undefined;
}

/** Where a walk keeps results by the keys of their nodes: a `ShapeCache`, or that of another kernel. */
export interface WalkCache<S> {
  readonly warnBytes: number;
  get(key: string, kind: CsgNode["kind"]): S | null | undefined;
  isNoisy(key: string): boolean;
  put(key: string, made: Omit<Made, "shape"> & { readonly shape: S | null }): void;
}

/** The shape of a tree by any kernel; the arena keeps it. */
export async function walkTree<S extends Dimensioned>(
  ctx: Context,
  root: CsgNode,
  kernel: Kernel<S>,
  tools: Pick<WalkTools<S>, "arena" | "cache" | "progress">,
): Promise<S | null> {
  const walk = new Walk(ctx, kernel, root, { ...tools, memo: new KeyMemo(), keepRoot: false });
  return await withLibraries(() => walk.run());
}

/** Takes up work again after each library that it finds missing. */
export async function withLibraries<T>(work: () => T): Promise<T> {
  for (;;) {
    try {
      return work();
    } catch (error) {
      if (!(error instanceof NotLoaded)) throw error;
      await error.load();
    }
  }
}

/** A step that is done again from its start when a library is missing; its messages are shown once. */
export function repeatable<T>({ report }: Context, step: () => T): T {
  const { received } = report;
  try {
    return step();
  } catch (error) {
    if (error instanceof NotLoaded) report.repeatFrom(received);
    throw error;
  }
}

/** Messages from below the handlers, and a budget that was exceeded there, are located at the node. */
function located<T>({ report }: Context, { kind, position }: CsgNode, step: () => T): T {
  try {
    // Of the whole program: that is no place.
    return report.from(kind === "root" ? 0 : position, step);
  } catch (error) {
    if (!(error instanceof LimitError) || error.position !== 0) throw error;
    throw new LimitError(error.limit, error.allowed, position);
  }
}

/** A node whose children are being realized. */
interface Frame<S> {
  readonly node: CsgNode;
  /** How many children the walk has entered. */
  next: number;
  readonly operands: Operand<S>[];
  /** How many operands are in the cache. */
  known: number;
  /** By operand: how it was made, for the cache; undefined for one that came out of it. */
  readonly made: (Pick<Made, "cost" | "noisy"> | undefined)[];
  /** Something was said about the node or below it. */
  noisy: boolean;
  /** Whether the node, and whether its children, are needed for their hull only. */
  readonly forHull: boolean;
  readonly childrenForHull: boolean;
}

function frameOf<S>(node: CsgNode, forHull = false): Frame<S> {
  const childrenForHull = node.kind === "hull" || (forHull && keepsHull(node));
  return { node, next: 0, operands: [], known: 0, made: [], noisy: false, forHull, childrenForHull };
}

/** Whether the hull of a node depends on the hulls of its children only. */
function keepsHull({ kind }: CsgNode): boolean {
  return kind === "group" || kind === "union" || kind === "transform";
}

export interface WalkTools<S> {
  readonly arena: Arena<S>;
  readonly cache: WalkCache<S>;
  readonly progress: ((node: CsgNode) => void) | undefined;
  readonly memo: KeyMemo;
  readonly keepRoot: boolean;
  readonly prepared?: PreparedShapes<S> | undefined;
}

/** The state of one walk. Every shape on the stack of frames is kept by the arena. */
export class Walk<S extends Dimensioned> {
  readonly #ctx: Context;
  readonly #kernel: Kernel<S>;
  readonly #tools: WalkTools<S>;
  readonly #chains = new GroupChains();
  readonly #frames: Frame<S>[];
  /** What went into the cache, for the report. */
  readonly cached: CachedNode[] = [];
  /** How many messages handlers had, by the keys of nodes. */
  readonly #said = new Map<string, number>();
  #noisy = false;

  constructor(ctx: Context, kernel: Kernel<S>, root: CsgNode, tools: WalkTools<S>) {
    this.#ctx = ctx;
    this.#kernel = kernel;
    this.#tools = tools;
    this.#frames = [frameOf(root)];
  }

  /** Whether anything was said while the root was made. */
  get isNoisy(): boolean {
    return this.#noisy;
  }

  /** The shape of the root. After a NotLoaded, another call goes on where the walk stopped. */
  run(): S | null {
    const known = this.#knownRoot();
    if (known !== undefined) return known;
    for (;;) {
      const frame = this.#frames.at(-1) as Frame<S>;
      const child = frame.node.children[frame.next];
      if (child !== undefined) {
        frame.next++;
        // Background children have no part in geometry.
        if ((child.modifiers & BACKGROUND) !== 0) continue;
        const known = this.#find(child, frame.childrenForHull);
        if (known === undefined) this.#frames.push(frameOf(child, frame.childrenForHull));
        else this.#give(frame, child, known);
        continue;
      }
      const { shape, cost } = this.#realizeNode(frame);
      const { node, noisy } = frame;
      this.#frames.pop();
      const parent = this.#frames.at(-1);
      if (parent === undefined) this.#finish(node, shape, { cost, noisy });
      else {
        parent.operands.push({ node, shape });
        parent.made.push({ cost, noisy });
        parent.noisy ||= noisy;
      }
      // Only now: what was made is not lost when the walk ends here.
      this.#ctx.deadline.check(node.position);
      this.#tools.progress?.(node);
      if (parent === undefined) return shape;
    }
  }

  /** What is known of a child. */
  #find(child: CsgNode, forHull: boolean): S | null | undefined {
    const { cache, prepared } = this.#tools;
    const key = this.#keyOf(child, forHull);
    // What passes a part through has its key, but is counted by itself.
    if (prepared?.has(key) && soleOperand(child) !== undefined) return undefined;
    const part = prepared?.take(key);
    if (part === undefined) return cache.get(key, child.kind);
    this.cached.push(...part.cached);
    return part.shape;
  }

  /** Undefined unless the root is in the cache and the walk has not begun. */
  #knownRoot(): S | null | undefined {
    const [root, ...others] = this.#frames as [Frame<S>, ...Frame<S>[]];
    const { arena, cache, keepRoot } = this.#tools;
    if (!keepRoot || root.next > 0 || others.length > 0) return undefined;
    const { node } = root;
    const known = cache.get(this.#keyOf(node), node.kind);
    if (known === undefined) return undefined;
    this.#noisy = cache.isNoisy(this.#keyOf(node));
    arena.keep(known);
    return known;
  }

  /** A known result of a child. */
  #give(frame: Frame<S>, node: CsgNode, shape: S | null): void {
    const { arena, cache } = this.#tools;
    arena.keep(shape);
    frame.operands.push({ node, shape });
    frame.made.push(undefined);
    frame.noisy ||= cache.isNoisy(this.#keyOf(node, frame.childrenForHull));
  }

  #realizeNode(frame: Frame<S>): { readonly shape: S | null; readonly cost: number } {
    const { node, operands } = frame;
    const { arena } = this.#tools;
    const { report } = this.#ctx;
    const { received } = report;
    const started = performance.now();
    // Results become known when the parent takes them, so equal siblings are realized, and warn, one by one; later equals
    // are silent (spec/geometry.md §5.4).
    for (; frame.known < operands.length; frame.known++) this.#remember(frame, frame.known);
    const end = this.#chains.endOf(node);
    const known = end && this.#tools.cache.get(this.#keyOf(end, frame.forHull), end.kind);
    const shape = known === undefined ? this.#handle(frame) : known;
    arena.keep(shape);
    for (const operand of operands) arena.drop(operand.shape);
    frame.noisy ||= report.received !== received;
    const cost = performance.now() - started;
    if (this.#ctx.timer.wantsNodes) this.#note(node, started, cost);
    return { shape, cost };
  }

  #note({ kind, position }: CsgNode, start: number, milliseconds: number): void {
    const { sources, timer, world } = this.#ctx;
    const location = sources.locate(position);
    const place = location && `${printedPath(location, world.documentRoot)}, line ${location.line}`;
    timer.noteNode({ kind, start, milliseconds, place });
  }

  #handle(frame: Frame<S>): S | null {
    const { node, operands, forHull } = frame;
    const { report } = this.#ctx;
    const handler = this.#kernel.handlers[node.kind] as Handler<S>;
    const said = this.#saidElsewhere(frame);
    if (said > 0) {
      frame.noisy = true;
      report.repeatFrom(report.received - said);
    }
    const { received } = report;
    const shape = located(this.#ctx, node, () =>
      repeatable(this.#ctx, () => handler(this.#ctx, node, operands, forHull)),
    );
    if (report.received !== received) this.#said.set(this.#keyOf(node, forHull), report.received - received);
    return shape;
  }

  /** How much was said of a node that is known, but for the hull only, or only as a whole: it is not said again. */
  #saidElsewhere({ node, forHull }: Frame<S>): number {
    // What passes its only operand through has its key, and says nothing itself.
    if (this.#said.size === 0 || !keepsHull(node) || soleOperand(node) !== undefined) return 0;
    const elsewhere = this.#keyOf(node, !forHull);
    return this.#tools.cache.isNoisy(elsewhere) ? (this.#said.get(elsewhere) ?? 0) : 0;
  }

  #remember({ operands, made, childrenForHull }: Frame<S>, at: number): void {
    const { node, shape } = operands[at] as Operand<S>;
    if (shape?.dimension === "list") return;
    const { cache } = this.#tools;
    const size = this.#kernel.sizeOf(shape);
    if (size.bytes > cache.warnBytes) {
      this.#warnTooLarge();
      return;
    }
    this.cached.push({ node, size });
    const how = made[at];
    // What another thread has is no operand of any other operation.
    if (how === undefined || shape?.isDistant) return;
    cache.put(this.#keyOf(node, childrenForHull), { kind: node.kind, shape, ...how });
  }

  /** The walk is given up: what it made so far may serve the next one. */
  salvage(): void {
    const { cache } = this.#tools;
    for (const { operands, made, childrenForHull } of this.#frames) {
      for (const [at, { node, shape }] of operands.entries()) {
        const how = made[at];
        if (how !== undefined && !how.noisy && shape?.dimension !== "list") {
          cache.put(this.#keyOf(node, childrenForHull), { kind: node.kind, shape, ...how });
        }
      }
    }
  }

  /** The root has no parent that takes it, so it is kept only where asked for. */
  #finish(root: CsgNode, shape: S | null, how: Pick<Made, "cost" | "noisy">): void {
    const { cache, keepRoot } = this.#tools;
    this.#noisy = how.noisy;
    if (keepRoot && shape?.dimension !== "list") cache.put(this.#keyOf(root), { kind: root.kind, shape, ...how });
  }

  #warnTooLarge(): void {
    const message = "GeometryEvaluator: Node didn't fit into cache.";
    this.#ctx.report.push({ severity: "warning", code: "cache-size", message });
  }

  /** What is needed for its hull only has keys of its own: the bytes of a result do not depend on what is known. */
  #keyOf(node: CsgNode, forHull = false): string {
    const { memo } = this.#tools;
    const key = memo.nodes.get(node) ?? keyOf(node, this.#ctx.world, memo);
    return forHull && keepsHull(node) ? `hull ${key}` : key;
  }
}

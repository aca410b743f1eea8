// The only walk over a CSG tree that makes geometry: post-order, one node at a time, each result cached by its node's key.
// Iterative, because trees may be deeper than the stack.

import type { Geometry } from "../csg/geometry.ts";
import { NodeIds } from "../csg/id.ts";
import { KeyMemo, keyOf } from "../csg/key.ts";
import { BACKGROUND, type CsgNode } from "../csg/nodes.ts";
import type { Context } from "../shared/context.ts";
import { LimitError } from "../shared/limits.ts";
import { Arena } from "./arena.ts";
import { ShapeCache } from "./cache.ts";
import { GroupChains } from "./group-chains.ts";
import { type Handler, type Kernel, NotLoaded, type Operand } from "./kernel.ts";
import type { Shape } from "./shape.ts";
import { Statistics } from "./statistics.ts";

export interface RealizeOptions {
  /** Shapes of earlier evaluations. They must come from the libraries that the kernel was loaded with. */
  readonly cache?: ShapeCache;
  /** `--render=force`: a 3D result is converted to the Boolean library's own form. */
  readonly forceConversion?: boolean;
  /** Called after each node with the number of nodes that are done. */
  readonly progress?: (done: number) => void;
}

export interface Realized {
  /** Null when the tree gives nothing at all. */
  readonly geometry: Geometry | null;
  readonly statistics: Statistics;
}

/** The geometry of a tree. Throws a LimitError when a budget is exceeded and a KernelError when a library fails. */
export async function realize(
  ctx: Context,
  root: CsgNode,
  kernel: Kernel<Shape>,
  options: RealizeOptions = {},
): Promise<Realized> {
  const { forceConversion = false, progress } = options;
  const arena = new Arena<Shape>(kernel);
  const cache = options.cache ?? new ShapeCache();
  try {
    const walk = new Walk(ctx, kernel, root, { arena, cache, progress });
    let shape = await withLibraries(() => walk.run());
    if (forceConversion && shape !== null) {
      const result = shape;
      shape = await withLibraries(() => repeatable(ctx, () => kernel.toSolid(ctx, result)));
      arena.keep(shape);
    }
    const geometry = shape === null ? null : kernel.toGeometry(ctx, shape);
    return { geometry, statistics: new Statistics(new NodeIds(ctx), walk.cached, geometry) };
  } finally {
    arena.close();
    if (options.cache === undefined) cache.clear();
  }
}

/** Takes up work again after each library that it finds missing. */
async function withLibraries<T>(work: () => T): Promise<T> {
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
function repeatable<T>({ report }: Context, step: () => T): T {
  const { received } = report;
  try {
    return step();
  } catch (error) {
    if (error instanceof NotLoaded) report.repeatFrom(received);
    throw error;
  }
}

/** A budget that was exceeded below the handlers is located at the node. */
function located<T>({ position }: CsgNode, step: () => T): T {
  try {
    return step();
  } catch (error) {
    if (!(error instanceof LimitError) || error.position !== 0) throw error;
    throw new LimitError(error.limit, error.allowed, position);
  }
}

/** A node whose children are being realized. */
interface Frame {
  readonly node: CsgNode;
  /** How many children the walk has entered. */
  next: number;
  readonly operands: Operand<Shape>[];
  /** How many operands are in the cache. */
  known: number;
}

function frameOf(node: CsgNode): Frame {
  return { node, next: 0, operands: [], known: 0 };
}

interface WalkTools {
  readonly arena: Arena<Shape>;
  readonly cache: ShapeCache;
  readonly progress: ((done: number) => void) | undefined;
}

/** The state of one walk. Every shape on the stack of frames is kept by the arena. */
class Walk {
  readonly #ctx: Context;
  readonly #kernel: Kernel<Shape>;
  readonly #tools: WalkTools;
  readonly #memo = new KeyMemo();
  readonly #chains = new GroupChains();
  readonly #frames: Frame[];
  /** What went into the cache, for the report. */
  readonly cached: { readonly node: CsgNode; readonly size: ReturnType<Kernel<Shape>["sizeOf"]> }[] = [];
  #done = 0;

  constructor(ctx: Context, kernel: Kernel<Shape>, root: CsgNode, tools: WalkTools) {
    this.#ctx = ctx;
    this.#kernel = kernel;
    this.#tools = tools;
    this.#frames = [frameOf(root)];
  }

  /** The shape of the root. After a NotLoaded, another call goes on where the walk stopped. */
  run(): Shape | null {
    for (;;) {
      const frame = this.#frames.at(-1) as Frame;
      const child = frame.node.children[frame.next];
      if (child !== undefined) {
        frame.next++;
        // Background children have no part in geometry.
        if ((child.modifiers & BACKGROUND) !== 0) continue;
        const known = this.#tools.cache.get(this.#keyOf(child));
        if (known === undefined) this.#frames.push(frameOf(child));
        else this.#give(frame, child, known);
        continue;
      }
      const shape = this.#realizeNode(frame);
      this.#frames.pop();
      const parent = this.#frames.at(-1);
      if (parent === undefined) return shape;
      parent.operands.push({ node: frame.node, shape });
    }
  }

  /** A known result of a child. */
  #give(frame: Frame, node: CsgNode, shape: Shape | null): void {
    this.#tools.arena.keep(shape);
    frame.operands.push({ node, shape });
  }

  #realizeNode(frame: Frame): Shape | null {
    const { node, operands } = frame;
    const { arena, progress } = this.#tools;
    // Results become known when the parent takes them, so equal siblings are realized, and warn, one by one; later equals
    // are silent (spec/geometry.md §5.4).
    while (frame.known < operands.length) this.#remember(operands[frame.known++] as Operand<Shape>);
    const end = this.#chains.endOf(node);
    const known = end && this.#tools.cache.get(this.#keyOf(end));
    const shape = known === undefined ? this.#handle(node, operands) : known;
    arena.keep(shape);
    for (const operand of operands) arena.drop(operand.shape);
    this.#ctx.deadline.check(node.position);
    progress?.(++this.#done);
    return shape;
  }

  #handle(node: CsgNode, operands: readonly Operand<Shape>[]): Shape | null {
    const handler = this.#kernel.handlers[node.kind] as Handler<Shape>;
    return located(node, () => repeatable(this.#ctx, () => handler(this.#ctx, node, operands)));
  }

  #remember({ node, shape }: Operand<Shape>): void {
    if (shape?.dimension === "list") return;
    const size = this.#kernel.sizeOf(shape);
    if (this.#tools.cache.put(this.#keyOf(node), shape)) this.cached.push({ node, size });
    else this.#warnTooLarge();
  }

  #warnTooLarge(): void {
    const message = "GeometryEvaluator: Node didn't fit into cache.";
    this.#ctx.report.push({ severity: "warning", code: "cache-size", message });
  }

  #keyOf(node: CsgNode): string {
    return this.#memo.nodes.get(node) ?? keyOf(node, this.#ctx.world, this.#memo);
  }
}

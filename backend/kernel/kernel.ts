// What a kernel is: a table with one handler per kind of CSG node over shapes that only the kernel understands.
// Kernels never see an AST and never walk the tree; realize.ts does.

import { MemoryLimitError } from "../../wasm/memory-limit.ts";
import type { Geometry } from "../csg/geometry.ts";
import type { CsgKind, CsgNode } from "../csg/nodes.ts";
import type { Context } from "../shared/context.ts";

/** A child that has been realized: its node, and its shape, null for "nothing" (spec/geometry.md §5.1). */
export interface Operand<Shape> {
  readonly node: CsgNode;
  readonly shape: Shape | null;
}

/**
 * Makes the shape of one node from the shapes of its children (background children are already left out). A shape that is
 * needed for its hull only may be any with that hull.
 */
export type Handler<Shape, Kind extends CsgKind = CsgKind> = (
  ctx: Context,
  node: Extract<CsgNode, { kind: Kind }>,
  operands: readonly Operand<Shape>[],
  forHull?: boolean,
) => Shape | null;

export type HandlerTable<Shape> = { readonly [Kind in CsgKind]: Handler<Shape, Kind> };

/** What a cached shape counts in the report (spec/geometry.md §5.4). */
export interface ShapeSize {
  readonly cache: "shapes" | "solids";
  /** By OpenSCAD's formulas. */
  readonly bytes: number;
}

export interface Kernel<Shape> {
  readonly name: string;
  readonly handlers: HandlerTable<Shape>;
  /** The geometry of the root's shape as plain data. */
  toGeometry(ctx: Context, shape: Shape): Geometry;
  /** A 3D result as the Boolean library has it, for `--render=force`; others come back as they are. */
  toSolid(ctx: Context, shape: Shape): Shape;
  sizeOf(shape: Shape | null): ShapeSize;
  /** Shapes count their owners. A shape without owners is freed by the last `release`; a new one has none. */
  retain(shape: Shape): void;
  release(shape: Shape): void;
}

/** A library cannot write what it has made; the message says why. */
export class NotWritten extends Error {
  override readonly name = "NotWritten";
}

/**
 * A handler asked for a library that is not there yet. The walk loads it and calls the handler again: what a handler does
 * must be repeatable, except for its messages, which are shown once.
 */
export class NotLoaded extends Error {
  override readonly name = "NotLoaded";
  constructor(readonly load: () => Promise<void>) {
    super("a library was not loaded");
  }
}

/** A library failed so that it cannot be used any more: the process that holds it must not serve another evaluation. */
export class KernelError extends Error {
  override readonly name = "KernelError";
  constructor(
    readonly reason: "memory" | "trap",
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }

  /** The failure that an error out of a WASM module stands for; undefined when the error came from somewhere else. */
  static of(library: string, error: unknown): KernelError | undefined {
    if (error instanceof KernelError) return error;
    if (error instanceof MemoryLimitError || isRefusedMemory(error)) {
      return new KernelError("memory", `${library} ran out of memory`, { cause: error });
    }
    // C++ exceptions come out as numbers.
    if (error instanceof WebAssembly.RuntimeError || typeof error === "number") {
      return new KernelError("trap", `${library} failed inside`, { cause: error });
    }
    return undefined;
  }
}

/** Memory that JavaScript did not get: lists and typed arrays of what goes into a module and comes out of it. */
function isRefusedMemory(error: unknown): boolean {
  return error instanceof RangeError && /memory|allocat|array length|buffer|byteOffset/i.test(error.message);
}

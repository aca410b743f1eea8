// One part of a tree, as the walk through the whole would make it.
import { KeyMemo } from "../../csg/key.ts";
import type { CsgNode } from "../../csg/nodes.ts";
import type { Context } from "../../shared/context.ts";
import { Arena } from "../arena.ts";
import type { ShapeCache } from "../cache.ts";
import type { Kernel } from "../kernel.ts";
import type { Shape } from "../shape.ts";
import type { CachedNode } from "../statistics.ts";
import { Walk, withLibraries } from "../walk.ts";

interface PartTools {
  readonly kernel: Kernel<Shape>;
  readonly cache: ShapeCache;
  readonly memo?: KeyMemo;
}

interface RealizedPart {
  readonly shape: Shape | null;
  readonly cached: readonly CachedNode[];
}

/** `use` gets the shape while it is there. */
export async function realizePart<T>(
  ctx: Context,
  root: CsgNode,
  { kernel, cache, memo = new KeyMemo() }: PartTools,
  use: (part: RealizedPart) => T,
): Promise<T> {
  const arena = new Arena<Shape>(kernel);
  const walk = new Walk(ctx, kernel, root, { arena, cache, progress: undefined, memo, keepRoot: true });
  try {
    const shape = await withLibraries(() => walk.run());
    return use({ shape, cached: walk.cached });
  } finally {
    arena.close();
  }
}

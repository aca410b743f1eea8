// One walk of the exact kernel over a tree: the objects of its root with what they hold in the library's memory.
import type { CsgNode } from "../../csg/nodes.ts";
import type { Context } from "../../shared/context.ts";
import { Arena } from "../arena.ts";
import type { Engines } from "../engines.ts";
import type { MeshKernel } from "../load.ts";
import { walkTree, withLibraries } from "../walk.ts";
import type { OcctEngine } from "./engine.ts";
import { type Exact, ExactShape } from "./exact-shape.ts";
import { exactKernel } from "./kernel.ts";
import type { ExactOptions } from "./maker.ts";
import { ResultStore } from "./result-store.ts";

export interface ModelTools {
  readonly engines: Engines;
  readonly mesh: MeshKernel;
  readonly options: ExactOptions;
  /** Names the product of the file. */
  readonly name: string;
  /** Of exact solids; none when only the mesh is wanted, of a tree that the mesh kernel alone cannot make. */
  readonly formats: readonly string[];
}

/** What one walk made: the objects of the root, and what frees them. */
export interface Walk {
  readonly shape: Exact | null;
  readonly objects: readonly ExactShape[];
  close(): void;
}

/** `checked`: see ExactOptions. */
export async function walkExactly(
  ctx: Context,
  root: CsgNode,
  occt: OcctEngine,
  tools: ModelTools,
  checked?: number,
): Promise<Walk> {
  const { engines, mesh, options } = tools;
  const kernel = exactKernel({ engines, occt, options: { ...options, checked }, mesh });
  const arena = new Arena<Exact>(kernel);
  const cache = new ResultStore(kernel);
  try {
    const shape = await walkTree(ctx, root, kernel, { arena, cache, progress: undefined });
    const objects = objectsOf(shape);
    // What was put off can fail, and what it is made of is still there.
    const waiting = tools.formats.length > 0 ? objects.filter(({ waits }) => waits) : [];
    for (const object of waiting) await withLibraries(() => object.brep(ctx, engines, occt));
    const close = (): void => {
      arena.close();
      occt.sweep();
    };
    return { shape, objects, close };
  } catch (error) {
    arena.close();
    throw error;
  } finally {
    cache.clear();
  }
}

/** The solids of the root: one, or those of a list. */
function objectsOf(shape: Exact | null): readonly ExactShape[] {
  const objects = shape === null ? [] : shape instanceof ExactShape ? [shape] : shape.items.map((item) => item.shape);
  return objects.filter((object): object is ExactShape => object?.dimension === 3 && !object.isEmpty);
}

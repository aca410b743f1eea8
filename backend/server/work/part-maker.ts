// Makes the meshes of a preview's parts: first those that the cache knows, then the rest, coarse before fine where fine
// takes long. What is made is kept, so that another task goes on where a cancelled one stopped.
import type { File } from "../../ast/nodes.ts";
import { coarsen } from "../../csg/coarsen.ts";
import type { Geometry } from "../../csg/geometry.ts";
import { type KeyMemo, keyOf } from "../../csg/key.ts";
import type { CsgNode } from "../../csg/nodes.ts";
import type { ShapeCache } from "../../kernel/cache.ts";
import type { Kernel } from "../../kernel/kernel.ts";
import { loadKernel } from "../../kernel/load.ts";
import { tessellate } from "../../kernel/mesh/tessellate.ts";
import { realize } from "../../kernel/realize.ts";
import type { Shape } from "../../kernel/shape.ts";
import type { Context } from "../../shared/context.ts";
import { LimitError } from "../../shared/limits.ts";
import { Reporter } from "../../shared/reporter.ts";
import type { PreviewEvent, PreviewTask, SourceSpan } from "../pool/protocol.ts";
import { partBytes } from "./part-bytes.ts";

export interface PartMakerOptions {
  readonly ctx: Context;
  readonly file: File;
  readonly cache: ShapeCache;
  readonly memo: KeyMemo;
  readonly task: Pick<PreviewTask, "known" | "noisy" | "drafts" | "meshBytes">;
  readonly onEvent: (event: PreviewEvent) => void;
  readonly spanOf: (position: number) => SourceSpan | undefined;
}

/** What final meshes may take before drafts are made first, in milliseconds. */
const patience = 150;
const progressInterval = 100;
/** Messages up to so many bytes leave at once; for more, the process must come back to its event loop. */
const promptBytes = 128 * 1024;

/** Thrown when the final meshes take long. */
class TakesLong extends Error {
  override readonly name = "TakesLong";
}

interface Wanted {
  readonly key: string;
  readonly node: CsgNode;
  /** The receiver has the mesh; only its messages are wanted. */
  readonly known: boolean;
}

export class PartMaker {
  readonly #options: PartMakerOptions;
  readonly #wanted: readonly Wanted[];
  readonly #total: number;
  #done = 0;
  #lastProgress = performance.now();
  #bytesLeft: number;
  #bytesUntilTurn = promptBytes;

  /** Each part is made once, however often it stands in the scene. */
  constructor(options: PartMakerOptions, parts: ReadonlyMap<string, CsgNode>) {
    const known = new Set(options.task.known);
    const noisy = new Set(options.task.noisy);
    this.#options = options;
    this.#bytesLeft = options.task.meshBytes;
    this.#wanted = [...parts]
      .filter(([key]) => !known.has(key) || noisy.has(key))
      .map(([key, node]) => ({ key, node, known: known.has(key) }));
    this.#total = countUnknown(this.#wanted, options);
  }

  async makeAll(root: CsgNode): Promise<void> {
    if (this.#wanted.length === 0) return;
    const { ctx, file, cache, task } = this.#options;
    cache.begin();
    const kernel = await loadKernel(ctx, root, { engines: cache.engines, fonts: file.fonts });
    const slow = await this.#makeQuickly(kernel);
    if (task.drafts !== "never") await this.#makeDrafts(kernel, slow);
    for (const part of slow) await this.#make(kernel, part);
  }

  /** What the cache knows and, where that is wanted, what does not take long. Gives the parts that are left. */
  async #makeQuickly(kernel: Kernel<Shape>): Promise<readonly Wanted[]> {
    const { cache, task } = this.#options;
    const unknown: Wanted[] = [];
    for (const part of this.#wanted) {
      if (cache.has(part.key)) await this.#make(kernel, part);
      else unknown.push(part);
    }
    if (task.drafts !== "when-slow") return unknown;
    const until = performance.now() + patience;
    const check = (): void => {
      if (performance.now() > until) throw new TakesLong();
    };
    for (const [at, part] of unknown.entries()) {
      try {
        check();
        await this.#make(kernel, part, check);
      } catch (error) {
        if (error instanceof TakesLong) return unknown.slice(at);
        throw error;
      }
    }
    return [];
  }

  async #make(kernel: Kernel<Shape>, part: Wanted, check: () => void = () => undefined): Promise<void> {
    const { ctx, cache, memo } = this.#options;
    const progress = (node: CsgNode): void => {
      this.#tellProgress(node);
      // Once the part itself is made, nothing is gained by giving up.
      if (node !== part.node) check();
    };
    const options = { cache, memo, progress, continued: true, keepRoot: true };
    const { geometry, noisy } = await realize(ctx, part.node, kernel, options);
    if (part.known) this.#options.onEvent({ type: "known", key: part.key, noisy });
    else await this.#send(geometry, { key: part.key, content: part.key, draft: false, noisy });
  }

  /** Drafts say nothing: what there is to say, the final mesh says. */
  async #makeDrafts(kernel: Kernel<Shape>, parts: readonly Wanted[]): Promise<void> {
    const { ctx, cache, memo } = this.#options;
    const { sources, world } = ctx;
    const { documentRoot, workingDirectory } = world;
    const silent = { ...ctx, report: new Reporter({ print: { sources, documentRoot, workingDirectory } }) };
    const coarse = new Map<CsgNode, CsgNode>();
    for (const { key, node, known } of parts) {
      if (known) continue;
      const draft = coarsen(node, coarse);
      const content = keyOf(draft, world, memo);
      if (content === key) continue;
      const { geometry } = await realize(silent, draft, kernel, { cache, memo, continued: true, keepRoot: true });
      await this.#send(geometry, { key, content, draft: true, noisy: false });
    }
  }

  async #send(
    geometry: Geometry | null,
    about: { readonly key: string; readonly content: string; readonly draft: boolean; readonly noisy: boolean },
  ): Promise<void> {
    const { ctx, task, onEvent } = this.#options;
    const bytes = partBytes(geometry?.dimension === 3 ? tessellate(ctx, geometry) : geometry);
    this.#bytesLeft -= bytes.length;
    if (this.#bytesLeft < 0) throw new LimitError("outputBytes", task.meshBytes);
    onEvent({ type: "mesh", ...about, bytes });
    this.#bytesUntilTurn -= bytes.length;
    if (this.#bytesUntilTurn > 0) return;
    this.#bytesUntilTurn = promptBytes;
    await new Promise((resolve) => setImmediate(resolve));
  }

  #tellProgress(node: CsgNode): void {
    this.#done = Math.min(this.#done + 1, this.#total);
    const now = performance.now();
    if (now - this.#lastProgress < progressInterval) return;
    this.#lastProgress = now;
    const span = this.#options.spanOf(node.position);
    this.#options.onEvent({ type: "progress", done: this.#done, total: this.#total, ...(span && { span }) });
  }
}

/** Nodes that will be realized, about: equal ones count once. */
function countUnknown(parts: readonly Wanted[], { cache, memo }: PartMakerOptions): number {
  const seen = new Set<string>();
  const stack = parts.map(({ node }) => node);
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    const key = memo.nodes.get(node);
    // Background children have no key: they have no part in geometry.
    if (key === undefined || seen.has(key) || cache.has(key)) continue;
    seen.add(key);
    stack.push(...node.children);
  }
  return seen.size;
}

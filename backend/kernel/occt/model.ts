// A tree as exact solids that have passed the gate, ready to be written: the exact counterpart of realize().
import type { Geometry } from "../../csg/geometry.ts";
import { NodeIds } from "../../csg/id.ts";
import type { CsgNode } from "../../csg/nodes.ts";
import type { Context } from "../../shared/context.ts";
import { NotWritten } from "../kernel.ts";
import { Statistics } from "../statistics.ts";
import { withLibraries } from "../walk.ts";
import { OcctError } from "./engine.ts";
import { passGate } from "./pass-gate.ts";
import type { ExactReport } from "./report.ts";
import { type ModelTools, walkExactly } from "./walk.ts";
import { brepText, igesText, stepText } from "./write.ts";

/** What exporters see. The texts are as the library writes them; where it cannot, they throw NotWritten. */
export interface ExactModel {
  /** Of the mesh kernel, of the same tree. */
  readonly geometry: Geometry | null;
  readonly statistics: Statistics;
  /** Undefined when the tree gives no solid. */
  readonly report: ExactReport | undefined;
  step(): string;
  brep(): string;
  iges(): Promise<string>;
  /** Frees what the model holds in the library's memory. */
  close(): void;
}

/** Makes the exact solids of a tree. Throws as realize() does. */
export async function realizeExact(ctx: Context, root: CsgNode, tools: ModelTools): Promise<ExactModel> {
  const { engines, mesh } = tools;
  const occt = await ctx.timer.measureAsync("occt", () => engines.loadOcct());
  // B-reps are also made outside the walk, which alone waits for what is missing.
  await engines.load({ clipper: true, manifold: true });
  const walk = await ctx.timer.measureAsync("realize", () => walkExactly(ctx, root, occt, tools));
  try {
    const geometry = walk.shape === null ? null : mesh.toGeometry(ctx, walk.shape.mesh);
    const statistics = new Statistics(new NodeIds(ctx), [], geometry);
    if (walk.objects.length === 0 || tools.formats.length === 0) {
      walk.close();
      return { geometry, statistics, report: undefined, step: none, brep: none, iges: none, close: () => undefined };
    }
    const checked = await ctx.timer.measureAsync("gate", () => passGate(ctx, root, occt, tools, walk));
    const { parts, whole } = checked;
    return {
      geometry,
      statistics,
      report: checked.report,
      step: () => checked.step ?? written(() => stepText(occt, parts)),
      brep: () => written(() => brepText(occt, whole())),
      iges: () => withLibraries(() => written(() => igesText(occt, whole()))),
      close: checked.close,
    };
  } catch (error) {
    walk.close();
    throw error;
  }
}

function written(write: () => string): string {
  try {
    return write();
  } catch (error) {
    throw error instanceof OcctError ? new NotWritten(error.message) : error;
  }
}

function none(): never {
  throw new Error("there is no solid");
}

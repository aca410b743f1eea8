// What an exact export tells about itself: how each node was made, the tier, and what the gate found.
import type { Context } from "../../shared/context.ts";
import { printedPath } from "../../shared/diagnostic.ts";
import type { GateReport } from "./gate.ts";
import { type Exactness, everyRecord, type NodeRecord } from "./record.ts";

export interface NodeReport {
  /** The kind of the CSG node; a transform by the module's name. */
  readonly node: string;
  readonly exactness: Exactness;
  readonly reason?: string;
  readonly file?: string;
  readonly line?: number;
  readonly column?: number;
}

/** How a result was made (spec/server.md R-53). */
export interface Tier {
  /** T1: every surface is as exact as the model asks for; T2: some, or all, are facets of the mesh kernel. */
  readonly tier: "T1" | "T2";
  /** 0.95 for T1, 0.75 for T2. */
  readonly confidence: number;
}

export const exactTier: Tier = { tier: "T1", confidence: 0.95 };
export const meshTier: Tier = { tier: "T2", confidence: 0.75 };

export interface ExactReport extends Tier {
  readonly counts: Readonly<Record<Exactness, number>>;
  /** Parents first; the first thousand. */
  readonly nodes: readonly NodeReport[];
  readonly gate: GateReport;
}

/** The report in short. */
export type ExactSummary = Pick<ExactReport, "tier" | "confidence" | "counts">;

export function summaryOf(report: ExactReport | undefined): ExactSummary | undefined {
  return report && { tier: report.tier, confidence: report.confidence, counts: report.counts };
}

const MOST_NODES = 1000;

export function makeReport(ctx: Context, root: NodeRecord, gate: GateReport): ExactReport {
  const counts = { exact: 0, faceted: 0, mesh: 0 };
  const nodes: NodeReport[] = [];
  for (const record of everyRecord(root)) {
    counts[record.exactness]++;
    if (nodes.length < MOST_NODES) nodes.push(describe(ctx, record));
  }
  return { ...(counts.mesh === 0 ? exactTier : meshTier), counts, nodes, gate };
}

function describe({ sources, world }: Context, { node, exactness, reason }: NodeRecord): NodeReport {
  const location = sources.locate(node.position);
  const name = node.kind === "transform" ? node.name : node.kind;
  return {
    node: name,
    exactness,
    ...(reason === undefined ? {} : { reason }),
    ...(location && {
      file: printedPath(location, world.documentRoot),
      line: location.line,
      column: location.column,
    }),
  };
}

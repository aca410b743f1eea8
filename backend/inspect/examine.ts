// One mesh through all steps: what is wrong with it, and what it becomes when that is mended. Both validation and healing
// go this way, so that they agree.
import type { Mesh } from "../csg/geometry.ts";
import { signedVolume } from "../kernel/mesh/orient.ts";
import type { Context } from "../shared/context.ts";
import { Edges } from "./edges.ts";
import type { Issue, Repair } from "./report.ts";
import { shellsOf } from "./shells.ts";
import { meshOfSoup, type Soup, soupOf, toleranceOf } from "./soup.ts";
import { dropCollapsed } from "./steps/collapsed.ts";
import { findCrossings } from "./steps/crossings.ts";
import { dropDuplicates } from "./steps/duplicates.ts";
import { dropNonFinite } from "./steps/finite.ts";
import { closeGaps } from "./steps/gaps.ts";
import { turnFacets } from "./steps/orientation.ts";
import { turnSlivers } from "./steps/slivers.ts";
import { issue, repair, type Step } from "./steps/step.ts";
import { splitAtVertices } from "./steps/t-vertices.ts";

export interface Examination {
  readonly issues: readonly Issue[];
  readonly repairs: readonly Repair[];
  /** With all repairs; the same mesh when there were none. */
  readonly mended: Mesh;
  /** Closed and open parts of the mended surface. */
  readonly shells: number;
  /** Triangles of the mesh before anything was mended. */
  readonly triangles: number;
}

/** Each step sees what those before it have mended. */
const steps: readonly Step[] = [
  dropNonFinite,
  closeGaps,
  dropCollapsed,
  dropDuplicates,
  splitAtVertices,
  turnSlivers,
  turnFacets,
  findCrossings,
];

/** Throws LimitError. */
export function examine(ctx: Context, mesh: Mesh): Examination {
  const { soup: given, triangular } = soupOf(ctx, mesh);
  const tolerance = toleranceOf(given);
  const issues: Issue[] = [];
  const repairs: Repair[] = [];
  // Readers leave out facets that name a vertex twice.
  const dropped = mesh.dropped ?? 0;
  if (dropped > 0) {
    issues.push(issue("degenerate-facets", dropped, "warning"));
  }
  let soup = given;
  for (const step of steps) {
    ctx.deadline.check();
    const result = step(ctx, soup, tolerance);
    issues.push(...result.issues);
    repairs.push(...result.repairs);
    soup = result.soup;
  }
  issues.push(...leftOpen(soup));
  const shells = shellsOf(soup);
  if (!issues.some(({ code }) => code === "open-edges") && !enclosesVolume(soup)) issues.push(noVolume(soup));
  return {
    issues: merged(issues),
    repairs: merged(repairs),
    mended: repairs.length === 0 ? mesh : meshOfSoup(soup, triangular),
    shells: shells.length,
    triangles: given.origins.length + dropped,
  };
}

/** Edges that no step could mend. */
function leftOpen({ positions, triangles }: Soup): Issue[] {
  const edges = new Edges(positions.length / 3, triangles);
  let open = 0;
  let crowded = 0;
  let balanced = 0;
  for (let edge = 0; edge < edges.count; edge++) {
    const members = edges.members(edge);
    if (members.length === 1) open++;
    else if (members.length > 2 && edges.imbalance(members) !== 0) crowded++;
    else if (members.length > 2) balanced++;
  }
  const issues: Issue[] = [];
  if (open > 0) issues.push(issue("open-edges", open));
  if (crowded > 0) issues.push(issue("non-manifold-edges", crowded));
  // Parts that touch along an edge are solids, but not every program takes them.
  else if (balanced > 0) issues.push(issue("non-manifold-edges", balanced, "warning"));
  return issues;
}

/** Less than what rounding leaves of nothing. */
function enclosesVolume(soup: Soup): boolean {
  const all = Array.from(soup.origins, (_, triangle) => triangle);
  const size = Math.max(...[0, 1, 2].map((axis) => extentOf(soup, axis)));
  return Math.abs(signedVolume(soup, all)) > 1e-12 * size ** 3;
}

function extentOf({ positions, triangles }: Soup, axis: number): number {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const vertex of triangles) {
    const value = positions[3 * vertex + axis] as number;
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  return high - low;
}

function noVolume({ origins }: Soup): Issue {
  if (origins.length === 0) return { code: "no-facets", severity: "error", message: "there are no facets" };
  return { code: "no-volume", severity: "error", message: "the surface encloses no volume" };
}

/** Counts of the same kind together, each kind at its first place. */
export function merged<T extends Issue | Repair>(entries: readonly T[]): T[] {
  const byCode = new Map<string, T>();
  for (const entry of entries) {
    const key = "severity" in entry ? `${entry.code} ${entry.severity}` : entry.code;
    const known = byCode.get(key);
    if (known === undefined || known.count === undefined || entry.count === undefined) {
      if (known === undefined) byCode.set(key, entry);
      continue;
    }
    const count = known.count + entry.count;
    const text = "severity" in entry ? issue(entry.code, count, entry.severity) : repair(entry.code, count);
    byCode.set(key, { ...known, ...text });
  }
  return [...byCode.values()];
}

// Gaps: the ends of open edges that stand nearly in the same place become one vertex. Those that stand in exactly the same
// place are joined silently: many files list a vertex once for each facet.
import { contractEdges, mergeOpenEdges } from "../../kernel/mesh/weld.ts";
import { issue, repair, type Step } from "./step.ts";

export const closeGaps: Step = (_ctx, soup, tolerance) => {
  const { positions } = soup;
  const contracted = contractEdges(positions, soup.triangles);
  const exact = mergeOpenEdges(positions, contracted, 0);
  const triangles = mergeOpenEdges(positions, exact, tolerance);
  const moved = new Set<number>();
  for (const [corner, vertex] of triangles.entries()) {
    const before = exact[corner] as number;
    if (before !== vertex) moved.add(before);
  }
  const code = "gaps";
  if (moved.size === 0) return { soup: { ...soup, triangles: exact }, issues: [], repairs: [] };
  return {
    soup: { ...soup, triangles },
    issues: [issue(code, moved.size)],
    repairs: [repair(code, moved.size)],
  };
};

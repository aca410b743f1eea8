// Facets with fewer than three different corners. Their neighbors meet in the edge that is left of them.
import { isCollapsed } from "../../kernel/mesh/weld.ts";
import { filterTriangles } from "../soup.ts";
import { issue, repair, type Step, unchanged } from "./step.ts";

export const dropCollapsed: Step = (_ctx, soup) => {
  const kept = filterTriangles(soup, (triangle) => !isCollapsed(soup.triangles, triangle));
  const count = soup.origins.length - kept.origins.length;
  if (count === 0) return unchanged(soup);
  const code = "degenerate-facets";
  return { soup: kept, issues: [issue(code, count, "warning")], repairs: [repair(code, count)] };
};

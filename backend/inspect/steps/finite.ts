// Facets with coordinates that are infinite or no numbers: nothing can be said of them, so they go first.
import { filterTriangles } from "../soup.ts";
import { issue, repair, type Step, unchanged } from "./step.ts";

export const dropNonFinite: Step = (_ctx, soup) => {
  const { positions, triangles, origins } = soup;
  const isSound = (triangle: number): boolean => {
    let sum = 0;
    for (let corner = 3 * triangle; corner < 3 * triangle + 3; corner++) {
      const at = 3 * (triangles[corner] as number);
      // Differences of equal infinities are no numbers, and so is the sum.
      for (let axis = at; axis < at + 3; axis++) sum += (positions[axis] as number) - (positions[axis] as number);
    }
    return sum === 0;
  };
  const kept = filterTriangles(soup, isSound);
  const count = origins.length - kept.origins.length;
  if (count === 0) return unchanged(soup);
  const code = "non-finite-vertices";
  return { soup: kept, issues: [issue(code, count)], repairs: [repair(code, count)] };
};

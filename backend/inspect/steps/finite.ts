// Facets with coordinates that are infinite, no numbers or beyond all measure: nothing can be said of them, so they go first.
import { filterTriangles } from "../soup.ts";
import { issue, repair, type Step, unchanged } from "./step.ts";

/** Single precision ends below, and the volume of what is within can still be told. */
const largest = 1e50;

export const dropNonFinite: Step = (_ctx, soup) => {
  const { positions, triangles, origins } = soup;
  const isSound = (triangle: number): boolean => {
    for (let corner = 3 * triangle; corner < 3 * triangle + 3; corner++) {
      const at = 3 * (triangles[corner] as number);
      for (let axis = at; axis < at + 3; axis++) {
        if (!(Math.abs(positions[axis] as number) <= largest)) return false;
      }
    }
    return true;
  };
  const kept = filterTriangles(soup, isSound);
  const count = origins.length - kept.origins.length;
  if (count === 0) return unchanged(soup);
  const code = "non-finite-vertices";
  return { soup: kept, issues: [issue(code, count)], repairs: [repair(code, count)] };
};

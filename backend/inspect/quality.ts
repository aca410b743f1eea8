// The quality score of a file: 1 for a mesh without defects. Every kind of defect takes away the share of the triangles
// that it touches, a warning a third of that; with an error the score is 0.7 at most. A file that cannot be read has 0.
// Above 0.7 (spec/server.md R-60) no error is left.
import type { Issue } from "./report.ts";

/** Above this a file is good enough to go on with. */
export const goodScore = 0.7;
const warningWeight = 1 / 3;

/** `triangles`: how many the file has. */
export function qualityScore(issues: readonly Issue[], triangles: number): number {
  let score = 1;
  for (const { severity, count = triangles } of issues) {
    const share = Math.min(1, count / Math.max(1, triangles));
    score *= 1 - (severity === "error" ? share : warningWeight * share);
  }
  const most = issues.some(({ severity }) => severity === "error") ? goodScore : 1;
  return Math.round(1000 * most * score) / 1000;
}

// Heals the meshes of a file (spec/server.md R-52): keeps what the steps of the examination mended and unites parts that
// cross. What was healed goes the same way again until nothing is left to do.
import type { Mesh } from "../csg/geometry.ts";
import type { Engines } from "../kernel/engines.ts";
import type { Context } from "../shared/context.ts";
import { type Examination, examine } from "./examine.ts";
import type { Healing, Repair } from "./report.ts";
import { resolveCrossings } from "./resolve-crossings.ts";
import { toleranceOf } from "./soup.ts";
import { repair } from "./steps/step.ts";

/** What one round mends may show something else: a gap that closes brings two copies of a facet together. */
const mostRounds = 4;

export interface HealedMesh extends Healing {
  readonly mesh: Mesh;
}

/** Loads the Boolean kernel only for parts that cross. Throws LimitError, KernelError. */
export async function healMesh(
  ctx: Context,
  engines: Engines,
  given: Mesh,
  examined: Examination,
): Promise<HealedMesh> {
  const applied: Repair[] = [];
  let mesh = given;
  let examination = examined;
  // Facets that the reader left out are gone from what is written.
  if (given.dropped !== undefined) applied.push(repair("degenerate-facets", given.dropped));
  for (let round = 0; round < mostRounds; round++) {
    const before = mesh;
    applied.push(...examination.repairs);
    mesh = examination.mended;
    if (examination.issues.some(({ code }) => code === "self-intersections")) {
      await engines.load({ clipper: false, manifold: true });
      const resolved = uniteCrossing(ctx, engines, mesh);
      if (resolved !== undefined) {
        mesh = resolved.mesh;
        applied.push(repair("self-intersections", resolved.count));
      }
    }
    if (mesh === before) break;
    examination = examine(ctx, { ...mesh, dropped: undefined });
  }
  if (mesh === given && given.dropped !== undefined) examination = examine(ctx, { ...mesh, dropped: undefined });
  return { mesh, applied, remaining: examination.issues };
}

function uniteCrossing(ctx: Context, engines: Engines, mesh: Mesh): ReturnType<typeof resolveCrossings> {
  const { positions, indices } = mesh;
  return resolveCrossings(ctx, engines.manifold, mesh, toleranceOf({ positions, triangles: indices }));
}

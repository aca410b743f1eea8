// Heals a file (spec/server.md R-52): validates it, keeps what the steps of the examination mended, unites parts that cross,
// and validates what came out. What was healed goes the same way again until nothing is left to do, so that healing twice
// is healing once.
import type { Geometry, Mesh } from "../csg/geometry.ts";
import type { Engines } from "../kernel/engines.ts";
import type { Context } from "../shared/context.ts";
import type { Diagnostic } from "../shared/diagnostic.ts";
import { type Examination, examine, merged } from "./examine.ts";
import type { Healing, Issue, Repair } from "./report.ts";
import { resolveCrossings } from "./resolve-crossings.ts";
import { toleranceOf } from "./soup.ts";
import { repair } from "./steps/step.ts";
import { type ExaminedFile, type ValidatedFile, validate } from "./validate.ts";

export interface HealedFile extends ValidatedFile {
  readonly healing: Healing;
  /** What the file holds now; undefined when it could not be read. */
  readonly geometry: Geometry | undefined;
}

/** What one round mends may show something else: a welded gap brings two copies of a facet together. */
const mostRounds = 4;

/** Loads the Boolean kernel only for parts that cross. Throws LimitError, KernelError. */
export async function heal(
  ctx: Context,
  engines: Engines,
  file: ExaminedFile,
  heard: Diagnostic[],
): Promise<HealedFile> {
  const validated = validate(ctx, file, heard);
  const applied: Repair[] = [];
  const remaining: Issue[] = [];
  const healed: Mesh[] = [];
  for (const [at, mesh] of validated.meshes.entries()) {
    const result = await healMesh(ctx, engines, mesh, validated.examinations[at]);
    applied.push(...result.applied);
    remaining.push(...result.remaining);
    if (result.mesh.offsets.length > 1) healed.push(result.mesh);
  }
  const unreadable = validated.examinations.length === 0;
  return {
    ...validated,
    healing: {
      applied: merged(applied),
      remaining: unreadable ? validated.validation.stages.flatMap(({ issues }) => issues) : merged(remaining),
    },
    geometry: healed.length > 1 ? { dimension: "list", items: healed } : healed[0],
  };
}

interface HealedMesh extends Healing {
  readonly mesh: Mesh;
}

async function healMesh(
  ctx: Context,
  engines: Engines,
  given: Mesh,
  examined: Examination = examine(ctx, given),
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

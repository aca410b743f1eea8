// Files of exact solids: OpenCascade reads them, its own check says whether they are sound, and their tessellation goes the
// way of all meshes.
import { defaultFragments } from "../csg/fragments.ts";
import type { Mesh } from "../csg/geometry.ts";
import type { Engines } from "../kernel/engines.ts";
import { Inexact, type OcctEngine } from "../kernel/occt/engine.ts";
import { SolidFileError } from "../kernel/occt/solid-file-error.ts";
import { checkSolidFile, readSolidFile, type SolidFormat } from "../kernel/occt/solid-files.ts";
import { chordsOf, tessellateBrep } from "../kernel/occt/tessellation.ts";
import { isValid } from "../kernel/occt/topology.ts";
import type { Context } from "../shared/context.ts";
import { guarded } from "../shared/guard.ts";
import type { Issue } from "./report.ts";

export interface SolidContent {
  readonly meshes: readonly Mesh[];
  readonly issues: readonly Issue[];
}

/** What reads such files. Without it they cannot be read. */
export type SolidReader = (ctx: Context, format: SolidFormat, bytes: Uint8Array) => SolidContent;

/** Loads OpenCascade, 22 MB, and its second build for IGES. */
export async function loadSolidReader(engines: Engines, format: SolidFormat): Promise<SolidReader> {
  const occt = await engines.loadOcct();
  if (format === "iges") await occt.loadSupplement();
  return (ctx, wanted, bytes) => readSolids(ctx, occt, wanted, bytes);
}

function readSolids(ctx: Context, occt: OcctEngine, format: SolidFormat, bytes: Uint8Array): SolidContent {
  try {
    checkSolidFile(format, bytes, ctx.limits);
    return guarded(ctx, { what: "reading the file", bytes: bytes.length }, () => {
      const brep = readSolidFile(occt, format, bytes, { colors: false });
      brep.retain();
      try {
        const sound = occt.run((keep, oc) => isValid({ keep, oc }, brep.shape));
        const message = "OpenCascade's check finds the solids invalid";
        const issues: readonly Issue[] = sound ? [] : [{ code: "invalid-solid", severity: "error", message }];
        return { meshes: [tessellateBrep(ctx, occt, brep, chordsOf(defaultFragments))], issues };
      } finally {
        brep.release();
      }
    });
  } catch (error) {
    if (!(error instanceof SolidFileError) && !(error instanceof Inexact)) throw error;
    return { meshes: [], issues: [{ code: "parse", severity: "error", message: error.message }] };
  }
}

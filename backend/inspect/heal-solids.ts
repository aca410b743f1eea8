// Heals files of exact solids as such: ShapeFix mends what the library's own check finds wrong, and the copy has the format,
// the surfaces and the colors of the original.
import type { Engines } from "../kernel/engines.ts";
import type { Brep } from "../kernel/occt/brep.ts";
import { Inexact, type OcctEngine, OcctError } from "../kernel/occt/engine.ts";
import { heal } from "../kernel/occt/gate.ts";
import { SolidFileError } from "../kernel/occt/solid-file-error.ts";
import { checkSolidFile, readSolidFile, type SolidFormat } from "../kernel/occt/solid-files.ts";
import { isValid, partsOf, type Scope, volumeOf } from "../kernel/occt/topology.ts";
import { brepText, igesText, stepText } from "../kernel/occt/write.ts";
import { fileName } from "../output/step.ts";
import type { Context } from "../shared/context.ts";
import { guarded } from "../shared/guard.ts";
import { encodeUtf8 } from "../shared/text.ts";
import type { Repair } from "./report.ts";
import { repair } from "./steps/step.ts";

export interface HealedSolids {
  readonly applied: readonly Repair[];
  readonly bytes: Uint8Array;
}

/**
 * The file with sound solids; its own bytes when they are sound already. Undefined when it cannot be read, or ShapeFix does
 * not help. Throws LimitError, KernelError.
 */
export async function healSolids(
  ctx: Context,
  engines: Engines,
  format: SolidFormat,
  bytes: Uint8Array,
): Promise<HealedSolids | undefined> {
  const occt = await engines.loadOcct();
  await occt.loadSupplement();
  try {
    checkSolidFile(format, bytes, ctx.limits);
    return guarded(ctx, { what: "healing the file", bytes: bytes.length }, () => healed(occt, format, bytes));
  } catch (error) {
    if (error instanceof SolidFileError || error instanceof Inexact || error instanceof OcctError) return undefined;
    throw error;
  } finally {
    occt.sweep();
  }
}

function healed(occt: OcctEngine, format: SolidFormat, bytes: Uint8Array): HealedSolids | undefined {
  const given = readSolidFile(occt, format, bytes);
  const faults = occt.run((keep, oc) => unsound({ keep, oc }, given.shape));
  if (faults === 0) return { applied: [], bytes };
  const brep = heal(occt, given);
  if (occt.run((keep, oc) => unsound({ keep, oc }, brep.shape)) > 0) return undefined;
  return { applied: [repair("invalid-solid", faults)], bytes: encodeUtf8(textOf(occt, format, brep)) };
}

function textOf(occt: OcctEngine, format: SolidFormat, brep: Brep): string {
  if (format === "brep") return brepText(occt, brep.shape);
  if (format === "iges") return igesText(occt, brep.shape);
  // The header of the library tells the time, which would make equal files differ.
  return stepText(occt, [{ name: "healed", brep }]).replace(/FILE_NAME\([\s\S]*?\);/, fileName("", DATE));
}

const DATE = "1980-01-01T00:00:00";

/** How many solids are not as they should be: invalid, inside out, or none at all. */
function unsound(scope: Scope, shape: Parameters<typeof volumeOf>[1]): number {
  const solids = partsOf(scope, shape, "SOLID");
  const wrong = solids.filter((solid) => !isValid(scope, solid) || volumeOf(scope, solid) <= 0);
  return solids.length === 0 ? 1 : wrong.length;
}

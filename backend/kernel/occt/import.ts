// import() of files of exact solids: the B-rep of the file, and its tessellation for the mesh kernel.
import type { Mesh } from "../../csg/geometry.ts";
import type { ImportNode, Vec3 } from "../../csg/nodes.ts";
import type { Context } from "../../shared/context.ts";
import { guarded } from "../../shared/guard.ts";
import { relativePath } from "../../shared/world.ts";
import type { Brep } from "./brep.ts";
import type { OcctEngine } from "./engine.ts";
import { SolidFileError } from "./solid-file-error.ts";
import { checkSolidFile, readSolidFile, solidFormatOf } from "./solid-files.ts";
import { chordsOf, tessellateBrep } from "./tessellation.ts";
import { boxOf } from "./topology.ts";
import { movedBy } from "./transform.ts";

/** True when the file of the node holds exact solids. */
export function importsSolid(node: { readonly kind: string }): node is ImportNode {
  return node.kind === "import" && solidFormatOf((node as ImportNode).file) !== undefined;
}

/** What becomes of a shape from a file may take as many times as long as reading it, in one call. */
const PATIENCE = 10;

/** Undefined, with a message, when the file cannot be read. */
export function importSolid(ctx: Context, occt: OcctEngine, node: ImportNode): { brep: Brep; mesh: Mesh } | undefined {
  const format = solidFormatOf(node.file);
  const bytes = ctx.world.read(node.file);
  const name = relativePath(ctx.world.documentRoot, node.file);
  const fail = (message: string): undefined => {
    ctx.report.push({ severity: "error", code: "import-format", message, position: node.position });
  };
  if (format === undefined || bytes === undefined) return fail(`Can't open import file '${name}'`);
  try {
    checkSolidFile(format, bytes, ctx.limits);
    const bound = { what: `reading '${name}'`, bytes: bytes.length };
    if (ctx.guard !== undefined) {
      const patient = { ...bound, what: `working with '${name}'`, patience: PATIENCE };
      occt.bound = (work) => guarded(ctx, patient, work);
    }
    return guarded(ctx, bound, () => {
      const read = readSolidFile(occt, format, bytes);
      const brep = node.center ? centered(occt, read) : read;
      return { brep, mesh: tessellateBrep(ctx, occt, brep, chordsOf(node.fragments)) };
    });
  } catch (error) {
    if (!(error instanceof SolidFileError)) throw error;
    return fail(`Can't import '${name}': ${error.message}`);
  }
}

function centered(occt: OcctEngine, brep: Brep): Brep {
  const box = occt.run((keep, oc) => boxOf({ keep, oc }, brep.shape));
  if (box === undefined) return brep;
  const { min, max } = box;
  return movedBy(
    occt,
    brep,
    [0, 1, 2].map((axis) => -((min[axis] as number) + (max[axis] as number)) / 2) as unknown as Vec3,
  );
}

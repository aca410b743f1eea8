// `.csg`: the CSG tree as program text (spec/geometry.md §1).
import { writeTree } from "../csg/print.ts";
import type { Context } from "../shared/context.ts";
import type { ExportInput } from "./exporter.ts";

export function writeCsg(ctx: Context, input: ExportInput): Uint8Array {
  if (input.root === undefined) throw new Error("there is no CSG tree to write");
  return writeTree(ctx, input.root);
}

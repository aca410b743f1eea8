// BREP: OpenCascade's own text form of a shape, in millimeters. Exact to the last bit; it has no names and no colors.
import type { Context } from "../shared/context.ts";
import { encodeUtf8 } from "../shared/text.ts";
import type { ExportInput } from "./exporter.ts";

export function writeBrep(_ctx: Context, { solids }: ExportInput): Uint8Array {
  if (solids === undefined) throw new Error("there are no exact solids");
  return encodeUtf8(solids.brep());
}

// IGES 5.3: exact surfaces for programs that read no STEP, in millimeters. By the second build of OpenCascade, which alone
// has a writer.
import type { Context } from "../shared/context.ts";
import { encodeUtf8 } from "../shared/text.ts";
import type { ExportInput } from "./exporter.ts";

export async function writeIges(_ctx: Context, { solids }: ExportInput): Promise<Uint8Array> {
  if (solids === undefined) throw new Error("there are no exact solids");
  return encodeUtf8(await solids.iges());
}

// `.echo`: the log of the run, a message per line (spec/geometry.md §11.14).
import type { Context } from "../shared/context.ts";
import { encodeUtf8 } from "../shared/text.ts";
import type { ExportInput } from "./exporter.ts";

export function writeEcho(_ctx: Context, input: ExportInput): Uint8Array {
  return encodeUtf8(input.log.map((line) => `${line}\n`).join(""));
}

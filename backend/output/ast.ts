// `.ast`: the program printed from its syntax tree (spec/language.md §10).
import { collectAnnotations } from "../ast/annotations.ts";
import type { File } from "../ast/nodes.ts";
import { printAst } from "../ast/print.ts";
import type { Context } from "../shared/context.ts";
import { encodeUtf8 } from "../shared/text.ts";
import type { ExportInput } from "./exporter.ts";

export function writeAst(ctx: Context, input: ExportInput): Uint8Array {
  const file = input.file as File;
  return encodeUtf8(printAst(file, collectAnnotations(file, ctx.sources)));
}

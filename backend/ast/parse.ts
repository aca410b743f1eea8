// `parse`: the first step of the path. Bytes of a program or library → syntax tree with its includes spliced in.
// It never throws: what is wrong with a text is reported, and `File.failed` says so.
import type { Context } from "../shared/context.ts";
import { LimitError, type LimitName } from "../shared/limits.ts";
import { END_OF_PROGRAM, type Source } from "../shared/source.ts";
import { decodeUtf8 } from "../shared/text.ts";
import { checkSourceBudget, Inclusions } from "./inclusions.ts";
import { Lexer } from "./lexer.ts";
import type { File } from "./nodes.ts";
import { ParseReport, parseOver } from "./parse-report.ts";
import { Parser } from "./parser.ts";
import { emptyScope } from "./scope.ts";
import type { SourceCache } from "./source-cache.ts";
import { FileBuilder } from "./splice.ts";
import { parseFile } from "./statements.ts";

export interface ParseOptions {
  /** Parsed sources that are kept between evaluations; absent: nothing is kept. */
  readonly cache?: SourceCache;
}

/**
 * Parses the main program or a used file. `path` is absolute, or `<stdin>`.
 * Messages go to `ctx.report` in the order in which OpenSCAD prints them: only the first syntax error is among them,
 * later ones are in `File.furtherErrors`.
 */
export function parse(ctx: Context, path: string, bytes: Uint8Array, options: ParseOptions = {}): File {
  // With --hardwarnings a parse ends at a warning, wherever it comes from.
  const cache = ctx.options.hardWarnings ? undefined : options.cache;
  if (ctx.sources.sources.length === 0) cache?.begin();
  const report = new ParseReport(ctx);
  const inclusions = new Inclusions(ctx, report);
  const body = new FileBuilder(ctx, report, inclusions, cache);
  let source: Source | undefined;
  let lexer: Lexer | undefined;
  let limit: LimitName | undefined;
  let isWhole = false;
  try {
    checkSourceBudget(ctx, bytes.length, 0);
    const text = programText(ctx, bytes);
    source = body.takeProgram(path, text)?.source;
    if (source === undefined) {
      source = ctx.sources.add(path, text);
      lexer = new Lexer(ctx, report, source, inclusions, { stopsAtIncludes: cache !== undefined });
      parseFile(new Parser(ctx, lexer, report), body);
    }
    isWhole = true;
  } catch (error) {
    if (error instanceof LimitError) {
      report.limit(error);
      limit = error.limit;
    } else if (isStackOverflow(error)) {
      report.error("nesting-too-deep", "memory exhausted", lexer?.start ?? 0, lexer?.end ?? 0);
    } else if (error !== parseOver) {
      throw error;
    }
  }
  return {
    kind: "File",
    path,
    base: source?.base ?? 0,
    body: isWhole ? body.build() : emptyScope,
    uses: body.uses,
    fonts: inclusions.fonts,
    includes: inclusions.includes,
    failed: report.failed,
    limit,
    furtherErrors: report.furtherErrors,
  };
}

/** The text that is parsed: up to a NUL, with the end-of-text marker and what the options define behind it (§0.1). */
function programText(ctx: Context, bytes: Uint8Array): string {
  let text = decodeUtf8(bytes) + END_OF_PROGRAM;
  for (const definition of ctx.options.definitions) text += `${definition};\n`;
  const nul = text.indexOf("\0");
  return nul < 0 ? text : text.slice(0, nul);
}

/** The nesting limit normally comes first; a thread with a small stack may end before it. */
function isStackOverflow(error: unknown): boolean {
  return error instanceof RangeError && /stack/i.test(error.message);
}

// The statements of one source, kept apart from any program: what an `include` of a file that was parsed before brings
// along without being read again. Statements are immutable, so that programs share them.
import type { Context } from "../shared/context.ts";
import type { Diagnostic } from "../shared/diagnostic.ts";
import { LimitError } from "../shared/limits.ts";
import { Reporter } from "../shared/reporter.ts";
import { makeSource, type Source, SourceMap } from "../shared/source.ts";
import type { Beginning } from "./beginning.ts";
import { LazyFunction, LazyModule } from "./lazy-definition.ts";
import { Lexer } from "./lexer.ts";
import type { NameTable } from "./names.ts";
import { ParseReport, parseOver } from "./parse-report.ts";
import { Parser } from "./parser.ts";
import { type Item, notAlone, Recorder, type StatementExtent, WrittenInclusions } from "./recorder.ts";
import { type IndexedSource, type IndexedStatement, wordsLookedFor } from "./source-index.ts";
import { SourceReader } from "./source-reader.ts";
import { parseFile } from "./statements.ts";
import { findTailNames } from "./tail-names.ts";
import { Token } from "./tokens.ts";

export interface ParsedSource {
  readonly source: Source;
  /** What it contributes, in order. */
  readonly items: readonly Item[];
  /** Empty when the source was taken from an index. */
  readonly statements: readonly StatementExtent[];
  /** How many tokens it has, its end not counted: they count against the budget of every program. */
  readonly tokens: number;
}

/** A source that was parsed alone. */
export interface ParsedAlone {
  readonly parsed: ParsedSource;
  /** What an index may say of it; undefined when it had messages. */
  describe(): IndexedSource | undefined;
}

/** A text and its place among positions. */
export interface PlacedText extends Pick<Source, "path" | "text" | "base"> {
  /** What is known of it already. */
  readonly beginning?: Beginning | undefined;
}

/**
 * Parses a source alone. Undefined when it means something else, or nothing, without what stands around its `include`, and
 * when it has errors: it is read as part of the program then.
 */
export function parseAlone(ctx: Context, { path, text, base, beginning }: PlacedText): ParsedAlone | undefined {
  const recorder = new Recorder(beginning);
  const alone: Context = { ...ctx, report: new RecordingReporter(ctx, recorder) };
  const report = new ParseReport(alone);
  const source = makeSource(path, text, base);
  const before = ctx.sources.sources.length;
  ctx.sources.adopt(source);
  try {
    const lexer = new Lexer(alone, report, source, new WrittenInclusions(alone, report), { stopsAtIncludes: true });
    if (beginning !== undefined) {
      lexer.seek(beginning.end, text.length);
      lexer.countTokens(beginning.tokens);
    }
    const parser = new Parser(alone, lexer, report);
    // It belongs to the last of the statements that are known.
    if (beginning !== undefined && parser.token === Token.Else) return parseAlone(ctx, { path, text, base });
    parseFile(parser, recorder);
    if (report.failed || lexer.endsInComment || lexer.endsEarly || parser.endsWithIf) return undefined;
    const { items, statements } = recorder;
    const parsed = { source, items, statements, tokens: lexer.count - 1 };
    return { parsed, describe: () => describe(recorder, parsed) };
  } catch (error) {
    const isOver = error instanceof LimitError && error.limit !== "time";
    if (isOver || error === notAlone || error === parseOver || isStackOverflow(error)) return undefined;
    throw error;
  } finally {
    ctx.sources.truncate(before);
  }
}

/** Messages become part of what is recorded. */
class RecordingReporter extends Reporter {
  readonly #recorder: Recorder;

  constructor({ sources }: Context, recorder: Recorder) {
    super({ print: { sources, documentRoot: "/", workingDirectory: "/" } });
    this.#recorder = recorder;
  }

  override push(diagnostic: Diagnostic): void {
    // Its text names a file as seen from the main file, which is another one in another program.
    if (diagnostic.code === "reassignment") throw notAlone;
    this.#recorder.items.push({ kind: "message", diagnostic });
  }
}

/** What an index says of a source: its functions and modules need not be read, all other statements are. */
function describe(recorder: Recorder, { source, tokens }: ParsedSource): IndexedSource | undefined {
  const { items } = recorder;
  if (items.some(({ kind }) => kind === "message")) return undefined;
  const statements = recorder.statements.map((statement, i): IndexedStatement => {
    const offset = statement.start - source.base;
    const end = statement.end - source.base;
    const [item, ...others] = items.slice(statement.items, recorder.statements[i + 1]?.items ?? items.length);
    const isDefinition = item?.kind === "FunctionDefinition" || item?.kind === "ModuleDefinition";
    if (!isDefinition || others.length > 0) return { kind: "other", offset, end };
    const { kind, name } = item;
    const tailNames = kind === "FunctionDefinition" ? findTailNames(item) : undefined;
    return { kind, offset, end, start: item.start - source.base, name, tailNames };
  });
  const sources = new SourceMap();
  sources.adopt(source);
  const mentions = wordsLookedFor.map((word) => [word, sources.mentions(word)] as const);
  return { statements, tokens, facts: { makesSurrogates: sources.mayMakeSurrogates(), mentions } };
}

/** The statements of a source that an index describes. Definitions are read when they are needed. */
export function restore(
  ctx: Context,
  { path, text, base }: PlacedText,
  indexed: IndexedSource,
  names: NameTable,
): ParsedSource {
  const source = makeSource(path, text, base);
  const { makesSurrogates, mentions } = indexed.facts;
  source.facts.makesSurrogates = makesSurrogates;
  for (const [word, answer] of mentions) source.facts.mentions.set(word, answer);
  const reader = new SourceReader(ctx, source, names);
  const items: Item[] = [];
  for (const statement of indexed.statements) {
    if (statement.kind === "other") items.push(...reader.readStatement(statement));
    else items.push(new (statement.kind === "FunctionDefinition" ? LazyFunction : LazyModule)(reader, statement));
  }
  return { source, items, statements: [], tokens: indexed.tokens };
}

function isStackOverflow(error: unknown): boolean {
  return error instanceof RangeError && /stack/i.test(error.message);
}

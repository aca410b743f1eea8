// Reads single statements of a source that is known to be without errors, wherever they stand.
import type { Context } from "../shared/context.ts";
import { commandLineLimits, Deadline } from "../shared/limits.ts";
import { Reporter } from "../shared/reporter.ts";
import type { Source } from "../shared/source.ts";
import { parseParameters } from "./expressions.ts";
import { Lexer } from "./lexer.ts";
import type { NameTable } from "./names.ts";
import type { FunctionDefinition, ModuleDefinition, Parameter } from "./nodes.ts";
import { ParseReport } from "./parse-report.ts";
import { Parser } from "./parser.ts";
import { type Item, Recorder, WrittenInclusions } from "./recorder.ts";
import { parseFileStatement } from "./statements.ts";
import { Token } from "./tokens.ts";

/** Where a statement stands: offsets into the text. */
export interface Extent {
  readonly offset: number;
  readonly end: number;
}

export class SourceReader {
  readonly source: Source;
  readonly #ctx: Context;
  readonly #names: NameTable;
  #parser: Parser | undefined;

  /** `names` may be shared by many sources. */
  constructor(ctx: Context, source: Source, names: NameTable) {
    this.source = source;
    this.#names = names;
    // The source was within the budgets when it was parsed as a whole; what is wrong with it now is a defect.
    const report = new DefectReporter({ print: { sources: ctx.sources, documentRoot: "/", workingDirectory: "/" } });
    const deadline = new Deadline(Number.POSITIVE_INFINITY);
    const limits = { ...commandLineLimits, nesting: ctx.limits.nesting };
    this.#ctx = { ...ctx, report, deadline, limits };
  }

  /** The parameters of a definition. */
  readParameters(statement: Extent): readonly Parameter[] {
    const parser = this.#parserAt(statement);
    parser.advance();
    parser.expectName();
    parser.expect(Token.LeftParenthesis);
    return parseParameters(parser);
  }

  /** A definition with everything in it. */
  readDefinition(statement: Extent): FunctionDefinition | ModuleDefinition {
    const [definition] = this.readStatement(statement);
    if (definition?.kind !== "FunctionDefinition" && definition?.kind !== "ModuleDefinition")
      throw new Error(`no definition at ${this.source.path}:${statement.offset}`);
    return definition;
  }

  /** What a statement or directive contributes. */
  readStatement(statement: Extent): readonly Item[] {
    const recorder = new Recorder();
    parseFileStatement(this.#parserAt(statement), recorder);
    return recorder.items;
  }

  #parserAt({ offset, end }: Extent): Parser {
    if (this.#parser !== undefined) {
      this.#parser.seek(offset, end);
      return this.#parser;
    }
    const ctx = this.#ctx;
    const report = new ParseReport(ctx);
    const options = { stopsAtIncludes: true, names: this.#names };
    const lexer = new Lexer(ctx, report, this.source, new WrittenInclusions(ctx, report), options);
    lexer.seek(offset, end);
    this.#parser = new Parser(ctx, lexer, report);
    return this.#parser;
  }
}

class DefectReporter extends Reporter {
  override push({ message }: { readonly message: string }): never {
    throw new Error(`a source that was without errors has one: ${message}`);
  }
}

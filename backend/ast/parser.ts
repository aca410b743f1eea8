// The parser's state: the lexer with one token of lookahead, the depth budget, and what happens on an error. The
// grammar itself is in statements.ts, expressions.ts and lists.ts as functions of a `Parser`.
import type { Context } from "../shared/context.ts";
import { isLink } from "./chain.ts";
import type { Lexer } from "./lexer.ts";
import type { Expression } from "./nodes.ts";
import { badStatement, type ParseReport, parseOver } from "./parse-report.ts";
import { describeToken, Token } from "./tokens.ts";

export class Parser {
  /** Code of the token that comes next; `lexer` describes it. */
  token: number = Token.End;
  /** End of the last token taken: the end of a node that was just completed. */
  lastEnd = 0;
  /** Levels of nodes in the expression that was parsed last. A literal or name has one. */
  height = 0;
  /** True after the end-of-text marker: assignments given with `-D` replace others without a warning. */
  afterText = false;
  /** True when the text ends with an `if` to which an `else` could be added. */
  endsWithIf = false;
  /** How many constructs are being parsed within each other. */
  depth = 0;
  readonly #maximum: number;

  constructor(
    readonly ctx: Context,
    readonly lexer: Lexer,
    readonly report: ParseReport,
  ) {
    this.#maximum = ctx.limits.nesting;
    this.token = lexer.next();
  }

  /** Goes to an offset of the source, where a statement begins; the text ends for now where it ends. */
  seek(offset: number, end: number): void {
    this.lexer.seek(offset, end);
    this.depth = 0;
    this.token = this.lexer.next();
  }

  /** Takes the token. */
  advance(): void {
    this.lastEnd = this.lexer.end;
    this.token = this.lexer.next();
  }

  /** Where no statement of a file begins, an `include` is read at once. */
  enterIncludes(): void {
    while (this.token === Token.Include) {
      this.lexer.enterInclude();
      this.token = this.lexer.next();
    }
  }

  /** Takes the token if it is `token`, else leaves the statement with a syntax error. */
  expect(token: number): void {
    if (this.token !== token) this.fail(describeToken(token));
    this.advance();
  }

  /** Takes an identifier and gives its name. */
  expectName(): string {
    if (this.token !== Token.Identifier) this.fail("a name");
    const name = this.lexer.text;
    this.advance();
    return name;
  }

  /** Reports a syntax error at the token and leaves the statement. */
  fail(expected: string): never {
    const hint = `expected ${expected}, found ${describeToken(this.token)}`;
    this.report.error("syntax-error", "syntax error", this.lexer.start, this.lexer.end, hint);
    throw badStatement;
  }

  /** Goes one construct deeper. */
  enter(): void {
    if (++this.depth > this.#maximum) this.#tooDeep();
  }

  leave(): void {
    this.depth--;
  }

  /**
   * Puts a node on top of the last expression and of another of the given height. The stages behind the parser walk
   * trees by recursion, so the height of the tree is bounded too, not only the depth of the text: `f()()()…` is as high
   * as it is long.
   */
  raise(other: number): void {
    const height = Math.max(other, this.height) + 1;
    this.height = height;
    if (height > this.#maximum) this.#tooDeep();
  }

  /**
   * Puts a link on top of its left part, of the given height, and of the last expression, its right part. Chains of links
   * are walked without recursion (ast/chain.ts): they are no higher than what they consist of.
   */
  raiseLink(left: Expression, leftHeight: number, right: number): void {
    this.height = 0;
    this.raise(right);
    const under = isLink(left) ? leftHeight : leftHeight + 1;
    if (under > this.height) this.height = under;
    if (this.height > this.#maximum) this.#tooDeep();
  }

  #tooDeep(): never {
    const { start, end } = this.lexer;
    const hint = `more than ${this.#maximum} constructs within each other`;
    this.report.error("nesting-too-deep", "memory exhausted", start, end, hint);
    throw parseOver;
  }

  /**
   * After an error: skips to where a statement may begin, just past the next `;` or block of this depth, or to the
   * `}` that closes the list of statements. At file level a stray `}` is skipped.
   */
  synchronize(depth: number, closer: number): void {
    this.depth = depth;
    let open = 0;
    // Where the marker itself was the bad token it must not be met again.
    if (this.token === Token.EndOfText) this.advance();
    for (; this.token !== Token.End && this.token !== Token.EndOfText; this.advance()) {
      if (this.token === Token.LeftBrace) open++;
      if (this.token === Token.RightBrace) {
        if (open === 0 && closer === Token.RightBrace) return;
        open--;
      }
      if (open <= 0 && (this.token === Token.Semicolon || this.token === Token.RightBrace)) {
        this.advance();
        return;
      }
    }
  }
}

// Source text → tokens, the first stage of the path. Includes are spliced in here: the lexer keeps a stack of sources
// and the parser sees one stream. The rules are those of spec/language.md §1.
import type { Context } from "../shared/context.ts";
import { LimitError } from "../shared/limits.ts";
import type { Source } from "../shared/source.ts";
import { decodeUtf8 } from "../shared/text.ts";
import { type Directive, readDirective } from "./directive.ts";
import type { IncludedFile, Inclusions, WrittenDirective } from "./inclusions.ts";
import { NameTable } from "./names.ts";
import { decimalValue, hexadecimalValue, type IntegerValue, isHexadecimal, numberEnd } from "./number-literal.ts";
import type { ParseReport } from "./parse-report.ts";
import { readString } from "./string-literal.ts";
import { Token } from "./tokens.ts";

/** A source whose reading was interrupted by an include, and where to go on. */
interface Suspended {
  readonly source: Source;
  readonly at: number;
}

// Classes of ASCII characters.
const blank = 1;
const letter = 2;
const digit = 3;
const single = 4;
const compound = 5;
const quote = 6;
const slash = 7;
const dot = 8;
/** Bit of the characters that continue a name. */
const wordPart = 16;

const classOf = new Uint8Array(128);
for (const character of " \t\n\r") classOf[character.charCodeAt(0)] = blank;
for (let code = 48; code <= 57; code++) classOf[code] = digit | wordPart;
for (let code = 65; code <= 90; code++) classOf[code] = classOf[code + 32] = letter | wordPart;
classOf[95] = letter | wordPart;
classOf[36] = letter;
for (const character of "#%()*+,-:;?[]^{}~\u0003") classOf[character.charCodeAt(0)] = single;
for (const character of "!<=>&|") classOf[character.charCodeAt(0)] = compound;
classOf[34] = quote;
classOf[47] = slash;
classOf[46] = dot;

export interface LexerOptions {
  /** An `include` between statements becomes a token: its file may have been parsed before. */
  readonly stopsAtIncludes?: boolean;
  /** The words of other texts, which may be the same. */
  readonly names?: NameTable;
}

const nowhere: WrittenDirective = { from: "", name: "", anchor: 0, end: 0 };

/** How many tokens are read between two looks at the clock. */
const tokensPerCheck = 50_000;

/** Tokens after which a statement may begin. Not all of them do: the parser goes on where one does not. */
const betweenStatements: ReadonlySet<number> = new Set([
  Token.Semicolon,
  Token.RightBrace,
  Token.Use,
  Token.Include,
  Token.EndOfText,
]);

const inexact = (text: string): string => `Integer "${text}" cannot be represented precisely`;

/** Reads tokens one after the other; its fields describe the last one. */
export class Lexer {
  /** Where the token begins (of a string with line breaks: its last line) and ends, as positions of the program. */
  start = 0;
  end = 0;
  /** The name of an identifier, the value of a string, the name written in a `use`. */
  text = "";
  /** The value of a number. */
  number = 0;
  /** Of a `use`: the library's absolute path, or undefined when nothing was found or it names a font. */
  path: string | undefined;
  /** Of a `use`: whether it names a font. */
  isFont = false;

  /** The last directive, as it stands in its source. */
  directive: WrittenDirective = nowhere;
  /** True when the text ends within a `//` comment: it goes on in the source around. */
  endsInComment = false;
  /** Whether a byte of no character ended the program, with all files that include this one. */
  endsEarly = false;

  readonly #ctx: Context;
  readonly #report: ParseReport;
  readonly #inclusions: Inclusions;
  readonly #stopsAtIncludes: boolean;
  readonly #names: NameTable;
  readonly #suspended: Suspended[] = [];
  #source: Source;
  #text: string;
  #length: number;
  #base: number;
  #at = 0;
  #count = 0;
  /** The count at which the budgets are looked at again. */
  #checkAt = 1;
  /** The token before the one that is being read. */
  #previous = Token.Semicolon;

  constructor(
    ctx: Context,
    report: ParseReport,
    source: Source,
    inclusions: Inclusions,
    { stopsAtIncludes = false, names = new NameTable() }: LexerOptions = {},
  ) {
    this.#ctx = ctx;
    this.#report = report;
    this.#inclusions = inclusions;
    this.#stopsAtIncludes = stopsAtIncludes;
    this.#names = names;
    this.#source = source;
    this.#text = source.text;
    this.#length = source.text.length;
    this.#base = source.base;
  }

  /** Reads the next token and gives its code. */
  next(): number {
    if (++this.#count >= this.#checkAt) this.#checkCount();
    const token = this.#scan();
    this.#previous = token;
    // Where the lexer stops at no include, there is no such token.
    if (token === Token.Include) this.#count--;
    this.end = this.#base + this.#at;
    return token;
  }

  /** How many tokens have been read. */
  get count(): number {
    return this.#count;
  }

  /** Counts tokens that were read before, when what they mean is taken over. */
  countTokens(count: number): void {
    this.#count += count;
    if (this.#count >= this.#checkAt) this.#checkCount();
  }

  /** Goes to an offset of the source, where a statement begins. It ends at another: the text ends there for now. */
  seek(offset: number, end: number): void {
    this.#at = offset;
    this.#length = end;
    this.#previous = Token.Semicolon;
  }

  /** Goes on in the file of the `include` at which the lexer has stopped. */
  enterInclude(): void {
    const file = this.#inclusions.find(this.directive);
    if (file !== undefined) this.enterFile(file);
  }

  /** Goes on in an included file. */
  enterFile({ path, bytes }: IncludedFile): void {
    this.#suspended.push({ source: this.#source, at: this.#at });
    this.#inclusions.enter(path);
    this.#enter(this.#ctx.sources.add(path, decodeUtf8(bytes)), 0);
  }

  #checkCount(): void {
    const allowed = this.#ctx.limits.tokens;
    if (this.#count > allowed) throw new LimitError("tokens", allowed, this.end);
    this.#ctx.deadline.check(this.end);
    this.#checkAt = Math.min(this.#count + tokensPerCheck, allowed + 1);
  }

  #scan(): number {
    for (;;) {
      const text = this.#text;
      const at = this.#at;
      if (at >= this.#length) {
        if (this.#resume()) continue;
        this.start = this.#base + at;
        return Token.End;
      }
      const code = text.charCodeAt(at);
      const kind = code < 128 ? (classOf[code] as number) : 0;
      switch (kind & 15) {
        case blank: {
          // Most blanks are indentation: they are skipped here, not one round of the loop each.
          let end = at + 1;
          while (end < this.#length && text.charCodeAt(end) === 32) end++;
          this.#at = end;
          continue;
        }
        case letter: {
          const token = this.#word(text, at);
          if (token === Token.IncludeWord) continue;
          return token;
        }
        case single:
          this.start = this.#base + at;
          this.#at = at + 1;
          return code;
        case digit: {
          const token = this.#number(text, at);
          if (token === Token.End) continue;
          return token;
        }
        case compound:
          this.start = this.#base + at;
          return this.#operator(text, at, code);
        case quote:
          return this.#string(text, at);
        case slash: {
          const next = text.charCodeAt(at + 1);
          if (next === 47) {
            this.#skipLine();
            continue;
          }
          if (next !== 42) {
            this.start = this.#base + at;
            this.#at = at + 1;
            return code;
          }
          const close = text.indexOf("*/", at + 2);
          if (close < 0) return this.#unterminated("Unterminated comment");
          this.#at = close + 2;
          continue;
        }
        case dot: {
          if (isDigitAt(text, at + 1)) {
            const token = this.#number(text, at);
            if (token === Token.End) continue;
            return token;
          }
          this.start = this.#base + at;
          this.#at = at + 1;
          return code;
        }
        default:
          this.#at = at + 1;
          // No-break space (also as a bare Latin-1 byte) and byte order mark separate tokens anywhere.
          if (code === 0xa0 || code === 0xfeff || code === 0xdca0) continue;
          // A byte that is of no character is negative in C, which OpenSCAD takes for the end of everything.
          if (code > 0xdc7f && code < 0xdd00) {
            this.#at = at;
            this.#length = at;
            this.#suspended.length = 0;
            this.endsEarly = true;
            continue;
          }
          this.start = this.#base + at;
          return Token.Unexpected;
      }
    }
  }

  /** A name, a keyword, or a directive: `IncludeWord` stands for an include that was dealt with. */
  #word(text: string, at: number): number {
    let hash = text.charCodeAt(at);
    let end = at + 1;
    for (; end < this.#length; end++) {
      const code = text.charCodeAt(end);
      if (code > 127 || (classOf[code] as number) < wordPart) break;
      hash = (Math.imul(hash, 31) + code) | 0;
    }
    const entry = this.#names.find(text, at, end, hash);
    const token = this.#names.codes[entry] as number;
    this.start = this.#base + at;
    this.#at = end;
    if (token < Token.IncludeWord) {
      this.text = this.#names.names[entry] as string;
      return token;
    }
    const bracket = directiveBracket(text, end);
    if (bracket < 0) {
      this.text = this.#names.names[entry] as string;
      return Token.Identifier;
    }
    return token === Token.UseWord ? this.#use(text, bracket) : this.#include(text, bracket);
  }

  #operator(text: string, at: number, code: number): number {
    const next = text.charCodeAt(at + 1);
    let token: number = code;
    if (next === 61) {
      if (code === 60) token = Token.LessEqual;
      else if (code === 62) token = Token.GreaterEqual;
      else if (code === 61) token = Token.Equal;
      else if (code === 33) token = Token.NotEqual;
    } else if (next === code) {
      if (code === 38) token = Token.And;
      else if (code === 124) token = Token.Or;
      else if (code === 60) token = Token.ShiftLeft;
      else if (code === 62) token = Token.ShiftRight;
    }
    this.#at = at + (token === code ? 1 : 2);
    return token;
  }

  /** A number or a name that begins with a digit, whichever is longer. `End` stands for a number that is no token. */
  #number(text: string, at: number): number {
    let end = numberEnd(text, at);
    let wordEnd = at;
    let hash = 0;
    for (; wordEnd < this.#length; wordEnd++) {
      const code = text.charCodeAt(wordEnd);
      if (code > 127 || (classOf[code] as number) < wordPart) break;
      hash = (Math.imul(hash, 31) + code) | 0;
    }
    this.start = this.#base + at;
    if (wordEnd > end) {
      this.#at = wordEnd;
      const entry = this.#names.find(text, at, wordEnd, hash);
      this.text = this.#names.names[entry] as string;
      this.#deprecateDigitName(this.text);
      return Token.Identifier;
    }
    if (end > this.#length) end = this.#length;
    this.#at = end;
    const literal = text.slice(at, end);
    if (isHexadecimal(text, at)) this.number = this.#checkInteger(literal, hexadecimalValue(literal));
    else if (end - at < 16 || /\D/.test(literal)) this.number = Number(literal);
    else this.number = this.#checkInteger(literal, decimalValue(literal));
    // A constant too large for a double vanishes without a word.
    return this.number === Number.POSITIVE_INFINITY ? Token.End : Token.Number;
  }

  #deprecateDigitName(name: string): void {
    this.#report.note({
      severity: "deprecated",
      code: "digit-identifier",
      message: `Variable names starting with digits ("${name}") will be removed in future releases.`,
      position: this.start,
      end: this.#base + this.#at,
      base: "working-directory",
    });
  }

  #checkInteger(literal: string, integer: IntegerValue): number {
    if (integer.problem !== undefined) {
      const tooLarge = integer.problem === "too-large";
      this.#warn(tooLarge ? `Hexadecimal constant "${literal}" too large` : inexact(literal), "number-precision");
    }
    return integer.value;
  }

  #string(text: string, at: number): number {
    const from = at + 1;
    this.start = this.#base + at;
    for (let end = from; end < this.#length; end++) {
      const code = text.charCodeAt(end);
      if (code === 34) {
        this.text = text.slice(from, end);
        this.#at = end + 1;
        return Token.String;
      }
      if (code === 92 || code === 10) break;
    }
    const literal = readString(text, from);
    this.#at = literal.end;
    for (const offset of literal.undefinedEscapes) this.#undefinedEscape(offset);
    if (!literal.terminated) return this.#unterminated("Unterminated string");
    this.text = literal.value;
    this.start = this.#base + (literal.lastLine ?? at);
    return Token.String;
  }

  #undefinedEscape(offset: number): void {
    const position = this.#base + offset;
    this.#report.warn(
      {
        code: "undefined-escape",
        message: "Undefined escape sequence",
        position,
        end: position + 1,
        base: "working-directory",
      },
      position,
    );
  }

  /** A warning located at the token being read. */
  #warn(message: string, code: "number-precision"): void {
    const position = this.start;
    this.#report.warn({ code, message, position, end: this.#base + this.#at, base: "working-directory" }, position);
  }

  #unterminated(what: string): number {
    this.#at = this.#length;
    this.start = this.#base + this.#length;
    this.#report.lexicalError(what, this.start);
    return Token.Unexpected;
  }

  /** Skips a `//` comment. It goes on after the include when the included file ends within it. */
  #skipLine(): void {
    for (;;) {
      const newline = this.#text.indexOf("\n", this.#at);
      if (newline >= 0) {
        this.#at = newline + 1;
        return;
      }
      this.#at = this.#length;
      if (!this.#resume()) {
        this.endsInComment = true;
        return;
      }
    }
  }

  /** Goes back to the source that included this one; false at the end of the program. */
  #resume(): boolean {
    const outer = this.#suspended.pop();
    if (outer === undefined) return false;
    this.#inclusions.leave(this.#source.path);
    this.#enter(outer.source, outer.at);
    return true;
  }

  #enter(source: Source, at: number): void {
    this.#source = source;
    this.#text = source.text;
    this.#length = source.text.length;
    this.#base = source.base;
    this.#at = at;
  }

  /** Reads what is between the brackets of a directive and warns of line breaks there. */
  #directive(text: string, bracket: number, kind: "include" | "use"): Directive {
    const directive = readDirective(text, bracket + 1, kind);
    this.#at = directive.end;
    const what = kind === "include" ? "in 'include<>'-statement" : "'use<>'-statement";
    for (const offset of directive.lineBreaks) {
      const position = this.#base + offset + 1;
      this.#report.warn(
        {
          code: "newline-in-directive",
          message: `new lines ${what} is not defined - behavior may change in the future`,
          position,
          base: "working-directory",
        },
        position,
      );
    }
    return directive;
  }

  /** Where messages about a directive are located: its word, or the line it ends on when the brackets hold a break. */
  #directiveAnchor(directive: Directive): number {
    const breaks = directive.lineBreaks;
    return breaks.length === 0 ? this.start : this.#base + (breaks[breaks.length - 1] as number) + 1;
  }

  #include(text: string, bracket: number): number {
    const directive = this.#directive(text, bracket, "include");
    if (!directive.terminated) return this.#unterminated("Unterminated include statement");
    this.#note(directive, directive.directory + (directive.name ?? ""));
    if (this.#stopsAtIncludes && betweenStatements.has(this.#previous)) return Token.Include;
    this.enterInclude();
    return Token.IncludeWord;
  }

  #use(text: string, bracket: number): number {
    const directive = this.#directive(text, bracket, "use");
    if (!directive.terminated) return this.#unterminated("Unterminated use statement");
    this.text = directive.name ?? this.#inclusions.lastName;
    this.#note(directive, this.text);
    const { path, isFont } = this.#inclusions.use(this.directive);
    this.path = path;
    this.isFont = isFont;
    return Token.Use;
  }

  #note(directive: Directive, name: string): void {
    const anchor = this.#directiveAnchor(directive);
    this.directive = { from: this.#source.path, name, anchor, end: this.#base + this.#at };
  }
}

function isDigitAt(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code >= 48 && code <= 57;
}

/** Offset of the `<` that makes a directive of the word ending at `at`, or -1. */
function directiveBracket(text: string, at: number): number {
  for (;;) {
    const code = text.charCodeAt(at);
    if (code === 60) return at;
    if (code !== 32 && code !== 9 && code !== 10 && code !== 13) return -1;
    at++;
  }
}

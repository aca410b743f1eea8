// The tokens: integer codes, and the tables over them that the lexer and the parser share.
import type { BinaryOperator } from "./nodes.ts";

const codes = {
  End: 0,
  /** 0x03 ends the program's own text: what follows was given with `-D` (spec/language.md §0.1). */
  EndOfText: 3,
  Not: 33,
  Hash: 35,
  Percent: 37,
  LeftParenthesis: 40,
  RightParenthesis: 41,
  Star: 42,
  Plus: 43,
  Comma: 44,
  Minus: 45,
  Dot: 46,
  Slash: 47,
  Colon: 58,
  Semicolon: 59,
  Less: 60,
  Assign: 61,
  Greater: 62,
  Question: 63,
  LeftBracket: 91,
  RightBracket: 93,
  Caret: 94,
  LeftBrace: 123,
  RightBrace: 125,
  Tilde: 126,
  Identifier: 128,
  Number: 129,
  String: 130,
  Use: 131,
  /** An `include` between statements, where the lexer is asked to stop at those. */
  Include: 155,
  Module: 132,
  Function: 133,
  If: 134,
  Else: 135,
  Let: 136,
  Assert: 137,
  Echo: 138,
  For: 139,
  Each: 140,
  True: 141,
  False: 142,
  Undef: 143,
  LessEqual: 144,
  GreaterEqual: 145,
  Equal: 146,
  NotEqual: 147,
  And: 148,
  Or: 149,
  ShiftLeft: 150,
  ShiftRight: 151,
  /** A character, or the end of an unterminated string, that no rule accepts. */
  Unexpected: 152,
  /** `include` and `use` as words; the lexer turns them into directives or identifiers. */
  IncludeWord: 153,
  UseWord: 154,
};

/**
 * Codes of tokens. A token of one character has that character's own code; the others begin at 128.
 * Their type is `number`, not a literal: the compiler must not conclude from one token what the next one is.
 */
export const Token: Readonly<Record<keyof typeof codes, number>> = codes;

/** Words with a code of their own. */
export const words: readonly (readonly [string, number])[] = [
  ["module", Token.Module],
  ["function", Token.Function],
  ["if", Token.If],
  ["else", Token.Else],
  ["let", Token.Let],
  ["assert", Token.Assert],
  ["echo", Token.Echo],
  ["for", Token.For],
  ["each", Token.Each],
  ["true", Token.True],
  ["false", Token.False],
  ["undef", Token.Undef],
  ["include", Token.IncludeWord],
  ["use", Token.UseWord],
];

/** Operators of two operands, loosest first (spec/language.md §2.2); `^` binds tighter and to the right, elsewhere. */
const levels: readonly (readonly (readonly [number, BinaryOperator])[])[] = [
  [[Token.Or, "||"]],
  [[Token.And, "&&"]],
  [
    [Token.Equal, "=="],
    [Token.NotEqual, "!="],
  ],
  [
    [Token.Less, "<"],
    [Token.LessEqual, "<="],
    [Token.Greater, ">"],
    [Token.GreaterEqual, ">="],
  ],
  [[124, "|"]],
  [[38, "&"]],
  [
    [Token.ShiftLeft, "<<"],
    [Token.ShiftRight, ">>"],
  ],
  [
    [Token.Plus, "+"],
    [Token.Minus, "-"],
  ],
  [
    [Token.Star, "*"],
    [Token.Slash, "/"],
    [Token.Percent, "%"],
  ],
];

/** How tightly a binary operator binds, from 1; 0 for every other token. */
export const precedence = new Uint8Array(160);
/** The operator of a token code. */
export const operatorOf: BinaryOperator[] = new Array<BinaryOperator>(160).fill("+");
for (let level = 0; level < levels.length; level++) {
  for (const [code, operator] of levels[level] as (typeof levels)[number]) {
    precedence[code] = level + 1;
    operatorOf[code] = operator;
  }
}

/** A token as an error message names it. */
export function describeToken(code: number): string {
  if (code === Token.End || code === Token.EndOfText) return "the end of the file";
  if (code === Token.Identifier) return "a name";
  if (code === Token.Number) return "a number";
  if (code === Token.String) return "a string";
  if (code === Token.Use) return "a use directive";
  if (code === Token.Unexpected) return "an unexpected character";
  const word = words.find((entry) => entry[1] === code);
  if (word !== undefined) return `'${word[0]}'`;
  return `'${precedence[code] === 0 ? String.fromCharCode(code) : operatorOf[code]}'`;
}

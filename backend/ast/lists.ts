// Vectors, ranges and list comprehensions (spec/language.md §2.3).
import { isComprehension } from "./comprehension.ts";
import { continueExpression, parseArguments, parseExpression, parseParenthesized } from "./expressions.ts";
import type { Element, Expression } from "./nodes.ts";
import type { Parser } from "./parser.ts";
import { Token } from "./tokens.ts";

/**
 * list  = "[" "]" | "[" element { "," element } [ "," ] "]"
 * range = "[" expr ":" expr [ ":" expr ] "]"
 */
export function parseList(p: Parser): Expression {
  const start = p.lexer.start;
  p.advance();
  const elements: Element[] = [];
  let height = 0;
  while (p.token !== Token.RightBracket) {
    const element = parseElement(p);
    if (p.height > height) height = p.height;
    if (p.token === Token.Colon && elements.length === 0 && !isComprehension(element)) {
      return parseRange(p, element, start);
    }
    elements.push(element);
    if (p.token !== Token.Comma) break;
    p.advance();
  }
  p.expect(Token.RightBracket);
  p.height = 0;
  p.raise(height);
  return { kind: "Vector", start, end: p.lastEnd, elements };
}

/** The rest of a range: ":" expr [ ":" expr ] "]" */
function parseRange(p: Parser, begin: Expression, start: number): Expression {
  let height = p.height;
  p.advance();
  const second = parseExpression(p);
  if (p.height > height) height = p.height;
  let third: Expression | undefined;
  if (p.token === Token.Colon) {
    p.advance();
    third = parseExpression(p);
  }
  p.expect(Token.RightBracket);
  p.raise(height);
  const step = third === undefined ? undefined : second;
  return { kind: "Range", start, end: p.lastEnd, begin, step, limit: third ?? second };
}

/** element = expr | lc | "(" lc ")" */
function parseElement(p: Parser): Element {
  switch (p.token) {
    case Token.For:
    case Token.Each:
    case Token.If:
    case Token.Let: {
      p.enter();
      const element = parseComprehension(p);
      p.leave();
      return element;
    }
    case Token.LeftParenthesis: {
      p.enter();
      const element = parseParenthesizedElement(p);
      p.leave();
      return element;
    }
    default:
      return parseExpression(p);
  }
}

/** "(" lc ")" or an expr that begins with "(". */
function parseParenthesizedElement(p: Parser): Element {
  const start = p.lexer.start;
  p.advance();
  const token = p.token;
  const inner =
    token === Token.For || token === Token.Each || token === Token.If || token === Token.Let
      ? parseComprehension(p)
      : parseExpression(p);
  p.expect(Token.RightParenthesis);
  return isComprehension(inner) ? inner : continueExpression(p, inner, start);
}

/** lc = for | each | if | let, where a let may turn out to be the expression form. */
function parseComprehension(p: Parser): Element {
  switch (p.token) {
    case Token.For:
      return parseFor(p);
    case Token.Each:
      return parseEach(p);
    case Token.If:
      return parseIf(p);
    default:
      return parseLetElement(p);
  }
}

/**
 * for = "for" "(" args ")" element
 *     | "for" "(" args ";" expr ";" args ")" element
 */
function parseFor(p: Parser): Element {
  const start = p.lexer.start;
  p.advance();
  p.expect(Token.LeftParenthesis);
  const bindings = parseArguments(p);
  let height = p.height;
  if (p.token !== Token.Semicolon) {
    p.expect(Token.RightParenthesis);
    const body = parseElement(p);
    p.raise(height);
    return { kind: "LcFor", start, end: p.lastEnd, bindings, body };
  }
  p.advance();
  p.enterIncludes();
  const condition = parseExpression(p);
  if (p.height > height) height = p.height;
  p.expect(Token.Semicolon);
  p.enterIncludes();
  const update = parseArguments(p);
  if (p.height > height) height = p.height;
  p.expect(Token.RightParenthesis);
  const body = parseElement(p);
  p.raise(height);
  return { kind: "LcForC", start, end: p.lastEnd, init: bindings, condition, update, body };
}

/** each = "each" element */
function parseEach(p: Parser): Element {
  const start = p.lexer.start;
  p.advance();
  const body = parseElement(p);
  p.raise(0);
  return { kind: "LcEach", start, end: p.lastEnd, body };
}

/** if = "if" "(" expr ")" element [ "else" element ] */
function parseIf(p: Parser): Element {
  const start = p.lexer.start;
  p.advance();
  p.expect(Token.LeftParenthesis);
  const condition = parseExpression(p);
  let height = p.height;
  p.expect(Token.RightParenthesis);
  const then = parseElement(p);
  if (p.height > height) height = p.height;
  let otherwise: Element | undefined;
  if (p.token === Token.Else) {
    p.advance();
    otherwise = parseElement(p);
  }
  p.raise(height);
  return { kind: "LcIf", start, end: p.lastEnd, condition, then, otherwise };
}

/** let = "let" "(" args ")" ( lc | "(" lc ")" )  — or, before an expr, the expression form. */
function parseLetElement(p: Parser): Element {
  const start = p.lexer.start;
  p.advance();
  const bindings = parseParenthesized(p);
  const height = p.height;
  const body = parseElement(p);
  p.raise(height);
  if (isComprehension(body)) return { kind: "LcLet", start, end: p.lastEnd, bindings, body };
  return { kind: "Let", start, end: p.lastEnd, bindings, body };
}

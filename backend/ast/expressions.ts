// Expressions by recursive descent, with precedence climbing for the operators (spec/language.md §2.2). Every function
// says its production; the height of what it parsed is in `p.height`.

import { linksUpon } from "./chain.ts";
import { parseList } from "./lists.ts";
import type { Argument, BinaryOperator, Expression, Parameter, TernaryOp } from "./nodes.ts";
import type { Parser } from "./parser.ts";
import { operatorOf, precedence, Token } from "./tokens.ts";

const noArguments: readonly Argument[] = [];
const noParameters: readonly Parameter[] = [];

/**
 * expr = operators [ "?" expr ":" expr ]
 *      | "function" "(" params ")" expr
 *      | "let" "(" args ")" expr
 *      | ( "assert" | "echo" ) "(" args ")" [ expr ]
 */
export function parseExpression(p: Parser): Expression {
  p.enter();
  const expression = parseUncounted(p);
  p.leave();
  return expression;
}

function parseUncounted(p: Parser): Expression {
  switch (p.token) {
    case Token.Function:
      return parseFunctionLiteral(p);
    case Token.Let:
      return parseLet(p);
    case Token.Assert:
    case Token.Echo:
      return parseChecked(p);
    default: {
      const start = p.lexer.start;
      const expression = parseOperators(p, 1, undefined, start);
      return p.token === Token.Question ? parseTernary(p, expression, start) : expression;
    }
  }
}

/** The rest of an expr whose first operand was taken already: a name, or an expression in parentheses. */
export function continueExpression(p: Parser, first: Expression, start: number): Expression {
  const operand = parsePower(p, parsePostfix(p, first, start), start);
  const expression = parseOperators(p, 1, operand, start);
  return p.token === Token.Question ? parseTernary(p, expression, start) : expression;
}

/**
 * ternary = operators "?" expr ":" expr
 *
 * Choices that follow a `:` are taken one after another: `a ? b : c ? d : …` is no higher than its parts.
 */
function parseTernary(p: Parser, first: Expression, begin: number): Expression {
  const open: Pick<TernaryOp, "condition" | "then" | "start">[] = [];
  let height = p.height;
  let last = first;
  let start = begin;
  while (p.token === Token.Question) {
    p.advance();
    const then = parseExpression(p);
    if (p.height > height) height = p.height;
    p.expect(Token.Colon);
    open.push({ condition: last, then, start });
    start = p.lexer.start;
    const isOperators = !beginsWithWord(p.token);
    last = isOperators ? parseOperators(p, 1, undefined, start) : parseExpression(p);
    if (p.height > height) height = p.height;
    if (!isOperators) break;
  }
  p.height = 0;
  p.raise(height);
  const end = p.lastEnd;
  for (let choice = open.pop(); choice !== undefined; choice = open.pop())
    last = { kind: "TernaryOp", end, ...choice, otherwise: last };
  return last;
}

/** Whether a token begins an expr that is no operators: it extends as far as it can. */
function beginsWithWord(token: number): boolean {
  return token === Token.Function || token === Token.Let || token === Token.Assert || token === Token.Echo;
}

/** function literal = "function" "(" params ")" expr */
function parseFunctionLiteral(p: Parser): Expression {
  const start = p.lexer.start;
  p.advance();
  p.expect(Token.LeftParenthesis);
  const parameters = parseParameters(p);
  p.expect(Token.RightParenthesis);
  const height = p.height;
  const body = parseExpression(p);
  p.raise(height);
  return { kind: "FunctionLiteral", start, end: p.lastEnd, parameters, body };
}

/** let = "let" "(" args ")" expr */
function parseLet(p: Parser): Expression {
  const start = p.lexer.start;
  p.advance();
  const bindings = parseParenthesized(p);
  const height = p.height;
  const body = parseExpression(p);
  p.raise(height);
  return { kind: "Let", start, end: p.lastEnd, bindings, body };
}

/** checked = ( "assert" | "echo" ) "(" args ")" [ expr ] */
function parseChecked(p: Parser): Expression {
  const start = p.lexer.start;
  const word = p.token;
  p.advance();
  const args = parseParenthesized(p);
  const height = p.height;
  const body = beginsExpression(p.token) ? parseExpression(p) : undefined;
  p.raise(height);
  if (word === Token.Assert) return { kind: "Assert", start, end: p.lastEnd, args, body };
  return { kind: "Echo", start, end: p.lastEnd, args, body };
}

/** Whether a token can be the first of an expr. */
function beginsExpression(token: number): boolean {
  switch (token) {
    case Token.Identifier:
    case Token.Number:
    case Token.String:
    case Token.True:
    case Token.False:
    case Token.Undef:
    case Token.LeftParenthesis:
    case Token.LeftBracket:
    case Token.Minus:
    case Token.Plus:
    case Token.Not:
    case Token.Tilde:
    case Token.Function:
    case Token.Let:
    case Token.Assert:
    case Token.Echo:
      return true;
    default:
      return false;
  }
}

/**
 * operators = unary { operator unary }, the operators binding as tokens.ts says, all to the left.
 * `minimum` is the loosest level taken here; `first` an operand that was parsed already.
 */
function parseOperators(p: Parser, minimum: number, first: Expression | undefined, start: number): Expression {
  let left = first ?? parseUnary(p);
  for (;;) {
    const token = p.token;
    const level = precedence[token] as number;
    if (level < minimum || level === 0) return left;
    const height = p.height;
    p.advance();
    const right = parseOperators(p, level + 1, undefined, p.lexer.start);
    p.raiseLink(left, height, p.height);
    const links = linksUpon(left);
    const operator = operatorOf[token] as BinaryOperator;
    left = { kind: "BinaryOp", start, end: p.lastEnd, links, operator, left, right };
  }
}

/**
 * unary = ( "+" | "-" | "!" | "~" ) unary | power
 *
 * Plus leaves its operand as it is; minus before a number makes a negative number of it.
 */
function parseUnary(p: Parser): Expression {
  const token = p.token;
  const start = p.lexer.start;
  if (token !== Token.Minus && token !== Token.Plus && token !== Token.Not && token !== Token.Tilde) {
    const operand = parsePostfix(p, undefined, start);
    return p.token === Token.Caret ? parsePower(p, operand, start) : operand;
  }
  p.advance();
  p.enter();
  const operand = parseUnary(p);
  p.leave();
  if (token === Token.Plus) return operand;
  if (token === Token.Minus && operand.kind === "Literal" && typeof operand.value === "number") {
    return { kind: "Literal", start, end: p.lastEnd, value: -operand.value };
  }
  p.raise(0);
  const operator = token === Token.Minus ? "-" : token === Token.Not ? "!" : "~";
  return { kind: "UnaryOp", start, end: p.lastEnd, operator, operand };
}

/** power = postfix [ "^" unary ] */
function parsePower(p: Parser, base: Expression, start: number): Expression {
  if (p.token !== Token.Caret) return base;
  const height = p.height;
  p.advance();
  p.enter();
  const exponent = parseUnary(p);
  p.leave();
  p.raise(height);
  const links = linksUpon(base);
  return { kind: "BinaryOp", start, end: p.lastEnd, links, operator: "^", left: base, right: exponent };
}

/**
 * postfix = primary { "(" args ")" | "[" expr "]" | "." ID }
 * primary = "true" | "false" | "undef" | NUMBER | STRING | ID | "(" expr ")" | list
 */
function parsePostfix(p: Parser, first: Expression | undefined, start: number): Expression {
  let left = first ?? parsePrimary(p, start);
  for (;;) {
    const height = p.height;
    switch (p.token) {
      case Token.LeftParenthesis: {
        const args = parseParenthesized(p);
        p.raise(height);
        left = { kind: "FunctionCall", start, end: p.lastEnd, callee: left, args };
        break;
      }
      case Token.LeftBracket: {
        p.advance();
        const index = parseExpression(p);
        p.raiseLink(left, height, p.height);
        p.expect(Token.RightBracket);
        left = { kind: "ArrayLookup", start, end: p.lastEnd, links: linksUpon(left), array: left, index };
        break;
      }
      case Token.Dot: {
        p.advance();
        const name = p.expectName();
        p.raiseLink(left, height, 0);
        left = { kind: "MemberLookup", start, end: p.lastEnd, links: linksUpon(left), object: left, name };
        break;
      }
      default:
        return left;
    }
  }
}

function parsePrimary(p: Parser, start: number): Expression {
  const lexer = p.lexer;
  const end = lexer.end;
  p.height = 1;
  switch (p.token) {
    case Token.Identifier: {
      const name = lexer.text;
      p.advance();
      return { kind: "Lookup", start, end, name };
    }
    case Token.Number: {
      const value = lexer.number;
      p.advance();
      return { kind: "Literal", start, end, value };
    }
    case Token.String: {
      const value = lexer.text;
      p.advance();
      return { kind: "Literal", start, end, value };
    }
    case Token.LeftBracket:
      return parseList(p);
    case Token.LeftParenthesis: {
      p.advance();
      const inner = parseExpression(p);
      p.expect(Token.RightParenthesis);
      return inner;
    }
    case Token.True:
      p.advance();
      return { kind: "Literal", start, end, value: true };
    case Token.False:
      p.advance();
      return { kind: "Literal", start, end, value: false };
    case Token.Undef:
      p.advance();
      return { kind: "Literal", start, end, value: undefined };
    default:
      return p.fail("an expression");
  }
}

/** "(" args ")" */
export function parseParenthesized(p: Parser): readonly Argument[] {
  p.expect(Token.LeftParenthesis);
  const args = parseArguments(p);
  p.expect(Token.RightParenthesis);
  return args;
}

/** args = [ arg { "," arg } [ "," ] ]  — up to ")" or, in a C-style for, ";". The height is the highest argument's. */
export function parseArguments(p: Parser): readonly Argument[] {
  let height = 1;
  p.height = 1;
  if (p.token === Token.RightParenthesis || p.token === Token.Semicolon) return noArguments;
  const args: Argument[] = [];
  for (;;) {
    args.push(parseArgument(p));
    if (p.height > height) height = p.height;
    if (p.token !== Token.Comma) break;
    p.advance();
    if (p.token === Token.RightParenthesis || p.token === Token.Semicolon) break;
  }
  p.height = height;
  return args;
}

/** arg = expr | ID "=" expr */
function parseArgument(p: Parser): Argument {
  const start = p.lexer.start;
  if (p.token !== Token.Identifier) {
    const value = parseExpression(p);
    return { start, end: p.lastEnd, name: undefined, value };
  }
  const name = p.lexer.text;
  p.advance();
  if (p.token === Token.Assign) {
    p.advance();
    const value = parseExpression(p);
    return { start, end: p.lastEnd, name, value };
  }
  p.height = 1;
  const value = continueExpression(p, { kind: "Lookup", start, end: p.lastEnd, name }, start);
  return { start, end: p.lastEnd, name: undefined, value };
}

/** params = [ param { "," param } [ "," ] ]    param = ID [ "=" expr ] */
export function parseParameters(p: Parser): readonly Parameter[] {
  let height = 1;
  p.height = 1;
  if (p.token === Token.RightParenthesis) return noParameters;
  const parameters: Parameter[] = [];
  for (;;) {
    const start = p.lexer.start;
    const name = p.expectName();
    let fallback: Expression | undefined;
    if (p.token === Token.Assign) {
      p.advance();
      fallback = parseExpression(p);
      if (p.height > height) height = p.height;
    }
    parameters.push({ start, end: p.lastEnd, name, fallback });
    if (p.token !== Token.Comma) break;
    p.advance();
    if (p.token === Token.RightParenthesis) break;
  }
  p.height = height;
  return parameters;
}

// Statements by recursive descent (spec/language.md §2.1). A list of statements is where the parser recovers from a
// syntax error: the bad statement is skipped and the rest is parsed as usual.
import { parseExpression, parseParameters, parseParenthesized } from "./expressions.ts";
import type { Instantiation, Modifiers, Scope } from "./nodes.ts";
import { badStatement } from "./parse-report.ts";
import type { Parser } from "./parser.ts";
import { emptyScope, type FileSink, ScopeBuilder, type StatementSink, scopeOf } from "./scope.ts";
import { Token } from "./tokens.ts";

/** All combinations of modifiers, indexed by root + 2 * highlight + 4 * background: nodes share them. */
const modifierSets: readonly Modifiers[] = [0, 1, 2, 3, 4, 5, 6, 7].map((bits) => ({
  root: (bits & 1) !== 0,
  highlight: (bits & 2) !== 0,
  background: (bits & 4) !== 0,
}));

/** file = { "use" directive | "include" directive | statement } */
export function parseFile(p: Parser, file: FileSink): void {
  const depth = p.depth;
  while (p.token !== Token.End) {
    try {
      parseFileStatement(p, file);
    } catch (error) {
      if (error !== badStatement) throw error;
      p.synchronize(depth, Token.End);
    }
  }
}

/** One statement or directive of a file. */
export function parseFileStatement(p: Parser, file: FileSink): void {
  file.begin(p.lexer);
  if (p.token === Token.Use) file.use(p);
  else if (p.token === Token.Include) file.include(p);
  else parseStatement(p, file);
  file.end(p.lastEnd);
}

/**
 * statement = ";" | block | instantiation | assignment | module definition | function definition | end of text
 * block     = "{" { statement } "}"
 */
function parseStatement(p: Parser, scope: StatementSink): void {
  switch (p.token) {
    case Token.Semicolon:
      p.advance();
      return;
    case Token.EndOfText:
      p.afterText = true;
      p.advance();
      return;
    case Token.LeftBrace:
      parseBlock(p, scope);
      return;
    case Token.Module:
      parseModuleDefinition(p, scope);
      return;
    case Token.Function:
      parseFunctionDefinition(p, scope);
      return;
    default:
      parseAssignmentOrInstantiation(p, scope);
  }
}

/** "{" { statement } "}", the statements belonging to the scope around it. */
function parseBlock(p: Parser, scope: StatementSink): void {
  p.enter();
  const depth = p.depth;
  p.advance();
  for (p.enterIncludes(); p.token !== Token.RightBrace; p.enterIncludes()) {
    if (p.token === Token.End) p.fail("'}'");
    try {
      parseStatement(p, scope);
    } catch (error) {
      if (error !== badStatement) throw error;
      p.synchronize(depth, Token.RightBrace);
    }
  }
  p.leave();
  p.advance();
}

/** module definition = "module" ID "(" params ")" statement */
function parseModuleDefinition(p: Parser, scope: StatementSink): void {
  p.advance();
  const name = p.expectName();
  p.expect(Token.LeftParenthesis);
  const parameters = parseParameters(p);
  const start = p.lexer.start;
  p.expect(Token.RightParenthesis);
  const body = new ScopeBuilder();
  p.enter();
  parseStatement(p, body);
  p.leave();
  scope.addModule({ kind: "ModuleDefinition", start, end: p.lastEnd, name, parameters, body: body.build() });
}

/** function definition = "function" ID "(" params ")" "=" expr ";" */
function parseFunctionDefinition(p: Parser, scope: StatementSink): void {
  const start = p.lexer.start;
  p.advance();
  const name = p.expectName();
  p.expect(Token.LeftParenthesis);
  const parameters = parseParameters(p);
  p.expect(Token.RightParenthesis);
  p.expect(Token.Assign);
  const body = parseExpression(p);
  p.expect(Token.Semicolon);
  scope.addFunction({ kind: "FunctionDefinition", start, end: p.lastEnd, name, parameters, body });
}

/** assignment = ID "=" expr ";"  — or an instantiation, told apart by what follows the name. */
function parseAssignmentOrInstantiation(p: Parser, scope: StatementSink): void {
  if (p.token !== Token.Identifier) {
    const instantiation = parseInstantiation(p);
    if (instantiation !== undefined) scope.addInstantiation(instantiation);
    return;
  }
  const start = p.lexer.start;
  const name = p.lexer.text;
  p.advance();
  if (p.token === Token.LeftParenthesis) {
    scope.addInstantiation(parseModuleInstantiation(p, name, start, 0));
    return;
  }
  if (p.token !== Token.Assign) p.fail("'=' or '('");
  p.advance();
  const value = parseExpression(p);
  if (p.token !== Token.Semicolon) p.fail("';'");
  // Before the next token is read: its messages come after the warning of a reassignment.
  scope.assign(p, name, value, start, p.lexer.end);
  p.advance();
}

/**
 * instantiation = ( "!" | "#" | "%" | "*" ) instantiation
 *               | name "(" args ")" child
 *               | "if" "(" expr ")" child [ "else" child ]
 * name          = ID | "for" | "let" | "assert" | "echo" | "each"
 *
 * Undefined for what a `*` disabled.
 */
function parseInstantiation(p: Parser): Instantiation | undefined {
  let modifiers = 0;
  for (;;) {
    if (p.token === Token.Not) modifiers |= 1;
    else if (p.token === Token.Hash) modifiers |= 2;
    else if (p.token === Token.Percent) modifiers |= 4;
    else if (p.token === Token.Star) modifiers |= 8;
    else break;
    p.advance();
  }
  const instantiation = parseModified(p, modifiers & 7);
  return modifiers < 8 ? instantiation : undefined;
}

function parseModified(p: Parser, modifiers: number): Instantiation {
  const start = p.lexer.start;
  switch (p.token) {
    case Token.If:
      return parseIfElse(p, modifiers);
    case Token.Identifier:
    case Token.For:
    case Token.Let:
    case Token.Assert:
    case Token.Echo:
    case Token.Each: {
      const name = p.lexer.text;
      p.advance();
      return parseModuleInstantiation(p, name, start, modifiers);
    }
    default:
      return p.fail("a statement");
  }
}

/** The rest of a module instantiation: "(" args ")" child */
function parseModuleInstantiation(p: Parser, name: string, start: number, modifiers: number): Instantiation {
  const args = parseParenthesized(p);
  const children = parseChild(p);
  const shared = modifierSets[modifiers] as Modifiers;
  return { kind: "ModuleInstantiation", start, end: p.lastEnd, name, args, children, modifiers: shared };
}

/** "if" "(" expr ")" child [ "else" child ]  — reported at the line of the ")". */
function parseIfElse(p: Parser, modifiers: number): Instantiation {
  p.advance();
  p.expect(Token.LeftParenthesis);
  const condition = parseExpression(p);
  const start = p.lexer.start;
  p.expect(Token.RightParenthesis);
  const then = parseChild(p);
  let otherwise: Scope | undefined;
  p.enterIncludes();
  if (p.token === Token.Else) {
    p.advance();
    otherwise = parseChild(p);
  } else if (p.token === Token.End) {
    p.endsWithIf = true;
  }
  const shared = modifierSets[modifiers] as Modifiers;
  return { kind: "IfElse", start, end: p.lastEnd, condition, then, otherwise, modifiers: shared };
}

/** child = ";" | "{" { child | assignment } "}" | instantiation */
function parseChild(p: Parser): Scope {
  if (p.token === Token.Semicolon) {
    p.advance();
    return emptyScope;
  }
  p.enter();
  let scope: Scope;
  if (p.token === Token.LeftBrace) {
    const children = new ScopeBuilder();
    parseChildren(p, children);
    scope = children.build();
  } else {
    scope = scopeOf(parseInstantiation(p));
  }
  p.leave();
  return scope;
}

/** "{" { child | assignment } "}", a bare block in it adding to the same scope. */
function parseChildren(p: Parser, scope: ScopeBuilder): void {
  const depth = p.depth;
  p.advance();
  for (p.enterIncludes(); p.token !== Token.RightBrace; p.enterIncludes()) {
    if (p.token === Token.End) p.fail("'}'");
    try {
      parseChildStatement(p, scope);
    } catch (error) {
      if (error !== badStatement) throw error;
      p.synchronize(depth, Token.RightBrace);
    }
  }
  p.advance();
}

function parseChildStatement(p: Parser, scope: ScopeBuilder): void {
  switch (p.token) {
    case Token.Semicolon:
      p.advance();
      return;
    case Token.LeftBrace:
      p.enter();
      parseChildren(p, scope);
      p.leave();
      return;
    default:
      parseAssignmentOrInstantiation(p, scope);
  }
}

// Syntax tree → source text, the parser's twin: expressions as assertions, traces and function values show them, and the
// whole tree as the `.ast` format (spec/language.md §10).
import { echoNumber } from "../shared/number-text.ts";
import type { Annotation } from "./annotations.ts";
import { alternativesOf, chainOf, isLink, type Link } from "./chain.ts";
import type {
  Argument,
  Assignment,
  Element,
  Expression,
  File,
  IfElse,
  Instantiation,
  LiteralValue,
  Parameter,
  Scope,
  TernaryOp,
} from "./nodes.ts";

/** A string literal: the five characters that need it are escaped, every other one stands as it is. */
export function quoteString(text: string): string {
  if (!/[\t\n\r"\\]/.test(text)) return `"${text}"`;
  return `"${text.replace(/[\t\n\r"\\]/g, escapeCharacter)}"`;
}

function escapeCharacter(character: string): string {
  switch (character) {
    case "\t":
      return "\\t";
    case "\n":
      return "\\n";
    case "\r":
      return "\\r";
    default:
      return `\\${character}`;
  }
}

function printLiteral(value: LiteralValue): string {
  if (typeof value === "number") return echoNumber(value);
  if (typeof value === "string") return quoteString(value);
  return value === undefined ? "undef" : String(value);
}

/** Source text of an expression or of an element of a vector (§10.1). Numbers keep six digits. */
export function printExpression(e: Element): string {
  if (e.kind === "TernaryOp") return printChoice(e);
  return isLink(e) ? printChain(e) : printOther(e);
}

/** Left parts stand first: all their parentheses open at the beginning. */
function printChain(e: Link): string {
  const { links, first } = chainOf(e);
  const parts: string[] = [];
  for (const { kind } of links) if (kind === "BinaryOp") parts.push("(");
  parts.push(printExpression(first));
  for (const link of links.toReversed()) {
    if (link.kind === "BinaryOp") parts.push(` ${link.operator} ${printExpression(link.right)})`);
    else if (link.kind === "ArrayLookup") parts.push(`[${printExpression(link.index)}]`);
    else parts.push(`.${link.name}`);
  }
  return parts.join("");
}

function printChoice(e: TernaryOp): string {
  const { choices, last } = alternativesOf(e);
  const parts = choices.map(({ condition, then }) => `(${printExpression(condition)} ? ${printExpression(then)} : `);
  return `${parts.join("")}${printExpression(last)}${")".repeat(choices.length)}`;
}

function printOther(e: Exclude<Element, Link | TernaryOp>): string {
  switch (e.kind) {
    case "Literal":
      return printLiteral(e.value);
    case "Lookup":
      return e.name;
    case "UnaryOp":
      return e.operator + printExpression(e.operand);
    case "FunctionCall":
      return `${printCallee(e.callee)}(${printArguments(e.args)})`;
    case "Vector":
      return `[${e.elements.map(printExpression).join(", ")}]`;
    case "Range":
      return `[${[e.begin, e.step, e.limit]
        .filter((part) => part !== undefined)
        .map(printExpression)
        .join(" : ")}]`;
    case "FunctionLiteral":
      return `function(${printParameters(e.parameters)}) ${printExpression(e.body)}`;
    case "Let":
      return `let(${printArguments(e.bindings)}) ${printExpression(e.body)}`;
    case "Assert":
      return `assert(${printArguments(e.args)})${printBody(e.body)}`;
    case "Echo":
      return `echo(${printArguments(e.args)})${printBody(e.body)}`;
    case "LcIf": {
      const otherwise = e.otherwise === undefined ? "" : ` else (${printExpression(e.otherwise)})`;
      return `if(${printExpression(e.condition)}) (${printExpression(e.then)})${otherwise}`;
    }
    case "LcFor":
      return `for(${printArguments(e.bindings)}) (${printExpression(e.body)})`;
    case "LcForC": {
      const head = `${printArguments(e.init)};${printExpression(e.condition)};${printArguments(e.update)}`;
      return `for(${head}) ${printExpression(e.body)}`;
    }
    case "LcEach":
      return `each (${printExpression(e.body)})`;
    case "LcLet":
      return `let(${printArguments(e.bindings)}) (${printExpression(e.body)})`;
    default:
      return e satisfies never;
  }
}

/** The function of a call as the call and its trace name it: a plain name, or an expression in parentheses. */
export function printCallee(callee: Expression): string {
  return callee.kind === "Lookup" ? callee.name : `(${printExpression(callee)})`;
}

function printBody(body: Expression | undefined): string {
  return body === undefined ? "" : ` ${printExpression(body)}`;
}

/** `expr, name = expr, …` */
export function printArguments(args: readonly Argument[]): string {
  return args
    .map((arg) => (arg.name === undefined ? printExpression(arg.value) : `${arg.name} = ${printExpression(arg.value)}`))
    .join(", ");
}

/** `a, b = default, …` */
export function printParameters(parameters: readonly Parameter[]): string {
  return parameters
    .map(({ name, fallback }) => (fallback === undefined ? name : `${name} = ${printExpression(fallback)}`))
    .join(", ");
}

/** The `.ast` text of a file (§10.2). Annotations are printed before the assignments they belong to. */
export function printAst(file: File, annotations: ReadonlyMap<Assignment, Annotation> = new Map()): string {
  return printScope(file.body, "", annotations);
}

const noAnnotations: ReadonlyMap<Assignment, Annotation> = new Map();

/** Functions, modules, assignments, instantiations: a line each, with `indent` in front. */
function printScope(scope: Scope, indent: string, annotations: ReadonlyMap<Assignment, Annotation>): string {
  let text = "";
  for (const { name, parameters, body } of scope.functions) {
    text += `${indent}function ${name}(${printParameters(parameters)}) = ${printExpression(body)};\n`;
  }
  for (const { name, parameters, body } of scope.modules) {
    const statements = printScope(body, `${indent}\t`, noAnnotations);
    text += `${indent}module ${name}(${printParameters(parameters)}) {\n${statements}${indent}}\n`;
  }
  for (const assignment of scope.assignments) {
    text += printAnnotation(annotations.get(assignment), indent) + printAssignment(assignment, indent);
  }
  for (const instantiation of scope.instantiations) text += indent + printInstantiation(instantiation, indent);
  return text;
}

function printAnnotation(annotation: Annotation | undefined, indent: string): string {
  if (annotation === undefined) return "";
  const { group, description, parameter } = annotation;
  let text = group === undefined ? "" : `${indent}//Group(${quoteString(group)})\n`;
  if (description !== undefined) text += `${indent}//Description(${quoteString(description)})\n`;
  return `${text}${indent}//Parameter(${printExpression(parameter)})\n`;
}

function printAssignment(assignment: Assignment, indent: string): string {
  return `${indent}${assignment.name} = ${printExpression(assignment.value)};\n`;
}

/** An instantiation without indentation in front. */
function printInstantiation(instantiation: Instantiation, indent: string): string {
  if (instantiation.kind === "IfElse") return printIfElse(instantiation, indent);
  const { name, args, children } = instantiation;
  return `${name}(${printArguments(args)})${printChildren(children, indent)}`;
}

/** `;`, the only child on the same line, or a block. */
function printChildren(children: Scope, indent: string): string {
  const count = children.assignments.length + children.instantiations.length;
  if (count === 0) return ";\n";
  return count === 1 ? ` ${printOnlyChild(children, indent)}` : printBlock(children, indent);
}

/** A child on its parent's line; an assignment still has the indentation in front. */
function printOnlyChild(children: Scope, indent: string): string {
  const [assignment] = children.assignments;
  if (assignment !== undefined) return printAssignment(assignment, indent);
  const [instantiation] = children.instantiations;
  return instantiation === undefined ? "" : printInstantiation(instantiation, indent);
}

function printBlock(children: Scope, indent: string): string {
  return ` {\n${printScope(children, `${indent}\t`, noAnnotations)}${indent}}\n`;
}

/** if and else; an else without statements lacks its newline, as in OpenSCAD. */
function printIfElse({ condition, then, otherwise }: IfElse, indent: string): string {
  const text = `if(${printExpression(condition)})${printChildren(then, indent)}`;
  if (otherwise === undefined) return text;
  const count = otherwise.assignments.length + otherwise.instantiations.length;
  if (count === 0) return `${text}${indent}else;`;
  return `${text}${indent}else${count === 1 ? ` ${printOnlyChild(otherwise, indent)}` : printBlock(otherwise, indent)}`;
}

// The syntax tree. One union per sort; names are the language's own terms. Positions are integers of the SourceMap:
// `start` is the position whose line OpenSCAD reports for the construct (spec/language.md §2.5), `end` is exclusive.

import type { Diagnostic } from "../shared/diagnostic.ts";
import type { LimitName } from "../shared/limits.ts";
import type { TailNames } from "./tail-names.ts";

export type LiteralValue = undefined | boolean | number | string;

export type UnaryOperator = "-" | "!" | "~";
export type BinaryOperator =
  | "||"
  | "&&"
  | "=="
  | "!="
  | "<"
  | "<="
  | ">"
  | ">="
  | "|"
  | "&"
  | "<<"
  | ">>"
  | "+"
  | "-"
  | "*"
  | "/"
  | "%"
  | "^";

interface Positioned {
  readonly start: number;
  readonly end: number;
}

// ---- expressions ----

/** An expression that begins with another one: `a + b + c`, `a[0].x`. See chain.ts. */
interface Linked extends Positioned {
  /** How many such expressions begin with one another down to here. */
  readonly links: number;
}

export interface Literal extends Positioned {
  readonly kind: "Literal";
  readonly value: LiteralValue;
}
export interface Lookup extends Positioned {
  readonly kind: "Lookup";
  readonly name: string;
}
export interface MemberLookup extends Linked {
  readonly kind: "MemberLookup";
  readonly object: Expression;
  readonly name: string;
}
export interface ArrayLookup extends Linked {
  readonly kind: "ArrayLookup";
  readonly array: Expression;
  readonly index: Expression;
}
export interface UnaryOp extends Positioned {
  readonly kind: "UnaryOp";
  readonly operator: UnaryOperator;
  readonly operand: Expression;
}
export interface BinaryOp extends Linked {
  readonly kind: "BinaryOp";
  readonly operator: BinaryOperator;
  readonly left: Expression;
  readonly right: Expression;
}
export interface TernaryOp extends Positioned {
  readonly kind: "TernaryOp";
  readonly condition: Expression;
  readonly then: Expression;
  readonly otherwise: Expression;
}
export interface Vector extends Positioned {
  readonly kind: "Vector";
  readonly elements: readonly Element[];
}
export interface Range extends Positioned {
  readonly kind: "Range";
  readonly begin: Expression;
  /** Absent in `[begin : end]`. */
  readonly step: Expression | undefined;
  readonly limit: Expression;
}
/** `callee(args)`. A callee that is a `Lookup` is looked up among the functions (spec/language.md §5.1). */
export interface FunctionCall extends Positioned {
  readonly kind: "FunctionCall";
  readonly callee: Expression;
  readonly args: readonly Argument[];
}
export interface FunctionLiteral extends Positioned {
  readonly kind: "FunctionLiteral";
  readonly parameters: readonly Parameter[];
  readonly body: Expression;
}
export interface Let extends Positioned {
  readonly kind: "Let";
  readonly bindings: readonly Argument[];
  readonly body: Expression;
}
/** `assert(args) [body]`; without a body the value is undef. */
export interface Assert extends Positioned {
  readonly kind: "Assert";
  readonly args: readonly Argument[];
  readonly body: Expression | undefined;
}
export interface Echo extends Positioned {
  readonly kind: "Echo";
  readonly args: readonly Argument[];
  readonly body: Expression | undefined;
}

export type Expression =
  | Literal
  | Lookup
  | MemberLookup
  | ArrayLookup
  | UnaryOp
  | BinaryOp
  | TernaryOp
  | Vector
  | Range
  | FunctionCall
  | FunctionLiteral
  | Let
  | Assert
  | Echo;

// ---- list comprehensions: elements of a vector that contribute any number of values ----

export interface LcFor extends Positioned {
  readonly kind: "LcFor";
  readonly bindings: readonly Argument[];
  readonly body: Element;
}
export interface LcForC extends Positioned {
  readonly kind: "LcForC";
  readonly init: readonly Argument[];
  readonly condition: Expression;
  readonly update: readonly Argument[];
  readonly body: Element;
}
export interface LcIf extends Positioned {
  readonly kind: "LcIf";
  readonly condition: Expression;
  readonly then: Element;
  readonly otherwise: Element | undefined;
}
export interface LcLet extends Positioned {
  readonly kind: "LcLet";
  readonly bindings: readonly Argument[];
  readonly body: Comprehension;
}
export interface LcEach extends Positioned {
  readonly kind: "LcEach";
  readonly body: Element;
}

export type Comprehension = LcFor | LcForC | LcIf | LcLet | LcEach;
export type Element = Expression | Comprehension;

/** `value` or `name = value` of a call, a `let`, a `for`. */
export interface Argument extends Positioned {
  readonly name: string | undefined;
  readonly value: Expression;
}
export interface Parameter extends Positioned {
  readonly name: string;
  readonly fallback: Expression | undefined;
}

// ---- statements ----

/**
 * An assignment of a scope, already merged: a name assigned more than once is one Assignment at the position of the
 * first with the expression of the last (spec/language.md §5.2).
 */
export interface Assignment extends Positioned {
  readonly kind: "Assignment";
  readonly name: string;
  readonly value: Expression;
  /** Start position of the last assignment of the name when there was more than one. */
  readonly overwrittenAt: number | undefined;
}
export interface ModuleDefinition extends Positioned {
  readonly kind: "ModuleDefinition";
  readonly name: string;
  readonly parameters: readonly Parameter[];
  readonly body: Scope;
}
export interface FunctionDefinition extends Positioned {
  readonly kind: "FunctionDefinition";
  readonly name: string;
  readonly parameters: readonly Parameter[];
  readonly body: Expression;
  /** Where it is known without reading the body: what `findTailNames` says. */
  readonly tailNames?: TailNames;
}
/** Modifiers of an instantiation (`*` removes the statement in the parser). */
export interface Modifiers {
  readonly root: boolean;
  readonly highlight: boolean;
  readonly background: boolean;
}
export interface ModuleInstantiation extends Positioned {
  readonly kind: "ModuleInstantiation";
  readonly name: string;
  readonly args: readonly Argument[];
  readonly children: Scope;
  readonly modifiers: Modifiers;
}
export interface IfElse extends Positioned {
  readonly kind: "IfElse";
  readonly condition: Expression;
  readonly then: Scope;
  readonly otherwise: Scope | undefined;
  readonly modifiers: Modifiers;
}
export type Instantiation = ModuleInstantiation | IfElse;

/**
 * What stands in a file, a module body or a children block, sorted as it is evaluated. Bare blocks are part of the
 * scope around them. Within each list the order is that of the source.
 */
export interface Scope {
  readonly functions: readonly FunctionDefinition[];
  readonly modules: readonly ModuleDefinition[];
  readonly assignments: readonly Assignment[];
  readonly instantiations: readonly Instantiation[];
}

/** `use <name>`: `path` is the absolute path of what was found; undefined when nothing was. */
export interface Use extends Positioned {
  readonly kind: "Use";
  readonly name: string;
  readonly path: string | undefined;
}

/** A parsed file with its includes spliced in. */
export interface File {
  readonly kind: "File";
  /** Absolute path, or `<stdin>`. */
  readonly path: string;
  /** Base position of the file's own source. */
  readonly base: number;
  readonly body: Scope;
  /** `use` directives of the file and of its includes, in source order. Fonts are not among them. */
  readonly uses: readonly Use[];
  /** Paths of fonts named by `use <x.ttf>`. */
  readonly fonts: readonly string[];
  /** Absolute paths of all included files, in order of first inclusion. */
  readonly includes: readonly string[];
  /** True when a syntax error was met: OpenSCAD stops there; what could be recovered is in `body`. */
  readonly failed: boolean;
  /** The budget that the parse used up, when that is why it failed. */
  readonly limit: LimitName | undefined;
  /** Syntax errors after the first one: OpenSCAD does not print them, editors show them. */
  readonly furtherErrors: readonly Diagnostic[];
}

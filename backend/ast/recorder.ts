// Takes down what the statements of a file contribute, without giving directives their meaning: that depends on the
// program.
import type { Diagnostic } from "../shared/diagnostic.ts";
import { Inclusions, type UsedFile, type WrittenDirective } from "./inclusions.ts";
import type { Lexer } from "./lexer.ts";
import type { Assignment, Expression, FunctionDefinition, Instantiation, ModuleDefinition } from "./nodes.ts";
import type { Parser } from "./parser.ts";
import type { FileSink } from "./scope.ts";

const nothing = { items: [], statements: [] } as const;

/** What a source contributes to a program. */
export type Item =
  | FunctionDefinition
  | ModuleDefinition
  | Instantiation
  /** A top-level assignment: whether it overwrites another one depends on the program. `afterText`: given with `-D`. */
  | { readonly kind: "assignment"; readonly node: Assignment; readonly afterText: boolean }
  | { readonly kind: "include"; readonly directive: WrittenDirective }
  | { readonly kind: "use"; readonly directive: WrittenDirective; readonly start: number; readonly end: number }
  | { readonly kind: "message"; readonly diagnostic: Diagnostic };

/** Where a statement begins and ends, and how many items and tokens there were before it. */
export interface StatementExtent {
  readonly start: number;
  end: number;
  readonly items: number;
  readonly tokens: number;
}

export class Recorder implements FileSink {
  readonly items: Item[];
  readonly statements: StatementExtent[];

  /** What was recorded before is the beginning. */
  constructor(before: { readonly items: readonly Item[]; readonly statements: readonly StatementExtent[] } = nothing) {
    this.items = [...before.items];
    this.statements = [...before.statements];
  }

  begin({ start, count }: Lexer): void {
    // The first token has been read.
    this.statements.push({ start, end: start, items: this.items.length, tokens: count - 1 });
  }

  end(end: number): void {
    const last = this.statements.at(-1);
    if (last !== undefined) last.end = end;
  }

  addFunction(node: FunctionDefinition): void {
    this.items.push(node);
  }

  addModule(node: ModuleDefinition): void {
    this.items.push(node);
  }

  addInstantiation(node: Instantiation): void {
    this.items.push(node);
  }

  assign(p: Parser, name: string, value: Expression, start: number, end: number): void {
    const node = { kind: "Assignment", start, end, name, value, overwrittenAt: undefined } as const;
    this.items.push({ kind: "assignment", node, afterText: p.afterText });
  }

  use(p: Parser): void {
    const { start, end, directive } = p.lexer;
    this.items.push({ kind: "use", directive, start, end });
    p.advance();
  }

  include(p: Parser): void {
    this.items.push({ kind: "include", directive: p.lexer.directive });
    p.advance();
  }
}

/** Thrown where a source cannot be parsed apart from the program around it. */
export const notAlone = Symbol("not alone");

/** Directives as written. */
export class WrittenInclusions extends Inclusions {
  override find(): never {
    throw notAlone;
  }

  override use({ name }: WrittenDirective): UsedFile {
    // `use <>` means the directive before it, which may be outside.
    if (name === "") throw notAlone;
    return { path: undefined, isFont: false };
  }
}

// Scopes: statements sorted by kind as they are evaluated, assignments of one name merged (spec/language.md §5.2).
import type { Context } from "../shared/context.ts";
import { relativePath } from "../shared/world.ts";
import type { Lexer } from "./lexer.ts";
import type { Assignment, Expression, FunctionDefinition, Instantiation, ModuleDefinition, Scope } from "./nodes.ts";
import type { ParseReport } from "./parse-report.ts";
import type { Parser } from "./parser.ts";

/** Scopes smaller than this find an assignment by looking through all of them. */
const indexedFrom = 8;

const none: readonly never[] = [];

/** The scope of a `;`: nothing. */
export const emptyScope: Scope = { functions: none, modules: none, assignments: none, instantiations: none };

/** The scope of a child that is no block. */
export function scopeOf(instantiation: Instantiation | undefined): Scope {
  if (instantiation === undefined) return emptyScope;
  return { functions: none, modules: none, assignments: none, instantiations: [instantiation] };
}

/** What takes the statements of a scope as they are parsed. */
export interface StatementSink {
  addFunction(node: FunctionDefinition): void;
  addModule(node: ModuleDefinition): void;
  addInstantiation(node: Instantiation): void;
  /** `end` is that of the whole statement; the parser stands before its semicolon. */
  assign(p: Parser, name: string, value: Expression, start: number, end: number): void;
}

/** What takes the statements and directives of a file. It takes the tokens of directives itself. */
export interface FileSink extends StatementSink {
  /** A statement or directive begins with the token that was read last. */
  begin(lexer: Lexer): void;
  /** The statement or directive that began last ends here. */
  end(end: number): void;
  use(p: Parser): void;
  include(p: Parser): void;
}

/** Where an assignment is made: who is told when it overwrites another. */
export interface AssignmentOrigin {
  readonly ctx: Context;
  readonly report: ParseReport;
  /** It was given with `-D`: it overwrites without a warning. */
  readonly afterText: boolean;
  /** Where the parse stands. */
  readonly here: number;
}

/** Collects the statements of one scope in source order. */
export class ScopeBuilder implements StatementSink {
  readonly functions: FunctionDefinition[] = [];
  readonly modules: ModuleDefinition[] = [];
  readonly instantiations: Instantiation[] = [];
  readonly #assignments: Assignment[] = [];
  #index: Map<string, number> | undefined;

  addFunction(node: FunctionDefinition): void {
    this.functions.push(node);
  }

  addModule(node: ModuleDefinition): void {
    this.modules.push(node);
  }

  addInstantiation(node: Instantiation): void {
    this.instantiations.push(node);
  }

  assign({ ctx, report, afterText, lexer }: Parser, name: string, value: Expression, start: number, end: number): void {
    const assignment = { kind: "Assignment", start, end, name, value, overwrittenAt: undefined } as const;
    this.addAssignment(assignment, { ctx, report, afterText, here: lexer.start });
  }

  /** Adds an assignment, or gives the name's first assignment its value. */
  addAssignment(assignment: Assignment, origin: AssignmentOrigin): void {
    const { name, value, start, end } = assignment;
    const assignments = this.#assignments;
    const known = this.#find(name);
    if (known < 0) {
      if (this.#index !== undefined) this.#index.set(name, assignments.length);
      assignments.push(assignment);
      return;
    }
    const first = assignments[known] as Assignment;
    assignments[known] = {
      kind: "Assignment",
      start: first.start,
      end: first.end,
      name,
      value,
      overwrittenAt: start,
    };
    if (!origin.afterText) warnOfReassignment(origin, name, first.start, start, end);
  }

  build(): Scope {
    return {
      functions: this.functions,
      modules: this.modules,
      assignments: this.#assignments,
      instantiations: this.instantiations,
    };
  }

  #find(name: string): number {
    const assignments = this.#assignments;
    if (this.#index !== undefined) return this.#index.get(name) ?? -1;
    if (assignments.length >= indexedFrom) {
      this.#index = new Map();
      for (let i = 0; i < assignments.length; i++) this.#index.set((assignments[i] as Assignment).name, i);
      return this.#index.get(name) ?? -1;
    }
    for (let i = 0; i < assignments.length; i++) if ((assignments[i] as Assignment).name === name) return i;
    return -1;
  }
}

/**
 * Warns of `name` assigned at `first` and again at `second`. Which files those are decides whether anything is said:
 * overriding what an include had set is what includes are for.
 */
function warnOfReassignment(
  { ctx, report, here }: AssignmentOrigin,
  name: string,
  first: number,
  second: number,
  end: number,
): void {
  const { sources, world } = ctx;
  const before = sources.locate(first);
  const now = sources.locate(second);
  if (before === undefined || now === undefined) return;
  const inMain = before.path === world.main.path;
  if (!inMain && (now.path !== before.path || now.line === before.line)) return;
  const both = inMain && now.path === before.path;
  const file = both ? "" : ` of "${escapeName(relativePath(world.documentRoot, before.path))}"`;
  report.warn(
    {
      code: "reassignment",
      message: `"${name}" was assigned on line ${before.line}${file} but was overwritten`,
      position: second,
      end,
      base: "document",
    },
    here,
  );
}

function escapeName(name: string): string {
  return name.replace(/["\\]/g, "\\$&");
}

// The scopes of the tree walk: variables by name, the scope in which the code was written (`parent`), and the scope that
// is active below (`below`), through which special variables are found (spec/language.md §5.1).
import type { File, FunctionDefinition, ModuleDefinition, Scope } from "../../ast/nodes.ts";
import { isDynamic } from "../arguments.ts";
import { searchOrder } from "../link.ts";
import type { Value } from "../values/value.ts";

/** What a file or a module body defines. The last definition of a name counts. */
export interface Definitions {
  readonly functions: ReadonlyMap<string, FunctionDefinition>;
  readonly modules: ReadonlyMap<string, ModuleDefinition>;
  /** Paths of the files that a file uses, in the order in which they are searched; empty for a module body. */
  readonly uses: readonly string[];
}

/** The children that a user module was called with, and the scope they were written in. */
export interface PassedChildren {
  readonly block: Scope;
  readonly scope: Environment;
}

export class Environment {
  readonly variables = new Map<string, Value>();
  /** Special variables; most scopes have none. */
  specials: Map<string, Value> | undefined;
  /** Set while the scope is active. */
  below: Environment | undefined;

  constructor(
    /** Changed only by a C-style `for`, whose rounds are children of its first scope. */
    public parent: Environment | undefined,
    readonly definitions?: Definitions,
    /** Present in the body of a user module. */
    readonly children?: PassedChildren,
  ) {}

  /** Sets a variable of this scope, special or not. */
  set(name: string, value: Value): void {
    if (!isDynamic(name)) {
      this.variables.set(name, value);
      return;
    }
    this.specials ??= new Map();
    this.specials.set(name, value);
  }

  /** True when this scope itself holds the variable. */
  has(name: string): boolean {
    return isDynamic(name) ? (this.specials?.has(name) ?? false) : this.variables.has(name);
  }

  /** The variable of this scope itself. */
  get(name: string): Value {
    return isDynamic(name) ? this.specials?.get(name) : this.variables.get(name);
  }
}

/** Gathers the definitions of a file or of a module body. */
export function gatherDefinitions(scope: Scope, file?: File): Definitions {
  return {
    functions: new Map(scope.functions.map((definition) => [definition.name, definition])),
    modules: new Map(scope.modules.map((definition) => [definition.name, definition])),
    uses: file === undefined ? [] : searchOrder(file.uses),
  };
}

// Scopes at compile time: which JavaScript variable, slot or definition a name means (spec/language.md §5.1, §5.2).
import type {
  Scope as Body,
  Element,
  Expression,
  FunctionDefinition,
  ModuleDefinition,
  Parameter,
} from "../../ast/nodes.ts";
import type { StaticType } from "./emitter.ts";
import type { FileImage } from "./image.ts";

/** A variable of a local scope. */
export interface Variable {
  readonly js: string;
  type: StaticType;
  /** `pending` until the code that sets it has been emitted; a reference made before means an outer variable. */
  state: "pending" | "set";
  /** True when a closure that may run too early refers to it: it starts as UNBOUND then. */
  early: boolean;
  /** Set in the rounds of a C-style `for` after the first: until then the name means an outer variable. */
  readonly maybe?: boolean;
  /** See `Code.whole`. */
  readonly whole?: boolean;
}

/** A function or module defined inside a module body. */
export interface NestedDefinition<Definition> {
  readonly definition: Definition;
  readonly parameters: readonly Parameter[];
  /** JavaScript names by the extra parameters of the variant; `""` is the plain one. */
  readonly variants: Map<string, { readonly js: string; readonly extras: readonly string[] }>;
}

export class LocalScope {
  readonly variables = new Map<string, Variable>();
  readonly functions = new Map<string, NestedDefinition<FunctionDefinition>>();
  readonly modules = new Map<string, NestedDefinition<ModuleDefinition>>();

  constructor(
    readonly parent: Scope,
    readonly depth: number,
    /** In a module body: the JavaScript variable of its children. */
    readonly children: string | undefined = undefined,
  ) {}

  /** A variable that is set already. */
  bind(name: string, js: string, type: StaticType = "any", whole = false): void {
    this.variables.set(name, { js, type, state: "set", early: false, whole });
  }

  /** A variable that may be UNBOUND. */
  bindMaybe(name: string, js: string): void {
    this.variables.set(name, { js, type: "any", state: "set", early: false, maybe: true });
  }
}

export type Scope = LocalScope | FileImage;

/** True when `inner` lies inside a function literal or a definition that `scope` does not lie in. */
export function isDeferred(depth: number, scope: LocalScope): boolean {
  return depth > scope.depth;
}

/** Calls `visit` for an expression and everything in it, elements of vectors included, without recursion into the native stack's depth. */
export function walkExpression(root: Expression, visit: (e: Element) => void): void {
  const stack: unknown[] = [root];
  while (stack.length > 0) {
    const node = stack.pop() as Record<string, unknown>;
    if (typeof node.kind === "string") visit(node as unknown as Element);
    for (const value of Object.values(node)) {
      if (Array.isArray(value)) for (const item of value) stack.push(item);
      else if (typeof value === "object" && value !== null) stack.push(value);
    }
  }
}

/** True for functions and modules with `$` names: they are looked up through the active scopes, which the walker has. */
export function definesSpecialNames({ functions, modules }: Body): boolean {
  return functions.some(({ name }) => name.startsWith("$")) || modules.some(({ name }) => name.startsWith("$"));
}

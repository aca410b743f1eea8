// The state of one tree walk: the stack of active scopes, and the lookups of the three namespaces (spec/language.md §5.1).
import type { File, FunctionDefinition, FunctionLiteral, ModuleDefinition, Scope } from "../../ast/nodes.ts";
import { isDynamic } from "../arguments.ts";
import type { BuiltinFunction, BuiltinModule } from "../builtin.ts";
import { builtinFunctions, builtinModules } from "../builtins.ts";
import type { Program } from "../link.ts";
import { predefinedSpecials, predefinedVariables } from "../predefined.ts";
import type { Evaluation } from "../runtime.ts";
import { isStandIn } from "../stand-in.ts";
import { type EvaluatedArgument, FunctionValue, type ObjectValue, type Value } from "../values/value.ts";
import { type Definitions, Environment, gatherDefinitions } from "./environment.ts";

/** A function literal with the scope it was made in. */
export class Closure extends FunctionValue {
  constructor(
    override readonly literal: FunctionLiteral,
    readonly scope: Environment,
    invoke: (args: readonly EvaluatedArgument[], position: number) => Value,
  ) {
    super(literal, invoke);
  }
}

/** A function of the program with the scope it was defined in. */
export interface UserFunction {
  readonly function: FunctionDefinition | FunctionLiteral;
  readonly scope: Environment;
  /** The value of parameter `this` in a method of an object. */
  readonly self: ObjectValue | undefined;
}

/** A module of the program with the scope it was defined in. */
export interface UserModule {
  readonly module: ModuleDefinition;
  readonly scope: Environment;
}

/** A built-in of this name exists, but its feature is off. */
export const disabled = Symbol("disabled");
/** No variable of this name is in sight. */
export const unbound = Symbol("unbound");

export class Walker {
  /** The scope of the built-ins: the last of every chain. */
  readonly base: Environment;
  /** The innermost active scope. */
  top: Environment;
  readonly #definitions = new Map<Scope, Definitions>();

  constructor(
    readonly rt: Evaluation,
    readonly program: Program,
    /** Evaluates the assignments of a used file in the scope made for it. */
    readonly enterFile: (walker: Walker, file: File, scope: Environment) => void,
  ) {
    this.base = new Environment(undefined);
    for (const [name, value] of predefinedVariables) this.base.variables.set(name, value);
    this.base.specials = predefinedSpecials(rt.ctx.options);
    this.top = this.base;
    rt.lookUpSpecial = (name) => {
      const value = this.findSpecial(name);
      return value === unbound ? undefined : value;
    };
  }

  // ---- active scopes ----

  push(scope: Environment): void {
    scope.below = this.top;
    this.top = scope;
  }

  pop(): void {
    this.top = this.top.below as Environment;
  }

  /**
   * Goes back to `base` before a tail call. Special variables of the scopes that end stay visible to what is called, as
   * if it were called from inside them: they are gathered in one scope.
   */
  unwindTo(base: Environment): void {
    let gathered: Map<string, Value> | undefined;
    for (let scope = this.top; scope !== base; scope = scope.below as Environment) {
      if (scope.specials === undefined) continue;
      gathered ??= new Map();
      for (const [name, value] of scope.specials) if (!gathered.has(name)) gathered.set(name, value);
    }
    this.top = base;
    if (gathered === undefined) return;
    const carrier = new Environment(undefined);
    carrier.specials = gathered;
    this.push(carrier);
  }

  // ---- variables ----

  /** The value of a variable seen from `scope`, or `unbound`. */
  find(name: string, scope: Environment): Value | typeof unbound {
    if (isDynamic(name)) return this.findSpecial(name);
    for (let at: Environment | undefined = scope; at !== undefined; at = at.parent) {
      const value = at.variables.get(name);
      if (value !== undefined || at.variables.has(name)) return value;
    }
    return unbound;
  }

  findSpecial(name: string): Value | typeof unbound {
    for (let at: Environment | undefined = this.top; at !== undefined; at = at.below) {
      const value = at.specials?.get(name);
      if (value !== undefined || at.specials?.has(name)) return value;
    }
    return unbound;
  }

  // ---- functions and modules ----

  /** What a call of `name` calls; undefined when there is nothing, `disabled` when it is switched off. */
  findFunction(name: string, scope: Environment): UserFunction | BuiltinFunction | typeof disabled | undefined {
    const dynamic = isDynamic(name);
    let at: Environment | undefined = dynamic ? this.top : scope;
    for (; at !== undefined; at = dynamic ? at.below : at.parent) {
      const definition = at.definitions?.functions.get(name);
      if (definition !== undefined) return { function: definition, scope: at, self: undefined };
      const value = dynamic ? at.specials?.get(name) : at.variables.get(name);
      if (value instanceof FunctionValue) return this.functionOf(value);
      for (const path of at.definitions?.uses ?? []) {
        const library = this.program.libraries.get(path);
        const found = library && this.definitionsOf(library.body, library).functions.get(name);
        if (found) return { function: found, scope: this.openFile(library), self: undefined };
      }
    }
    const builtin = builtinFunctions.get(name);
    return this.#isOn(builtin) ? builtin : disabled;
  }

  /** What an instantiation of `name` instantiates; like `findFunction`. */
  findModule(name: string, scope: Environment): UserModule | BuiltinModule | typeof disabled | undefined {
    const dynamic = isDynamic(name);
    const own = builtinModules.get(name);
    const { features } = this.rt.ctx.options;
    let at: Environment | undefined = dynamic ? this.top : scope;
    for (; at !== undefined; at = dynamic ? at.below : at.parent) {
      const definition = at.definitions?.modules.get(name);
      if (definition !== undefined && !isStandIn(definition, own, features)) return { module: definition, scope: at };
      for (const path of at.definitions?.uses ?? []) {
        const library = this.program.libraries.get(path);
        const found = library && this.definitionsOf(library.body, library).modules.get(name);
        if (found && !isStandIn(found, own, features)) return { module: found, scope: this.openFile(library) };
      }
    }
    return this.#isOn(own) ? own : disabled;
  }

  /** A function value as what is called. A bound method is its original with an object. */
  functionOf(value: FunctionValue): UserFunction {
    const closure = (value.unbound ?? value) as Closure;
    return { function: closure.literal, scope: closure.scope, self: value.self };
  }

  definitionsOf(scope: Scope, file?: File): Definitions {
    let definitions = this.#definitions.get(scope);
    if (definitions === undefined) {
      definitions = gatherDefinitions(scope, file);
      this.#definitions.set(scope, definitions);
    }
    return definitions;
  }

  /**
   * The scope of a used file, made anew for every lookup that leads into it (spec/language.md §5.4): its assignments are
   * evaluated, and its special variables are visible only to them.
   */
  openFile(file: File): Environment {
    const scope = new Environment(this.base, this.definitionsOf(file.body, file));
    this.push(scope);
    this.enterFile(this, file, scope);
    this.pop();
    return scope;
  }

  #isOn(builtin: BuiltinFunction | BuiltinModule | undefined): boolean {
    return builtin?.feature === undefined || this.rt.ctx.options.features.has(builtin.feature);
  }
}

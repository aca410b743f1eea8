// What every built-in module does first: it binds its arguments to its parameters (spec/language.md §5.3) and reads the
// special variables that shape curves.
import type { Contents } from "../../csg/build.ts";
import { captureFragments } from "../../csg/fragments.ts";
import type { CsgNode, Fragments } from "../../csg/nodes.ts";
import { isDynamic, matchArguments } from "../arguments.ts";
import type { BuiltinModule, ModuleCall, ModuleSite, OperatorSteps, Runtime } from "../builtin.ts";
import type { EvaluatedArgument, Value } from "../values/value.ts";

/** A built-in module whose arguments are bound before `make` makes its node. */
export interface ModuleDefinition extends Omit<BuiltinModule, "instantiate"> {
  /** `values` are those of the parameters, in their order; undefined where nothing was given. */
  make(rt: Runtime, call: ModuleCall, values: readonly Value[]): CsgNode;
}

export function defineModule({ name, parameters, feature, leaf, make }: ModuleDefinition): BuiltinModule {
  const instantiate = (rt: Runtime, call: ModuleCall) => make(rt, call, bindParameters(rt, call, parameters));
  return { name, parameters, feature, leaf, instantiate, instantiateBound: make };
}

/** An operator of at most two parameters that reads them before its children are made. */
export interface OperatorDefinition<Read> extends Pick<BuiltinModule, "name" | "parameters"> {
  read(rt: Runtime, site: ModuleSite, first: Value, second: Value): Read;
  make(site: ModuleSite, contents: Contents, read: Read): CsgNode;
}

export function defineOperator<Read>({ name, parameters, read, make }: OperatorDefinition<Read>): BuiltinModule {
  const module = defineModule({
    name,
    parameters,
    leaf: false,
    make(rt, call, [first, second]) {
      const held = read(rt, call, first, second);
      return make(call, call.children(), held);
    },
  });
  return { ...module, steps: { read, make: make as OperatorSteps["make"] } };
}

function bindParameters(rt: Runtime, call: ModuleCall, parameters: readonly string[]): readonly Value[] {
  const bound = bindPlain(call.args, parameters);
  if (bound !== undefined) return bound;
  const matched = matchArguments(rt, parameters, call.args, call.position, { checking: true });
  return parameters.map((name) => matched.get(name));
}

/** The same for calls that need no warning, without a map; undefined for all others. */
function bindPlain(args: readonly EvaluatedArgument[], parameters: readonly string[]): readonly Value[] | undefined {
  const bound: Value[] = parameters.map(() => undefined);
  // One bit per parameter that has its value.
  let given = 0;
  let next = 0;
  let dynamic: string | undefined;
  for (const { name, value } of args) {
    if (name === undefined) {
      while ((given & (1 << next)) !== 0) next++;
      if (next >= parameters.length) return undefined;
      given |= 1 << next;
      bound[next] = value;
      continue;
    }
    const index = parameters.indexOf(name);
    if (index >= 0) {
      if ((given & (1 << index)) !== 0) return undefined;
      given |= 1 << index;
      bound[index] = value;
    } else if (isDynamic(name) && dynamic === undefined) {
      dynamic = name;
    } else {
      return undefined;
    }
  }
  return bound;
}

export interface CurveOptions {
  /** Clamp without a word, as offset and text do. */
  readonly silent?: boolean;
}

/** `$fn $fa $fs $fe` for the node of a call: its own arguments come before the dynamic values. */
export function captureCurve(rt: Runtime, call: ModuleCall, { silent = false }: CurveOptions = {}): Fragments {
  const byError = rt.ctx.options.features.has("discretization-by-error");
  if (byError || call.args.length > 0) return capture(rt, call, silent);
  const fn = rt.special("$fn");
  const fa = rt.special("$fa");
  const fs = rt.special("$fs");
  const last = rt.fragments;
  if (last.fn === fn && last.fa === fa && last.fs === fs) return last;
  const { fragmentsBefore } = rt;
  const isBefore = fragmentsBefore.fn === fn && fragmentsBefore.fa === fa && fragmentsBefore.fs === fs;
  rt.fragments = isBefore ? fragmentsBefore : capture(rt, call, silent);
  rt.fragmentsBefore = last;
  return rt.fragments;
}

function capture(rt: Runtime, call: ModuleCall, silent: boolean): Fragments {
  return captureFragments({
    special: (name) => {
      const own = call.args.findLast((argument) => argument.name === name);
      return own === undefined ? rt.special(name) : own.value;
    },
    byError: rt.ctx.options.features.has("discretization-by-error"),
    warn: silent ? undefined : (message) => rt.warn("fragments", message, call.position),
  });
}

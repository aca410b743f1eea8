// Function calls of the tree walk. One activation is a loop: what stands in tail position replaces the body before it
// (spec/language.md §5.5), so the native stack grows only with calls that are not in tail position.
import type { Argument, Expression, FunctionCall, FunctionDefinition, FunctionLiteral } from "../../ast/nodes.ts";
import { printCallee } from "../../ast/print.ts";
import { matchArguments } from "../arguments.ts";
import { checkAssertion } from "../assertion.ts";
import type { BuiltinFunction } from "../builtin.ts";
import { echoArguments, recursionInFunction, warnNotAFunction, warnUnknownFunction } from "../messages.ts";
import { FUNCTION_DEPTH, MAX_BODIES } from "../runtime.ts";
import { calledBy, isStackOverflow } from "../trace.ts";
import { type EvaluatedArgument, FunctionValue, isTruthy, type Value } from "../values/value.ts";
import { bindSequentially } from "./bindings.ts";
import { Environment } from "./environment.ts";
import { evaluate } from "./expressions.ts";
import { disabled, type UserFunction, unbound, type Walker } from "./walker.ts";

/** One activation: where its loop is. Kept in an object because the native frames of deep recursion must be small. */
interface Activation {
  /** What is evaluated next; its value is the value of the activation unless it is in tail position. */
  expression: Expression | undefined;
  scope: Environment;
  /** The call that is being executed: the last tail call. */
  current: FunctionCall;
  /** The active scope under the activation. */
  readonly base: Environment;
  bodies: number;
  value: Value;
}

/** Evaluates a call that is not in tail position: an activation. */
export function call(w: Walker, first: FunctionCall, from: Environment): Value {
  if (!w.rt.enter(FUNCTION_DEPTH)) w.rt.fail("recursion", recursionInFunction(printCallee(first.callee)), first.start);
  const activation: Activation = {
    expression: first,
    scope: from,
    current: first,
    base: w.top,
    bodies: 0,
    value: undefined,
  };
  try {
    while (advance(w, activation));
    if (activation.expression !== undefined) activation.value = evaluate(w, activation.expression, activation.scope);
  } catch (error) {
    throw leaveByError(w, activation, error);
  }
  w.top = activation.base;
  w.rt.leave(FUNCTION_DEPTH);
  return activation.value;
}

function leaveByError(w: Walker, { current }: Activation, error: unknown): unknown {
  const name = printCallee(current.callee);
  if (isStackOverflow(error)) return w.rt.asRecursion(error, recursionInFunction(name), current.start);
  return w.rt.unwind(error, calledBy(name, current.start));
}

/** Takes one step of an activation whose expression has a part in tail position. False when there is none (any more). */
function advance(w: Walker, activation: Activation): boolean {
  const { expression, scope } = activation;
  switch (expression?.kind) {
    case "TernaryOp":
      activation.expression = isTruthy(evaluate(w, expression.condition, scope))
        ? expression.then
        : expression.otherwise;
      return true;
    case "Let":
      activation.scope = bindSequentially(w, expression.bindings, scope, expression.start);
      activation.expression = expression.body;
      return true;
    case "Assert":
      checkAssertion(w.rt, evaluateArguments(w, expression.args, scope), expression.args, expression.start);
      activation.expression = expression.body;
      return true;
    case "Echo":
      echoArguments(w.rt, evaluateArguments(w, expression.args, scope));
      activation.expression = expression.body;
      return true;
    case "FunctionCall":
      return replaceBody(w, activation, expression, scope);
    default:
      return false;
  }
}

/** A call in tail position, or the first one: the body of the function is next. A built-in gives its value at once. */
function replaceBody(w: Walker, activation: Activation, next: FunctionCall, from: Environment): boolean {
  const callee = resolve(w, next, from);
  if (callee === undefined || "call" in callee) return takeValue(w, activation, callee, next, from);
  return enterBody(w, activation, callee, next, from);
}

function takeValue(
  w: Walker,
  activation: Activation,
  callee: BuiltinFunction | undefined,
  next: FunctionCall,
  from: Environment,
): boolean {
  activation.value = callee && callBuiltin(w, callee, next, from);
  activation.expression = undefined;
  return false;
}

function enterBody(
  w: Walker,
  activation: Activation,
  callee: UserFunction,
  next: FunctionCall,
  from: Environment,
): boolean {
  const { body } = callee.function;
  const scope = bindParameters(w, callee, evaluateArguments(w, next.args, from), next.start);
  activation.current = next;
  activation.bodies++;
  if (activation.bodies > MAX_BODIES) {
    w.rt.fail("recursion", recursionInFunction(printCallee(next.callee)), body.start);
  }
  w.rt.step(next.start);
  w.unwindTo(activation.base);
  w.push(scope);
  activation.scope = scope;
  activation.expression = body;
  return true;
}

/** Calls a function value with arguments that are evaluated already: for whoever holds a value but no call. */
export function callValue(
  w: Walker,
  value: FunctionValue,
  args: readonly EvaluatedArgument[],
  position: number,
): Value {
  const callee = w.functionOf(value);
  const scope = bindParameters(w, callee, args, position);
  w.push(scope);
  const result = evaluate(w, callee.function.body, scope);
  w.pop();
  return result;
}

/** Evaluates arguments left to right. */
export function evaluateArguments(w: Walker, args: readonly Argument[], scope: Environment): EvaluatedArgument[] {
  const evaluated: EvaluatedArgument[] = [];
  for (let i = 0; i < args.length; i++) {
    const { name, value } = args[i] as Argument;
    evaluated.push({ name, value: evaluate(w, value, scope) });
  }
  return evaluated;
}

/** What has parameters: a user function, a function literal or a user module. */
type Parameterized = Pick<FunctionDefinition | FunctionLiteral, "parameters">;

/**
 * Sets parameters in the scope of a call. Defaults are evaluated in `home`, where the callee was defined, and only where
 * an argument is missing; without one the parameter is undef.
 */
export function setParameters(
  w: Walker,
  { parameters }: Parameterized,
  scope: Environment,
  home: Environment,
  args: readonly EvaluatedArgument[],
  position: number,
): void {
  if (args.length <= parameters.length && args.every(({ name }) => name === undefined)) {
    for (let i = 0; i < args.length; i++) scope.set(parameters[i]?.name as string, args[i]?.value);
  } else {
    const names = parameters.map(({ name }) => name);
    const checking = w.rt.ctx.options.checkParameters;
    for (const [name, value] of matchArguments(w.rt, names, args, position, { checking })) scope.set(name, value);
  }
  for (const { name, fallback } of parameters) {
    if (scope.has(name)) continue;
    scope.set(name, fallback === undefined ? undefined : evaluate(w, fallback, home));
  }
}

function bindParameters(
  w: Walker,
  callee: UserFunction,
  args: readonly EvaluatedArgument[],
  position: number,
): Environment {
  const scope = new Environment(callee.scope);
  setParameters(w, callee.function, scope, callee.scope, args, position);
  if (callee.self !== undefined) scope.set("this", callee.self);
  return scope;
}

/** What a call calls; undefined, after a warning, when there is nothing to call: the arguments are not evaluated then. */
function resolve(
  w: Walker,
  { callee, start }: FunctionCall,
  scope: Environment,
): UserFunction | BuiltinFunction | undefined {
  if (callee.kind === "Lookup") {
    const found = w.findFunction(callee.name, scope);
    if (found !== undefined && found !== disabled) return found;
    warnUnknownFunction(w.rt, callee.name, start, found === disabled);
    return undefined;
  }
  const value = evaluate(w, callee, scope);
  if (value instanceof FunctionValue) return w.functionOf(value);
  warnNotAFunction(w.rt, value, start);
  return undefined;
}

const unevaluated = ({ name }: Argument): EvaluatedArgument => ({ name, value: undefined });

function callBuiltin(w: Walker, builtin: BuiltinFunction, { args, start }: FunctionCall, scope: Environment): Value {
  if (builtin.name === "is_undef") {
    const only = args[0]?.value;
    // A wrong number of arguments is told without evaluating them.
    if (args.length !== 1) return builtin.call(w.rt, args.map(unevaluated), start);
    if (only?.kind === "Lookup") {
      // The one function whose argument may be an unknown variable.
      const value = w.find(only.name, scope);
      return value === unbound || value === undefined;
    }
  }
  return builtin.call(w.rt, evaluateArguments(w, args, scope), start);
}

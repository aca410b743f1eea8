// Function literals as values of generated code, and calls of values: usually all arguments are positional and as many
// as there are parameters, then the code is called directly.
import type { FunctionLiteral } from "../../ast/nodes.ts";
import { isDynamic, matchArguments } from "../arguments.ts";
import { MAX_BODIES } from "../runtime.ts";
import { type EvaluatedArgument, FunctionValue, type ObjectValue, type Value } from "../values/value.ts";
import { ABSENT, type Machine, type Slot, type Unit } from "./machine.ts";
import { distinctParameters } from "./match.ts";
import { RepeatByWalking } from "./repeat.ts";
import { walkExpression } from "./scopes.ts";

/** What is known of a function literal before it is evaluated. */
export interface LiteralShape {
  readonly literal: FunctionLiteral;
  /** As declared: a name may stand twice. */
  readonly declared: readonly string[];
  /** Distinct names, in the order of the code's parameters. */
  readonly names: readonly string[];
  /** What stands for an argument that is not given. */
  readonly missing: readonly (undefined | typeof ABSENT)[];
  /**
   * True when the body may look up a variable that only a call names. The code of the body knows no such variable, and
   * defaults must not see it: the walker evaluates such calls.
   */
  mentions(name: string): boolean;
}

export function shapeOf(literal: FunctionLiteral): LiteralShape {
  const distinct = distinctParameters(literal.parameters);
  let lookedUp: ReadonlySet<string> | undefined;
  return {
    literal,
    declared: literal.parameters.map(({ name }) => name),
    names: distinct.map(({ name }) => name),
    missing: distinct.map(({ fallback }) => (fallback === undefined ? undefined : ABSENT)),
    mentions(name) {
      lookedUp ??= namesIn(literal);
      return !isDynamic(name) && lookedUp.has(name);
    },
  };
}

/** The names that a function literal looks up, its own included. */
function namesIn(literal: FunctionLiteral): ReadonlySet<string> {
  const names = new Set<string>();
  walkExpression(literal, (e) => {
    if (e.kind === "Lookup") names.add(e.name);
  });
  return names;
}

/** A function literal whose body is generated code. */
export class CompiledFunction extends FunctionValue {
  constructor(
    readonly shape: LiteralShape,
    readonly code: Unit,
    /** Number of parameters when arguments may be passed by position alone, −1 when not. */
    readonly arity: number,
    invoke: (args: readonly EvaluatedArgument[], position: number) => Value,
  ) {
    super(shape.literal, invoke);
  }
}

type Values = readonly Value[];

/** Helpers that make and call function values. */
export function makeCallHelpers(machine: Machine): Readonly<Record<string, unknown>> {
  const { rt, budget } = machine;
  const { checkParameters } = machine.options;

  const invoke = (f: FunctionValue, args: readonly EvaluatedArgument[], position: number): Value => {
    const target = (f.unbound ?? f) as CompiledFunction;
    const matched = matchArguments(rt, target.shape.declared, args, position, { checking: checkParameters });
    return callMatched(target, matched, f.self);
  };

  const callMatched = (f: CompiledFunction, matched: Map<string, Value>, self: ObjectValue | undefined): Value => {
    const { names, missing } = f.shape;
    const values: unknown[] = names.map((name, i) => (matched.has(name) ? matched.get(name) : missing[i]));
    if (self !== undefined) values[names.indexOf("this")] = self;
    const extras = [...matched].filter(([name]) => !names.includes(name));
    if (extras.length > 0 && (values.includes(ABSENT) || extras.some(([name]) => f.shape.mentions(name))))
      throw new RepeatByWalking();
    const specials = extras.filter(([name]) => isDynamic(name));
    const slots = specials.map(([name]) => machine.special(name));
    const saved: Slot[] = slots.map((slot) => machine.D[slot]);
    specials.forEach(([, value], i) => {
      machine.D[slots[i] as number] = value;
    });
    const result = f.code(...values) as Value;
    slots.forEach((slot, i) => {
      machine.D[slot] = saved[i];
    });
    return result;
  };

  /** The general case: names, or another number of arguments than of parameters. */
  const callAny = (
    f: FunctionValue,
    names: readonly (string | undefined)[] | undefined,
    values: Values,
    position: number,
  ): Value => {
    if (names === undefined && f instanceof CompiledFunction && values.length <= f.arity) {
      const padded = f.shape.missing.map((missing, i) => (i < values.length ? values[i] : missing));
      return f.code(...padded);
    }
    return invoke(
      f,
      values.map((value, i) => ({ name: names?.[i], value })),
      position,
    );
  };

  const activation = (count: number, _zero: number, result: Value): Value => {
    budget.t = count;
    return result;
  };
  const enterTail = (): void => {
    if (++budget.t >= MAX_BODIES) throw new RepeatByWalking();
  };

  return {
    activation,
    makeFunction(shape: LiteralShape, code: Unit): CompiledFunction {
      const repeated = shape.declared.length !== shape.names.length;
      const arity = repeated ? -1 : shape.names.length;
      const made: CompiledFunction = new CompiledFunction(shape, code, arity, (args, position) => {
        const count = budget.t;
        budget.t = 0;
        return activation(count, 0, invoke(made, args, position));
      });
      return made;
    },
    callValues(
      f: FunctionValue,
      names: readonly (string | undefined)[] | undefined,
      values: Values,
      position: number,
    ): Value {
      const count = budget.t;
      budget.t = 0;
      return activation(count, 0, callAny(f, names, values, position));
    },
    callValue0(f: FunctionValue, position: number): Value {
      const count = budget.t;
      budget.t = 0;
      const direct = f instanceof CompiledFunction && f.arity === 0;
      return activation(count, 0, direct ? f.code() : callAny(f, undefined, [], position));
    },
    callValue1(f: FunctionValue, a: Value, position: number): Value {
      const count = budget.t;
      budget.t = 0;
      const direct = f instanceof CompiledFunction && f.arity === 1;
      return activation(count, 0, direct ? f.code(a) : callAny(f, undefined, [a], position));
    },
    callValue2(f: FunctionValue, a: Value, b: Value, position: number): Value {
      const count = budget.t;
      budget.t = 0;
      const direct = f instanceof CompiledFunction && f.arity === 2;
      return activation(count, 0, direct ? f.code(a, b) : callAny(f, undefined, [a, b], position));
    },
    callValue3(f: FunctionValue, a: Value, b: Value, c: Value, position: number): Value {
      const count = budget.t;
      budget.t = 0;
      const direct = f instanceof CompiledFunction && f.arity === 3;
      return activation(count, 0, direct ? f.code(a, b, c) : callAny(f, undefined, [a, b, c], position));
    },
    callValue4(f: FunctionValue, a: Value, b: Value, c: Value, d: Value, position: number): Value {
      const count = budget.t;
      budget.t = 0;
      const direct = f instanceof CompiledFunction && f.arity === 4;
      return activation(count, 0, direct ? f.code(a, b, c, d) : callAny(f, undefined, [a, b, c, d], position));
    },
    // The same in tail position: this file is strict code, so its calls in tail position take no stack.
    tailValues(
      f: FunctionValue,
      names: readonly (string | undefined)[] | undefined,
      values: Values,
      position: number,
    ): Value {
      enterTail();
      return callAny(f, names, values, position);
    },
    tailValue0(f: FunctionValue, position: number): Value {
      enterTail();
      return f instanceof CompiledFunction && f.arity === 0 ? f.code() : callAny(f, undefined, [], position);
    },
    tailValue1(f: FunctionValue, a: Value, position: number): Value {
      enterTail();
      return f instanceof CompiledFunction && f.arity === 1 ? f.code(a) : callAny(f, undefined, [a], position);
    },
    tailValue2(f: FunctionValue, a: Value, b: Value, position: number): Value {
      enterTail();
      return f instanceof CompiledFunction && f.arity === 2 ? f.code(a, b) : callAny(f, undefined, [a, b], position);
    },
    tailValue3(f: FunctionValue, a: Value, b: Value, c: Value, position: number): Value {
      enterTail();
      if (f instanceof CompiledFunction && f.arity === 3) return f.code(a, b, c);
      return callAny(f, undefined, [a, b, c], position);
    },
    tailValue4(f: FunctionValue, a: Value, b: Value, c: Value, d: Value, position: number): Value {
      enterTail();
      if (f instanceof CompiledFunction && f.arity === 4) return f.code(a, b, c, d);
      return callAny(f, undefined, [a, b, c, d], position);
    },
  };
}

// What generated code calls, by fixed names. Operators and built-ins are those of the tree walk; here are only the parts
// that depend on how code is generated.
import { enclose, makeGroup } from "../../csg/build.ts";
import { type CsgNode, noChildren } from "../../csg/nodes.ts";
import { cosDegrees, roundHalfAway, sinDegrees } from "../../shared/degrees.ts";
import type { DiagnosticCode } from "../../shared/diagnostic.ts";
import type { BuiltinFunction, BuiltinModule, ModuleCall, ModuleSite, OperatorSteps, Runtime } from "../builtin.ts";
import { builtinFunctions } from "../builtins.ts";
import { selectChildren } from "../children.ts";
import {
  echoArguments,
  warnDuplicateAssignment,
  warnNoChildModules,
  warnNotAFunction,
  warnParameterOverwritten,
  warnUnknownFunction,
  warnUnknownModule,
  warnUnknownVariable,
  warnUnnamedAssignment,
} from "../messages.ts";
import { elementIn, elementOf, memberOf } from "../values/access.ts";
import { add, divide, modulo, multiply, negate, raise, subtract } from "../values/arithmetic.ts";
import { bitAnd, bitNot, bitOr, shiftLeft, shiftRight } from "../values/bits.ts";
import { equals } from "../values/equality.ts";
import { each, iterate, roundsOf } from "../values/iterate.ts";
import { greater, greaterOrEqual, less, lessOrEqual } from "../values/order.ts";
import { checkRangeBounds, makeRange, makeSteppedRange } from "../values/range.ts";
import { type EvaluatedArgument, FunctionValue, isTruthy, type Value } from "../values/value.ts";
import { makeCallHelpers } from "./function-values.ts";
import type { Image } from "./image.ts";
import { ABSENT, type FileState, type Machine, type Slot, UNBOUND } from "./machine.ts";
import { RepeatByWalking } from "./repeat.ts";

const noArguments: readonly EvaluatedArgument[] = [];

/** Loops of fewer rounds than this need no second look. */
const MAX_ROUNDS = 900_000;

/** Arrays up to this length are made at once; longer ones would become sparse in the engine. */
const MAX_PREALLOCATED = 50_000;

/** The children that a user module was called with: their number, and a function that instantiates all or some. */
interface PassedChildren {
  readonly n: number;
  readonly run: (chosen: readonly number[] | undefined) => void;
}

/** The helpers of one machine. */
export function makeHelpers(machine: Machine): Readonly<Record<string, unknown>> {
  return {
    UNBOUND,
    ABSENT,
    isTruthy,
    abort,
    ...operators,
    ...variableHelpers(machine),
    ...loopHelpers(machine),
    ...numericHelpers(machine),
    ...moduleHelpers(machine),
    ...makeCallHelpers(machine),
  };
}

/** Leaves generated code: the walker repeats the run and says what went wrong. */
function abort(): never {
  throw new RepeatByWalking();
}

const operators = {
  add,
  subtract,
  multiply,
  divide,
  modulo,
  power: raise,
  negate,
  bitNot,
  bitAnd,
  bitOr,
  shiftLeft,
  shiftRight,
  less,
  lessOrEqual,
  greater,
  greaterOrEqual,
  equal: equals,
  index: elementOf,
  elementIn,
  member: memberOf,
  memberX: (rt: Runtime, v: Value): Value => (Array.isArray(v) && v.length > 0 ? v[0] : memberOf(rt, v, "x")),
  memberY: (rt: Runtime, v: Value): Value => (Array.isArray(v) && v.length > 1 ? v[1] : memberOf(rt, v, "y")),
  memberZ: (rt: Runtime, v: Value): Value => (Array.isArray(v) && v.length > 2 ? v[2] : memberOf(rt, v, "z")),
  makeRange,
  areRangeEnds: checkRangeBounds,
  makeSteppedRange,
  isNumber: (value: Value): boolean => typeof value === "number" && !Number.isNaN(value),
  isFunction: (value: unknown): boolean => value instanceof FunctionValue,
};

function variableHelpers({ rt }: Machine) {
  return {
    unknownVariable(name: string, position: number): undefined {
      warnUnknownVariable(rt, name, position);
      return undefined;
    },
    special(value: Slot, name: string, position: number): Slot {
      if (value !== UNBOUND) return value;
      warnUnknownVariable(rt, name, position);
      return undefined;
    },
    boundOrUndef: (value: Slot): Slot => (value === UNBOUND ? undefined : value),
    unnamedAssignment: (value: Value, position: number): void => warnUnnamedAssignment(rt, value, position),
    duplicateAssignment: (name: string, value: Value, position: number): void =>
      warnDuplicateAssignment(rt, name, value, position),
    parameterOverwritten: (name: string, position: number): void => warnParameterOverwritten(rt, name, position),
    warn: (code: DiagnosticCode, message: string, position: number): void => rt.warn(code, message, position),
    echo: (names: readonly (string | undefined)[], values: readonly Value[]): void =>
      echoArguments(rt, namedArguments(names, values)),
    namedArguments,
  };
}

function namedArguments(names: readonly (string | undefined)[], values: readonly Value[]): EvaluatedArgument[] {
  const named: EvaluatedArgument[] = [];
  for (let i = 0; i < values.length; i++) named.push({ name: names[i], value: values[i] });
  return named;
}

/** The rounds of a range whose ends are `quotient` steps apart, where that is plain; else 0: it has to be looked at. */
function wholeRounds(quotient: number): number {
  const whole = Math.floor(quotient);
  // Far enough below the next integer, the count of a range is this one (values/range.ts).
  return whole >= 0 && whole < MAX_ROUNDS && whole + 1 - quotient > 1e-6 ? whole + 1 : 0;
}

function loopHelpers({ rt, budget }: Machine) {
  /** The same with a step. */
  const steppedRounds = (
    begin: Value,
    step: Value,
    end: Value,
    isLiteral: boolean,
    rangePosition: number,
    position: number,
  ): number => {
    if (typeof begin === "number" && typeof end === "number" && Number.isFinite(step)) {
      const known = wholeRounds((end - begin) / (step as number));
      if (known > 0) return known;
    }
    if (!checkRangeBounds(rt, begin, end, rangePosition)) return 0;
    const range = makeSteppedRange(rt, begin as number, step, end as number, isLiteral, rangePosition);
    return range === undefined ? 0 : roundsOf(rt, range, position);
  };
  return {
    iterable: (value: Value, position: number): readonly Value[] =>
      Array.isArray(value) ? value : iterate(rt, value, position),
    spread: (list: Value[], value: Value, position: number): void => each(rt, value, list, position),
    arrayOf: (count: number): unknown[] => (count <= MAX_PREALLOCATED ? new Array(count) : []),
    /** Rounds of a `for` over `[begin : end]` written in place: as if the range had been made. */
    rounds(begin: Value, end: Value, isLiteral: boolean, rangePosition: number, position: number): number {
      if (typeof begin === "number" && typeof end === "number") {
        const known = wholeRounds(end - begin);
        if (known > 0) return known;
      }
      return steppedRounds(begin, 1, end, isLiteral, rangePosition, position);
    },
    steppedRounds,
    checkLength: (length: number): void => rt.checkLength(length),
    counted(list: readonly Value[], position: number): readonly Value[] {
      budget.c -= list.length;
      if (budget.c < 0) budget.refillCells(position);
      return list;
    },
  };
}

/** Built-in functions with the usual case in place. */
function numericHelpers({ rt }: Machine) {
  const table = (name: string): Required<BuiltinFunction> => builtinFunctions.get(name) as Required<BuiltinFunction>;
  const ofNumber = (name: string, compute: (x: number) => number) => {
    const { unary } = table(name);
    return (x: Value, position: number): Value => (typeof x === "number" ? compute(x) : unary(rt, x, position));
  };
  const { unary: length } = table("len");
  const { positional: min } = table("min");
  const { positional: max } = table("max");
  return {
    abs1: ofNumber("abs", Math.abs),
    floor1: ofNumber("floor", Math.floor),
    ceil1: ofNumber("ceil", Math.ceil),
    sqrt1: ofNumber("sqrt", Math.sqrt),
    sin1: ofNumber("sin", sinDegrees),
    cos1: ofNumber("cos", cosDegrees),
    round1: ofNumber("round", roundHalfAway),
    len1: (x: Value, position: number): Value => (Array.isArray(x) ? x.length : length(rt, x, position)),
    min2: (a: Value, b: Value, position: number): Value =>
      typeof a === "number" && typeof b === "number" ? (b < a ? b : a) : min(rt, [a, b], position),
    max2: (a: Value, b: Value, position: number): Value =>
      typeof a === "number" && typeof b === "number" ? (b > a ? b : a) : max(rt, [a, b], position),
    unknownFunction(name: string, position: number, disabled: boolean): undefined {
      warnUnknownFunction(rt, name, position, disabled);
      return undefined;
    },
    notAFunction(value: Value, position: number): undefined {
      warnNotAFunction(rt, value, position);
      return undefined;
    },
  };
}

function moduleHelpers(machine: Machine) {
  const { rt, budget, nodes } = machine;
  const { counted } = machine.options;
  const push = (node: CsgNode): void => {
    if (counted) budget.takeNode(node.position);
    nodes.push(node);
  };
  const pusher =
    (kind: "list" | "intersection") =>
    (mark: number, modifiers: number, position: number): void =>
      push(makeGroup(kind, { modifiers, position }, nodes.take(mark)));
  return {
    markNodes: (): number => nodes.top,
    takeNodes: (mark: number): readonly CsgNode[] => nodes.take(mark),
    moveNodes: (out: CsgNode[]): void => nodes.moveTo(out),
    pushGroup(mark: number, modifiers: number, position: number): void {
      const origin = { modifiers, position };
      const sole = nodes.takeSole(mark);
      push(sole === undefined ? makeGroup("group", origin, nodes.take(mark)) : enclose(origin, sole));
    },
    pushList: pusher("list"),
    pushIntersection: pusher("intersection"),
    noChildren: { n: 0, run: () => undefined } satisfies PassedChildren,
    leafChildren: () => noChildren,
    noChildModules: (name: string, position: number): void => warnNoChildModules(rt, name, position),
    unknownModule: (name: string, position: number, disabled: boolean): void =>
      warnUnknownModule(rt, name, position, disabled),
    instantiate(
      module: BuiltinModule,
      args: readonly EvaluatedArgument[],
      childCount: number,
      children: () => readonly CsgNode[],
      modifiers: number,
      position: number,
    ): void {
      const call = { name: module.name, position, modifiers, args, childCount, children };
      const node = module.instantiate(rt, call);
      if (node !== undefined) push(node);
    },
    /** A built-in whose arguments were matched when the code was generated. */
    instantiateBound(
      make: NonNullable<BuiltinModule["instantiateBound"]>,
      values: readonly Value[],
      { name, modifiers, position }: ModuleSite,
      childCount: number,
      children: () => readonly CsgNode[],
    ): void {
      const node = make(rt, { name, position, modifiers, args: noArguments, childCount, children }, values);
      if (node !== undefined) push(node);
    },
    /** The same for one without children, whose call is always the same. */
    instantiateLeaf(
      make: NonNullable<BuiltinModule["instantiateBound"]>,
      call: ModuleCall,
      values: readonly Value[],
    ): void {
      const node = make(rt, call, values);
      if (node !== undefined) push(node);
    },
    /** The second step of an operator: its children are above the mark. */
    pushOperator: (make: OperatorSteps["make"], site: ModuleSite, read: unknown, mark: number): void =>
      push(make(site, nodes.takeContents(mark), read)),
    /** What `children(…)` with arguments asks for; undefined when it makes no node. */
    chosenChildren: (
      passed: PassedChildren,
      args: readonly EvaluatedArgument[],
      position: number,
    ): readonly number[] | "all" | undefined => selectChildren(rt, args, passed.n, position),
    instantiateChildren(passed: PassedChildren, chosen: readonly number[] | "all"): void {
      passed.run(chosen === "all" ? undefined : chosen);
    },
    markRoot(): void {
      rt.hasRoot = true;
    },
    openUsed: (state: FileState): Slot[] => (machine.image as Image).openUsed(state),
  };
}

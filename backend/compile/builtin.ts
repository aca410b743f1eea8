// What a built-in function and a built-in module are, and what the evaluators offer them. Both evaluators (interpret.ts
// and generate/) use the same tables through this interface.
import type { Contents } from "../csg/build.ts";
import type { CsgNode, Fragments } from "../csg/nodes.ts";
import type { Shaper } from "../csg/text.ts";
import type { Context, Feature } from "../shared/context.ts";
import type { DiagnosticCode } from "../shared/diagnostic.ts";
import type { MersenneTwister } from "./values/mersenne-twister.ts";
import type { StringMemory } from "./values/strings.ts";
import type { EvaluatedArgument, Value } from "./values/value.ts";

/** The state of one run that built-ins may use. One object per evaluation; there is no other state. */
export interface Runtime {
  readonly ctx: Context;
  /** The process-wide generator of OpenSCAD, here one per evaluation (spec/language.md §6.4). */
  readonly random: MersenneTwister;
  /** Strings by code point: `new StringMemory(ctx.sources)`. */
  readonly strings: StringMemory;
  /** Results of dxf_dim and dxf_cross by what was asked for (spec/language.md §6.11). */
  readonly measures: Map<string, Value>;
  /** Set when an unseeded `rands` drew from the generator: the result must not be cached. */
  tainted: boolean;
  /** The curve settings captured last: most nodes have those of the node before, or others in turn. */
  fragments: Fragments;
  /** Those that were the last before them. */
  fragmentsBefore: Fragments;
  /** Text shaping; undefined unless the pipeline loaded it (it does when the program names text or a metrics function). */
  readonly shaper: Shaper | undefined;
  /** Names of the user modules being instantiated, outermost first (parent_module). */
  readonly moduleNames: readonly string[];
  /** Reports a warning, located at `position` (0: no location). With --hardwarnings it does not return. */
  warn(code: DiagnosticCode, message: string, position: number): void;
  /** Reports a deprecation (once per text and location). */
  deprecated(message: string, position: number): void;
  /** Reports an error and aborts the evaluation (spec/language.md §5.8); what was made before stays. */
  fail(code: DiagnosticCode, message: string, position: number): never;
  /** The dynamic value of a special variable such as `$fn`; undef, silently, when there is none. */
  special(name: string): Value;
  /** Takes `count` vector elements from the budget. What is made at once must not be larger than one value may be. */
  countElements(count: number): void;
  /** Vector elements taken so far; NaN when budgets are endless. */
  readonly elementsMade: number;
  /** Ends the evaluation when one value grows too large: it has taken all elements since `elementsMade` was `before`. */
  checkElements(before: number): void;
  /** The same for a vector that has so many elements now. */
  checkLength(length: number): void;
  /** `count` values are looked at, and nothing is made of them: ends an evaluation that does that for too long. */
  countVisits(count: number): void;
  /** Takes `count` bytes of string from the budget; they are the last of a text of `whole` bytes, which may be too long. */
  countBytes(count: number, whole?: number): void;
}

/** A built-in function. `args` are evaluated left to right, names are ignored unless the function says otherwise. */
export interface BuiltinFunction {
  readonly name: string;
  readonly feature?: Feature;
  call(rt: Runtime, args: readonly EvaluatedArgument[], position: number): Value;
  /** The same for the usual case: positional values only. Must agree with `call`. Absent where names matter. */
  readonly positional?: (rt: Runtime, args: readonly Value[], position: number) => Value;
  /** The same for exactly one argument, and for exactly two: no array is needed. Must agree with `call`. */
  readonly unary?: (rt: Runtime, argument: Value, position: number) => Value;
  readonly binary?: (rt: Runtime, first: Value, second: Value, position: number) => Value;
}

/** Where a built-in module is instantiated. */
export interface ModuleSite {
  readonly name: string;
  /** Position of the instantiation. */
  readonly position: number;
  readonly modifiers: number;
}

/** One instantiation of a built-in module. */
export interface ModuleCall extends ModuleSite {
  readonly args: readonly EvaluatedArgument[];
  /** Number of child statements. */
  readonly childCount: number;
  /** Instantiates all children in a fresh scope and gives their nodes. `$` arguments of the call are visible to them. */
  children(): readonly CsgNode[];
}

/** A module of at most two parameters in two steps: its children are made between them. */
export interface OperatorSteps {
  /** Reads the values of the parameters; `make` gets what it gives. */
  read(rt: Runtime, site: ModuleSite, first: Value, second: Value): unknown;
  make(site: ModuleSite, contents: Contents, read: unknown): CsgNode;
}

/** A built-in module that makes a node. for, if, let, echo, assert, children and the like belong to the evaluators. */
export interface BuiltinModule {
  readonly name: string;
  /** The names of its arguments in the order in which unnamed ones fill them. */
  readonly parameters: readonly string[];
  readonly feature?: Feature;
  /** Leaf modules take no children (spec/language.md §11.1); the evaluators print the message. */
  readonly leaf: boolean;
  instantiate(rt: Runtime, call: ModuleCall): CsgNode | undefined;
  /**
   * The same where the caller has matched the arguments and there is nothing to warn of: `values` are those of `parameters`
   * in their order (undefined where nothing was given), and `call.args` is empty. Absent where names matter.
   */
  readonly instantiateBound?: (rt: Runtime, call: ModuleCall, values: readonly Value[]) => CsgNode | undefined;
  /** The same in steps, for the operators that programs use most. */
  readonly steps?: OperatorSteps;
}

// What generated code runs in: the slots it uses, the state it shares with built-ins, and the code itself, kept from one
// evaluation to the next. Code names definitions and variables by slots, so a slot keeps its meaning while code is kept.

import type { FreeNames } from "../../ast/free-names.ts";
import type { FunctionDefinition, ModuleDefinition } from "../../ast/nodes.ts";
import type { TailNames } from "../../ast/tail-names.ts";
import type { Shaper } from "../../csg/text.ts";
import type { Context, Feature } from "../../shared/context.ts";
import { predefinedSpecials } from "../predefined.ts";
import { Evaluation } from "../runtime.ts";
import type { Value } from "../values/value.ts";
import { Budget } from "./budget.ts";
import { DependencyFinder } from "./dependencies.ts";
import type { Generated } from "./emitter.ts";
import { makeHelpers } from "./helpers.ts";
import type { FileImage, Image } from "./image.ts";
import { NodeStack } from "./node-stack.ts";
import type { Note } from "./questions.ts";
import { RememberedFunction } from "./remembered-function.ts";
import { RepeatByWalking } from "./repeat.ts";
import type { ResultMemory } from "./result-memory.ts";

/** A variable that exists and has no value yet. */
export const UNBOUND: unique symbol = Symbol("unbound");
/** An argument that was not given and whose parameter has a default. */
export const ABSENT: unique symbol = Symbol("absent");

export type Slot = Value | typeof UNBOUND | typeof ABSENT;

// biome-ignore lint/complexity/noBannedTypes: units have as many signatures as programs have definitions
export type Unit = Function;

/** Code, and what must be true of a program for the code to be right in it. */
export interface CompiledUnit {
  readonly code: Unit;
  readonly notes: readonly Note[];
  /** Length of the text it was made of. */
  readonly size: number;
}

/**
 * A function that is called in tail position and counts its tail calls has a variant of its own for that; so has one that
 * modules or the top level of a file call, where results are remembered.
 */
export type Manner = "call" | "tail" | "entry";

/** A function or module of a file, as called with some extra parameters. */
export interface Variant {
  readonly definition: Definition;
  readonly extras: readonly string[];
  /** How it is called: in tail position an activation goes on, else a new one begins. */
  readonly manner: Manner;
  /** Of an entry: its results. */
  readonly remembered: RememberedFunction | undefined;
  readonly slot: number;
  /** What the slot holds until the variant is called. */
  readonly stub: Unit;
  /** Code made while the file's variables were being assigned, and code that relies on their values. */
  early: CompiledUnit | undefined;
  late: CompiledUnit | undefined;
  /** The last evaluation that called it through its stub. */
  calledIn: number;
  /** The last evaluation in which its slot held code. */
  presentIn: number;
}

/** A function or module of a file. */
export interface Definition<
  Node extends FunctionDefinition | ModuleDefinition = FunctionDefinition | ModuleDefinition,
> {
  readonly node: Node;
  readonly state: FileState;
  /** What a function calls in tail position, once it was asked for. */
  tailNames: TailNames | undefined;
  /** What a function depends on, once it was asked for. */
  freeNames: FreeNames | "many" | undefined;
  /** By manner and the names of the extra parameters. */
  readonly variants: Map<string, Variant>;
}

/** Code of a few top-level statements of a file. */
export interface Chunk {
  readonly nodes: readonly object[];
  readonly unit: CompiledUnit;
}

/** What generated code sees of a file: the values of its variables in the instance that is active. */
export class FileState {
  G: Slot[] = [];
  /** The instance that serves every lookup, once it is known that evaluating the file again gives the same. */
  kept: Slot[] | undefined;
  /** The file in the evaluation that is running; undefined when it has no such file. */
  file: FileImage | undefined;
  /** By their first statement. */
  readonly chunks = new Map<object, Chunk>();
  readonly #slots = new Map<string, number>();
  readonly #definitions = new Map<FunctionDefinition | ModuleDefinition, Definition>();

  constructor(readonly index: number) {}

  /** The slot of a variable: the same for every program that has a variable of this name in this file. */
  slotOf(name: string): number {
    const known = this.#slots.get(name);
    if (known !== undefined) return known;
    const slot = this.#slots.size;
    this.#slots.set(name, slot);
    return slot;
  }

  /** How long an instance is. */
  get slotCount(): number {
    return this.#slots.size;
  }

  define<Node extends FunctionDefinition | ModuleDefinition>(node: Node): Definition<Node> {
    let definition = this.#definitions.get(node);
    if (definition === undefined) {
      definition = { node, state: this, tailNames: undefined, freeNames: undefined, variants: new Map() };
      this.#definitions.set(node, definition);
    }
    return definition as Definition<Node>;
  }

  get definitions(): Iterable<Definition> {
    return this.#definitions.values();
  }

  forget({ node }: Definition): void {
    this.#definitions.delete(node);
  }
}

/** What code depends on besides the program: a machine serves evaluations that agree in all of it. */
export interface MachineOptions {
  readonly features: ReadonlySet<Feature>;
  readonly checkParameters: boolean;
  /** True when budgets are finite: only then code counts. */
  readonly counted: boolean;
  /** True when the program asks for the names of modules: only then their stack is kept. */
  readonly namesModules: boolean;
  /** How the cost of calls is known whose results are remembered; by steps, where all budgets end. */
  readonly remembers: "steps" | "time" | undefined;
}

export function machineOptions({ limits, options, sources }: Context, results?: ResultMemory): MachineOptions {
  const ends = [limits.steps, limits.valueElements, limits.stringBytes].filter(Number.isFinite).length;
  const manner = ends === 3 ? "steps" : ends === 0 ? "time" : undefined;
  return {
    features: options.features,
    checkParameters: options.checkParameters,
    counted: [limits.steps, limits.valueElements, limits.csgNodes, limits.time].some(Number.isFinite),
    namesModules: sources.mentions("parent_module"),
    remembers: results && manner,
  };
}

/** How many evaluations ago a call may be and still promise another one. */
const RECENT = 4;

/** Text of code that is kept at most, in characters; what was not called for the longest time goes first. */
const MOST_TEXT = 24_000_000;

/**
 * The longest text that is handed to the engine, in characters. It takes some 40 bytes for each while it compiles: a choice of
 * 250,000 conditions took 550 MB and 5 s, and the walk takes 100 MB and half a second.
 */
const LONGEST_TEXT = 6_000_000;

export class Machine {
  /** Functions and modules of files, by slot. */
  readonly F: Unit[] = [];
  /** Special variables by slot. */
  readonly D: Slot[] = [];
  /** States of files: the main file is the first. */
  readonly LS: FileState[] = [new FileState(0)];
  readonly rt: Evaluation;
  readonly budget: Budget;
  readonly nodes = new NodeStack();
  readonly dependencies = new DependencyFinder();
  readonly helpers: Readonly<Record<string, unknown>>;
  /** The program of the evaluation that is running. */
  image: Image | undefined;
  readonly #specials = new Map<string, number>();
  readonly #byPath = new Map<string, FileState>();
  /** Variants whose slots hold code, and those whose slots did in the evaluation before. */
  #present: Variant[] = [];
  #presentBefore: readonly Variant[] = [];
  readonly #free: number[] = [];
  #evaluation = 0;
  #text = 0;

  constructor(
    readonly options: MachineOptions,
    ctx: Context,
    shaper: Shaper | undefined,
    seed: number,
    readonly results: ResultMemory | undefined,
  ) {
    this.rt = new Evaluation(ctx, shaper, seed);
    this.budget = new Budget(ctx);
    for (const name of ["$fn", "$fs", "$fa"]) this.special(name);
    this.helpers = makeHelpers(this);
    this.rt.lookUpSpecial = (name) => {
      const value = this.D[this.#slotToRead(name)];
      return value === UNBOUND ? undefined : (value as Value);
    };
  }

  get lazyUnion(): boolean {
    return this.options.features.has("lazy-union");
  }

  /** Starts an evaluation. */
  begin(ctx: Context, shaper: Shaper | undefined, seed: number): void {
    this.#evaluation++;
    this.#presentBefore = this.#present;
    this.#present = [];
    this.rt.begin(ctx, shaper, seed);
    this.budget.begin(ctx);
    this.dependencies.begin();
    for (const [name, value] of predefinedSpecials(ctx.options)) this.D[this.special(name)] = value;
    if (this.#text > MOST_TEXT) this.#forgetOldest();
  }

  /** Ends an evaluation, however it went: nothing of it can be noticed by the next one. */
  end(): void {
    this.image = undefined;
    this.nodes.clear();
    this.D.fill(UNBOUND);
    for (const state of this.LS) {
      if (state.index > 0) state.G = [];
      state.G.fill(UNBOUND);
      state.kept = undefined;
      state.file = undefined;
    }
    for (const { slot, stub } of this.#present) this.F[slot] = stub;
  }

  /** The number of the evaluation that is running. */
  get evaluation(): number {
    return this.#evaluation;
  }

  /** Gives up the results of calls: the machine is not used any more. */
  forgetResults(): void {
    for (const { definitions } of this.LS)
      for (const { variants } of definitions) for (const { remembered } of variants.values()) remembered?.forget();
  }

  /** Names that have a slot. */
  get slotCount(): number {
    return this.LS.reduce((sum, { slotCount }) => sum + slotCount + 1, this.D.length);
  }

  /** Characters of the texts whose code is kept. */
  get textSize(): number {
    return this.#text;
  }

  /** The slot of a special variable that may have none. Those of curves are the first, and are read all the time. */
  #slotToRead(name: string): number {
    switch (name) {
      case "$fn":
        return 0;
      case "$fs":
        return 1;
      case "$fa":
        return 2;
      default:
        return this.#specials.get(name) ?? -1;
    }
  }

  /** The slot of a special variable. */
  special(name: string): number {
    const known = this.#specials.get(name);
    if (known !== undefined) return known;
    const slot = this.D.length;
    this.#specials.set(name, slot);
    this.D.push(UNBOUND);
    return slot;
  }

  get main(): FileState {
    return this.LS[0] as FileState;
  }

  /** The state of a used file. */
  stateOf(path: string): FileState {
    let state = this.#byPath.get(path);
    if (state === undefined) {
      state = new FileState(this.LS.length);
      this.#byPath.set(path, state);
      this.LS.push(state);
    }
    return state;
  }

  /** The slot of a definition, for calls with these extra parameters. */
  slotOf(definition: Definition, extras: readonly string[], manner: Manner = "call"): number {
    const key = variantKey(manner, extras);
    const known = definition.variants.get(key);
    if (known !== undefined) return known.slot;
    const remembered = manner === "entry" ? this.#remember(definition, extras) : undefined;
    const slot = this.#free.pop() ?? this.F.length;
    const variant: Variant = {
      definition,
      extras,
      manner,
      remembered,
      slot,
      stub: (...args: unknown[]) => this.#enter(variant)(...args),
      early: undefined,
      late: undefined,
      calledIn: 0,
      presentIn: 0,
    };
    definition.variants.set(key, variant);
    this.F[slot] = variant.stub;
    remembered?.standAt(slot);
    return slot;
  }

  #remember(definition: Definition, extras: readonly string[]): RememberedFunction | undefined {
    if (this.results === undefined) return undefined;
    const slot = this.slotOf(definition, extras);
    return new RememberedFunction(this, this.results, definition as Definition<FunctionDefinition>, slot);
  }

  /** The first call of a variant in this evaluation: puts code that is right for the program into its slot. */
  #enter(variant: Variant): Unit {
    const unit = this.#unitOf(variant);
    variant.calledIn = this.#evaluation;
    this.#put(variant, unit);
    return unit.code;
  }

  #unitOf(variant: Variant): CompiledUnit {
    const { definition, remembered } = variant;
    if (remembered !== undefined) return remembered.isPlain ? this.#unitOf(plainOf(variant)) : remembered.unit;
    const image = this.image as Image;
    const { complete } = definition.state.file as FileImage;
    const known = (complete ? this.#valid(variant.late) : undefined) ?? this.#valid(variant.early);
    if (known !== undefined) return known;
    const unit = this.instantiate(image.generate(variant), definition.state);
    const when = complete ? "late" : "early";
    this.release(variant[when]);
    variant[when] = unit;
    return unit;
  }

  #put(variant: Variant, { code }: CompiledUnit): void {
    this.F[variant.slot] = code;
    if (variant.presentIn === this.#evaluation) return;
    variant.presentIn = this.#evaluation;
    this.#present.push(variant);
  }

  #valid(unit: CompiledUnit | undefined): CompiledUnit | undefined {
    return unit !== undefined && (this.image as Image).confirms(unit.notes) ? unit : undefined;
  }

  /**
   * The variables of a file have their values now: what was called lately is likely to be called again, so its code is put
   * in place at once. A slot that changes while code runs costs more than a check.
   */
  prepare(state: FileState): void {
    for (const variant of this.#presentBefore) {
      if (variant.definition.state !== state || variant.calledIn < this.#evaluation - RECENT) continue;
      const isRunning = variant.presentIn === this.#evaluation;
      const unit = this.#readyOf(variant, isRunning);
      if (unit !== undefined) this.#put(variant, unit);
    }
  }

  /** Code that is there already; where the variant runs, only better code than it has. */
  #readyOf(variant: Variant, isRunning: boolean): CompiledUnit | undefined {
    const { remembered, early, late } = variant;
    if (remembered !== undefined)
      return remembered.isPlain ? this.#readyOf(plainOf(variant), isRunning) : remembered.unit;
    return this.#valid(late) ?? (isRunning ? undefined : this.#valid(early));
  }

  /** Makes the function that a generated text describes. */
  instantiate({ text, unit }: Generated, state: FileState): CompiledUnit {
    const constants = unit.constants.map((_, i) => `x${i}`);
    const body = `const {${[...unit.helpers].join()}}=H;const [${constants.join()}]=C;return ${text}`;
    if (body.length > LONGEST_TEXT) throw new RepeatByWalking();
    const make = new Function("H", "F", "D", "C", "B", "rt", "L", "LS", "G", body);
    const code = make(this.helpers, this.F, this.D, unit.constants, this.budget, this.rt, state, this.LS, state.G);
    this.#text += body.length;
    return { code, notes: unit.notes, size: body.length };
  }

  /** Code that is not kept any longer. */
  release(unit: CompiledUnit | undefined): void {
    this.#text -= unit?.size ?? 0;
  }

  /** Frees the definitions that were not called for the longest time, until half of what may be kept is left. */
  #forgetOldest(): void {
    this.#presentBefore = [];
    for (const { chunks } of this.LS) {
      for (const { unit } of chunks.values()) this.release(unit);
      chunks.clear();
    }
    const all = this.LS.flatMap((state) => [...state.definitions]);
    const calledIn = ({ variants }: Definition): number => Math.max(...[...variants.values()].map((v) => v.calledIn));
    for (const definition of all.sort((a, b) => calledIn(a) - calledIn(b))) {
      if (this.#text <= MOST_TEXT / 2) break;
      definition.state.forget(definition);
      for (const { early, late, slot, stub, remembered } of definition.variants.values()) {
        remembered?.forget();
        this.release(early);
        this.release(late);
        // Code that calls this slot checks, before it runs again, that its callee is still the same definition.
        this.F[slot] = stub;
        this.#free.push(slot);
      }
    }
  }
}

/** The function itself, of an entry. */
function plainOf({ definition, extras }: Variant): Variant {
  return definition.variants.get(variantKey("call", extras)) as Variant;
}

function variantKey(manner: Manner, extras: readonly string[]): string {
  return `${manner} ${extras.join()}`;
}

// A function as modules and the top level of files call it: expensive calls are remembered, with what they depend on and
// what they take from the budgets, so that nothing but time tells whether a call was made or remembered. Calls between
// functions are none of this: looking a cheap one up costs more than making it.
import type { FunctionDefinition } from "../../ast/nodes.ts";
import { isIdentical, type SealedList, seal, someString } from "../values/identity.ts";
import type { Value } from "../values/value.ts";
import type { BufferedReporter } from "./buffered-reporter.ts";
import { areConfirmed, type Dependencies } from "./dependencies.ts";
import type { Image } from "./image.ts";
import type { CompiledUnit, Definition, Machine } from "./machine.ts";
import type { Result, ResultMemory, Usage } from "./result-memory.ts";

/** Calls after which a function that is cheap on the average loses its detour. */
const TRIALS = 24;
/** Expensive calls that could not be kept, beyond those that were found again: more than these, and the detour is lost. */
const MOST_FAILURES = 4;
/** Where budgets do not count steps, those of a millisecond. */
const STEPS_PER_MILLISECOND = 40_000;
/** Elements that are looked at for each step that a call takes on the average: for a lookup, and in a value to keep it. */
const ELEMENTS_PER_STEP = { lookup: 0.25, value: 1.5 };
/** For cheaper calls, the elements that are looked at all the same. */
const LEAST_LOOKS = 1000;
/** Results with the same hash. */
const MOST_ALIKE = 4;
/** Variables of the main file that one function may depend on, in bytes. */
const MOST_VARIABLE_BYTES = 100_000;
/** What a name takes whose meaning is kept, in bytes. */
const MEANING_BYTES = 64;
/** What a result takes beside its values, in bytes. */
const OVERHEAD = 400;

const surrogate = /[\ud800-\udfff]/;

export class RememberedFunction {
  /** What stands in the place of the function. */
  readonly unit: CompiledUnit = { code: (...args: unknown[]) => this.call(args), notes: [], size: 0 };
  readonly #machine: Machine;
  readonly #memory: ResultMemory;
  readonly #definition: Definition<FunctionDefinition>;
  /** Of the function itself. */
  readonly #slot: number;
  readonly #results = new Map<number, Result[]>();
  /** Its own place among the functions. */
  #entrySlot = -1;
  /** `undefined`: not found yet; `null`: its value depends on more than can be compared. */
  #dependencies: Dependencies | undefined | null;
  /** The values of its variables that the results were made with; undefined while there are none. */
  #variables: SealedList | undefined;
  /** What they take, and the dependencies, which every result keeps alive. */
  #sharedBytes = 0;
  #confirmedIn = 0;
  #calls = 0;
  #expensive = 0;
  #steps = 0;
  #failures = 0;
  /** The evaluation in which calls are remembered again. */
  #restsUntil = 0;
  /** How many evaluations the next rest lasts. */
  #rest = 8;

  constructor(machine: Machine, memory: ResultMemory, definition: Definition<FunctionDefinition>, slot: number) {
    this.#machine = machine;
    this.#memory = memory;
    this.#definition = definition;
    this.#slot = slot;
  }

  standAt(slot: number): void {
    this.#entrySlot = slot;
  }

  /** True for a while when it was found that remembering its calls does not pay; longer each time. */
  get isPlain(): boolean {
    return this.#machine.evaluation < this.#restsUntil;
  }

  call(args: readonly unknown[]): Value {
    if (this.isPlain) return this.#make(args);
    const key = this.#results.size > 0 && this.#isComparable() ? this.#keyOf(args) : undefined;
    const known = key && this.#find(key);
    if (known !== undefined && this.#take(known.usage)) {
      this.#memory.use(known);
      this.#failures = 0;
      return known.value;
    }
    const before = this.#usage();
    const noticed = this.#noticed();
    const value = this.#make(args);
    const usage = difference(this.#usage(), before);
    this.#calls++;
    this.#steps += usage.steps;
    const { leastSteps } = this.#memory;
    if (this.#calls >= TRIALS && this.#steps < (this.#calls * leastSteps) / 4) {
      this.#pause();
    } else if (usage.steps >= leastSteps) {
      this.#expensive++;
      this.#memory.miss();
      const isKept = known === undefined && this.#noticed() === noticed && this.#remember(args, value, usage);
      if (!isKept && ++this.#failures > MOST_FAILURES) this.#pause();
    }
    return value;
  }

  #pause(): void {
    this.#restsUntil = this.#machine.evaluation + this.#rest;
    this.#rest *= 2;
    this.#calls = this.#expensive = this.#steps = this.#failures = 0;
    // The program may be another one then.
    if (this.#dependencies === null) this.#dependencies = undefined;
    // Calls that this evaluation still makes take no detour; its end puts the stub back.
    const { F } = this.#machine;
    F[this.#entrySlot] = F[this.#slot] ?? this.unit.code;
  }

  /** Gives up all results. */
  forget(): void {
    for (const results of [...this.#results.values()]) for (const result of results) this.#memory.remove(result);
  }

  #make(args: readonly unknown[]): Value {
    return this.#machine.F[this.#slot]?.(...args) as Value;
  }

  /** False when the result cannot be kept. */
  #remember(args: readonly unknown[], value: Value, usage: Usage): boolean {
    if (this.#expensive < this.#memory.leastCalls) return true;
    const key = this.#isComparable() ? this.#keyOf(args) : undefined;
    if (key === undefined) return false;
    const { fingerprints, largest } = this.#memory;
    const size = fingerprints.withoutFunctions([value], ELEMENTS_PER_STEP.value * this.#averageSteps);
    const bytes = key.bytes + (size?.bytes ?? Number.POSITIVE_INFINITY) + this.#sharedBytes + OVERHEAD;
    // Such strings tell the evaluation that makes them to look at characters one by one.
    if (bytes > largest || someString(value, (text) => surrogate.test(text))) return false;
    const alike = this.#results.get(key.hash) ?? [];
    if (alike.length >= MOST_ALIKE) return false;
    const { hash } = key;
    const depends = seal(key.depends);
    const rank = { cost: usage.steps, uses: 1, worth: 0, place: 0 };
    const result: Result = { hash, depends, value, usage, bytes, ...rank, forget: this.#drop };
    this.#results.set(hash, [...alike, result]);
    this.#memory.add(result);
    return true;
  }

  readonly #drop = (result: Result): void => {
    const others = this.#results.get(result.hash)?.filter((other) => other !== result) ?? [];
    if (others.length > 0) this.#results.set(result.hash, others);
    else this.#results.delete(result.hash);
    // Nothing of an older program stays without results.
    if (this.#results.size > 0) return;
    this.#variables = undefined;
    this.#dependencies = undefined;
    this.#confirmedIn = 0;
  };

  /** Whether calls can be told from one another in this program. Results that are not right any more are given up. */
  #isComparable(): boolean {
    const machine = this.#machine;
    if (this.#confirmedIn !== machine.evaluation) {
      const image = machine.image as Image;
      if (this.#dependencies && !areConfirmed(image, this.#dependencies)) {
        this.forget();
        this.#dependencies = undefined;
      }
      if (this.#dependencies === undefined) {
        this.#dependencies = machine.dependencies.find(image, this.#definition);
        this.#variables = undefined;
      }
      this.#confirmedIn = machine.evaluation;
    }
    const dependencies = this.#dependencies;
    return dependencies !== undefined && dependencies !== null && this.#compareVariables(dependencies);
  }

  /** False where they hold functions, which depend on more, or too much to look at. */
  #compareVariables(dependencies: Dependencies): boolean {
    const { variables, meanings } = dependencies;
    const { G } = this.#machine.main;
    const before = this.#variables;
    let isSame = before !== undefined;
    for (let i = 0; isSame && i < variables.length; i++) isSame = Object.is(G[variables[i] as number], before?.[i]);
    if (isSame) return true;
    const now = variables.map((slot) => G[slot]);
    const { fingerprints } = this.#memory;
    const size = fingerprints.withoutFunctions(now, ELEMENTS_PER_STEP.lookup * this.#averageSteps);
    const isSmall = size !== undefined && size.bytes <= MOST_VARIABLE_BYTES;
    if (before !== undefined && !(isSmall && isIdentical(before, now))) {
      this.forget();
      this.#dependencies = dependencies;
      this.#confirmedIn = this.#machine.evaluation;
    }
    this.#variables = isSmall ? now : undefined;
    this.#sharedBytes = (size?.bytes ?? 0) + meanings.length * MEANING_BYTES;
    return isSmall;
  }

  /** What a call depends on; undefined when it holds a function or is too much to look at. */
  #keyOf(args: readonly unknown[]): { hash: number; bytes: number; depends: readonly unknown[] } | undefined {
    const { specials } = this.#dependencies as Dependencies;
    const { D } = this.#machine;
    const depends = [...args, ...specials.map((slot) => D[slot])];
    const fingerprint = this.#memory.fingerprints.of(depends, ELEMENTS_PER_STEP.lookup * this.#averageSteps);
    if (fingerprint === undefined || fingerprint.bytes > this.#memory.largest) return undefined;
    return { ...fingerprint, depends };
  }

  #find({ hash, depends }: { readonly hash: number; readonly depends: readonly unknown[] }): Result | undefined {
    return this.#results.get(hash)?.find((result) => isIdentical(result.depends, depends));
  }

  get #averageSteps(): number {
    return Math.max(LEAST_LOOKS, this.#steps / Math.max(1, this.#calls));
  }

  /** Rises when something is printed, and when a built-in is called whose value comes from elsewhere. */
  #noticed(): number {
    const { budget, rt } = this.#machine;
    return (rt.ctx.report as BufferedReporter).pushed + budget.u;
  }

  #usage(): Usage {
    const { budget, rt, options } = this.#machine;
    if (options.remembers === "time")
      return { steps: performance.now() * STEPS_PER_MILLISECOND, cells: 0, elements: 0, bytes: 0 };
    return { steps: budget.steps, cells: budget.cells, elements: rt.elementsMade, bytes: rt.bytesMade };
  }

  #take({ steps, cells, elements, bytes }: Usage): boolean {
    const { budget, rt, options } = this.#machine;
    if (options.remembers === "time") return true;
    // Where the second has no room, the call that is made instead exceeds its budget, too.
    return budget.take(steps, cells) && rt.take(elements, bytes);
  }
}

function difference(after: Usage, before: Usage): Usage {
  return {
    steps: after.steps - before.steps,
    cells: after.cells - before.cells,
    elements: after.elements - before.elements,
    bytes: after.bytes - before.bytes,
  };
}

// Generated code kept between evaluations: machines by what their code depends on besides the program.
import type { Shaper } from "../../csg/text.ts";
import type { Context } from "../../shared/context.ts";
import { Machine, type MachineOptions, machineOptions } from "./machine.ts";
import type { ResultMemory } from "./result-memory.ts";

/** How many machines are kept: evaluations usually differ in nothing that code depends on. */
const MOST_MACHINES = 3;
/** Names that a machine may have slots for before it is given up: programs make up names. */
const MOST_SLOTS = 100_000;

/** Evaluations in one process, one after another, share it. */
export class CodeCache {
  /** The one used last is the last. */
  #machines: Machine[] = [];
  #hits = 0;
  #misses = 0;

  /** `results`: where results of expensive calls are kept between evaluations; else none are. */
  constructor(readonly results?: ResultMemory) {}

  /** Evaluations that found a machine, and that did not. */
  get hits(): number {
    return this.#hits;
  }

  get misses(): number {
    return this.#misses;
  }

  get entries(): number {
    return this.#machines.length;
  }

  /** A machine for an evaluation, which has to `end` it. */
  take(ctx: Context, shaper: Shaper | undefined, seed: number): Machine {
    const options = machineOptions(ctx, this.results);
    const found = this.#machines.find((machine) => sameOptions(machine.options, options));
    this.#machines = this.#machines.filter((machine) => machine !== found);
    const isUsable = found !== undefined && found.slotCount < MOST_SLOTS;
    if (!isUsable) found?.forgetResults();
    if (isUsable) this.#hits++;
    else this.#misses++;
    const machine = isUsable ? found : new Machine(options, ctx, shaper, seed, this.results);
    this.#machines.push(machine);
    if (this.#machines.length > MOST_MACHINES) this.#machines.shift()?.forgetResults();
    machine.begin(ctx, shaper, seed);
    return machine;
  }

  /** Characters of generated text that is kept. */
  get textSize(): number {
    return this.#machines.reduce((sum, { textSize }) => sum + textSize, 0);
  }
}

function sameOptions(a: MachineOptions, b: MachineOptions): boolean {
  return (
    a.counted === b.counted &&
    a.namesModules === b.namesModules &&
    a.remembers === b.remembers &&
    a.checkParameters === b.checkParameters &&
    a.features.size === b.features.size &&
    [...a.features].every((feature) => b.features.has(feature))
  );
}

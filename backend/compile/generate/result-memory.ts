// Results of expensive calls of functions, kept from one evaluation to the next: an edited program asks for most of them
// again. Bounded in bytes; what goes first, `shared/evictor.ts` says by the steps that a call takes.
import { Evictor, type Kept } from "../../shared/evictor.ts";
import { Fingerprints, type SealedList } from "../values/identity.ts";
import type { Value } from "../values/value.ts";

/** What a call takes from the budgets. */
export interface Usage {
  readonly steps: number;
  readonly cells: number;
  readonly elements: number;
  readonly bytes: number;
}

/** The result of one call. */
export interface Result extends Kept {
  /** Hash of what the value depends on: arguments, then special variables. */
  readonly hash: number;
  readonly depends: SealedList;
  readonly value: Value;
  readonly usage: Usage;
  /** Called when it is given up. */
  readonly forget: (result: Result) => void;
}

export interface ResultMemoryOptions {
  readonly bytes: number;
  /** Calls with fewer steps are not kept; some 25 ns each, where a lookup takes a few microseconds. */
  readonly leastSteps?: number;
  /** Expensive calls of a function before its text is looked through, with those of all that it calls. */
  readonly leastCalls?: number;
}

export class ResultMemory {
  readonly fingerprints = new Fingerprints();
  readonly #evictor: Evictor<Result>;
  #entries = 0;
  #hits = 0;
  #misses = 0;

  readonly leastSteps: number;
  readonly leastCalls: number;

  constructor({ bytes, leastSteps = 1000, leastCalls = 2 }: ResultMemoryOptions) {
    this.leastSteps = leastSteps;
    this.leastCalls = leastCalls;
    this.#evictor = new Evictor<Result>(bytes, (result) => {
      this.#entries--;
      result.forget(result);
    });
  }

  /** Of results and what they depend on, by an estimate. */
  get bytes(): number {
    return this.#evictor.bytes;
  }

  get entries(): number {
    return this.#entries;
  }

  /** Expensive calls whose results were there, and were not. */
  get hits(): number {
    return this.#hits;
  }

  get misses(): number {
    return this.#misses;
  }

  /** A result larger than this is not kept. */
  get largest(): number {
    return this.#evictor.maxBytes / 2;
  }

  miss(): void {
    this.#misses++;
  }

  use(result: Result): void {
    this.#hits++;
    this.#evictor.use(result);
  }

  add(result: Result): void {
    this.#entries++;
    this.#evictor.add(result);
  }

  remove(result: Result): void {
    this.#evictor.remove(result);
  }
}

// A solid that the library of another thread has made. Nothing can be done with it any more but what was planned (threads/
// plan.ts): it is moved, looked at among others, and shown; what all of that gives was told by the other thread.
import type { ManifoldStatus } from "../../../wasm/manifold.ts";
import type { Matrix } from "../../csg/nodes.ts";
import { type Station, stepName } from "../threads/stations.ts";
import type { Surface } from "./engine.ts";

/** What a result shows of a solid. */
export interface Shown {
  readonly surface: Surface;
  readonly status: ManifoldStatus;
  readonly genus: number;
}

/** By station: the box where it stands among others, and the surface where it is part of the result. */
export interface Told {
  readonly bounds?: Float64Array;
  readonly shown?: Shown;
}

/** Something was asked of a solid of another thread that it has not told: the tree must be realized by one thread. */
export class NotHere extends Error {
  override readonly name = "NotHere";
  constructor() {
    super("another thread has this solid");
  }
}

/** The places that a solid's stations lead to, shared by all its images. */
export class Journey {
  readonly told: readonly Told[];
  readonly #places = new Map<string, number>();

  constructor(stations: readonly Station[], told: readonly Told[]) {
    this.told = told;
    for (const [at, { parent, step }] of stations.entries()) this.#places.set(stepName(parent, step), at);
  }

  /** The station behind a step; undefined when none was planned. */
  next(parent: number, step: Matrix | null): number | undefined {
    return this.#places.get(stepName(parent, step));
  }
}

/** A solid at one of its stations. */
export class Distant {
  readonly #journey: Journey;
  readonly #at: number;
  /** The station where it stands among others, once somebody has looked. */
  #look: number | undefined;

  constructor(journey: Journey, at = 0) {
    this.#journey = journey;
    this.#at = at;
  }

  moved(matrix: Matrix): Distant {
    const beyond = this.#look === undefined ? undefined : this.#journey.next(this.#look, matrix);
    return new Distant(this.#journey, known(beyond ?? this.#journey.next(this.#at, matrix)));
  }

  /** The box of the solid. */
  get bounds(): Float64Array {
    this.#look = known(this.#journey.next(this.#at, null));
    return known(this.#journey.told[this.#look]?.bounds);
  }

  get shown(): Shown {
    const { told } = this.#journey;
    return known((this.#look === undefined ? undefined : told[this.#look]?.shown) ?? told[this.#at]?.shown);
  }
}

function known<T>(told: T | undefined): T {
  if (told === undefined) throw new NotHere();
  return told;
}

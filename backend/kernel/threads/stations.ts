// The ways of one part to the root, as a tree of stations: what the part is after each transform, and where the library
// looks at it because it stands among others. Places at which it looks decide how transforms are composed, so the other thread
// looks at the same.
import type { Matrix } from "../../csg/nodes.ts";

/** What a part is after a step. Station 0 is the part itself, whose `parent` is −1. */
export interface Station {
  readonly parent: number;
  /** Null: it stands among others, and its box is known. */
  readonly step: Matrix | null;
  /** The result of the tree shows it. */
  readonly last: boolean;
}

export class Stations {
  readonly #list: { parent: number; step: Matrix | null; last: boolean }[] = [{ parent: -1, step: null, last: false }];
  readonly #places = new Map<string, number>();
  /** By station: whether steps follow that look, and such that move. */
  readonly #followers: { look: boolean; move: boolean }[] = [{ look: false, move: false }];

  get list(): readonly Station[] {
    return this.#list;
  }

  /**
   * False when a moved part is looked at on one way and moved once more on another: which of both happens first decides how
   * the transforms are composed. `settled`: the library has looked at the part as it made it.
   */
  areClear(settled: boolean): boolean {
    return this.#list.every(({ step, parent }, at) => {
      const { look, move } = this.#followers[at] as { look: boolean; move: boolean };
      return (parent < 0 ? settled : step === null) || !look || !move;
    });
  }

  add(steps: Iterable<Matrix | null>): void {
    let at = 0;
    for (const step of steps) at = this.#next(at, step);
    (this.#list[at] as { last: boolean }).last = true;
  }

  #next(parent: number, step: Matrix | null): number {
    const name = stepName(parent, step);
    const known = this.#places.get(name);
    if (known !== undefined) return known;
    const followers = this.#followers[parent] as { look: boolean; move: boolean };
    if (step === null) followers.look = true;
    else followers.move = true;
    this.#followers.push({ look: false, move: false });
    const place = this.#list.push({ parent, step, last: false }) - 1;
    this.#places.set(name, place);
    return place;
  }
}

/** Tells every bit of the matrix, also that of −0. */
export function stepName(parent: number, step: Matrix | null): string {
  return step === null ? `${parent}` : `${parent}/${new BigUint64Array(Float64Array.from(step).buffer).join()}`;
}

// Who makes which group of parts: each is taken once, by whoever comes first.

/** The first thread; others have numbers from 2 on. */
export const FIRST_THREAD = 1;

export class Claims {
  readonly #owners: Int32Array;

  constructor(readonly buffer: SharedArrayBuffer) {
    this.#owners = new Int32Array(buffer);
  }

  static for(groups: number): Claims {
    return new Claims(new SharedArrayBuffer(4 * groups));
  }

  /** True when the group belongs to the claimant, from now on or already. */
  take(group: number, claimant: number): boolean {
    const owner = Atomics.compareExchange(this.#owners, group, 0, claimant);
    return owner === 0 || owner === claimant;
  }

  /** Who has it; 0 for nobody. */
  ownerOf(group: number): number {
    return Atomics.load(this.#owners, group);
  }
}

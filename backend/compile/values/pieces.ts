// Long texts that are put together from short ones. A string that grows by `+=` keeps all that it was made of, in twenty
// times the memory of its characters, until somebody looks at one of them.

/** Texts longer than this are given to `Pieces`; up to it, growing by `+=` is faster. */
export const PIECE = 1024;

/** Length of text after which the budget is asked again. */
const PORTION = 1 << 16;

/** Takes the bytes of a text from a budget; `Runtime` is one. */
export interface TextBudget {
  /** `whole`: the length of the text so far, which may be too long itself. */
  countBytes(count: number, whole: number): void;
}

/** The pieces of one text, joined portion by portion, and taken from a budget while they come. */
export class Pieces {
  readonly #budget: TextBudget | undefined;
  #pieces: string[] = [];
  /** Characters of the pieces that are not joined yet, and of the portions. */
  #waiting = 0;
  #joined = 0;
  readonly #portions: string[] = [];

  constructor(budget: TextBudget | undefined) {
    this.#budget = budget;
  }

  add(piece: string): void {
    this.#pieces.push(piece);
    this.#waiting += piece.length;
    if (this.#waiting > PORTION) this.#join();
  }

  #join(): void {
    this.#joined += this.#waiting;
    this.#budget?.countBytes(this.#waiting, this.#joined);
    this.#portions.push(this.#pieces.join(""));
    this.#pieces = [];
    this.#waiting = 0;
  }

  /** The whole text, which ends with `last`. */
  finish(last: string): string {
    if (this.#joined + this.#waiting === 0) {
      this.#budget?.countBytes(last.length, last.length);
      return last;
    }
    this.add(last);
    this.#join();
    return this.#portions.join("");
  }
}

// Counts what happens, and tells how much happened lately: in this second so far, or in the one before if that was more.

export class SecondCounter {
  #second = 0;
  #count = 0;
  #before = 0;

  note(): void {
    this.#turn();
    this.#count += 1;
  }

  get lately(): number {
    this.#turn();
    return Math.max(this.#count, this.#before);
  }

  #turn(): void {
    const second = Math.floor(performance.now() / 1000);
    if (second === this.#second) return;
    this.#before = second === this.#second + 1 ? this.#count : 0;
    this.#count = 0;
    this.#second = second;
  }
}

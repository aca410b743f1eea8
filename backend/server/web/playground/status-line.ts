// The line that says what the page is doing, with a clock while it takes long, or how it ended.

export class StatusLine {
  readonly #element: HTMLElement;
  #clock: ReturnType<typeof setInterval> | undefined;

  constructor(element: HTMLElement) {
    this.#element = element;
  }

  /** Whether nothing was said yet. */
  get isEmpty(): boolean {
    return this.#element.textContent === "";
  }

  /** Says how something ended. */
  say(text: string, isError = false): void {
    clearInterval(this.#clock);
    this.#show(text, isError);
  }

  /** Says what is being done, and from then on for how many seconds. What is mostly over at once is said after a second. */
  begin(what: string, when: "now" | "later"): void {
    clearInterval(this.#clock);
    const started = performance.now();
    if (when === "now") this.#show(`${what}…`, false);
    this.#clock = setInterval(() => {
      this.#show(`${what}… ${((performance.now() - started) / 1000).toFixed(0)} s`, false);
    }, 1000);
  }

  #show(text: string, isError: boolean): void {
    this.#element.textContent = text;
    this.#element.className = isError ? "error" : "";
  }
}

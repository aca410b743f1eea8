// The text field with its line numbers: marks lines that have errors, and goes to a place that a message names.

export class Editor {
  readonly #text: HTMLTextAreaElement;
  readonly #gutter: HTMLElement;
  #marked: ReadonlySet<number> = new Set();

  constructor(text: HTMLTextAreaElement, gutter: HTMLElement, onChange: () => void) {
    this.#text = text;
    this.#gutter = gutter;
    text.addEventListener("input", () => {
      this.#number();
      onChange();
    });
    text.addEventListener("scroll", () => {
      gutter.scrollTop = text.scrollTop;
    });
    this.#number();
  }

  get value(): string {
    return this.#text.value;
  }

  set value(source: string) {
    this.#text.value = source;
    this.#text.scrollTop = 0;
    this.mark([]);
  }

  /** Lines count from 1. */
  mark(lines: Iterable<number>): void {
    this.#marked = new Set(lines);
    this.#number();
  }

  goTo(line: number, column = 1): void {
    const lines = this.#text.value.split("\n");
    const start = lines.slice(0, line - 1).reduce((sum, { length }) => sum + length + 1, 0);
    const place = start + column - 1;
    this.#text.focus();
    this.#text.setSelectionRange(place, Math.max(place, start + (lines[line - 1]?.length ?? 0)));
    const lineHeight = Number.parseFloat(getComputedStyle(this.#text).lineHeight);
    this.#text.scrollTop = (line - 4) * lineHeight;
  }

  #number(): void {
    const count = this.#text.value.split("\n").length;
    while (this.#gutter.childElementCount > count) this.#gutter.lastElementChild?.remove();
    while (this.#gutter.childElementCount < count) {
      const line = document.createElement("div");
      line.textContent = String(this.#gutter.childElementCount + 1);
      this.#gutter.append(line);
    }
    for (const [at, line] of [...this.#gutter.children].entries())
      line.className = this.#marked.has(at + 1) ? "error" : "";
    this.#gutter.scrollTop = this.#text.scrollTop;
  }
}

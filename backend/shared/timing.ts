// Times of the stages and, where somebody asks for them, of every node. A timer that is off costs one comparison.

/** Milliseconds; `start` is on the clock of `performance.now()`. */
export interface Span {
  readonly stage: string;
  readonly start: number;
  readonly milliseconds: number;
}

/** Work on one node of the CSG tree, without that on its children. */
export interface NodeSpan {
  readonly kind: string;
  readonly start: number;
  readonly milliseconds: number;
  /** File and line of the program. */
  readonly place: string | undefined;
}

export class Timer {
  readonly wantsNodes: boolean;
  readonly #spans: Span[] = [];
  readonly #nodes: NodeSpan[] = [];

  constructor(
    readonly on = true,
    { nodes = false }: { readonly nodes?: boolean } = {},
  ) {
    this.wantsNodes = on && nodes;
  }

  /** Runs `work` and notes how long it took under `stage`. */
  measure<T>(stage: string, work: () => T): T {
    if (!this.on) return work();
    const start = performance.now();
    try {
      return work();
    } finally {
      this.#note(stage, start);
    }
  }

  /** The same for work that waits (loading a kernel). */
  async measureAsync<T>(stage: string, work: () => Promise<T>): Promise<T> {
    if (!this.on) return work();
    const start = performance.now();
    try {
      return await work();
    } finally {
      this.#note(stage, start);
    }
  }

  noteNode(span: NodeSpan): void {
    if (this.wantsNodes) this.#nodes.push(span);
  }

  get spans(): readonly Span[] {
    return this.#spans;
  }

  get nodes(): readonly NodeSpan[] {
    return this.#nodes;
  }

  #note(stage: string, start: number): void {
    this.#spans.push({ stage, start, milliseconds: performance.now() - start });
  }
}

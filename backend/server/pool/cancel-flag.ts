// One number that the service and an evaluation process share, through a file that both have in memory: the task that is
// to end. A process that evaluates reads no messages, but it can look at a number; that costs it five nanoseconds.
import { rmSync, writeFileSync } from "node:fs";

const pageBytes = 4096;

export class CancelFlag {
  readonly #path: string;
  readonly #cells: Int32Array;

  private constructor(path: string) {
    this.#path = path;
    this.#cells = new Int32Array(Bun.mmap(path, { shared: true }).buffer);
  }

  /** In the service: makes the file. */
  static create(path: string): CancelFlag {
    writeFileSync(path, new Uint8Array(pageBytes), { mode: 0o600, flag: "wx" });
    return new CancelFlag(path);
  }

  /** In the evaluation process. */
  static open(path: string): CancelFlag {
    return new CancelFlag(path);
  }

  /** Removes the file; what has it in memory keeps it. */
  forget(): void {
    rmSync(this.#path, { force: true });
  }

  cancel(task: number): void {
    Atomics.store(this.#cells, 0, task | 0);
  }

  /** Tasks have numbers from 1. */
  clear(): void {
    Atomics.store(this.#cells, 0, 0);
  }

  /** Whether the task was the last to be cancelled. */
  isCancelled(task: number): boolean {
    return Atomics.load(this.#cells, 0) === (task | 0);
  }
}

// Processes for what few tasks need: started by the first such task, ended when none has come for a while. They hold a
// library of their own, so that its memory and its failures are not those of the others.
import type { ApiError } from "../errors.ts";
import type { Pool, PoolResult, RunRequest } from "./pool.ts";
import type { PoolStats } from "./pool-stats.ts";
import type { Task } from "./protocol.ts";

export interface LazyPoolOptions {
  readonly open: () => Pool;
  /** How long the processes stay without work, in milliseconds. */
  readonly idleTime: number;
}

export class LazyPool {
  readonly #options: LazyPoolOptions;
  #pool: Pool | undefined;
  #running = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #draining = false;

  constructor(options: LazyPoolOptions) {
    this.#options = options;
  }

  /** True while there are processes. */
  get isOpen(): boolean {
    return this.#pool !== undefined;
  }

  /** Undefined while there are no processes. */
  get stats(): PoolStats | undefined {
    return this.#pool?.stats;
  }

  get isFull(): boolean {
    return this.#pool?.isFull ?? false;
  }

  refusal(): ApiError {
    return this.#open().refusal();
  }

  /** As `Pool.run`. */
  async run(task: Task, request: RunRequest): Promise<PoolResult> {
    const pool = this.#open();
    this.#running++;
    clearTimeout(this.#timer);
    try {
      return await pool.run(task, request);
    } finally {
      if (--this.#running === 0 && !this.#draining) this.#closeLater();
    }
  }

  drain(): void {
    this.#draining = true;
    clearTimeout(this.#timer);
    this.#pool?.drain();
  }

  async close(): Promise<void> {
    clearTimeout(this.#timer);
    const pool = this.#pool;
    this.#pool = undefined;
    await pool?.close();
  }

  #open(): Pool {
    if (this.#pool === undefined) {
      const pool = this.#options.open();
      // Those who wait in its queue are told when no process can be started; nobody else asks.
      pool.whenReady().catch(() => undefined);
      if (this.#draining) pool.drain();
      this.#pool = pool;
    }
    return this.#pool;
  }

  #closeLater(): void {
    this.#timer = setTimeout(() => void this.close(), this.#options.idleTime);
    this.#timer.unref();
  }
}

// One evaluation process as the service sees it: spawned, told one task at a time, killed when it is late.
import type { Subprocess } from "bun";
import { CancelFlag } from "./cancel-flag.ts";
import type { CacheUse, ChildMessage, PreviewEvent, Reply, Task, TaskMessage } from "./protocol.ts";
import type { Sandbox } from "./sandbox.ts";

export interface WorkerOptions {
  readonly sandbox: Sandbox;
  /** Folders whose files every program may use. */
  readonly libraryFolders: readonly string[];
  /** Memory that the kernel of solids may use. */
  readonly solidBytes: number;
  /** What it keeps of plain shapes, and of solids; 0: nothing. */
  readonly shapeCacheBytes: number;
  /** A path for the file through which its tasks are cancelled. */
  readonly flagPath: string;
  /** How long a process may take to report that it is ready, in milliseconds. */
  readonly startTime: number;
  readonly onExit: (worker: WorkerProcess, how: string) => void;
}

/** How the run of a task ended from outside. */
export type RunEnd =
  | { readonly kind: "reply"; readonly reply: Reply }
  | { readonly kind: "timeout" }
  /** `alive`: the process noticed and can go on. */
  | { readonly kind: "cancelled"; readonly alive: boolean }
  | { readonly kind: "died"; readonly how: string; readonly peakBytes: number };

const entry = `${import.meta.dir}/child.ts`;
const stderrBytes = 2000;
/** What a cancelled task gets to notice, before its process is killed; a kernel's call cannot be interrupted. */
const cancelMilliseconds = 250;
/** Kilobytes that the allocator reserves at a time. Its own choice, a gigabyte, would blur the cap of the memory. */
const reservedKilobytes = 65_536;

export class WorkerProcess {
  readonly startedAt = performance.now();
  /** Resolves when the process can take a task; rejects when it ended before that. */
  readonly ready: Promise<void>;
  evaluations = 0;
  residentBytes = 0;
  /** What its caches held after the last task. */
  caches: readonly CacheUse[] = [];
  readonly #sandbox: Sandbox;
  readonly #flag: CancelFlag;
  readonly #process: Subprocess<"ignore", "ignore", "pipe">;
  #settleReady: { resolve: () => void; reject: (error: Error) => void } | undefined;
  #running: Running | undefined;
  #alive = true;
  #lastWords = "";

  constructor(options: WorkerOptions) {
    this.ready = new Promise((resolve, reject) => {
      this.#settleReady = { resolve, reject };
    });
    // The environment is nearly empty: what the service knows, or reads from .env, stays with the service.
    const { solidBytes, shapeCacheBytes, flagPath, libraryFolders } = options;
    this.#flag = CancelFlag.create(flagPath);
    const own = [String(solidBytes), String(shapeCacheBytes), flagPath, ...libraryFolders];
    const command = [process.execPath, "--no-env-file", entry, ...own];
    this.#sandbox = options.sandbox;
    this.#process = Bun.spawn([...options.sandbox.prefix, ...command], {
      env: { PATH: process.env.PATH ?? "", MIMALLOC_ARENA_RESERVE: String(reservedKilobytes) },
      stdin: "ignore",
      stdout: "ignore",
      stderr: "pipe",
      serialization: "advanced",
      ipc: (message: ChildMessage) => this.#receive(message),
    });
    void this.#keepLastWords();
    const startTimer = setTimeout(() => this.kill(), options.startTime);
    void this.ready.catch(() => undefined).finally(() => clearTimeout(startTimer));
    void this.#process.exited.then(() => {
      this.#alive = false;
      this.#flag.forget();
      const how = this.#describeExit();
      this.#settleReady?.reject(new Error(how));
      this.#settle({ kind: "died", how, peakBytes: this.#process.resourceUsage()?.maxRSS ?? 0 });
      options.onExit(this, how);
    });
  }

  get pid(): number {
    return this.#process.pid;
  }

  get alive(): boolean {
    return this.#alive;
  }

  get busy(): boolean {
    return this.#running !== undefined;
  }

  /** Resolves when the process is gone. */
  get exited(): Promise<unknown> {
    return this.#process.exited;
  }

  /** Runs one task. After every end but a good reply the process is dead or dying. */
  run(id: number, task: Task, options: RunOptions): Promise<RunEnd> {
    if (this.#running !== undefined || !this.#alive) throw new Error("this process cannot take a task");
    const { promise, resolve } = Promise.withResolvers<RunEnd>();
    let timer = setTimeout(() => {
      this.kill();
      this.#settle({ kind: "timeout" });
    }, options.milliseconds);
    const onAbort = (): void => {
      this.#flag.cancel(id);
      clearTimeout(timer);
      timer = setTimeout(() => {
        this.kill();
        this.#settle({ kind: "cancelled", alive: false });
      }, options.cancelMilliseconds ?? cancelMilliseconds);
    };
    options.signal.addEventListener("abort", onAbort, { once: true });
    this.#running = {
      id,
      onEvent: (event) => {
        if (!options.signal.aborted) options.onEvent?.(event);
      },
      settle: (end) => {
        clearTimeout(timer);
        options.signal.removeEventListener("abort", onAbort);
        resolve(end);
      },
    };
    // Previews are many and small, and their process should stay warm: its memory and its age tell when it is enough.
    if (task.kind !== "preview") this.evaluations += 1;
    try {
      this.#process.send({ id, task, resultPath: options.resultPath } satisfies TaskMessage);
    } catch {
      // The channel is closed: the process is ending, and its end settles the run.
      this.kill();
    }
    if (options.signal.aborted) onAbort();
    return promise;
  }

  /** Ends the process at once; SIGKILL also stops a loop inside WASM. */
  kill(): void {
    if (this.#alive) this.#process.kill("SIGKILL");
  }

  #receive(message: ChildMessage): void {
    if (message.kind === "ready") {
      this.#flag.forget();
      this.#sandbox.capMemory(this.pid).then(
        () => this.#settleReady?.resolve(),
        (error: Error) => {
          this.#settleReady?.reject(error);
          this.kill();
        },
      );
      return;
    }
    if (message.id !== this.#running?.id) return;
    if (message.kind === "event") {
      this.#running.onEvent(message.event);
      return;
    }
    this.residentBytes = message.residentBytes;
    if (message.caches.length > 0) this.caches = message.caches;
    const wasCancelled = message.end.status === "cancelled";
    this.#settle(wasCancelled ? { kind: "cancelled", alive: !message.spent } : { kind: "reply", reply: message });
  }

  #settle(end: RunEnd): void {
    const running = this.#running;
    this.#running = undefined;
    running?.settle(end);
  }

  async #keepLastWords(): Promise<void> {
    const decoder = new TextDecoder();
    for await (const chunk of this.#process.stderr)
      this.#lastWords = (this.#lastWords + decoder.decode(chunk, { stream: true })).slice(-stderrBytes);
  }

  #describeExit(): string {
    const { signalCode, exitCode } = this.#process;
    const words = this.#lastWords.trim();
    return `${signalCode === null ? `exit status ${exitCode}` : signalCode}${words === "" ? "" : `: ${words}`}`;
  }
}

export interface RunOptions {
  readonly milliseconds: number;
  readonly signal: AbortSignal;
  readonly resultPath: string;
  /** What the task makes before it is done; nothing comes once it is cancelled. */
  readonly onEvent?: ((event: PreviewEvent) => void) | undefined;
  /** How long the process may take to notice that the task was cancelled. */
  readonly cancelMilliseconds?: number | undefined;
}

interface Running {
  readonly id: number;
  readonly onEvent: (event: PreviewEvent) => void;
  readonly settle: (end: RunEnd) => void;
}

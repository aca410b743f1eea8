// One evaluation process as the service sees it: spawned, told one task at a time, killed when it is late.
import type { Subprocess } from "bun";
import { CancelFlag } from "./cancel-flag.ts";
import { setProcessPriority } from "./priority.ts";
import { endedForMemory, readMemory, readPeakBytes, readProcessorTime } from "./process-status.ts";
import type { CacheUse, ChildMessage, PreviewEvent, Reply, Task, TaskEnd, TaskMessage } from "./protocol.ts";
import type { Sandbox } from "./sandbox.ts";

export interface WorkerOptions {
  readonly sandbox: Sandbox;
  /** Folders whose files every program may use. */
  readonly libraryFolders: readonly string[];
  /** Memory that the kernel of solids may use. */
  readonly solidBytes: number;
  /** What it keeps of plain shapes, and of solids; 0: nothing. */
  readonly shapeCacheBytes: number;
  /** Memory that the process may use. */
  readonly memoryBytes: number;
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
  /** `alive`: the process noticed and can go on. A task that was preempted is to be run again. */
  | { readonly kind: "cancelled" | "preempted"; readonly alive: boolean; readonly spent: boolean }
  | { readonly kind: "died"; readonly ofMemory: boolean; readonly byItself: boolean; readonly how: string };

const entry = `${import.meta.dir}/child.ts`;
const stderrBytes = 2000;
/** Kilobytes that the allocator reserves at a time. Its own choice, a gigabyte, would blur the cap of the memory. */
const reservedKilobytes = 65_536;
/** What a cancelled task gets to notice, before its process is killed; a kernel's call cannot be interrupted. */
const cancelMilliseconds = 250;
/** How often the memory of a process is looked at while it runs a task, in milliseconds. */
const lookMilliseconds = 250;
/** How long the last words of a process that ended may take to arrive. */
const wordsMilliseconds = 500;

export class WorkerProcess {
  readonly startedAt = performance.now();
  /** Resolves when the process can take a task; rejects when it ended before that. */
  readonly ready: Promise<void>;
  evaluations = 0;
  residentBytes = 0;
  /** What its caches held after the last task. */
  caches: readonly CacheUse[] = [];
  /** How its last task ended. */
  lastEnd: TaskEnd["status"] | undefined;
  /** Why the process may call the system as it likes; undefined when it may not. */
  unconfined: string | undefined;
  /** Whether it yields to others. */
  isLow = false;
  readonly #sandbox: Sandbox;
  readonly #memoryBytes: number;
  readonly #flag: CancelFlag;
  readonly #process: Subprocess<"ignore", "ignore", "pipe">;
  /** The process itself: a sandbox may stand between it and the service. */
  #pid: number;
  #settleReady: { resolve: () => void; reject: (error: Error) => void } | undefined;
  #running: Running | undefined;
  #alive = true;
  #isStarted = false;
  #killed = false;
  #lastWords = "";
  /** The limit of its memory, what it has taken of that, and the most that it was seen to use, in bytes. */
  #limitBytes: number | undefined;
  #dataBytes: number | undefined;
  #peakBytes = 0;
  /**
   * The most that the service itself had used when this process was started. Until it runs its own program a new process
   * shares the memory of the one that starts it, and the system counts that as its peak.
   */
  readonly #inheritedBytes: number;

  constructor(options: WorkerOptions) {
    this.ready = new Promise((resolve, reject) => {
      this.#settleReady = { resolve, reject };
    });
    // The environment is nearly empty: what the service knows, or reads from .env, stays with the service.
    const { memoryBytes, solidBytes, shapeCacheBytes, flagPath, libraryFolders } = options;
    this.#flag = CancelFlag.create(flagPath);
    const own = [String(memoryBytes), String(solidBytes), String(shapeCacheBytes), flagPath, ...libraryFolders];
    const command = [process.execPath, "--no-env-file", entry, ...own];
    this.#sandbox = options.sandbox;
    this.#memoryBytes = options.memoryBytes;
    this.#process = Bun.spawn([...options.sandbox.prefix, ...command], {
      env: { PATH: process.env.PATH ?? "", MIMALLOC_ARENA_RESERVE: String(reservedKilobytes) },
      stdin: "ignore",
      stdout: "ignore",
      stderr: "pipe",
      serialization: "advanced",
      // A process group of its own: what its sandbox has started can be ended with it.
      detached: true,
      ipc: (message: ChildMessage) => this.#receive(message),
    });
    this.#pid = this.#process.pid;
    this.#inheritedBytes = readPeakBytes();
    const spoken = this.#keepLastWords();
    const startTimer = setTimeout(() => this.kill(), options.startTime);
    void this.ready.catch(() => undefined).finally(() => clearTimeout(startTimer));
    void this.#process.exited.then(async () => {
      this.#alive = false;
      this.#flag.forget();
      if (!this.#isStarted) this.#endGroup();
      if (!this.#killed) await Promise.race([spoken, Bun.sleep(wordsMilliseconds)]);
      const how = this.#describeExit();
      this.#settleReady?.reject(new Error(how));
      this.#settle({
        kind: "died",
        ofMemory: this.#wasFull,
        byItself: !this.#killed && !this.wasKilledFromOutside,
        how,
      });
      options.onExit(this, how);
    });
  }

  get pid(): number {
    return this.#pid;
  }

  get alive(): boolean {
    return this.#alive && !this.#killed;
  }

  get busy(): boolean {
    return this.#running !== undefined;
  }

  /** The share of its memory that it has not taken yet. What it took for earlier tasks it keeps. */
  get room(): number {
    if (this.#limitBytes === undefined || this.#dataBytes === undefined) return 1;
    return (this.#limitBytes - this.#dataBytes) / this.#memoryBytes;
  }

  /** Resolves when the process is gone. */
  get exited(): Promise<unknown> {
    return this.#process.exited;
  }

  /** Runs one task. After every end but a good reply the process is dead or dying. */
  run(id: number, task: Task, options: RunOptions): Promise<RunEnd> {
    if (this.#running !== undefined || !this.alive) throw new Error("this process cannot take a task");
    // The same task may have been cancelled here before, to make room.
    this.#flag.clear();
    const { promise, resolve } = Promise.withResolvers<RunEnd>();
    let timer = setTimeout(() => this.stop({ kind: "timeout" }), options.milliseconds);
    const onAbort = (): void => {
      this.#flag.cancel(id);
      clearTimeout(timer);
      const stop = (): void => this.stop({ kind: "cancelled", alive: false, spent: true });
      timer = setTimeout(stop, options.cancelMilliseconds ?? cancelMilliseconds);
    };
    options.signal.addEventListener("abort", onAbort, { once: true });
    this.#peakBytes = 0;
    const looking = setInterval(() => {
      this.#peakBytes = Math.max(this.#peakBytes, readMemory(this.#pid)?.residentBytes ?? 0);
    }, lookMilliseconds);
    this.#running = {
      id,
      signal: options.signal,
      isPreempted: false,
      onEvent: (event) => {
        if (!options.signal.aborted) options.onEvent?.(event);
      },
      settle: (end) => {
        clearTimeout(timer);
        clearInterval(looking);
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

  /** Ends the run of the task, and the process only if it does not notice. */
  preempt(): void {
    const running = this.#running;
    if (running === undefined) return;
    running.isPreempted = true;
    this.#flag.cancel(running.id);
    setTimeout(() => {
      if (this.#running === running) this.stop({ kind: "preempted", alive: false, spent: true });
    }, cancelMilliseconds).unref();
  }

  /** Ends the process and the run of its task. */
  stop(end: RunEnd): void {
    this.kill();
    this.#settle(end);
  }

  /** Ends the process at once; SIGKILL also stops a loop inside WASM. */
  kill(): void {
    if (!this.#alive) return;
    this.#killed = true;
    try {
      // Its sandbox ends after it, so that the end of the sandbox is the end of both. Before it is ready nobody knows how far the
      // sandbox has come, and a half of it that is left alone would wait for the other for ever: everything ends.
      process.kill(this.#isStarted ? this.#pid : -this.#process.pid, "SIGKILL");
    } catch {
      this.#process.kill("SIGKILL");
    }
  }

  /** Of a sandbox that somebody killed before it was whole, the rest would wait for ever for the part that is gone. */
  #endGroup(): void {
    try {
      process.kill(-this.#process.pid, "SIGKILL");
    } catch (error) {
      // Nothing was left of it, or nothing that this user may end.
      const { code } = error as NodeJS.ErrnoException;
      if (code !== "ESRCH" && code !== "EPERM") throw error;
    }
  }

  /** Processor time that the process has used, in milliseconds. Of one that is gone: its end will be told. */
  readProcessorTime(): number {
    if (process.platform !== "linux") return performance.now() - this.startedAt;
    return readProcessorTime(this.#pid) ?? 0;
  }

  /** Lets it yield to every other process. */
  lower(): void {
    if (setProcessPriority(this.#pid, "low")) this.isLow = true;
  }

  /** Back to normal, where the system allows it. */
  raise(): void {
    if (this.isLow && setProcessPriority(this.#pid, "normal")) this.isLow = false;
  }

  #receive(message: ChildMessage): void {
    if (message.kind === "event") {
      if (message.id === this.#running?.id) this.#running.onEvent(message.event);
      return;
    }
    if (message.kind === "ready") {
      this.#flag.forget();
      this.unconfined = message.unconfined;
      this.#becomeReady().then(
        () => this.#settleReady?.resolve(),
        (error: Error) => {
          this.#settleReady?.reject(error);
          this.kill();
        },
      );
      return;
    }
    if (message.id !== this.#running?.id) return;
    const { spent } = message;
    this.residentBytes = message.residentBytes;
    this.lastEnd = message.end.status;
    this.#dataBytes = message.dataBytes;
    if (message.caches.length > 0) this.caches = message.caches;
    const wasCancelled = message.end.status === "cancelled";
    const kind = this.#running.isPreempted && !this.#running.signal.aborted ? "preempted" : "cancelled";
    this.#settle(wasCancelled ? { kind, alive: true, spent } : { kind: "reply", reply: message });
  }

  async #becomeReady(): Promise<void> {
    this.#pid = this.#sandbox.processIn(this.#process.pid);
    this.#isStarted = true;
    this.#limitBytes = await this.#sandbox.capMemory(this.#pid, this.#memoryBytes);
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

  /** Whether somebody other than the service killed it: a process cannot send itself SIGKILL. */
  get wasKilledFromOutside(): boolean {
    const { signalCode, exitCode } = this.#process;
    return !this.#killed && (signalCode === "SIGKILL" || exitCode === killedStatus);
  }

  /** A sandbox hides how much the process had in the end. */
  get #wasFull(): boolean {
    const told = this.#process.resourceUsage()?.maxRSS ?? 0;
    const peakBytes = Math.max(this.#peakBytes, told > this.#inheritedBytes ? told : 0);
    return endedForMemory({ lastWords: this.#lastWords, peakBytes, memoryBytes: this.#memoryBytes });
  }

  #describeExit(): string {
    const { signalCode, exitCode } = this.#process;
    const words = this.#lastWords.trim();
    return `${signalCode === null ? `exit status ${exitCode}` : signalCode}${words === "" ? "" : `: ${words}`}`;
  }
}

/** How a sandbox tells that the process inside it got SIGKILL. */
const killedStatus = 128 + 9;

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
  readonly signal: AbortSignal;
  isPreempted: boolean;
  readonly onEvent: (event: PreviewEvent) => void;
  readonly settle: (end: RunEnd) => void;
}

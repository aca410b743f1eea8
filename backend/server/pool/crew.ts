// The evaluation processes: starts them, lends them out one task at a time, and replaces those that trapped, grew too large
// or worked long enough. A process that worked long enough goes on until its successor is ready. A spare one, which is ready
// and waits, takes the place of one that is gone at once.
import type { Expectation } from "./estimates.ts";
import { replacedShare } from "./garbage.ts";
import { processLifetime, type Sandbox } from "./sandbox.ts";
import type { Scratch } from "./scratch.ts";
import { WorkerProcess } from "./worker-process.ts";

export interface CrewOptions {
  readonly processes: number;
  /** Processes beyond those that are ready and get no task before they take the place of another. */
  readonly spareProcesses: number;
  readonly processMemoryBytes: number;
  readonly processEvaluations: number;
  /** What each keeps of plain shapes, and of solids. */
  readonly shapeCacheBytes: number;
  readonly sandbox: Sandbox;
  readonly libraryFolders: readonly string[];
  readonly scratch: Scratch;
  readonly log: (event: ProcessEvent) => void;
  /** A process was started: one can take a task, or could if another made room; `recovered` when starts before it failed. */
  readonly onReady: (options: { readonly recovered: boolean }) => void;
  readonly onFailedStart: (failure: FailedStart) => void;
}

export interface FailedStart {
  readonly error: Error;
  /** So many failed in a row. */
  readonly inRow: number;
  /** False when somebody killed the process. */
  readonly byItself: boolean;
}

/** What happened to a process, for log and metrics. */
export interface ProcessEvent {
  readonly event: "started" | "failed-to-start" | "replaced";
  readonly pid: number;
  /** Of a process that started: why system calls are not filtered, if they are not. */
  readonly reason: string;
}

/** From this share of its memory on a process counts as one that has all of it. */
const wholeShare = 0.9;
/** What a kernel's memory may have of the process's. */
const solidShare = 0.65;
const startMilliseconds = 15_000;
const longestBackoff = 10_000;
/** Spare processes are started so long after the crew: until then the machine has enough to start. In milliseconds. */
const spareDelay = 2000;

/** What a task wants of its process. */
export interface WantedProcess {
  readonly expected: Expectation;
  /** The process that knows most of it. */
  readonly pid?: number | undefined;
  /** Whether the process must have all of its memory. */
  readonly whole: boolean;
}

export class Crew {
  readonly #options: CrewOptions;
  readonly #idle: WorkerProcess[] = [];
  readonly #workers = new Set<WorkerProcess>();
  readonly #starting = new Set<WorkerProcess>();
  /** Ready ones that no task has seen. */
  readonly #spares = new Set<WorkerProcess>();
  /** Processes that worked long enough, with the reason: they go on until their successors are ready. */
  readonly #retiring = new Map<WorkerProcess, string>();
  /** Those of them whose successor is ready and whose last task still runs. */
  readonly #leaving = new Map<WorkerProcess, string>();
  #closed = false;
  /** So many are wanted now. */
  #wantedSpares = 0;
  #wasReady = false;
  #failures = 0;
  #restarts = 0;

  constructor(options: CrewOptions) {
    this.#options = options;
    // The others start when the first is ready: the service waits for one only.
    this.#start();
    if (options.spareProcesses > 0) setTimeout(() => this.#startSpares(), spareDelay).unref();
  }

  get workers(): ReadonlySet<WorkerProcess> {
    return this.#workers;
  }

  get idle(): number {
    return this.#idle.length;
  }

  get spares(): ReadonlySet<WorkerProcess> {
    return this.#spares;
  }

  /** Processes that were replaced so far. */
  get restarts(): number {
    return this.#restarts;
  }

  /** Starts that failed since the last that did not. */
  get failures(): number {
    return this.#failures;
  }

  /** A process is ready, or its successor is on the way and nothing says that it will not come. */
  get works(): boolean {
    return this.#workers.size > 0 || (this.#wasReady && this.#failures === 0);
  }

  /** Whether the process of that pid is there, and whether it has a task. */
  stateOf(pid: number): "idle" | "busy" | "gone" {
    for (const worker of this.#workers) if (worker.pid === pid) return worker.busy ? "busy" : "idle";
    return "gone";
  }

  /**
   * A process without a task, if there is one: one with all of its memory if that is wanted; else the one of that pid if it
   * is free; else for a long program rather one of low priority, for others rather not.
   */
  take(wanted: WantedProcess): WorkerProcess | undefined {
    const isLong = wanted.expected === "long";
    const preferred = this.#idle.findIndex(wanted.whole ? isWhole : ({ pid }) => pid === wanted.pid);
    if (wanted.whole && preferred < 0) return undefined;
    const at = preferred >= 0 ? preferred : this.#idle.findLastIndex((worker) => worker.isLow === isLong);
    const [worker] = at < 0 ? this.#idle.splice(-1) : this.#idle.splice(at, 1);
    return worker === undefined || worker.alive ? worker : this.take(wanted);
  }

  /**
   * Whether a process without a task has all of its memory. Where none has, and none is on its way, one that is idle makes
   * room for one.
   */
  offersWhole(): boolean {
    if (this.#idle.some(isWhole)) return true;
    const [first] = this.#idle;
    if (first !== undefined && this.#starting.size === 0) this.replace(first, "memory");
    return false;
  }

  /** Takes a process back after a task; `spent`: why it must not run another, if the task says so. */
  giveBack(worker: WorkerProcess, spent: string | undefined): void {
    const reason = spent ?? this.#reasonToEnd(worker);
    if (reason !== undefined) {
      this.replace(worker, reason);
      return;
    }
    worker.raise();
    this.#idle.push(worker);
    const retirement = this.#reasonToRetire(worker);
    if (retirement === undefined || this.#retiring.has(worker)) return;
    this.#retiring.set(worker, retirement);
    this.#start();
  }

  /** Takes a process out of service, kills it, and starts another where one is missing. */
  replace(worker: WorkerProcess, reason: string): void {
    this.#retiring.delete(worker);
    this.#leaving.delete(worker);
    const at = this.#idle.indexOf(worker);
    if (at >= 0) this.#idle.splice(at, 1);
    worker.kill();
    const wasThere = this.#workers.delete(worker) || this.#spares.delete(worker);
    if (!wasThere) return;
    this.#restarts += 1;
    this.#options.log({ event: "replaced", pid: worker.pid, reason });
    this.#start();
  }

  /** Ends every process and waits until they are gone. */
  async close(): Promise<void> {
    this.#closed = true;
    const workers = [...this.#workers, ...this.#spares, ...this.#starting];
    for (const worker of workers) worker.kill();
    await Promise.all(workers.map(({ exited }) => exited));
  }

  /** How many may take tasks: successors are there beside those that they succeed. */
  get #wanted(): number {
    return this.#options.processes + this.#retiring.size + this.#leaving.size;
  }

  #startSpares(): void {
    this.#wantedSpares = this.#options.spareProcesses;
    for (let i = 0; i < this.#wantedSpares; i++) this.#start();
  }

  /** Brings in a process where one is missing: a spare one, or one that is started. */
  #start(): void {
    const options = this.#options;
    if (this.#closed) return;
    const [spare] = this.#spares;
    if (spare !== undefined && this.#workers.size < this.#wanted) {
      this.#spares.delete(spare);
      this.#enlist(spare);
      // Not within the call of the one that looks for a process.
      queueMicrotask(() => options.onReady({ recovered: false }));
    }
    // Spare ones come last, so that nothing competes with the start of one that is missing.
    const isFull = this.#workers.size >= this.#wanted;
    const missing = this.#wanted - this.#workers.size + (isFull ? this.#wantedSpares - this.#spares.size : 0);
    if (this.#starting.size >= missing) return;
    const worker = new WorkerProcess({
      sandbox: options.sandbox,
      libraryFolders: options.libraryFolders,
      flagPath: options.scratch.nextPath(),
      memoryBytes: options.processMemoryBytes,
      shapeCacheBytes: options.shapeCacheBytes,
      solidBytes: Math.round(options.processMemoryBytes * solidShare),
      startTime: startMilliseconds,
      onExit: (gone, how) => this.replace(gone, `died: ${how}`),
    });
    this.#starting.add(worker);
    worker.ready.then(
      () => this.#join(worker),
      (error: Error) => this.#afterFailedStart(worker, error),
    );
  }

  #join(worker: WorkerProcess): void {
    this.#starting.delete(worker);
    if (this.#closed) {
      worker.kill();
      return;
    }
    const recovered = this.#failures > 0;
    this.#failures = 0;
    this.#wasReady = true;
    this.#options.log({ event: "started", pid: worker.pid, reason: worker.unconfined ?? "" });
    if (this.#workers.size < this.#wanted) this.#enlist(worker);
    else this.#spares.add(worker);
    for (let i = 1; i < this.#options.processes + this.#wantedSpares; i++) this.#start();
    this.#options.onReady({ recovered });
  }

  #enlist(worker: WorkerProcess): void {
    this.#workers.add(worker);
    this.#idle.push(worker);
    this.#letOneRetire();
  }

  #afterFailedStart(worker: WorkerProcess, error: Error): void {
    this.#starting.delete(worker);
    if (this.#closed) return;
    this.#failures += 1;
    this.#options.log({ event: "failed-to-start", pid: worker.pid, reason: error.message });
    this.#options.onFailedStart({ error, inRow: this.#failures, byItself: !worker.wasKilledFromOutside });
    setTimeout(() => this.#start(), Math.min(longestBackoff, 50 * 2 ** this.#failures)).unref();
  }

  /** A successor is ready: the first process that waits for one ends, at once or after its task. */
  #letOneRetire(): void {
    const [first] = this.#retiring;
    if (first === undefined) return;
    const [worker, reason] = first;
    this.#retiring.delete(worker);
    if (worker.busy) this.#leaving.set(worker, reason);
    else this.replace(worker, reason);
  }

  /** Why a process must not run another task. */
  #reasonToEnd(worker: WorkerProcess): string | undefined {
    if (worker.residentBytes > replacedShare * this.#options.processMemoryBytes) return "memory";
    return this.#leaving.get(worker);
  }

  #reasonToRetire(worker: WorkerProcess): string | undefined {
    if (worker.evaluations >= this.#options.processEvaluations) return "evaluations";
    // Where priorities cannot be raised again, one process must stay that was never lowered.
    if (worker.isLow && this.#options.processes > 1 && [...this.#workers].every(({ isLow }) => isLow))
      return "priority";
    // Ages differ a little, so that processes are not all replaced together.
    const age = (performance.now() - worker.startedAt) / 1000;
    return age > processLifetime * (0.9 + (worker.pid % 100) / 1000) ? "age" : undefined;
  }
}

/** Whether a process has all of its memory: one that worked keeps what it took, for later tasks of the same kind. */
export function isWhole({ room }: WorkerProcess): boolean {
  return room >= wholeShare;
}

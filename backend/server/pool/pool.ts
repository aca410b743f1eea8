// The dispatcher: a bounded queue in front of evaluation processes that run one task each. Over capacity it refuses at
// once; a task whose client left is dropped or killed; a process that trapped, grew too large or worked long enough is
// replaced.
import { ApiError } from "../errors.ts";
import type { CacheUse, PreviewEvent, Reply, Task } from "./protocol.ts";
import { processLifetime, type Sandbox } from "./sandbox.ts";
import type { Scratch } from "./scratch.ts";
import { type RunEnd, WorkerProcess } from "./worker-process.ts";

export interface PoolOptions {
  readonly processes: number;
  readonly queueSize: number;
  /** How long a task may wait for a process, in milliseconds. */
  readonly queueTime: number;
  readonly processMemoryBytes: number;
  readonly processEvaluations: number;
  readonly shapeCacheBytes: number;
  readonly sandbox: Sandbox;
  readonly libraryFolders: readonly string[];
  readonly scratch: Scratch;
  readonly log: (event: PoolEvent) => void;
}

/** What happened to a process, for log and metrics. */
export interface PoolEvent {
  readonly event: "started" | "failed-to-start" | "replaced";
  readonly pid: number;
  readonly reason: string;
}

export interface RunRequest {
  /** Wall time of the evaluation in milliseconds; the process gets a moment more to say it itself. */
  readonly milliseconds: number;
  /** Aborted when nobody waits for the result any more. */
  readonly signal: AbortSignal;
  /** What the task makes before it is done. A second try begins anew. */
  readonly onEvent?: (event: PreviewEvent) => void;
  /** The process that knows most of the task, by its pid: worth a moment's wait. */
  readonly prefer?: number | undefined;
}

export interface PoolResult {
  readonly reply: Reply;
  readonly queueMilliseconds: number;
  /** The process that ran it. */
  readonly pid: number;
}

interface Entry {
  readonly id: number;
  readonly task: Task;
  readonly request: RunRequest;
  readonly since: number;
  attempts: number;
  queueMilliseconds: number;
  readonly resolve: (result: PoolResult) => void;
  readonly reject: (error: Error) => void;
  /** Undoes the timer and the listener of waiting. */
  stopWaiting: () => void;
}

/** What a process gets beyond the time of its task before it is killed. */
const graceMilliseconds = 250;
/** What a kernel's memory may have of the process's. */
const solidShare = 0.65;
/** How long a task waits for the process that it prefers while another is free. */
const preferMilliseconds = 60;
const startMilliseconds = 15_000;
const longestBackoff = 10_000;
/** After so many failed starts in a row, waiting for a process makes no sense. */
const hopelessFailures = 4;

export class Pool {
  readonly #options: PoolOptions;
  readonly #idle: WorkerProcess[] = [];
  readonly #workers = new Set<WorkerProcess>();
  readonly #queue: Entry[] = [];
  #nextId = 1;
  readonly #startingWorkers = new Set<WorkerProcess>();
  /** Processes that worked long enough, with the reason: they go on until their successors are ready. */
  readonly #retiring = new Map<WorkerProcess, string>();
  /** Those of them whose successor is ready and whose last task still runs. */
  readonly #leaving = new Map<WorkerProcess, string>();
  #wasReady = false;
  readonly #firstReady = Promise.withResolvers<void>();
  #closed = false;
  /** Starts that failed since the last that did not. */
  #failures = 0;
  /** Moving mean of an evaluation's time in milliseconds. */
  #meanTime = 100;

  constructor(options: PoolOptions) {
    this.#options = options;
    for (let i = 0; i < options.processes; i++) this.#startWorker();
  }

  /** Whether a task would be refused now. */
  get isFull(): boolean {
    return this.#idle.length === 0 && this.#queue.length >= this.#options.queueSize;
  }

  get stats(): PoolStats {
    const workers = [...this.#workers].map(({ pid, busy, evaluations, residentBytes, caches }) => ({
      pid,
      caches,
      state: busy ? ("busy" as const) : ("idle" as const),
      evaluations,
      residentBytes,
    }));
    const oldest = this.#queue[0];
    return {
      queued: this.#queue.length,
      oldestMilliseconds: oldest === undefined ? 0 : performance.now() - oldest.since,
      busy: workers.filter(({ state }) => state === "busy").length,
      ready: workers.length,
      works: workers.length > 0 || (this.#wasReady && this.#failures === 0),
      workers,
    };
  }

  /** Resolves when at least one process can work; rejects with what the first one said when none would start. */
  whenReady(): Promise<void> {
    return this.#firstReady.promise;
  }

  /** Runs a task in some process. Rejects with `ApiError` when it is refused, abandoned, too late or crashed twice. */
  run(task: Task, request: RunRequest): Promise<PoolResult> {
    if (this.#closed) return Promise.reject(draining());
    if (this.#workers.size === 0 && this.#failures >= hopelessFailures) return Promise.reject(unavailable());
    if (request.signal.aborted) return Promise.reject(abandoned());
    if (this.isFull) return Promise.reject(this.refusal());
    return new Promise((resolve, reject) => {
      const entry: Entry = {
        id: this.#nextId++,
        task,
        request,
        since: performance.now(),
        attempts: 0,
        queueMilliseconds: 0,
        resolve,
        reject,
        stopWaiting: () => undefined,
      };
      this.#wait(entry);
      this.#queue.push(entry);
      this.#pump();
    });
  }

  /** Refuses what waits. Running tasks go on; new ones are refused. */
  drain(): void {
    this.#closed = true;
    this.#refuseWaiting(draining);
  }

  /** Ends every process and waits until they are gone. */
  async close(): Promise<void> {
    this.drain();
    const workers = [...this.#workers, ...this.#startingWorkers];
    for (const worker of workers) worker.kill();
    await Promise.all(workers.map(({ exited }) => exited));
  }

  #startWorker(): void {
    const wanted = this.#options.processes + this.#retiring.size + this.#leaving.size;
    if (this.#closed || this.#workers.size + this.#startingWorkers.size >= wanted) return;
    const worker = new WorkerProcess({
      sandbox: this.#options.sandbox,
      libraryFolders: this.#options.libraryFolders,
      flagPath: this.#options.scratch.nextPath(),
      solidBytes: Math.round(this.#options.processMemoryBytes * solidShare),
      shapeCacheBytes: this.#options.shapeCacheBytes,
      startTime: startMilliseconds,
      onExit: (gone, how) => this.#forget(gone, `died: ${how}`),
    });
    this.#startingWorkers.add(worker);
    worker.ready.then(
      () => {
        this.#startingWorkers.delete(worker);
        if (this.#closed) return worker.kill();
        this.#failures = 0;
        this.#workers.add(worker);
        this.#idle.push(worker);
        this.#options.log({ event: "started", pid: worker.pid, reason: "" });
        this.#wasReady = true;
        this.#firstReady.resolve();
        this.#letOneRetire();
        this.#pump();
      },
      (error: Error) => {
        this.#startingWorkers.delete(worker);
        if (this.#closed) return;
        this.#options.log({ event: "failed-to-start", pid: worker.pid, reason: error.message });
        this.#failures += 1;
        if (this.#failures >= hopelessFailures) {
          this.#firstReady.reject(error);
          if (this.#workers.size === 0) this.#refuseWaiting(unavailable);
        }
        setTimeout(() => this.#startWorker(), Math.min(longestBackoff, 50 * 2 ** this.#failures)).unref();
      },
    );
  }

  /** A successor is ready: the first process that waits for one ends, at once or after its task. */
  #letOneRetire(): void {
    const [first] = this.#retiring;
    if (first === undefined) return;
    const [worker, reason] = first;
    this.#retiring.delete(worker);
    if (worker.busy) this.#leaving.set(worker, reason);
    else this.#forget(worker, reason);
  }

  /** Takes a process out of service, kills it, and starts another where one is missing. */
  #forget(worker: WorkerProcess, reason: string): void {
    this.#retiring.delete(worker);
    this.#leaving.delete(worker);
    const at = this.#idle.indexOf(worker);
    if (at >= 0) this.#idle.splice(at, 1);
    worker.kill();
    if (!this.#workers.delete(worker)) return;
    this.#options.log({ event: "replaced", pid: worker.pid, reason });
    this.#startWorker();
  }

  /** While an entry waits, its client may leave and its time may run out. */
  #wait(entry: Entry): void {
    const giveUp = (error: Error): void => {
      const at = this.#queue.indexOf(entry);
      if (at < 0) return;
      this.#queue.splice(at, 1);
      entry.stopWaiting();
      entry.reject(error);
    };
    const onAbort = (): void => giveUp(abandoned());
    const timer = setTimeout(
      () => giveUp(this.refusal("The server is busy: no process became free in time")),
      this.#options.queueTime,
    );
    entry.request.signal.addEventListener("abort", onAbort, { once: true });
    entry.stopWaiting = () => {
      clearTimeout(timer);
      entry.request.signal.removeEventListener("abort", onAbort);
    };
  }

  #refuseWaiting(reason: () => ApiError): void {
    for (const entry of this.#queue.splice(0)) {
      entry.stopWaiting();
      entry.reject(reason());
    }
  }

  #pump(): void {
    for (let at = 0; at < this.#queue.length && this.#idle.length > 0; ) {
      const entry = this.#queue[at] as Entry;
      const worker = this.#takeIdle(entry);
      if (worker === undefined) {
        at += 1;
        continue;
      }
      this.#queue.splice(at, 1);
      entry.stopWaiting();
      void this.#runOn(worker, entry);
    }
  }

  /** Undefined while the process that knows most of the task is worth waiting for. */
  #takeIdle({ request: { prefer }, since }: Entry): WorkerProcess | undefined {
    const isPreferred = ({ pid }: WorkerProcess): boolean => pid === prefer;
    const at = prefer === undefined ? -1 : this.#idle.findIndex(isPreferred);
    if (at >= 0) return this.#idle.splice(at, 1)[0];
    const left = since + preferMilliseconds - performance.now();
    const isWorthIt = prefer !== undefined && left > 0 && [...this.#workers].some(isPreferred);
    if (!isWorthIt) return this.#idle.pop();
    setTimeout(() => this.#pump(), left).unref();
    return undefined;
  }

  async #runOn(worker: WorkerProcess, entry: Entry): Promise<void> {
    const started = performance.now();
    entry.queueMilliseconds += started - entry.since;
    entry.attempts += 1;
    const resultPath = this.#options.scratch.nextPath();
    const end = await worker.run(entry.id, entry.task, {
      milliseconds: entry.request.milliseconds + graceMilliseconds,
      signal: entry.request.signal,
      onEvent: entry.request.onEvent,
      resultPath,
    });
    if (end.kind !== "reply") this.#options.scratch.discard(resultPath);
    this.#meanTime += (performance.now() - started - this.#meanTime) / 16;
    this.#settle(worker, entry, end);
  }

  #settle(worker: WorkerProcess, entry: Entry, end: RunEnd): void {
    switch (end.kind) {
      case "reply": {
        const reason = this.#reasonToEnd(worker, end.reply);
        if (reason === undefined) this.#keep(worker);
        else this.#forget(worker, reason);
        entry.resolve({ reply: end.reply, queueMilliseconds: entry.queueMilliseconds, pid: worker.pid });
        break;
      }
      case "timeout":
        this.#forget(worker, "timeout");
        entry.reject(
          new ApiError("evaluation_timeout", `Request timed out after ${Math.round(entry.request.milliseconds)}ms`),
        );
        break;
      case "cancelled":
        this.#afterCancel(worker, end.alive);
        entry.reject(abandoned());
        break;
      case "died":
        this.#afterDeath(entry, end.peakBytes);
        break;
      default:
        end satisfies never;
    }
    this.#pump();
  }

  /** A process that died with its memory full would die again; any other death gets the task a second try. */
  #afterDeath(entry: Entry, peakBytes: number): void {
    if (peakBytes > 0.6 * this.#options.processMemoryBytes) {
      const details = { limit: "memory", allowed: this.#options.processMemoryBytes };
      entry.reject(new ApiError("limit_exceeded", "The evaluation needs more memory than it may have", { details }));
    } else if (entry.attempts > 1) {
      entry.reject(new ApiError("engine_crashed", "The evaluation ended its process twice"));
    } else {
      this.#wait(entry);
      this.#queue.unshift(entry);
    }
  }

  /** A process that noticed goes on: it keeps what it knows. */
  #afterCancel(worker: WorkerProcess, alive: boolean): void {
    const reason = alive ? this.#reasonToLeave(worker) : "cancelled";
    if (reason === undefined) this.#keep(worker);
    else this.#forget(worker, reason);
  }

  /** Why a process must not run another task. */
  #reasonToEnd(worker: WorkerProcess, reply: Reply): string | undefined {
    if (reply.end.status === "failure") return `failure: ${reply.end.message}`;
    if (reply.spent) return "spent";
    return this.#reasonToLeave(worker);
  }

  #reasonToLeave(worker: WorkerProcess): string | undefined {
    if (worker.residentBytes > 0.7 * this.#options.processMemoryBytes) return "memory";
    return this.#leaving.get(worker);
  }

  /** Back to work; a process that worked long enough gets a successor meanwhile. */
  #keep(worker: WorkerProcess): void {
    this.#idle.push(worker);
    const reason = this.#reasonToRetire(worker);
    if (reason === undefined || this.#retiring.has(worker)) return;
    this.#retiring.set(worker, reason);
    this.#startWorker();
  }

  #reasonToRetire(worker: WorkerProcess): string | undefined {
    if (worker.evaluations >= this.#options.processEvaluations) return "evaluations";
    // Ages differ a little, so that processes are not all replaced together.
    const age = (performance.now() - worker.startedAt) / 1000;
    return age > processLifetime * (0.9 + (worker.pid % 100) / 1000) ? "age" : undefined;
  }

  /** The error for a task that is not taken because of load. */
  refusal(message = "The server is busy: its queue is full"): ApiError {
    const waiting = this.#queue.length + this.#workers.size;
    const seconds = (waiting * this.#meanTime) / 1000 / Math.max(1, this.#options.processes);
    return new ApiError("overloaded", message, { retryAfter: Math.min(60, Math.max(1, seconds)) });
  }
}

export interface PoolStats {
  readonly queued: number;
  readonly oldestMilliseconds: number;
  readonly busy: number;
  readonly ready: number;
  /** A process is ready, or its successor is on the way and nothing says that it will not come. */
  readonly works: boolean;
  readonly workers: readonly {
    readonly pid: number;
    readonly state: "busy" | "idle";
    readonly evaluations: number;
    readonly residentBytes: number;
    readonly caches: readonly CacheUse[];
  }[];
}

function draining(): ApiError {
  return new ApiError("draining", "The server is stopping", { retryAfter: 5 });
}

function unavailable(): ApiError {
  return new ApiError("engine_unavailable", "No evaluation process can be started", { retryAfter: 10 });
}

function abandoned(): ApiError {
  return new ApiError("client_closed_request", "The client closed the request");
}

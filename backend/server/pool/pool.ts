// The dispatcher: a bounded queue in front of evaluation processes that run one task each. Over capacity it refuses at
// once; a task whose client left is dropped or killed. Long programs may occupy all processes but one, at low priority:
// a program that turns out long on the last one makes room and waits for its turn among the long ones.
import { sha256 } from "../../shared/hash.ts";
import { ApiError } from "../errors.ts";
import type { CircuitBreaker } from "./circuit-breaker.ts";
import { Crew, type CrewOptions, type FailedStart, isWhole } from "./crew.ts";
import { Estimates, type Expectation, longMilliseconds } from "./estimates.ts";
import { describePool, type PoolStats } from "./pool-stats.ts";
import type { PreviewEvent, Reply, Task, TaskEnd } from "./protocol.ts";
import type { Quarantine } from "./quarantine.ts";
import { abandoned, boundedWait, draining, outOfMemory, overloaded, timedOut, unavailable } from "./refusals.ts";
import { SecondCounter } from "./second-counter.ts";
import { type Priority, TaskQueue } from "./task-queue.ts";
import { watchLength } from "./watch-length.ts";
import type { RunEnd, WorkerProcess } from "./worker-process.ts";

export interface PoolOptions extends Omit<CrewOptions, "onReady" | "onFailedStart"> {
  readonly queueSize: number;
  /** Programs that run at once while no long one does: more than there are processors only disturb each other. */
  readonly shortAtOnce: number;
  /** How long a task may wait for a process, in milliseconds. */
  readonly queueTime: number;
  readonly breaker: CircuitBreaker;
  readonly quarantine: Quarantine;
  readonly onDeath: (death: Death) => void;
}

/** A process that died while it ran a task, for the log. */
export interface Death {
  readonly pid: number;
  /** What the task is known by: a hash of the program, or begins with one. */
  readonly key: string;
  readonly task: Task["kind"];
  /** Processes that died under it so far, this one included. */
  readonly deaths: number;
  readonly ofMemory: boolean;
  readonly byItself: boolean;
  /** Its exit status or signal, and its last words. */
  readonly how: string;
}

export interface RunRequest {
  /** Equal for equal work with equal time; absent: the program's text is enough. */
  readonly key?: string;
  /** Wall time of the evaluation in milliseconds; the process gets a moment more to say it itself. */
  readonly milliseconds: number;
  /** `interactive` if absent. */
  readonly priority?: Priority;
  /** Aborted when nobody waits for the result any more. */
  readonly signal: AbortSignal;
  /** Told what each try took of a processor, in milliseconds. */
  readonly onSpent?: (milliseconds: number) => void;
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
  readonly key: string;
  readonly priority: Priority;
  readonly since: number;
  /** When it began to wait, the last time. */
  waitingFrom: number;
  expected: Expectation;
  /** Processes that died under it. */
  deaths: number;
  /** Whether it may only run in a process that has all of its memory, and whether the last one had. */
  wantsWhole: boolean;
  hadWhole: boolean;
  queueMilliseconds: number;
  readonly resolve: (result: PoolResult) => void;
  readonly reject: (error: Error) => void;
  /** Undoes the timer and the listener of waiting. */
  stopWaiting: () => void;
}

/** Tries of a task whose process died (spec/server.md C-1). */
const tries = 2;
/** What a process gets beyond the time of its task before it is killed. */
const graceMilliseconds = 250;
/** What a cancelled preview gets to notice: its process knows the parts that the next one needs. */
const previewCancelMilliseconds = 1000;
/** How long a task waits for the process that it prefers while another is free. */
const preferMilliseconds = 60;
/** After so many failed starts in a row, waiting for a process makes no sense. */
const hopelessFailures = 4;

export class Pool {
  readonly #options: PoolOptions;
  readonly #crew: Crew;
  readonly #queue: TaskQueue<Entry>;
  readonly #estimates = new Estimates();
  /** Processes that run a long program. */
  readonly #long = new Set<WorkerProcess>();
  readonly #refusals = new SecondCounter();
  readonly #firstReady = Promise.withResolvers<void>();
  #nextId = 1;
  #closed = false;
  /** Moving mean of an evaluation's time in milliseconds. */
  #meanTime = 100;

  constructor(options: PoolOptions) {
    this.#options = options;
    this.#queue = new TaskQueue(options.queueSize);
    this.#crew = new Crew({
      ...options,
      onReady: ({ recovered }) => {
        // A process that proved itself is worth as much as a task that went well.
        if (recovered) options.breaker.close("a process could be started again");
        this.#firstReady.resolve();
        this.#pump();
      },
      onFailedStart: (failure) => this.#afterFailedStart(failure),
    });
  }

  /** How many tasks it would take now. */
  get places(): number {
    return this.#queue.places + (this.#shortMayStart ? this.#crew.idle : 0);
  }

  /** Whether every task would be refused now. */
  get isFull(): boolean {
    return this.places === 0;
  }

  get stats(): PoolStats {
    return describePool({ crew: this.#crew, queue: this.#queue, long: this.#long.size });
  }

  /** Resolves when at least one process can work; rejects with what the first one said when none would start. */
  whenReady(): Promise<void> {
    return this.#firstReady.promise;
  }

  /** Runs a task in some process. Rejects with `ApiError` when it is refused, abandoned, too late or ended its process. */
  async run(task: Task, request: RunRequest): Promise<PoolResult> {
    if (this.#closed) throw draining();
    if (request.signal.aborted) throw abandoned();
    const { breaker, quarantine } = this.#options;
    const key = request.key ?? `${task.kind} ${sha256(task.source)}`;
    const quarantined = quarantine.refusal(key);
    if (quarantined !== undefined) throw quarantined;
    if (this.#crew.workers.size === 0 && this.#crew.failures >= hopelessFailures) throw unavailable();
    const expected = this.#estimates.expect(task);
    if (!this.#mayStart(expected) && !this.#queue.hasRoom(expected)) throw this.refusal();
    breaker.enter();
    try {
      return await this.#enqueue({ task, request, key, expected });
    } finally {
      breaker.leave();
    }
  }

  /** Refuses what waits. Running tasks go on; new ones are refused. */
  drain(): void {
    this.#closed = true;
    this.#refuseWaiting(draining);
  }

  /** Ends every process and waits until they are gone. */
  async close(): Promise<void> {
    this.drain();
    await this.#crew.close();
  }

  /** Refusals in the last second, or a little less. */
  get refusedLately(): number {
    return this.#refusals.lately;
  }

  /** The error for a task that is not taken because of load. */
  refusal(message = "The server is busy: its queue is full"): ApiError {
    return overloaded(message, this.noteRefusal());
  }

  /** Counts a task that is not taken because of load. Gives the seconds after which it is worth another try. */
  noteRefusal(): number {
    this.#refusals.note();
    const waiting = this.#queue.length + this.#crew.workers.size;
    return boundedWait((waiting * this.#meanTime) / 1000 / Math.max(1, this.#options.processes));
  }

  /** One process is kept free of long programs, where there is more than one. */
  get #longMayStart(): boolean {
    return this.#long.size < Math.max(1, this.#options.processes - 1);
  }

  get #shortMayStart(): boolean {
    return this.#long.size > 0 || this.#crew.workers.size - this.#crew.idle < this.#options.shortAtOnce;
  }

  #mayStart(expected: Expectation): boolean {
    return this.#crew.idle > 0 && (expected === "short" ? this.#shortMayStart : this.#longMayStart);
  }

  #enqueue(asked: Pick<Entry, "task" | "request" | "key" | "expected">): Promise<PoolResult> {
    return new Promise((resolve, reject) => {
      const entry: Entry = {
        ...asked,
        id: this.#nextId++,
        priority: asked.request.priority ?? "interactive",
        since: performance.now(),
        waitingFrom: 0,
        deaths: 0,
        wantsWhole: false,
        hadWhole: false,
        queueMilliseconds: 0,
        resolve,
        reject,
        stopWaiting: () => undefined,
      };
      this.#wait(entry);
      this.#pump();
    });
  }

  /** Puts an entry into the queue. While it waits, its client may leave and its time may run out. */
  #wait(entry: Entry): void {
    const giveUp = (error: Error): void => {
      if (!this.#queue.remove(entry)) return;
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
    entry.waitingFrom = performance.now();
    this.#queue.add(entry);
  }

  #refuseWaiting(reason: () => ApiError): void {
    for (const entry of this.#queue.clear()) {
      entry.stopWaiting();
      entry.reject(reason());
    }
  }

  #pump(): void {
    while (this.#crew.idle > 0) {
      const mayRun = (entry: Entry): boolean =>
        entry.wantsWhole ? this.#crew.offersWhole() : !this.#waitsForPreferred(entry);
      const entry = this.#queue.next({ short: this.#shortMayStart, long: this.#longMayStart, mayRun });
      if (entry === undefined) return;
      // Like ones may have turned out long since it came.
      if (entry.expected === "short" && this.#estimates.expect(entry.task) === "long") {
        entry.expected = "long";
        this.#queue.add(entry);
        continue;
      }
      const { expected, request, wantsWhole: whole } = entry;
      const worker = this.#crew.take({ expected, pid: request.prefer, whole });
      // Those that were idle died, and their successors are on the way.
      if (worker === undefined) {
        this.#queue.add(entry);
        return;
      }
      entry.stopWaiting();
      void this.#runOn(worker, entry);
    }
  }

  /** True while the process that knows most of the task is busy and worth waiting for. */
  #waitsForPreferred({ request: { prefer }, waitingFrom }: Entry): boolean {
    if (prefer === undefined || this.#crew.stateOf(prefer) !== "busy") return false;
    const left = waitingFrom + preferMilliseconds - performance.now();
    if (left <= 0) return false;
    setTimeout(() => this.#pump(), left).unref();
    return true;
  }

  async #runOn(worker: WorkerProcess, entry: Entry): Promise<void> {
    const started = performance.now();
    entry.queueMilliseconds += started - entry.waitingFrom;
    entry.hadWhole = isWhole(worker);
    const resultPath = this.#options.scratch.nextPath();
    if (entry.expected === "long") this.#makeLong(worker);
    const turnLong = (): void => this.#turnLong(worker, entry);
    const stopWatching = entry.expected === "long" ? () => undefined : watchLength(worker, turnLong);
    const end = await worker.run(entry.id, entry.task, {
      milliseconds: entry.request.milliseconds + graceMilliseconds,
      signal: entry.request.signal,
      onEvent: entry.request.onEvent,
      cancelMilliseconds: entry.task.kind === "preview" ? previewCancelMilliseconds : undefined,
      resultPath,
    });
    stopWatching();
    this.#long.delete(worker);
    const milliseconds = performance.now() - started;
    this.#meanTime += (milliseconds - this.#meanTime) / 16;
    const hasResult = end.kind === "reply" && end.reply.end.status === "success";
    if (!hasResult) this.#options.scratch.discard(resultPath);
    // A process that did not come back was busy all the time, for all that is known.
    entry.request.onSpent?.(end.kind === "reply" ? end.reply.processorMilliseconds : milliseconds);
    if (end.kind === "reply") this.#estimates.note(entry.task, end.reply.processorMilliseconds);
    else if (end.kind === "timeout") this.#estimates.note(entry.task, milliseconds);
    this.#settle(worker, entry, end);
    this.#pump();
  }

  #makeLong(worker: WorkerProcess): void {
    this.#long.add(worker);
    worker.lower();
    // The first long program makes room for one more of the others.
    queueMicrotask(() => this.#pump());
  }

  /** A program that was taken for short is not: it stays as a long one, or makes room and waits among those. */
  #turnLong(worker: WorkerProcess, entry: Entry): void {
    this.#estimates.note(entry.task, 2 * longMilliseconds);
    entry.expected = "long";
    if (this.#longMayStart) this.#makeLong(worker);
    else if (this.#options.processes > 1) worker.preempt();
  }

  #settle(worker: WorkerProcess, entry: Entry, end: RunEnd): void {
    const { key } = entry;
    switch (end.kind) {
      case "reply":
        this.#noteEnd(entry, end.reply.end);
        this.#crew.giveBack(worker, reasonToEnd(end.reply));
        if (isOfMemory(end.reply.end) && this.#tryWhole(entry)) break;
        entry.resolve({ reply: end.reply, queueMilliseconds: entry.queueMilliseconds, pid: worker.pid });
        break;
      case "timeout":
        this.#crew.replace(worker, "timeout");
        this.#options.quarantine.note(key, "timeout");
        entry.reject(timedOut(entry.request.milliseconds));
        break;
      case "cancelled":
        // A process that noticed goes on: it keeps what it knows.
        if (end.alive) this.#crew.giveBack(worker, end.spent ? "spent" : undefined);
        else this.#crew.replace(worker, "cancelled");
        entry.reject(abandoned());
        break;
      case "preempted":
        if (end.alive) this.#crew.giveBack(worker, end.spent ? "spent" : undefined);
        else this.#crew.replace(worker, "preempted");
        this.#wait(entry);
        break;
      case "died":
        this.#afterDeath(worker, entry, end);
        break;
      default:
        end satisfies never;
    }
  }

  /** What the end of a task tells about the engine and the program. */
  #noteEnd({ key, wantsWhole }: Entry, end: TaskEnd): void {
    const { breaker, quarantine } = this.#options;
    if (end.status !== "failure") {
      breaker.succeed();
      // It did not need too much: the process before had too little left.
      if (wantsWhole) quarantine.forgive(key);
      return;
    }
    if (end.reason === "defect") breaker.fail(key);
    quarantine.note(key, end.reason === "memory" ? "memory" : "crash");
  }

  /**
   * Lets a task that was refused memory run once more where it may have all of it. What it may use must not depend on what
   * ran in its process before. False when it had all, or does this again and again.
   */
  #tryWhole(entry: Entry): boolean {
    if (entry.hadWhole || this.#options.quarantine.refusal(entry.key) !== undefined) return false;
    entry.wantsWhole = true;
    this.#wait(entry);
    return true;
  }

  /** A process that died with its memory full would die again; any other death gets the task a second try. */
  #afterDeath(worker: WorkerProcess, entry: Entry, end: RunEnd & { readonly kind: "died" }): void {
    const { breaker, quarantine, processMemoryBytes, onDeath } = this.#options;
    const { key } = entry;
    const { ofMemory, byItself, how } = end;
    entry.deaths += 1;
    onDeath({ pid: worker.pid, key, task: entry.task.kind, deaths: entry.deaths, ofMemory, byItself, how });
    if (ofMemory) {
      quarantine.note(key, "memory");
      if (!this.#tryWhole(entry)) entry.reject(outOfMemory(processMemoryBytes));
      return;
    }
    // A process that somebody killed from outside says nothing about its program.
    if (byItself) {
      quarantine.note(key, "crash");
      breaker.fail(key);
    }
    const quarantined = quarantine.refusal(key);
    if (quarantined !== undefined) entry.reject(quarantined);
    else if (entry.deaths >= tries)
      entry.reject(new ApiError("engine_crashed", `The evaluation ended its process ${entry.deaths} times`));
    else this.#wait(entry);
  }

  #afterFailedStart({ error, inRow, byItself }: FailedStart): void {
    // As with programs: a process that somebody killed says nothing about the engine.
    if (byItself) this.#options.breaker.fail(`start ${inRow}`);
    if (inRow < hopelessFailures) return;
    this.#firstReady.reject(error);
    if (this.#crew.workers.size === 0) this.#refuseWaiting(unavailable);
  }
}

/** Why a process must not run another task after this one. */
function reasonToEnd({ end, spent }: Reply): string | undefined {
  if (end.status === "failure") return `failure: ${end.message}`;
  return spent ? "spent" : undefined;
}

function isOfMemory(end: TaskEnd): boolean {
  return end.status === "failure" && end.reason === "memory";
}

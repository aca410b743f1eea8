// What health, metrics and the live lane are told about the processes and their queue.
import type { Crew } from "./crew.ts";
import type { CacheUse, TaskEnd } from "./protocol.ts";
import { type Priority, priorities, type Queued, type TaskQueue } from "./task-queue.ts";
import type { WorkerProcess } from "./worker-process.ts";

export type WorkerState = "busy" | "idle" | "spare";

export interface PoolStats {
  readonly queued: number;
  /** By who waits. */
  readonly lanes: readonly { readonly lane: Priority; readonly queued: number; readonly oldestMilliseconds: number }[];
  readonly busy: number;
  /** Of the busy ones, those that run a long program. */
  readonly long: number;
  readonly ready: number;
  /** Ready to take the place of another. */
  readonly spare: number;
  /** Processes that were replaced so far. */
  readonly restarts: number;
  /** A process is ready, or its successor is on the way and nothing says that it will not come. */
  readonly works: boolean;
  readonly workers: readonly {
    readonly pid: number;
    readonly state: WorkerState;
    readonly ageSeconds: number;
    /** How its last task ended; undefined before the first. */
    readonly last: TaskEnd["status"] | undefined;
    readonly evaluations: number;
    readonly residentBytes: number;
    readonly caches: readonly CacheUse[];
  }[];
}

export interface DescribedPool {
  readonly crew: Crew;
  readonly queue: TaskQueue<Queued>;
  /** Processes that run a long program. */
  readonly long: number;
}

export function describePool({ crew, queue, long }: DescribedPool): PoolStats {
  const now = performance.now();
  const describe = (worker: WorkerProcess, state: WorkerState): PoolStats["workers"][number] => ({
    pid: worker.pid,
    state,
    ageSeconds: Math.round((now - worker.startedAt) / 1000),
    last: worker.lastEnd,
    evaluations: worker.evaluations,
    residentBytes: worker.residentBytes,
    caches: worker.caches,
  });
  const active = [...crew.workers].map((worker) => describe(worker, worker.busy ? "busy" : "idle"));
  const spares = [...crew.spares].map((worker) => describe(worker, "spare"));
  const lanes = priorities.map((lane) => {
    const { count, oldest } = queue.waiting(lane);
    return { lane, queued: count, oldestMilliseconds: oldest === undefined ? 0 : now - oldest };
  });
  return {
    queued: queue.length,
    lanes,
    busy: active.filter(({ state }) => state === "busy").length,
    long,
    ready: active.length,
    spare: spares.length,
    restarts: crew.restarts,
    works: crew.works,
    workers: [...active, ...spares],
  };
}

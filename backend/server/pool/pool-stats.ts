// What health, metrics and the live lane are told about the processes and their queue.
import type { Crew } from "./crew.ts";
import type { CacheUse } from "./protocol.ts";
import { type Priority, priorities, type Queued, type TaskQueue } from "./task-queue.ts";

export interface PoolStats {
  readonly queued: number;
  /** By who waits. */
  readonly lanes: readonly { readonly lane: Priority; readonly queued: number; readonly oldestMilliseconds: number }[];
  readonly busy: number;
  /** Of the busy ones, those that run a long program. */
  readonly long: number;
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

export interface DescribedPool {
  readonly crew: Crew;
  readonly queue: TaskQueue<Queued>;
  /** Processes that run a long program. */
  readonly long: number;
}

export function describePool({ crew, queue, long }: DescribedPool): PoolStats {
  const workers = [...crew.workers].map((worker) => ({
    pid: worker.pid,
    state: worker.busy ? ("busy" as const) : ("idle" as const),
    evaluations: worker.evaluations,
    residentBytes: worker.residentBytes,
    caches: worker.caches,
  }));
  const now = performance.now();
  const lanes = priorities.map((lane) => {
    const { count, oldest } = queue.waiting(lane);
    return { lane, queued: count, oldestMilliseconds: oldest === undefined ? 0 : now - oldest };
  });
  return {
    queued: queue.length,
    lanes,
    busy: workers.filter(({ state }) => state === "busy").length,
    long,
    ready: workers.length,
    works: crew.works,
    workers,
  };
}

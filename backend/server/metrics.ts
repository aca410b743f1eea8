// What the service counts, in Prometheus' own form and by its conventions: base units, `_total` for counters, labels with
// few values. Clients are never a label.
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import { wasmFiles } from "../../wasm/manifest.ts";
import type { Log } from "./log.ts";
import { LoopLag } from "./loop-lag.ts";
import type { CircuitBreaker } from "./pool/circuit-breaker.ts";
import type { LazyPool } from "./pool/lazy-pool.ts";
import type { Pool } from "./pool/pool.ts";
import type { CacheUse, Timing } from "./pool/protocol.ts";
import type { Quarantine } from "./pool/quarantine.ts";
import { RecentSum } from "./recent.ts";

interface PartCounts {
  readonly hits: number;
  readonly misses: number;
}

/** Parts of the service whose state is read at each scrape. */
export interface WatchedParts {
  readonly pool: Pool;
  readonly solids: LazyPool;
  readonly log: Log;
  readonly breakers: readonly CircuitBreaker[];
  readonly quarantine: Quarantine;
  readonly cacheBytes: () => Readonly<Record<string, number>>;
}

const breakerNumbers = { CLOSED: 0, HALF_OPEN: 1, OPEN: 2 } as const;

/** How a revision of a live session ended; `late`: it was finished although there was a newer one. */
export type LiveOutcome = "done" | "failed" | "skipped" | "cancelled" | "late";

export type EvaluationOutcome = "success" | "user_error" | "limit" | "timeout" | "crash" | "abandoned" | "shed";

/**
 * Stages as the metric names them (spec/server.md §5f). The pipeline names its own more finely, for those who look for the
 * time of one program.
 */
const metricStages: ReadonlyMap<string, string> = new Map([
  ["queue", "queue"],
  ["parse", "parse"],
  ["link", "parse"],
  ["fonts", "eval"],
  ["run", "eval"],
  ["parts", "csg"],
  ["kernel", "csg"],
  ["occt", "csg"],
  ["realize", "csg"],
  ["heal", "csg"],
  ["gate", "validate"],
  ["check", "validate"],
  ["validate", "validate"],
  ["write", "export"],
]);

const seconds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

/** Whether a failure may pass by itself, will come again with the same program, or is the service's own (spec/server.md R-57). */
export type FailureKind = "transient" | "permanent" | "systemic";

export interface RecentFigures {
  readonly requestsLastHour: number;
  /** Of evaluations; null when there were none. */
  readonly meanSecondsLastHour: number | null;
  /** Of files that were validated, from 0 to 1; null when there were none. */
  readonly meanQualityLastDay: number | null;
  readonly failuresLastDay: Readonly<Record<FailureKind, number>>;
}

function failureKind(outcome: EvaluationOutcome, reason: string): FailureKind | undefined {
  switch (outcome) {
    case "success":
    case "abandoned":
      return undefined;
    case "shed":
      return reason === "engine_unavailable" ? "systemic" : "transient";
    case "crash":
      return reason === "internal_error" ? "systemic" : "permanent";
    default:
      return "permanent";
  }
}

function engineVersions(): { readonly manifold: string; readonly occt: string } {
  const versionOf = (name: string): string => wasmFiles.find((file) => file.package === name)?.version ?? "none";
  return { manifold: versionOf("manifold-3d"), occt: versionOf("replicad-opencascadejs") };
}

export class Metrics {
  readonly registry = new Registry();
  readonly requests: Counter<"route" | "method" | "status">;
  readonly requestDuration: Histogram<"route">;
  readonly cacheRequests: Counter<"tier" | "result">;
  readonly rateLimited: Counter<"policy">;
  readonly liveRevisions: Counter<"outcome">;
  readonly workerRestarts: Counter<"engine" | "reason">;
  readonly quarantined: Counter<"cause">;
  readonly degraded: Counter<"tier">;
  readonly #evaluations: Counter<"lane" | "outcome">;
  readonly #stages: Histogram<"stage">;
  readonly #shed: Counter<"reason">;
  readonly #cpu: Counter<"engine">;
  readonly #quality: Histogram;
  readonly #recent = {
    requests: new RecentSum(),
    evaluations: new RecentSum(),
    seconds: new RecentSum(),
    validations: new RecentSum(),
    quality: new RecentSum(),
    failures: { transient: new RecentSum(), permanent: new RecentSum(), systemic: new RecentSum() },
  };

  constructor(version: string) {
    const registers = [this.registry];
    const counter = <L extends string>(name: string, help: string, labelNames: L[]): Counter<L> =>
      new Counter({ name, help, labelNames, registers });
    const histogram = <L extends string>(name: string, help: string, labelNames: L[]): Histogram<L> =>
      new Histogram({ name, help, labelNames, buckets: seconds, registers });
    this.requests = counter("moicad_http_requests_total", "Requests answered", ["route", "method", "status"]);
    this.requestDuration = histogram("moicad_http_request_duration_seconds", "Time to the answer's head", ["route"]);
    this.cacheRequests = counter("moicad_cache_requests_total", "Lookups in caches", ["tier", "result"]);
    this.rateLimited = counter("moicad_rate_limited_total", "Requests refused with 429", ["policy"]);
    this.workerRestarts = counter("moicad_worker_restarts_total", "Processes replaced", ["engine", "reason"]);
    this.liveRevisions = counter("moicad_live_revisions_total", "Revisions of live sessions by how they ended", [
      "outcome",
    ]);
    this.quarantined = counter("moicad_quarantined_total", "Programs that are refused for a while", ["cause"]);
    this.degraded = counter("moicad_degraded_total", "Exact solids with faces that are facets of a mesh", ["tier"]);
    this.degraded.inc({ tier: "T2" }, 0);
    this.#evaluations = counter("moicad_evaluations_total", "Evaluations by how they ended", ["lane", "outcome"]);
    this.#stages = histogram("moicad_stage_duration_seconds", "Time by stage of an evaluation", ["stage"]);
    this.#shed = counter("moicad_shed_total", "Requests refused because of load", ["reason"]);
    this.#cpu = counter("moicad_kernel_cpu_seconds_total", "Processor time of tasks that were answered", ["engine"]);
    this.#quality = new Histogram({
      name: "moicad_validation_quality_score",
      help: "Quality of files that were validated, from 0 to 1",
      buckets: [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 1],
      registers,
    });
    const build = new Gauge({
      name: "moicad_build_info",
      help: "Versions, always 1",
      labelNames: ["version", "bun", "manifold", "occt"],
      registers,
    });
    build.set({ version, bun: Bun.version, ...engineVersions() }, 1);
    collectDefaultMetrics({ register: this.registry });
  }

  /** A request that was answered. */
  request(labels: { route: string; method: string; status: number }, milliseconds: number): void {
    this.#recent.requests.add();
    this.requests.inc(labels);
    this.requestDuration.observe({ route: labels.route }, milliseconds / 1000);
  }

  /** An evaluation that gave a result. */
  succeeded(lane: string, timings: readonly Timing[]): void {
    this.#evaluations.inc({ lane, outcome: "success" });
    const stages = new Map<string, number>();
    for (const { stage, milliseconds } of timings) {
      const name = metricStages.get(stage) ?? "other";
      stages.set(name, (stages.get(name) ?? 0) + milliseconds);
    }
    for (const [stage, milliseconds] of stages) this.#stages.observe({ stage }, milliseconds / 1000);
    this.#recent.evaluations.add();
    this.#recent.seconds.add(timings.reduce((sum, { milliseconds }) => sum + milliseconds, 0) / 1000);
  }

  /** Evaluations that did not, or that never began. `reason` is the error's code. */
  failed(lane: string, outcome: Exclude<EvaluationOutcome, "success">, reason: string, count = 1): void {
    this.#evaluations.inc({ lane, outcome }, count);
    if (outcome === "shed") this.#shed.inc({ reason }, count);
    const kind = failureKind(outcome, reason);
    if (kind !== undefined) this.#recent.failures[kind].add(count);
  }

  /** Processor time that a task took, in milliseconds. */
  spent(engine: string, milliseconds: number): void {
    this.#cpu.inc({ engine }, milliseconds / 1000);
  }

  /** A file that was validated, from 0 to 1. */
  quality(score: number): void {
    this.#quality.observe(score);
    this.#recent.validations.add();
    this.#recent.quality.add(score);
  }

  /** The last hour and the last day in numbers. */
  get recent(): RecentFigures {
    const { requests, evaluations, seconds: spent, failures, validations, quality } = this.#recent;
    const count = evaluations.over(60);
    const validated = validations.over(1440);
    return {
      requestsLastHour: requests.over(60),
      meanSecondsLastHour: count === 0 ? null : spent.over(60) / count,
      meanQualityLastDay: validated === 0 ? null : quality.over(1440) / validated,
      failuresLastDay: {
        transient: failures.transient.over(1440),
        permanent: failures.permanent.over(1440),
        systemic: failures.systemic.over(1440),
      },
    };
  }

  /** Lookups of one evaluation in the caches of its process. */
  caches(uses: readonly CacheUse[]): void {
    for (const { name, hits, misses } of uses) {
      this.cacheRequests.inc({ tier: name, result: "hit" }, hits);
      this.cacheRequests.inc({ tier: name, result: "miss" }, misses);
    }
  }

  /** The same for the live lane. */
  watchLive({ connections, parts }: { readonly connections: () => number; readonly parts: () => PartCounts }): void {
    const { registry, cacheRequests } = this;
    let told = { hits: 0, misses: 0 };
    new Gauge({
      name: "moicad_ws_connections",
      help: "Live sessions over WebSockets",
      registers: [registry],
      collect() {
        this.set(connections());
        const { hits, misses } = parts();
        cacheRequests.inc({ tier: "parts", result: "hit" }, hits - told.hits);
        cacheRequests.inc({ tier: "parts", result: "miss" }, misses - told.misses);
        told = { hits, misses };
      },
    });
  }

  /** Adds what is read from the parts of the service at each scrape. */
  watch({ pool, solids, log, breakers, quarantine, cacheBytes }: WatchedParts): void {
    const registers = [this.registry];
    const gauge = (name: string, help: string, read: () => number): void => {
      new Gauge({
        name,
        help,
        registers,
        collect() {
          this.set(read());
        },
      });
    };
    new Gauge({
      name: "moicad_queue_depth",
      help: "Requests that wait for a process",
      labelNames: ["lane"],
      registers,
      collect() {
        for (const { lane, queued } of pool.stats.lanes) this.set({ lane }, queued);
      },
    });
    new Gauge({
      name: "moicad_queue_oldest_age_seconds",
      help: "How long the oldest of them waits",
      labelNames: ["lane"],
      registers,
      collect() {
        for (const { lane, oldestMilliseconds } of pool.stats.lanes) this.set({ lane }, oldestMilliseconds / 1000);
      },
    });
    const lag = new LoopLag();
    gauge("moicad_event_loop_lag_seconds", "The longest delay of the last minute", () => lag.seconds);
    new Gauge({
      name: "moicad_cache_bytes",
      help: "Bytes that caches hold: in the service, and in all evaluation processes together",
      labelNames: ["tier"],
      registers,
      collect() {
        for (const [tier, bytes] of Object.entries(cacheBytes())) this.set({ tier }, bytes);
        const kept = new Map<string, number>([
          ["shapes", 0],
          ["primitives", 0],
          ["results", 0],
        ]);
        for (const { caches } of pool.stats.workers)
          for (const { name, bytes } of caches) if (bytes !== undefined) kept.set(name, (kept.get(name) ?? 0) + bytes);
        for (const [tier, bytes] of kept) this.set({ tier }, bytes);
      },
    });
    new Counter({
      name: "moicad_log_write_errors_total",
      help: "Log lines that could not be written to a file",
      registers,
      collect() {
        this.reset();
        this.inc(log.lostLines());
      },
    });
    gauge("moicad_quarantine_entries", "Programs that are refused now", () => quarantine.size);
    gauge("moicad_long_evaluations", "Long programs that run, at low priority", () => pool.stats.long);
    new Gauge({
      name: "moicad_circuit_breaker_state",
      help: "0 closed, 1 half open, 2 open",
      labelNames: ["name"],
      registers,
      collect() {
        for (const { name, state } of breakers) this.set({ name }, breakerNumbers[state]);
      },
    });
    new Gauge({
      name: "moicad_workers",
      help: "Evaluation processes",
      labelNames: ["engine", "state"],
      registers,
      collect() {
        for (const [engine, stats] of [
          ["manifold", pool.stats],
          ["occt", solids.stats],
        ] as const) {
          const { busy, ready, spare } = stats ?? { busy: 0, ready: 0, spare: 0 };
          this.set({ engine, state: "busy" }, busy);
          this.set({ engine, state: "idle" }, ready - busy);
          this.set({ engine, state: "spare" }, spare);
        }
      },
    });
  }
}

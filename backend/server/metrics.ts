// What the service counts, in Prometheus' own form and by its conventions: base units, `_total` for counters, labels with
// few values. Clients are never a label.
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import { LoopLag } from "./loop-lag.ts";
import type { Pool } from "./pool/pool.ts";
import type { Timing } from "./pool/protocol.ts";

export type EvaluationOutcome = "success" | "user_error" | "limit" | "timeout" | "crash" | "abandoned" | "shed";

const seconds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

export class Metrics {
  readonly registry = new Registry();
  readonly requests: Counter<"route" | "method" | "status">;
  readonly requestDuration: Histogram<"route">;
  readonly cacheRequests: Counter<"tier" | "result">;
  readonly rateLimited: Counter<"policy">;
  readonly workerRestarts: Counter<"engine" | "reason">;
  readonly #evaluations: Counter<"lane" | "outcome">;
  readonly #stages: Histogram<"stage">;
  readonly #shed: Counter<"lane">;

  constructor(version: string) {
    const registers = [this.registry];
    const counter = <L extends string>(name: string, help: string, labelNames: L[]): Counter<L> =>
      new Counter({ name, help, labelNames, registers });
    const histogram = <L extends string>(name: string, help: string, labelNames: L[]): Histogram<L> =>
      new Histogram({ name, help, labelNames, buckets: seconds, registers });
    this.requests = counter("moicad_http_requests_total", "Requests answered", ["route", "method", "status"]);
    this.requestDuration = histogram("moicad_http_request_duration_seconds", "Time to the answer's head", ["route"]);
    this.cacheRequests = counter("moicad_cache_requests_total", "Lookups of finished results", ["tier", "result"]);
    this.rateLimited = counter("moicad_rate_limited_total", "Requests refused with 429", ["policy"]);
    this.workerRestarts = counter("moicad_worker_restarts_total", "Processes replaced", ["engine", "reason"]);
    this.#evaluations = counter("moicad_evaluations_total", "Evaluations by how they ended", ["lane", "outcome"]);
    this.#stages = histogram("moicad_stage_duration_seconds", "Time by stage of an evaluation", ["stage"]);
    this.#shed = counter("moicad_shed_total", "Requests refused because of load", ["lane"]);
    const build = new Gauge({
      name: "moicad_build_info",
      help: "Versions, always 1",
      labelNames: ["version", "bun"],
      registers,
    });
    build.set({ version, bun: Bun.version }, 1);
    collectDefaultMetrics({ register: this.registry });
  }

  /** An evaluation that ended. */
  evaluation(lane: string, outcome: EvaluationOutcome, timings: readonly Timing[]): void {
    this.#evaluations.inc({ lane, outcome });
    if (outcome === "shed") this.#shed.inc({ lane });
    for (const { stage, milliseconds } of timings) this.#stages.observe({ stage }, milliseconds / 1000);
  }

  /** Adds what is read from the parts of the service at each scrape. */
  watch(pool: Pool, cacheBytes: () => number): void {
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
    gauge("moicad_queue_depth", "Requests that wait for a process", () => pool.stats.queued);
    gauge(
      "moicad_queue_oldest_age_seconds",
      "How long the oldest of them waits",
      () => pool.stats.oldestMilliseconds / 1000,
    );
    const lag = new LoopLag();
    gauge("moicad_event_loop_lag_seconds", "The longest delay of the last minute", () => lag.seconds);
    gauge("moicad_cache_bytes", "Bytes of finished results in memory", cacheBytes);
    new Gauge({
      name: "moicad_workers",
      help: "Evaluation processes",
      labelNames: ["engine", "state"],
      registers,
      collect() {
        const { busy, ready } = pool.stats;
        this.set({ engine: "manifold", state: "busy" }, busy);
        this.set({ engine: "manifold", state: "idle" }, ready - busy);
      },
    });
  }
}

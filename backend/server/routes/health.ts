// /health, /ready, /live and their aliases (spec/server.md §2b). /live touches nothing but the event loop.
import { statfsSync } from "node:fs";
import { tmpdir } from "node:os";
import type { Context } from "hono";
import { serverLimits } from "../../shared/limits.ts";
import type { Service, ServiceEnv } from "../service.ts";

const megabyte = 1_048_576;
const megabytes = (bytes: number): number => Math.round((bytes / megabyte) * 10) / 10;

/** How long the queue may stay full before /ready says so, in milliseconds. */
const saturationTime = 5000;

/** A disk counts as full with less free than this share of it, and less than the largest result needs. */
const leastFreeShare = 0.05;
const leastFreeBytes = serverLimits.outputBytes;

/** Whether there is room for results under way. */
function hasRoom({ config }: Service): boolean {
  const { bavail, blocks, bsize } = statfsSync(config.temporaryDirectory ?? tmpdir());
  return blocks === 0 || bavail / blocks > leastFreeShare || bavail * bsize > leastFreeBytes;
}

/** Whether a request asks about single processes. */
export function isVerbose(c: Context<ServiceEnv>): boolean {
  return ["1", "true"].includes(c.req.query("verbose") ?? "");
}

export function healthRoute(service: Service) {
  return (c: Context<ServiceEnv>): Response => {
    const { config, pool, version } = service;
    const { queued, busy, ready, spare, restarts, works } = pool.stats;
    const memory = process.memoryUsage();
    const logFilesAccessible = service.log.filesAccessible();
    const diskSpace = hasRoom(service) ? "adequate" : "critical";
    const circuit = service.breakers[0]?.state;
    const healthy = works && circuit !== "OPEN" && logFilesAccessible && !service.draining;
    return c.json(
      {
        status: healthy ? "healthy" : "unhealthy",
        timestamp: new Date().toISOString(),
        environment: config.environment,
        version,
        uptime: Math.round(process.uptime() * 1000) / 1000,
        memory: {
          used: megabytes(memory.heapUsed),
          total: megabytes(memory.rss),
          external: megabytes(memory.external),
        },
        api: {
          parser: works ? "operational" : "unavailable",
          evaluator: works ? "operational" : "unavailable",
          wasm: works ? "loaded" : "unavailable",
        },
        production: { logFilesAccessible, diskSpace },
        queue: { waiting: queued, capacity: config.queueSize },
        circuit_breaker: circuit,
        engines: Object.fromEntries(service.breakers.map(({ name, state }) => [name, works && state !== "OPEN"])),
        workers: { ready, busy, configured: config.processes, spare, restarts },
        draining: service.draining,
        ...(isVerbose(c) ? { processes: pool.stats.workers } : {}),
      },
      healthy ? 200 : 503,
    );
  };
}

export function readyRoute(service: Service) {
  return (c: Context<ServiceEnv>): Response => {
    const { queued, lanes, works } = service.pool.stats;
    const oldestMilliseconds = Math.max(...lanes.map((lane) => lane.oldestMilliseconds));
    const circuit = service.breakers[0]?.state;
    const saturated = queued >= service.config.queueSize && oldestMilliseconds > saturationTime;
    const reason = service.draining
      ? "draining"
      : !works
        ? "no evaluation process is ready"
        : circuit === "OPEN"
          ? "the engine failed again and again"
          : saturated
            ? "the queue is full"
            : hasRoom(service)
              ? undefined
              : "the disk is full";
    const status = reason === undefined ? "ready" : "not ready";
    return c.json({ status, reason, circuit_breaker: circuit }, reason === undefined ? 200 : 503);
  };
}

export function liveRoute() {
  return (c: Context<ServiceEnv>): Response => c.json({ status: "alive" });
}

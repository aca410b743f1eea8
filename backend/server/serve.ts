// Starts and stops the service: evaluation processes first, then the port; on the way out the other way round.

import { checkWasmFiles } from "../../wasm/manifest.ts";
import { BodyBudget, bodiesOfOneClient } from "./admission/body.ts";
import { OverloadGuard } from "./admission/overload.ts";
import { ProcessorBudget } from "./admission/processor-budget.ts";
import { createApp } from "./app.ts";
import { AssetStore } from "./cache/asset-store.ts";
import { ResultCache } from "./cache/result-cache.ts";
import { SingleFlight } from "./cache/single-flight.ts";
import type { Config } from "./config.ts";
import { FailureRegister } from "./failures.ts";
import { openLiveService } from "./live/live-service.ts";
import { type Connection, liveSockets } from "./live/socket.ts";
import type { Log } from "./log.ts";
import { Metrics } from "./metrics.ts";
import type { Produced } from "./obtain.ts";
import { openKeys } from "./places.ts";
import { openEngines } from "./pool/engines.ts";
import { LazyPool } from "./pool/lazy-pool.ts";
import { Scratch } from "./pool/scratch.ts";
import type { Service, ServiceEnv } from "./service.ts";
import { libraryFolder } from "./work/libraries.ts";

/** Processes for exact solids end after so long without work, in milliseconds, and after so many evaluations. */
const solidsIdleTime = 60_000;
/** What the first exact solid may take, in milliseconds. */
const proofTime = 60_000;
const solidsEvaluations = 200;

/** How often assets that nobody used are removed, and how often the log tells the memory, in milliseconds. */
const sweepInterval = 60_000;
const memoryInterval = 60_000;

export interface RunningServer {
  readonly port: number;
  readonly url: string;
  /** Refuses new work, lets what runs finish within the configured time, ends every process. Resolves when all is gone. */
  stop(): Promise<void>;
}

export interface ServeOptions {
  readonly config: Config;
  readonly log: Log;
  readonly version: string;
}

/** Resolves when the first evaluation process has proved itself and the port is open. */
export async function serve({ config, log, version }: ServeOptions): Promise<RunningServer> {
  const keys = openKeys(config);
  const changed = checkWasmFiles();
  if (changed.length > 0) throw new Error(`kernels differ from the tested ones: ${changed.join("; ")}`);
  await checkPort(config);
  for (const folder of config.libraryFolders)
    if (libraryFolder(folder) === undefined)
      log("warn", "a folder of OPENSCADPATH cannot be reached: it is left out", { folder });
  const metrics = new Metrics(version);
  const results = new ResultCache(config.cacheBytes);
  const uploads = new Scratch(config.temporaryDirectory);
  const now = (): number => performance.now();
  const assets = new AssetStore({ ...config.assets, directory: uploads.directory, now });
  const sweeping = setInterval(() => assets.sweep(), sweepInterval);
  const { breakers, quarantine, scratch, open } = openEngines({ config, log, metrics });
  const pool = open("manifold", config);
  const solids = new LazyPool({
    idleTime: solidsIdleTime,
    open: () =>
      open("occt", {
        processes: 1,
        spareProcesses: 0,
        shortAtOnce: 1,
        processMemoryBytes: config.solidsMemoryBytes,
        processEvaluations: Math.min(config.processEvaluations, solidsEvaluations),
        shapeCacheBytes: 0,
      }),
  });
  const live = openLiveService({ config, pool, metrics, log, version });
  const cacheBytes = () => ({ memory: results.bytes, assets: assets.bytes, parts: live.parts.counts.bytes });
  metrics.watch({ pool, solids, log, breakers, quarantine, cacheBytes });
  const flights = new SingleFlight<Produced>();
  const service: Service = {
    config,
    pool,
    solids,
    breakers,
    keys,
    bodies: new BodyBudget({
      bytes: config.bodiesBytes,
      clientBytes: bodiesOfOneClient(config),
      onLimited: () => metrics.rateLimited.inc({ policy: "bodies" }),
    }),
    processorBudget: new ProcessorBudget({ secondsPerMinute: config.rateLimits?.processorSeconds, now }),
    log,
    metrics,
    results,
    assets,
    flights,
    failures: new FailureRegister(),
    quarantine,
    live,
    version,
    draining: false,
  };
  const app = createApp(service);
  const overload = new OverloadGuard({ pool, metrics, log });
  const sockets = liveSockets(service);
  // Bun closes a connection whose handler is silent for ten seconds; evaluations may be silent for longer.
  const patience = Math.min(255, Math.ceil((config.queueTime + 2 * config.evaluationTime) / 1000) + 10);
  const server = Bun.serve<Connection>({
    port: config.port,
    hostname: config.host,
    // The routes count bytes themselves and answer in the common form; this is only the outermost bound.
    maxRequestBodySize: 2 * Math.max(config.bodyBytes, config.uploadBytes) + 65_536,
    fetch(request, bun) {
      const arrived = overload.receive(request);
      if (arrived instanceof Response) return arrived;
      const answered = app.fetch(request, {
        keepOpen: (open: Request) => bun.timeout(open, patience),
        address: (from: Request) => bun.requestIP(from)?.address ?? "",
        upgrade: (from, data, headers) => bun.upgrade(from, { data, headers }),
        arrived,
      } satisfies ServiceEnv["Bindings"]);
      void Promise.resolve(answered).then(arrived, arrived);
      return answered;
    },
    websocket: sockets.handler,
  });
  try {
    await pool.whenReady();
    if (config.solidsRequired) await proveSolids(solids);
  } catch (error) {
    sockets.close();
    await server.stop(true);
    await Promise.all([pool.close(), solids.close()]);
    clearInterval(sweeping);
    scratch.remove();
    uploads.remove();
    throw new Error(`no evaluation process can be started: ${(error as Error).message}`);
  }

  const tellMemory = (): void => {
    const { heapUsed, rss } = process.memoryUsage();
    log("info", "memory", { heapUsed, rss, cacheBytes: results.bytes });
  };
  tellMemory();
  const memoryLine = setInterval(tellMemory, memoryInterval);

  async function stop(): Promise<void> {
    clearInterval(memoryLine);
    clearInterval(sweeping);
    service.draining = true;
    await Bun.sleep(config.drainDelay);
    sockets.close();
    pool.drain();
    solids.drain();
    await Promise.race([server.stop(), Bun.sleep(config.drainTime)]);
    await server.stop(true);
    await Promise.all([pool.close(), solids.close()]);
    scratch.remove();
    uploads.remove();
  }

  return { port: server.port as number, url: `http://localhost:${server.port}`, stop };
}

/** Makes one exact solid. Throws when there is none. */
async function proveSolids(solids: LazyPool): Promise<void> {
  const cube = { kind: "evaluate", source: "cube(1);", files: new Map(), format: "brep", definitions: [] } as const;
  const signal = new AbortController().signal;
  const { reply } = await solids.run({ ...cube, limits: {} }, { milliseconds: proofTime, signal });
  if (reply.end.status !== "success") throw new Error(`exact solids cannot be made (${reply.end.status})`);
}

/** Throws when the port is taken, before there are processes: one that is just being confined may outlive its parent. */
async function checkPort({ port, host }: Config): Promise<void> {
  if (port === 0) return;
  const notYet = () => new Response(null, { status: 503 });
  await Bun.serve({ port, hostname: host, fetch: notYet }).stop(true);
}

// Puts together what evaluates, for each engine: the directory of results, the sandbox, the processes, and what is known of their failures.
import { existsSync, realpathSync } from "node:fs";
import type { Config } from "../config.ts";
import type { Log } from "../log.ts";
import type { Metrics } from "../metrics.ts";
import { type BreakerState, CircuitBreaker } from "./circuit-breaker.ts";
import type { ProcessEvent } from "./crew.ts";
import { Pool, type PoolOptions } from "./pool.ts";
import { Quarantine } from "./quarantine.ts";
import { makeSandbox, type Sandbox } from "./sandbox.ts";
import { Scratch } from "./scratch.ts";

export type EngineName = "manifold" | "occt";

/** What differs from engine to engine. */
export type EngineOptions = Pick<
  PoolOptions,
  "processes" | "spareProcesses" | "shortAtOnce" | "processMemoryBytes" | "processEvaluations" | "shapeCacheBytes"
>;

export interface Engines {
  /** One per engine. */
  readonly breakers: readonly CircuitBreaker[];
  readonly quarantine: Quarantine;
  readonly scratch: Scratch;
  /** Starts processes of an engine. */
  readonly open: (engine: EngineName, options: EngineOptions) => Pool;
}

export interface EngineParts {
  readonly config: Config;
  readonly log: Log;
  readonly metrics: Metrics;
}

const engineNames: readonly EngineName[] = ["manifold", "occt"];

/** Throws when processes cannot be confined as configured. */
export function openEngines({ config, log, metrics }: EngineParts): Engines {
  const scratch = new Scratch(config.temporaryDirectory);
  // Processes see folders by their real names only.
  const libraryFolders = config.libraryFolders
    .filter((folder) => existsSync(folder))
    .map((folder) => realpathSync(folder));
  const sandbox = openSandbox({ config, log, scratch, libraryFolders });
  const now = (): number => performance.now();
  const breakers = engineNames.map(
    (engine) =>
      new CircuitBreaker({
        name: engine,
        openTime: config.breakerTime,
        now,
        onChange: (state, reason) => log("warn", breakerEvents[state], { audit: true, engine, reason }),
      }),
  );
  const quarantine = new Quarantine({
    now,
    onEntry: (key, cause) => {
      metrics.quarantined.inc({ cause });
      log("warn", "program quarantined", { key: key.slice(0, 80), cause });
    },
  });
  const open = (engine: EngineName, options: EngineOptions): Pool =>
    new Pool({
      ...options,
      queueSize: config.queueSize,
      queueTime: config.queueTime,
      sandbox,
      scratch,
      breaker: breakers[engineNames.indexOf(engine)] as CircuitBreaker,
      quarantine,
      libraryFolders,
      onDeath: ({ key, ...death }) =>
        log("warn", "process died under a program", { engine, key: key.slice(0, 80), ...death }),
      log: ({ event, pid, reason }: ProcessEvent) => {
        const level = event !== "started" ? "info" : reason === "" ? "debug" : "warn";
        log(level, `process ${event}`, { pid, reason, engine });
        // What stands before the colon is one of a few words.
        if (event === "replaced") metrics.workerRestarts.inc({ engine, reason: reason.replace(/:.*/s, "") });
      },
    });
  return { breakers, quarantine, scratch, open };
}

/** Words of the audit (spec/server.md ). */
const breakerEvents: { readonly [S in BreakerState]: string } = {
  CLOSED: "circuit_breaker_closed",
  OPEN: "circuit_breaker_opened",
  HALF_OPEN: "circuit_breaker_half_open",
};

interface SandboxParts extends Pick<EngineParts, "config" | "log"> {
  readonly scratch: Scratch;
  readonly libraryFolders: readonly string[];
}

/** The strictest sandbox that works; the log tells why not a stricter one. Throws in production when there is none. */
function openSandbox({ config, log, scratch, libraryFolders }: SandboxParts): Sandbox {
  const sandbox = makeSandbox({
    mode: config.sandbox,
    readable: libraryFolders,
    writable: scratch.directory,
  });
  const { mode, reasons } = sandbox;
  if (mode !== "none") log("info", "evaluation processes are confined", { sandbox: mode, reasons });
  else if (config.environment !== "production") log("warn", "evaluation processes are not confined", { reasons });
  else throw new Error(`evaluation processes cannot be confined: ${reasons.join("; ")}`);
  return sandbox;
}

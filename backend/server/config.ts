// The configuration of the service: environment variables, read and checked once at start. Everything else receives
// the resulting value; nothing else reads the environment.
import { z } from "zod";
import { parseRange } from "./admission/address.ts";
import { type ApiKey, parseKeyList } from "./admission/api-keys.ts";
import type { LogLevel } from "./log.ts";

const units = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/** 24 days: timers count milliseconds in 32 bits with a sign, and one that is longer rings at once. */
const longestTimer = 24 * 24 * units.h;

/** A duration with a unit (`30s`, `500ms`, `2m`, `1h`); a bare number is in `unit`. Becomes milliseconds, at least one. */
function duration(fallback: string, unit: keyof typeof units = "s") {
  return z
    .string()
    .default(fallback)
    .transform((text, context) => {
      const match = /^(\d+(?:\.\d+)?)(ms|s|m|h)?$/.exec(text);
      const milliseconds = match ? Number(match[1]) * units[(match[2] ?? unit) as keyof typeof units] : 0;
      if (milliseconds >= 1 && milliseconds <= longestTimer) return milliseconds;
      context.addIssue({ code: "custom", message: "must be a duration such as 30s, 500ms or 2m, from 1ms to 24 days" });
      return z.NEVER;
    });
}

const wholeNumber = (min = 1, max = Number.MAX_SAFE_INTEGER) => z.coerce.number().int().min(min).max(max);

function count(fallback: number, { min, max }: { readonly min?: number; readonly max?: number } = {}) {
  return wholeNumber(min, max).default(fallback);
}

const flag = z.enum(["true", "false", "1", "0"]).transform((text) => text === "true" || text === "1");

/** Texts separated by commas. */
function list(isValid: (item: string) => boolean, what: string) {
  return z
    .string()
    .transform((text) => text.split(",").map((item) => item.trim()))
    .refine((items) => items.every(isValid), { message: `must be ${what}, separated by commas` });
}

function keyList() {
  return z.string().transform((text, context) => {
    try {
      return parseKeyList(text);
    } catch (error) {
      context.addIssue({ code: "custom", message: (error as Error).message });
      return z.NEVER;
    }
  });
}

const isOrigin = (text: string): boolean => /^https?:\/\/[^/?#\s*]+$/.test(text);
const isProxy = (text: string): boolean => /^\d{1,2}$/.test(text) || parseRange(text) !== undefined;

/** The schema of the environment: what each variable may be, and its default. */
export const variables = z.object({
  NODE_ENV: z.enum(["development", "production", "test"]).default("development"),
  /** TCP port; 0 takes a free one. */
  PORT: count(3000, { min: 0, max: 65535 }),
  /** Address to listen on; every address if unset. */
  HOST: z.string().min(1).optional(),
  /** Evaluations at the same time, each in its own process; never more than MAX_PROCESSES. */
  MAX_CONCURRENT_JOBS: count(3, { max: 256 }),
  MAX_PROCESSES: count(10, { max: 256 }),
  /** Processes that are ready to take the place of one that ended; each takes about 60 MB. */
  SPARE_PROCESSES: count(1, { min: 0, max: 16 }),
  /** Requests that may wait for a process. More are refused with 503. */
  MAX_QUEUE_SIZE: count(50, { min: 0, max: 100_000 }),
  /** Wall time of an evaluation, of every other request, and of waiting for a process. */
  EVALUATION_TIMEOUT: duration("30s"),
  REQUEST_TIMEOUT: duration("10s"),
  QUEUE_TIMEOUT: duration("30s"),
  /** Memory of one evaluation process, and the most that may be configured. */
  PROCESS_MEMORY_MB: count(768, { min: 256 }),
  MAX_MEMORY_MB: count(2048, { min: 256 }),
  /** Memory of the process that makes exact solids (STEP, BREP, IGES). */
  SOLIDS_MEMORY_MB: count(1536, { min: 512 }),
  /** Whether the service starts only where exact solids can be made. */
  REQUIRE_OCCT: flag.default(false),
  /** A process is replaced after this many evaluations. */
  PROCESS_EVALUATIONS: count(20_000),
  /** What a process keeps of the shapes that it made: plain ones and solids each; 0 keeps none from one task to the next. */
  SHAPE_CACHE_MB: count(32, { min: 0, max: 4096 }),
  /** How evaluation processes are confined: `bwrap`, `setpriv` (with prlimit), `none`, or `auto` for the best that works. */
  SANDBOX: z.enum(["auto", "bwrap", "setpriv", "none"]).default("auto"),
  /** How long no work goes to an engine that failed again and again; a bare number is in seconds. */
  CIRCUIT_BREAKER_TIMEOUT_S: duration("60s"),
  /** Parent of the directory for results under way. */
  TEMP_DIR: z.string().min(1).optional(),
  /** Bytes of a request body. */
  MAX_BODY_BYTES: count(10_485_760, { min: 1024, max: 1 << 30 }),
  /** Bytes of a form or an archive, which hold files for import(); the least of the three counts. */
  MAX_UPLOAD_SIZE: count(52_428_800, { min: 1024, max: 1 << 30 }),
  MAX_FILE_UPLOAD_MB: count(100, { max: 1024 }),
  MAX_FILE_SIZE_MB: count(100, { max: 1024 }),
  /** Uploaded files that requests name: of all clients together, of one client, and how long one stays unused. 0 takes none. */
  ASSETS_MB: count(1024, { min: 0, max: 1_048_576 }),
  ASSETS_CLIENT_MB: count(256, { min: 0, max: 1_048_576 }),
  ASSET_LIFETIME: duration("1h"),
  /** Memory for the bodies of all requests under way. */
  MAX_BODIES_MB: count(256, { max: 65_536 }),
  /** Results that are kept in memory. */
  ENABLE_CACHING: flag.default(true),
  CACHE_MB: count(256, { max: 65_536 }),
  /** Requests per address: in 15 minutes, and evaluations in one minute. On in production, or when a number is given. */
  ENABLE_RATE_LIMIT: flag.optional(),
  RATE_LIMIT_GENERAL: wholeNumber().optional(),
  RATE_LIMIT_STRICT: wholeNumber().optional(),
  /** Seconds of a processor that the programs of one client may use in one minute. */
  RATE_LIMIT_PROCESSOR_SECONDS: count(60),
  RATE_LIMIT_IPV6_PREFIX: count(64, { min: 16, max: 128 }),
  /** Proxies in front of the service: how many, or their addresses as ranges (10.0.0.0/8). */
  TRUST_PROXY: list(isProxy, "a number of proxies, or address ranges").optional(),
  /** Origins of pages that may use the API from a browser. Every port of localhost may in development. */
  ENABLE_CORS: flag.default(true),
  ALLOWED_ORIGINS: list(isOrigin, "origins such as https://example.com").optional(),
  /** Whether programs are taken from everybody, or only with an API key. Must be said in production. */
  AUTH_MODE: z.enum(["off", "apikey"]).optional(),
  /** Keys by hash, `name:scope+scope:sha256` separated by commas, and a JSON file with more of them. */
  API_KEYS: keyList().optional(),
  API_KEYS_FILE: z.string().min(1).optional(),
  /** Requests of one API key in one minute. */
  MAX_REQUESTS_PER_MINUTE: count(100),
  /** After more than five errors in a minute that nothing caught: stop in order, or go on (spec/server.md K-7). */
  ON_UNCAUGHT: z.enum(["drain", "continue"]).default("drain"),
  ENABLE_METRICS: flag.default(true),
  ENABLE_LOGGING: flag.default(true),
  LOG_LEVEL: z.enum(["debug", "info", "warn", "error"]).optional(),
  /** Where log files are written; `logs` in production, nowhere else. */
  LOG_DIR: z.string().min(1).optional(),
  /** Folders with libraries that every program may use and include, separated by colons. */
  OPENSCADPATH: z.string().optional(),
  /** Live sessions over WebSockets: how many, of one address or key, their messages, and how long one may be silent. */
  WS_MAX_CONNECTIONS: count(1000, { max: 100_000 }),
  WS_MAX_CONNECTIONS_PER_ADDRESS: count(20, { max: 100_000 }),
  WS_MAX_MESSAGE_BYTES: count(1_048_576, { min: 1024, max: 1 << 26 }),
  WS_MAX_MESSAGES_PER_SECOND: count(60),
  /** In milliseconds, or with a unit. */
  WS_PING_INTERVAL: duration("25000", "ms"),
  WS_PING_TIMEOUT: duration("60000", "ms"),
  WS_IDLE_TIMEOUT: duration("30m"),
  WS_ENABLE_COMPRESSION: flag.default(true),
  /** Meshes of previews that are kept in memory. */
  LIVE_CACHE_MB: count(128, { min: 8, max: 65_536 }),
  /** After SIGTERM: how long the port stays open with /ready at 503, and how long requests may take to finish. */
  DRAIN_DELAY: duration("1ms"),
  DRAIN_TIMEOUT: duration("30s"),
});

export interface Config {
  readonly environment: "development" | "production" | "test";
  readonly port: number;
  readonly host: string | undefined;
  readonly processes: number;
  /** Beyond those, ready to take the place of one that ended. */
  readonly spareProcesses: number;
  /** Programs that run at once while no long one does, in the order of processors. */
  readonly shortAtOnce: number;
  readonly queueSize: number;
  /** Durations are in milliseconds. */
  readonly evaluationTime: number;
  readonly requestTime: number;
  readonly queueTime: number;
  readonly processMemoryBytes: number;
  readonly solidsMemoryBytes: number;
  /** No start without exact solids. */
  readonly solidsRequired: boolean;
  readonly processEvaluations: number;
  /** 0: no shapes are kept from one task to the next. */
  readonly shapeCacheBytes: number;
  readonly sandbox: "auto" | "bwrap" | "setpriv" | "none";
  readonly breakerTime: number;
  readonly temporaryDirectory: string | undefined;
  readonly bodyBytes: number;
  /** Of forms and archives. */
  readonly uploadBytes: number;
  /** Of uploaded files that requests name, and how long one stays unused. */
  readonly assets: { readonly bytes: number; readonly clientBytes: number; readonly lifetime: number };
  /** Of all requests under way. */
  readonly bodiesBytes: number;
  /** 0: nothing is kept. */
  readonly cacheBytes: number;
  /** Undefined: nothing is counted. */
  readonly rateLimits:
    | {
        readonly general: number;
        readonly strict: number;
        readonly perKey: number;
        readonly processorSeconds: number;
        readonly ipv6Prefix: number;
      }
    | undefined;
  readonly keyRequired: boolean;
  readonly keys: readonly ApiKey[];
  readonly keyFile: string | undefined;
  readonly trustedProxies: readonly string[];
  /** Undefined: no origin but the service's own. */
  readonly allowedOrigins: readonly string[] | "localhost" | undefined;
  readonly live: LiveLimits;
  /** After many errors that nothing caught. */
  readonly stopsOnUncaught: boolean;
  readonly metrics: boolean;
  readonly logLevel: LogLevel | "none";
  readonly logDirectory: string | undefined;
  readonly libraryFolders: readonly string[];
  readonly drainDelay: number;
  readonly drainTime: number;
}

/** Of live sessions; durations are in milliseconds. */
export interface LiveLimits {
  readonly connections: number;
  readonly connectionsPerAddress: number;
  readonly messageBytes: number;
  readonly messagesPerSecond: number;
  readonly pingInterval: number;
  /** A connection of which nothing was heard for so long is closed. */
  readonly pingTimeout: number;
  /** So is one whose client changed nothing for so long. */
  readonly idleTime: number;
  readonly compression: boolean;
  /** Of meshes in memory. */
  readonly partBytes: number;
}

/** Every problem of a configuration, found at once. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
  constructor(readonly problems: readonly string[]) {
    super(`invalid configuration:\n${problems.map((problem) => `  ${problem}`).join("\n")}`);
  }
}

/** Belong to the command line, which may run in the same environment. */
const commandVariables: ReadonlySet<string> = new Set(["MOICAD_API_KEY", "MOICAD_SOLID_SECONDS", "MOICAD_THREADS"]);

const defaultLevels = { development: "debug", production: "info", test: "error" } as const;

/** What the service and a spare process need beside those that evaluate, and the least that those need, in bytes. */
const ownBytes = 256 * 1_048_576;
const leastProcessBytes = 256 * 1_048_576;

/**
 * Reads the configuration. `memoryBytes` is what the machine or the container has for everything: processes get no more
 * of it than there is (spec/server.md K-12). Throws `ConfigError` with all problems.
 */
export function readConfig(
  environment: Readonly<Record<string, string | undefined>>,
  cores: number,
  memoryBytes = Number.POSITIVE_INFINITY,
): Config {
  const given = Object.fromEntries(
    Object.entries(environment).filter(([, value]) => value !== undefined && value !== ""),
  );
  const parsed = variables.safeParse(given);
  const problems = parsed.success ? contradictions(parsed.data) : problemsOf(given, parsed.error.issues);
  for (const name of Object.keys(given))
    if (name.startsWith("MOICAD_") && !commandVariables.has(name)) problems.push(`${name}: unknown variable`);
  if (!parsed.success || problems.length > 0) throw new ConfigError(problems);
  const env = parsed.data;
  const production = env.NODE_ENV === "production";
  // One more than can run at once: long programs leave it to the others.
  const processes = Math.min(cores + 1, env.MAX_CONCURRENT_JOBS, env.MAX_PROCESSES);
  const forProcesses = Math.max(leastProcessBytes, memoryBytes - ownBytes);
  const counts = env.RATE_LIMIT_GENERAL !== undefined || env.RATE_LIMIT_STRICT !== undefined;
  return {
    environment: env.NODE_ENV,
    port: env.PORT,
    host: env.HOST,
    processes,
    spareProcesses: env.SPARE_PROCESSES,
    shortAtOnce: cores,
    queueSize: env.MAX_QUEUE_SIZE,
    evaluationTime: env.EVALUATION_TIMEOUT,
    requestTime: env.REQUEST_TIMEOUT,
    queueTime: env.QUEUE_TIMEOUT,
    processMemoryBytes: Math.min(
      env.PROCESS_MEMORY_MB * 1_048_576,
      Math.max(leastProcessBytes, Math.floor(forProcesses / processes)),
    ),
    solidsMemoryBytes: Math.min(env.SOLIDS_MEMORY_MB * 1_048_576, forProcesses),
    solidsRequired: env.REQUIRE_OCCT,
    processEvaluations: env.PROCESS_EVALUATIONS,
    shapeCacheBytes: env.SHAPE_CACHE_MB * 1_048_576,
    sandbox: env.SANDBOX,
    breakerTime: env.CIRCUIT_BREAKER_TIMEOUT_S,
    temporaryDirectory: env.TEMP_DIR,
    bodyBytes: env.MAX_BODY_BYTES,
    uploadBytes: uploadBytes(env),
    assets: {
      bytes: env.ASSETS_MB * 1_048_576,
      clientBytes: Math.min(env.ASSETS_MB, env.ASSETS_CLIENT_MB) * 1_048_576,
      lifetime: env.ASSET_LIFETIME,
    },
    bodiesBytes: env.MAX_BODIES_MB * 1_048_576,
    cacheBytes: env.ENABLE_CACHING ? env.CACHE_MB * 1_048_576 : 0,
    rateLimits:
      (env.ENABLE_RATE_LIMIT ?? (production || counts))
        ? {
            general: env.RATE_LIMIT_GENERAL ?? 100,
            strict: env.RATE_LIMIT_STRICT ?? 10,
            perKey: env.MAX_REQUESTS_PER_MINUTE,
            processorSeconds: env.RATE_LIMIT_PROCESSOR_SECONDS,
            ipv6Prefix: env.RATE_LIMIT_IPV6_PREFIX,
          }
        : undefined,
    keyRequired: env.AUTH_MODE === "apikey",
    keys: env.API_KEYS ?? [],
    keyFile: env.API_KEYS_FILE,
    trustedProxies: env.TRUST_PROXY ?? [],
    allowedOrigins: env.ENABLE_CORS ? (env.ALLOWED_ORIGINS ?? (production ? undefined : "localhost")) : undefined,
    live: {
      connections: env.WS_MAX_CONNECTIONS,
      connectionsPerAddress: env.WS_MAX_CONNECTIONS_PER_ADDRESS,
      messageBytes: env.WS_MAX_MESSAGE_BYTES,
      messagesPerSecond: env.WS_MAX_MESSAGES_PER_SECOND,
      pingInterval: env.WS_PING_INTERVAL,
      pingTimeout: env.WS_PING_TIMEOUT,
      idleTime: env.WS_IDLE_TIMEOUT,
      compression: env.WS_ENABLE_COMPRESSION,
      partBytes: env.LIVE_CACHE_MB * 1_048_576,
    },
    stopsOnUncaught: env.ON_UNCAUGHT === "drain",
    metrics: env.ENABLE_METRICS,
    logLevel: env.ENABLE_LOGGING ? (env.LOG_LEVEL ?? defaultLevels[env.NODE_ENV]) : "none",
    logDirectory: env.ENABLE_LOGGING ? (env.LOG_DIR ?? (production ? "logs" : undefined)) : undefined,
    libraryFolders: (env.OPENSCADPATH ?? "").split(":").filter((folder) => folder !== ""),
    drainDelay: env.DRAIN_DELAY,
    drainTime: env.DRAIN_TIMEOUT,
  };
}

/** Of a configuration in which some variables are wrong by themselves: these, and what the others contradict. */
function problemsOf(given: Readonly<Record<string, unknown>>, issues: readonly z.core.$ZodIssue[]): string[] {
  const wrong = new Set(issues.map(({ path }) => String(path[0])));
  const right = variables.safeParse(Object.fromEntries(Object.entries(given).filter(([name]) => !wrong.has(name))));
  const further = right.success ? contradictions(right.data) : [];
  return [...issues.map(describeIssue), ...further.filter((text) => !wrong.has(text.slice(0, text.indexOf(":"))))];
}

/** What is wrong although every variable is right by itself. */
function contradictions(env: z.infer<typeof variables>): string[] {
  const found: string[] = [];
  if (env.PROCESS_MEMORY_MB > env.MAX_MEMORY_MB)
    found.push(`PROCESS_MEMORY_MB: must not exceed MAX_MEMORY_MB (${env.MAX_MEMORY_MB})`);
  if (Math.max(env.MAX_BODY_BYTES, uploadBytes(env)) > env.MAX_BODIES_MB * 1_048_576)
    found.push("MAX_BODIES_MB: must hold the largest body (MAX_BODY_BYTES, MAX_UPLOAD_SIZE)");
  if (env.NODE_ENV === "production" && env.ENABLE_CORS && env.ALLOWED_ORIGINS === undefined)
    found.push("ALLOWED_ORIGINS: must be set in production, unless ENABLE_CORS=false");
  if (env.NODE_ENV === "production" && env.AUTH_MODE === undefined)
    found.push("AUTH_MODE: must be set in production, to off or apikey");
  if (env.NODE_ENV === "production" && env.SANDBOX === "none") found.push("SANDBOX: must not be none in production");
  if (env.AUTH_MODE === "apikey" && env.API_KEYS === undefined && env.API_KEYS_FILE === undefined)
    found.push("AUTH_MODE: apikey needs API_KEYS or API_KEYS_FILE");
  return found;
}

function uploadBytes(env: z.infer<typeof variables>): number {
  return Math.min(env.MAX_UPLOAD_SIZE, Math.min(env.MAX_FILE_UPLOAD_MB, env.MAX_FILE_SIZE_MB) * 1_048_576);
}

function describeIssue({ path, message }: z.core.$ZodIssue): string {
  return `${path.join(".")}: ${message}`;
}

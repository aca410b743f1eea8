// The service under load: its own process on a free port of loopback, without rate limits unless asked for, its log
// thrown away; and what the system tells about that process.
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { descendantsOf } from "../processes.ts";

const root = path.resolve(import.meta.dir, "../..");

export interface LoadedService {
  readonly port: number;
  readonly url: string;
  readonly pid: number;
  /** Resolves with the exit status. */
  readonly exited: Promise<number>;
  /** Everything written to standard error. */
  errors(): Promise<string>;
  stop(signal?: NodeJS.Signals): Promise<number>;
}

export interface StartOptions {
  readonly environment?: Readonly<Record<string, string>>;
  /** Folder of the checkout. */
  readonly folder?: string;
  readonly seconds?: number;
}

/** Resolves when the service is ready. Throws with what it wrote when it ends before, or takes too long. */
export async function startService({
  environment = {},
  folder = root,
  seconds = 30,
}: StartOptions = {}): Promise<LoadedService> {
  const port = freePort();
  const child = Bun.spawn([process.execPath, "backend/index.ts"], {
    cwd: folder,
    env: {
      ...process.env,
      NODE_ENV: "development",
      HOST: "127.0.0.1",
      ENABLE_RATE_LIMIT: "false",
      ...environment,
      PORT: String(port),
    },
    stdin: "ignore",
    stdout: "ignore",
    stderr: "pipe",
  });
  const errors = new Response(child.stderr).text();
  let ended: number | undefined;
  void child.exited.then((status) => {
    ended = status;
  });
  const url = `http://127.0.0.1:${port}`;
  for (const end = performance.now() + seconds * 1000; !(await isReady(url)); await Bun.sleep(20)) {
    if (ended !== undefined) {
      const said = await errors;
      // Somebody else took the port meanwhile.
      if (/port \d+ in use/.test(said)) return startService({ environment, folder, seconds });
      throw new Error(`the service ended with status ${ended}:\n${said}`);
    }
    if (performance.now() < end) continue;
    child.kill("SIGKILL");
    throw new Error(`the service was not ready after ${seconds} s`);
  }
  return {
    port,
    url,
    pid: child.pid,
    exited: child.exited,
    errors: () => errors,
    async stop(signal = "SIGTERM") {
      child.kill(signal);
      return await child.exited;
    },
  };
}

/** Whether every process that the service wants can take work. */
export async function isComplete(service: LoadedService): Promise<boolean> {
  const { ready, configured } = await countProcesses(service);
  return ready >= configured;
}

export interface ProcessCounts {
  readonly ready: number;
  readonly busy: number;
  readonly configured: number;
  readonly spare: number;
  /** Replaced so far. */
  readonly restarts: number;
}

export async function countProcesses({ url }: LoadedService): Promise<ProcessCounts> {
  const { workers } = (await (await fetch(`${url}/health`)).json()) as { workers: ProcessCounts };
  return workers;
}

/** Resolves when that is so: the service itself waits for the first process only. */
export async function whenComplete(service: LoadedService): Promise<void> {
  while (!(await isComplete(service))) await Bun.sleep(20);
}

async function isReady(url: string): Promise<boolean> {
  try {
    return (await fetch(`${url}/ready`)).ok;
  } catch {
    return false;
  }
}

/** Processes that were replaced so far, by reason, as the service's metrics count them. */
export async function replacedProcesses({ url }: LoadedService): Promise<string> {
  const text = await (await fetch(`${url}/metrics`)).text();
  const counts = [...text.matchAll(/^moicad_worker_restarts_total\{.*reason="([^"]*)"\} (\d+)/gm)];
  return counts.map(([, reason, count]) => `${reason} ×${count}`).join(", ") || "none";
}

/** A port that nobody listens on. */
export function freePort(): number {
  const probe = Bun.listen({ hostname: "127.0.0.1", port: 0, socket: { data: () => undefined } });
  probe.stop(true);
  return probe.port;
}

export interface ProcessorTime {
  /** Seconds of the process itself, and of its children that it has waited for or that run. */
  readonly own: number;
  readonly children: number;
}

/** Of processes that a sandbox ended, nobody is told: `evaluationTime` counts them, too. */
export function processorTime(pid: number): ProcessorTime {
  const ticks = (of: number): readonly number[] => {
    const text = readFileSync(`/proc/${of}/stat`, "utf8");
    return text
      .slice(text.lastIndexOf(")") + 2)
      .split(" ")
      .slice(11, 15)
      .map(Number);
  };
  const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0) / ticksPerSecond;
  const all = ticks(pid);
  const alive = descendantsOf(pid).map((child) => sum(ticks(child)));
  return { own: sum(all.slice(0, 2)), children: sum(all.slice(2)) + alive.reduce((total, value) => total + value, 0) };
}

/** Processor time of all evaluations so far, in seconds, as the service's metrics sum it: also of processes that are gone. */
export async function evaluationTime({ url }: LoadedService): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text();
  const times = [...text.matchAll(/^moicad_kernel_cpu_seconds_total\{[^}]*\} (\S+)$/gm)];
  return times.reduce((sum, [, seconds]) => sum + Number(seconds), 0);
}

const ticksPerSecond = 100;

/** How many files, sockets and pipes a process has open. */
export function openFiles(pid: number): number {
  return readdirSync(`/proc/${pid}/fd`).length;
}

/** What scenarios ask of processes besides. */
export { evaluatorsOf as childrenOf, isRunning, residentMegabytes } from "../processes.ts";

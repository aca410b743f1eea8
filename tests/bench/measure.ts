// One run of a command in a fresh process: wall time, processor time, peak memory.
import { existsSync, rmSync } from "node:fs";

/**
 * Milliseconds and bytes. Processor time counts every thread, and children that ended. The peak memory of a small process
 * may be that of this one, which the system counts until the command has begun.
 */
export interface Sample {
  readonly wall: number;
  readonly cpu: number;
  readonly memory: number;
}

export interface RunOptions {
  readonly folder: string;
  readonly environment?: Readonly<Record<string, string>>;
  /** Must exist afterwards. */
  readonly target: string;
  readonly milliseconds: number;
}

/** Undefined when the command failed or took too long. */
export async function measureCommand(command: readonly string[], options: RunOptions): Promise<Sample | undefined> {
  const { folder, environment, target, milliseconds } = options;
  rmSync(target, { force: true });
  const started = performance.now();
  const child = Bun.spawn([...command], {
    cwd: folder,
    env: { ...process.env, ...environment },
    stdin: "ignore",
    stdout: "ignore",
    stderr: "ignore",
    timeout: milliseconds,
    killSignal: "SIGKILL",
  });
  const status = await child.exited;
  const wall = performance.now() - started;
  const usage = child.resourceUsage();
  if (status !== 0 || usage === undefined || !existsSync(target)) return undefined;
  return { wall, cpu: Number(usage.cpuTime.total) / 1000, memory: usage.maxRSS };
}

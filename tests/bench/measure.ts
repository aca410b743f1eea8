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
  /** It was ended at its longest time: the numbers are what it had taken by then. */
  readonly cut?: true;
}

export interface RunOptions {
  readonly folder: string;
  readonly environment?: Readonly<Record<string, string>>;
  /** Must exist afterwards. */
  readonly target: string;
  readonly milliseconds: number;
  /** A command that takes too long has a sample too, which says so. */
  readonly keepCut?: boolean;
}

/** Undefined when the command failed or took too long. */
export async function measureCommand(command: readonly string[], options: RunOptions): Promise<Sample | undefined> {
  const { folder, environment, target, milliseconds, keepCut = false } = options;
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
  if (usage === undefined) return undefined;
  const sample: Sample = { wall, cpu: Number(usage.cpuTime.total) / 1000, memory: usage.maxRSS };
  if (keepCut && child.signalCode === "SIGKILL" && wall >= milliseconds) return { ...sample, cut: true };
  return status === 0 && existsSync(target) ? sample : undefined;
}

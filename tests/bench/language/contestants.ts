// Who is measured: a command that is started anew for every run, and a process of ours that stays.
import { readFileSync, rmSync } from "node:fs";
import path from "node:path";
import type { WarmAnswer, WarmRequest } from "./warm.ts";

/** Milliseconds of wall time and of processor time, and peak memory in MiB. */
export interface Cost {
  readonly wall: number;
  readonly processor: number;
  readonly memory: number;
}

const longestRun = 120_000;

/** `command FILE -o OUT.echo` in a process of its own. */
export class FreshProcess {
  constructor(
    readonly command: readonly string[],
    readonly folder: string,
  ) {}

  async run(file: string): Promise<Cost> {
    rmSync(this.#target(file), { force: true });
    const started = performance.now();
    const child = Bun.spawn([...this.command, file, "-o", this.#target(file)], {
      stdin: "ignore",
      stdout: "ignore",
      stderr: "ignore",
      timeout: longestRun,
    });
    const status = await child.exited;
    const wall = performance.now() - started;
    if (status !== 0) throw new Error(`${this.command.join(" ")} ${file}: status ${status}`);
    const usage = child.resourceUsage();
    if (usage === undefined) throw new Error("the system does not tell what a process used");
    return { wall, processor: Number(usage.cpuTime.total) / 1000, memory: usage.maxRSS / 2 ** 20 };
  }

  /** What the last run wrote. */
  output(file: string): string {
    return readFileSync(this.#target(file), "utf8");
  }

  #target(file: string): string {
    return path.join(this.folder, `${path.basename(this.command[0] as string)}-${path.basename(file, ".scad")}.echo`);
  }
}

/** A process of ours that evaluates one program after another. */
export class WarmProcess {
  #child: Bun.Subprocess;
  #take: (answer: WarmAnswer) => void = () => {};
  #fail: (error: Error) => void = () => {};

  private constructor(...args: string[]) {
    this.#child = Bun.spawn([process.execPath, path.join(import.meta.dir, "warm.ts"), ...args], {
      stdin: "ignore",
      stdout: "inherit",
      stderr: "inherit",
      serialization: "advanced",
      ipc: (answer) => this.#take(answer as WarmAnswer),
      onExit: (_, status, signal) => this.#fail(new Error(`the warm process ended: ${status ?? signal}`)),
    });
  }

  /** With `remember`, one that keeps results of calls. */
  static async start(...args: "remember"[]): Promise<WarmProcess> {
    return new WarmProcess(...args);
  }

  evaluate(request: WarmRequest): Promise<WarmAnswer> {
    return new Promise((resolve, reject) => {
      this.#take = resolve;
      this.#fail = reject;
      this.#child.send(request);
    });
  }

  stop(): void {
    this.#child.kill();
  }
}

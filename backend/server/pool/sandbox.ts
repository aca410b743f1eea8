// The command that starts an evaluation process, confined as far as the machine allows (spec/server.md §5e): it dies with
// the service (setpriv), and its memory, processor time, files and core dumps are limited (prlimit).
import { readFileSync } from "node:fs";
import { serverLimits } from "../../shared/limits.ts";

export interface SandboxOptions {
  readonly mode: "auto" | "setpriv" | "none";
  readonly memoryBytes: number;
}

export interface Sandbox {
  /** Words before the program's own; empty without a sandbox. */
  readonly prefix: readonly string[];
  /** Lets a process use so much more memory than it uses now. Does nothing without a sandbox. */
  readonly capMemory: (pid: number) => Promise<void>;
}

/** Longest life of a process in seconds, enforced by the service; the kernel's limit lies above it. */
export const processLifetime = 1800;

/** Throws when the mode was asked for and does not work. */
export function makeSandbox({ mode, memoryBytes }: SandboxOptions): Sandbox {
  const none: Sandbox = { prefix: [], capMemory: () => Promise.resolve() };
  if (mode === "none") return none;
  const setpriv = Bun.which("setpriv");
  const prlimit = Bun.which("prlimit");
  if (setpriv !== null && prlimit !== null) {
    const prefix = [
      ...[setpriv, "--pdeathsig", "KILL", "--no-new-privs", "--"],
      ...[prlimit, `--cpu=${processLifetime + 300}`, `--fsize=${serverLimits.outputBytes}`],
      ...["--nofile=128", "--core=0", "--"],
    ];
    if (Bun.spawnSync([...prefix, "true"], { stdout: "ignore", stderr: "ignore" }).exitCode === 0)
      return { prefix, capMemory: (pid) => capMemory(prlimit, pid, memoryBytes) };
  }
  if (mode === "auto") return none;
  throw new Error("SANDBOX=setpriv: setpriv and prlimit (util-linux) are missing or not allowed here");
}

/**
 * The limit counts address space, of which the engine reserves gigabytes when it starts; a cap before that makes it go
 * without compiled code and copy WASM memories to grow them, five times slower. So the cap is set when the process is
 * ready, on top of what it has by then.
 */
async function capMemory(prlimit: string, pid: number, bytes: number): Promise<void> {
  const kilobytes = /^VmData:\s*(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
  if (kilobytes === undefined) throw new Error("the memory of a process cannot be read");
  const limit = Number(kilobytes) * 1024 + bytes;
  const status = await Bun.spawn([prlimit, "--pid", String(pid), `--data=${limit}`], {
    stdout: "ignore",
    stderr: "ignore",
  }).exited;
  if (status !== 0) throw new Error(`the memory of a process cannot be limited (prlimit: status ${status})`);
}

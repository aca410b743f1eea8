// The command that starts an evaluation process, confined as far as the machine allows (spec/server.md §5e): it dies with
// the service (setpriv), its memory, processor time, files and core dumps are limited (prlimit), and where namespaces can be
// made it sees no network, no other process, and no files but those it needs (bwrap).
import { existsSync, readFileSync, realpathSync } from "node:fs";
import path from "node:path";
import { serverLimits } from "../../shared/limits.ts";
import { readMemory } from "./process-status.ts";

export type SandboxMode = "bwrap" | "setpriv" | "none";

export interface SandboxOptions {
  /** `auto` takes the first of bwrap, setpriv, none that works. */
  readonly mode: SandboxMode | "auto";
  /** Folders that the process reads beside the program itself. */
  readonly readable: readonly string[];
  /** The folder that it writes to. */
  readonly writable: string;
}

export interface Sandbox {
  readonly mode: SandboxMode;
  /** Why none of the stricter modes is used. */
  readonly reasons: readonly string[];
  /** Words before the program's own; empty without a sandbox. */
  readonly prefix: readonly string[];
  /** The process that the command's process started inside of the sandbox, or that process itself. */
  readonly processIn: (pid: number) => number;
  /** Lets a process use so much more memory than it uses now. Gives the limit in bytes; undefined without a sandbox. */
  readonly capMemory: (pid: number, bytes: number) => Promise<number | undefined>;
}

/** Longest life of a process in seconds, enforced by the service; the kernel's limit lies above it. */
export const processLifetime = 1800;

/** Throws when the mode was asked for and does not work. */
export function makeSandbox(options: SandboxOptions): Sandbox {
  const { mode } = options;
  const tried = mode === "auto" ? (["bwrap", "setpriv", "none"] as const) : [mode];
  const reasons: string[] = [];
  for (const candidate of tried) {
    const made = makers[candidate](options);
    if (typeof made !== "string") return { ...made, mode: candidate, reasons };
    reasons.push(`${candidate}: ${made}`);
  }
  throw new Error(`SANDBOX=${mode} does not work here: ${reasons.join("; ")}`);
}

type Made = Omit<Sandbox, "mode" | "reasons">;

/** Each gives the sandbox, or why it does not work here. */
const makers: { readonly [M in SandboxMode]: (options: SandboxOptions) => Made | string } = {
  none: () => ({ prefix: [], processIn: (pid) => pid, capMemory: () => Promise.resolve(undefined) }),
  setpriv: () => {
    const limited = limitedPrefix();
    if (typeof limited === "string") return limited;
    const complaint = tryOut([...limited.prefix, "true"]);
    if (complaint !== undefined) return complaint;
    const { prlimit } = limited;
    const capMemory = (pid: number, bytes: number): Promise<number> => capData(prlimit, pid, bytes);
    return { prefix: limited.prefix, processIn: (pid) => pid, capMemory };
  },
  bwrap: (options) => {
    const limited = limitedPrefix();
    if (typeof limited === "string") return limited;
    const bwrap = Bun.which("bwrap");
    if (bwrap === null) return "bwrap (bubblewrap) is not installed";
    const prefix = [...limited.prefix, bwrap, ...namespaceOptions(options)];
    // The program itself must be found, and start, in there.
    const complaint = tryOut([...prefix, process.execPath, "--no-env-file", "--version"]);
    if (complaint !== undefined) return complaint;
    if (!existsSync(`/proc/self/task/${process.pid}/children`)) return "/proc does not tell the children of a process";
    const { prlimit } = limited;
    const capMemory = (pid: number, bytes: number): Promise<number> => capData(prlimit, pid, bytes);
    return { prefix, processIn: innermost, capMemory };
  },
};

/** setpriv and prlimit, or why they cannot be used. */
function limitedPrefix(): { readonly prefix: readonly string[]; readonly prlimit: string } | string {
  const setpriv = Bun.which("setpriv");
  const prlimit = Bun.which("prlimit");
  if (setpriv === null || prlimit === null) return "setpriv or prlimit (util-linux) is not installed";
  const prefix = [
    ...[setpriv, "--pdeathsig", "KILL", "--no-new-privs", "--"],
    ...[prlimit, `--cpu=${processLifetime + 300}`, `--fsize=${serverLimits.outputBytes}`],
    ...["--nofile=128", "--core=0", "--"],
  ];
  return { prefix, prlimit };
}

const root = path.resolve(import.meta.dir, "../../..");

/**
 * Namespaces of its own for everything, no capabilities, and a file system with the program, its runtime and the given
 * folders, read-only but for the writable one. The environment is not cleared: Bun's channel to the service is in it.
 */
function namespaceOptions({ readable, writable }: SandboxOptions): readonly string[] {
  const system = ["/usr", "/bin", "/lib", "/lib32", "/lib64", "/etc/ld.so.cache"];
  const program = ["backend", "wasm", "package.json", "tsconfig.json", "bunfig.toml"].map((name) =>
    path.join(root, name),
  );
  const bound = [...system, ...program, ...packageFolders(), process.execPath, ...readable].filter(existsSync);
  return [
    ...["--unshare-all", "--die-with-parent", "--cap-drop", "ALL"],
    ...["--proc", "/proc", "--dev", "/dev", "--tmpfs", "/tmp"],
    // A link stands for what it leads to.
    ...bound.flatMap((name) => ["--ro-bind", realpathSync(name), name]),
    ...["--bind", realpathSync(writable), writable, "--remount-ro", "/", "--chdir", "/", "--"],
  ];
}

/** Where packages are found from here: in this folder or in one above it. */
function packageFolders(): readonly string[] {
  const found: string[] = [];
  for (let folder = root; ; folder = path.dirname(folder)) {
    found.push(path.join(folder, "node_modules"));
    if (folder === path.dirname(folder)) return found;
  }
}

/** Runs a command; gives what is wrong with it, if anything is. */
function tryOut(command: readonly string[]): string | undefined {
  const { exitCode, stderr, signalCode } = Bun.spawnSync([...command], {
    stdin: "ignore",
    stdout: "ignore",
    stderr: "pipe",
    timeout: 10_000,
  });
  if (exitCode === 0) return undefined;
  return stderr.toString().trim().slice(0, 300) || `${path.basename(command[0] as string)}: ${signalCode ?? exitCode}`;
}

/** Follows the only child of each process: bwrap stands as one or two processes in front of what it runs. */
function innermost(pid: number): number {
  for (let at = pid; ; ) {
    const [child] = readFileSync(`/proc/${at}/task/${at}/children`, "utf8").trim().split(" ");
    if (child === undefined || child === "") return at;
    at = Number(child);
  }
}

/**
 * The limit counts address space, of which the engine reserves gigabytes when it starts; a cap before that makes it go
 * without compiled code and copy WASM memories to grow them, five times slower. So the cap is set when the process is
 * ready, on top of what it has by then.
 */
async function capData(prlimit: string, pid: number, bytes: number): Promise<number> {
  const memory = readMemory(pid);
  if (memory === undefined) throw new Error("the memory of a process cannot be read");
  const limit = memory.dataBytes + bytes;
  const status = await Bun.spawn([prlimit, "--pid", String(pid), `--data=${limit}`], {
    stdout: "ignore",
    stderr: "ignore",
  }).exited;
  if (status !== 0) throw new Error(`the memory of a process cannot be limited (prlimit: status ${status})`);
  return limit;
}

// Processes as the kernel tells of them under /proc: `ps` is not on every machine.
import { readdirSync, readFileSync } from "node:fs";

/** State and parent of a process; undefined for one that is gone. */
function statusOf(pid: number): { readonly state: string; readonly parent: number } | undefined {
  let text: string;
  try {
    text = readFileSync(`/proc/${pid}/stat`, "utf8");
  } catch {
    return undefined;
  }
  // The name before them stands in parentheses and may hold some itself.
  const [state = "", parent] = text.slice(text.lastIndexOf(")") + 2).split(" ");
  return { state, parent: Number(parent) };
}

/** Whether a process exists and is not a zombie. */
export function isRunning(pid: number): boolean {
  const status = statusOf(pid);
  return status !== undefined && status.state !== "Z";
}

/** Processes that run, each with its parent. */
function runningProcesses(): ReadonlyMap<number, number> {
  const found = readdirSync("/proc")
    .map(Number)
    .filter((pid) => pid > 0)
    .sort((a, b) => a - b)
    .map((pid) => [pid, statusOf(pid)] as const);
  return new Map(
    found.flatMap(([pid, status]) =>
      status === undefined || status.state === "Z" ? [] : [[pid, status.parent] as const],
    ),
  );
}

/** Process ids of the children of a process that run, in their order. */
export function childrenOf(pid: number, running: ReadonlyMap<number, number> = runningProcesses()): number[] {
  return [...running].filter(([, parent]) => parent === pid).map(([child]) => child);
}

/** Process ids of everything below a process. */
export function descendantsOf(pid: number, running: ReadonlyMap<number, number> = runningProcesses()): number[] {
  return childrenOf(pid, running).flatMap((child) => [child, ...descendantsOf(child, running)]);
}

/** Process ids of a service's evaluation processes. A sandbox may stand between, as one or two further processes. */
export function evaluatorsOf(pid: number, running: ReadonlyMap<number, number> = runningProcesses()): number[] {
  return childrenOf(pid, running).flatMap((child) => {
    const further = evaluatorsOf(child, running);
    return further.length === 0 ? [child] : further;
  });
}

/** Process ids of those with a text in their command. */
export function processesThatName(text: string): number[] {
  return [...runningProcesses().keys()].filter((pid) => commandOf(pid).includes(text));
}

function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8");
  } catch {
    // It ended meanwhile.
    return "";
  }
}

/** Resident megabytes of a process; a zombie has none. */
export function residentMegabytes(pid: number): number {
  return Number(/^VmRSS:\s*(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0) / 1024;
}

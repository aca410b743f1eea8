// The priority of a running process among those of the machine. Lowering it is always allowed, raising it again is not.
import { readdirSync } from "node:fs";
import { getPriority, setPriority } from "node:os";

/** Nice values, from -20 to 19: how much a process yields to others. */
const mostNice = 19;
/** About a tenth of the processor time of a process at normal priority that wants the same processor. */
const lower = 10;

/** `normal` is the service's own. False when it is not allowed, or the process is gone. */
export function setProcessPriority(pid: number, priority: "normal" | "low"): boolean {
  const own = getPriority();
  const nice = priority === "normal" ? own : Math.min(mostNice, own + lower);
  try {
    // The system keeps a priority for each thread.
    for (const thread of threadsOf(pid)) setPriority(thread, nice);
    return true;
  } catch {
    return false;
  }
}

function threadsOf(pid: number): readonly number[] {
  if (process.platform !== "linux") return [pid];
  return readdirSync(`/proc/${pid}/task`).map(Number);
}

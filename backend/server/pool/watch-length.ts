// Finds out while a program runs that it is a long one: by the processor time that it uses after a while, since on a busy
// machine a short one may take long, too.
import { longMilliseconds } from "./estimates.ts";
import type { WorkerProcess } from "./worker-process.ts";

/** Calls `onLong` at most once. Gives what ends the watching. */
export function watchLength(worker: WorkerProcess, onLong: () => void): () => void {
  let before: number | undefined;
  const ask = (): void => {
    const used = worker.readProcessorTime();
    before ??= used;
    if (used - before < longMilliseconds / 2) timer = setTimeout(ask, longMilliseconds / 2);
    else onLong();
  };
  let timer = setTimeout(ask, longMilliseconds / 2);
  return () => clearTimeout(timer);
}

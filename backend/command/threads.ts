// Further threads of a command: how many there may be, and what such a thread does from its start. Each runs the same program
// as the first one, so that it is found wherever the command came from.
import type { Assignment, TellPart } from "../kernel/threads/messages.ts";
import type { Job } from "../pipeline.ts";
import type { Surroundings } from "./main.ts";

type Pipeline = Pick<typeof import("../pipeline.ts"), "makeParts">;

/** More have not been tried. */
const MOST_THREADS = 8;
/** What starting one costs: its libraries, and code that is new to it. In milliseconds. */
const LEAST_GAIN = 120;

/** For `Job.threads`: as many as wanted, else what `MOICAD_THREADS` says, else one for each processor. */
export function threadsOf(
  wanted: number | undefined,
  { environment, openThread }: Pick<Surroundings, "environment" | "openThread">,
): Job["threads"] {
  if (openThread === undefined) return undefined;
  const usual = Number(environment.MOICAD_THREADS) || navigator.hardwareConcurrency;
  const count = Math.min(wanted ?? usual, MOST_THREADS);
  return count > 1 ? { count, open: openThread, leastGain: LEAST_GAIN } : undefined;
}

/** Starts this process's program in another thread. */
export function openThread(): Worker {
  return new Worker(Bun.main);
}

/** In a further thread: waits for its assignment. What comes before anybody listens would be lost, so this loads nothing. */
export function listen(load: () => Promise<Pipeline> = () => import("../pipeline.ts")): void {
  const thread = globalThis as unknown as Worker;
  const tell: TellPart = (message, transfer = []) => thread.postMessage(message, transfer);
  thread.onmessage = async ({ data }: MessageEvent) => {
    try {
      const { makeParts } = await load();
      await makeParts(data as Assignment, tell);
    } catch {
      // The first thread finds out what is wrong: it does the work again.
      tell({ kind: "failed" });
    }
  };
}

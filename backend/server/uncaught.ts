// Errors that nothing caught. One is logged and the service goes on; many in a short time mean that it is broken, and it
// stops in order, unless it is told to go on whatever happens.
import type { Log } from "./log.ts";

const mostErrors = 5;
const windowMilliseconds = 60_000;

/** Installs the handlers of the process. `onTooMany` is called once; without it nothing stops. */
export function watchUncaught(log: Log, onTooMany?: () => void): void {
  const times: number[] = [];
  let stopped = false;
  const count = (kind: "exception" | "rejection", error: unknown): void => {
    log.uncaught(kind, error);
    const now = performance.now();
    times.push(now);
    while (times.length > 0 && (times[0] as number) < now - windowMilliseconds) times.shift();
    if (onTooMany === undefined || times.length <= mostErrors || stopped) return;
    stopped = true;
    log("error", "too many uncaught errors: stopping", { count: times.length });
    onTooMany();
  };
  process.on("uncaughtException", (error) => count("exception", error));
  process.on("unhandledRejection", (error) => count("rejection", error));
}

// `--timings`: where the time of a command went, as a trace for Chrome's and Perfetto's viewers.
import { writeFileSync } from "node:fs";
import { traceText } from "../shared/timing-trace.ts";
import type { Session } from "./session.ts";

/** Writes the file after all outputs. False, with a message, when it cannot be written. */
export function writeTimings(session: Session, file: string): boolean {
  const text = traceText(session.timer, session.started);
  if (file === "-") {
    session.console.writeOut(new TextEncoder().encode(text));
    return true;
  }
  try {
    writeFileSync(session.pathOf(file), text);
    return true;
  } catch {
    session.console.say(`Can't open timings file "${file}" for writing`);
    return false;
  }
}

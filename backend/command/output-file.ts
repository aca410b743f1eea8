// Writes what was exported: the last step of an output.
import { closeSync, openSync, writeSync } from "node:fs";
import type { Session } from "./session.ts";

/** What went wrong, if anything did. An existing file is overwritten. */
export function writeOutput(session: Session, name: string, content: Uint8Array): "open" | "write" | undefined {
  let file: number | undefined;
  try {
    if (name === "-") {
      session.console.writeOut(content);
      return undefined;
    }
    file = openSync(session.pathOf(name), "w");
    for (let at = 0; at < content.length; ) at += writeSync(file, content, at);
    return undefined;
  } catch (error) {
    if (!(error instanceof Error && "code" in error)) throw error;
    return file === undefined && name !== "-" ? "open" : "write";
  } finally {
    if (file !== undefined) closeSync(file);
  }
}

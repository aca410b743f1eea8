// Writes what was exported: the last step of an output.
import { closeSync, openSync, writeSync } from "node:fs";
import type { Console } from "./console.ts";

/** Where an output goes. */
export interface OutputPlace {
  readonly console: Console;
  /** A path as typed, made absolute. */
  readonly pathOf: (name: string) => string;
}

/** What went wrong, if anything did. An existing file is overwritten; `-` is standard output. */
export function writeOutput(place: OutputPlace, name: string, content: Uint8Array): "open" | "write" | undefined {
  let file: number | undefined;
  try {
    if (name === "-") {
      place.console.writeOut(content);
      return undefined;
    }
    file = openSync(place.pathOf(name), "w");
    for (let at = 0; at < content.length; ) at += writeSync(file, content, at);
    return undefined;
  } catch (error) {
    if (!(error instanceof Error && "code" in error)) throw error;
    return file === undefined && name !== "-" ? "open" : "write";
  } finally {
    if (file !== undefined) closeSync(file);
  }
}

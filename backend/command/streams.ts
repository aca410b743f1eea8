// The standard streams of the process. Everything is written at once: a command that is killed has shown what it had to say.
import { readFileSync, writeSync } from "node:fs";
import type { Streams } from "./console.ts";

/** The status of a program that SIGPIPE ended: who read our output has gone. */
const brokenPipe = 141;

export const processStreams: Streams = {
  readIn: () => readFileSync(0),
  writeOut: (bytes) => writeAll(1, bytes),
  /** A standard error that takes nothing (closed, on a full disk) has nobody to be told of. */
  writeError(bytes) {
    try {
      writeAll(2, bytes);
    } catch (error) {
      if (!(error instanceof Error && "code" in error)) throw error;
    }
  },
};

/** Writes all bytes, waiting for a slow reader. Without a reader the process ends, as SIGPIPE would end it. */
function writeAll(descriptor: number, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length; ) {
    try {
      at += writeSync(descriptor, bytes, at);
    } catch (error) {
      const code = error instanceof Error && "code" in error ? error.code : undefined;
      if (code === "EPIPE") process.exit(brokenPipe);
      if (code !== "EAGAIN") throw error;
      Bun.sleepSync(1);
    }
  }
}

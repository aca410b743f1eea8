// A command as the only work of this process: its arguments, streams and environment are the process's own.
import { runCommand } from "./main.ts";
import { processStreams } from "./streams.ts";
import { listen, openThread } from "./threads.ts";

/**
 * Runs the command that the process was started with, and ends the process with its status. A further thread helps with it: one
 * that is in a call of WASM cannot be stopped, and the process would not end before it. Streams and files are written at once.
 */
export async function runInProcess(): Promise<void> {
  if (!Bun.isMainThread) return listen();
  const status = await runCommand(process.argv.slice(2), {
    streams: processStreams,
    workingDirectory: process.cwd(),
    environment: process.env,
    // bin/moicad says under which name it was called.
    name: process.env._MOICAD_NAME ?? "moicad",
    openThread,
  });
  process.exit(status);
}

// A command as the only work of this process: its arguments, streams and environment are the process's own.
import { runCommand } from "./main.ts";
import { processStreams } from "./streams.ts";
import { listen, openThread } from "./threads.ts";

/** Runs the command that the process was started with. Its status becomes that of the process. A further thread helps with it. */
export async function runInProcess(): Promise<void> {
  if (!Bun.isMainThread) return listen();
  process.exitCode = await runCommand(process.argv.slice(2), {
    streams: processStreams,
    workingDirectory: process.cwd(),
    environment: process.env,
    // bin/moicad says under which name it was called.
    name: process.env._MOICAD_NAME ?? "moicad",
    openThread,
  });
}

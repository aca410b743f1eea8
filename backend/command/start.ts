// Runs the command of this process when it is loaded: from cli.ts, from a bundle or from an executable.
import { runCommand } from "./main.ts";
import { processStreams } from "./streams.ts";

async function start(): Promise<void> {
  process.exitCode = await runCommand(process.argv.slice(2), {
    streams: processStreams,
    workingDirectory: process.cwd(),
    environment: process.env,
    // bin/moicad says under which name it was called.
    name: process.env._MOICAD_NAME ?? "moicad",
  });
}

// Not awaited: a bundle with bytecode is a CommonJS module.
void start();

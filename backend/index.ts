// Starts the service from the environment. Exit status 78 means that the configuration is wrong.
import { availableParallelism } from "node:os";
import manifest from "../package.json";
import { ConfigError, readConfig } from "./server/config.ts";
import { createLog } from "./server/log.ts";
import { preparePlaces } from "./server/places.ts";
import { serve } from "./server/serve.ts";
import { watchUncaught } from "./server/uncaught.ts";

const configurationError = 78;

async function main(): Promise<void> {
  const config = readConfig(process.env, availableParallelism(), process.constrainedMemory() || undefined);
  preparePlaces(config);
  // A reader of the log that goes away must not take the service with it.
  process.stdout.on("error", () => undefined);
  const log = createLog({ level: config.logLevel, directory: config.logDirectory });
  const { keys, ...settings } = config;
  log("info", "settings: times in milliseconds", { ...settings, keys: keys.map(({ name }) => name) });
  const server = await serve({ config, log, version: manifest.version });
  const { environment, processes, rateLimits } = config;
  const port = server.port;
  log("info", `moicad ${manifest.version} is listening on ${server.url}`, { port, environment, processes, rateLimits });

  let stopping = false;
  const stop = (reason: string, status: number): void => {
    // The second signal means now.
    if (stopping) process.exit(1);
    stopping = true;
    log("info", "stopping", { reason });
    void server.stop().then(() => {
      log("info", "stopped");
      process.exit(status);
    });
  };
  process.on("SIGTERM", () => stop("SIGTERM", 0));
  process.on("SIGINT", () => stop("SIGINT", 0));
  watchUncaught(log, config.stopsOnUncaught ? () => stop("uncaught errors", 1) : undefined);
}

main().catch((error: unknown) => {
  process.stderr.write(`moicad: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(error instanceof ConfigError ? configurationError : 1);
});

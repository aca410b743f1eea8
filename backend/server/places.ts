// What the configuration names outside of itself: folders to write to and the file of API keys. Looked at once, before
// anything starts.
import { accessSync, constants, mkdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { KeyRing, readKeyFile } from "./admission/api-keys.ts";
import { type Config, ConfigError } from "./config.ts";

/** Makes the folders that are missing. Throws `ConfigError` with every place that is not as it must be. */
export function preparePlaces(config: Config): void {
  const { logDirectory, temporaryDirectory = tmpdir() } = config;
  const places: readonly (readonly [name: string, prepare: () => void])[] = [
    ["LOG_DIR", () => logDirectory !== undefined && mkdirSync(logDirectory, { recursive: true })],
    ["TEMP_DIR", () => prepareFolder(temporaryDirectory)],
    [config.keyFile === undefined ? "API_KEYS" : "API_KEYS_FILE", () => openKeys(config)],
  ];
  const problems = places.flatMap(([name, prepare]) => {
    try {
      prepare();
      return [];
    } catch (error) {
      return [`${name}: ${(error as Error).message}`];
    }
  });
  if (problems.length > 0) throw new ConfigError(problems);
}

/** The keys of the environment and of the file. Throws with the reason. */
export function openKeys({ keys, keyFile }: Config): KeyRing {
  return new KeyRing([...keys, ...(keyFile === undefined ? [] : readKeyFile(keyFile))]);
}

/** Results travel through this one: without it there is no service. A log that cannot be written is told by /health. */
function prepareFolder(folder: string): void {
  mkdirSync(folder, { recursive: true });
  accessSync(folder, constants.W_OK | constants.X_OK);
}

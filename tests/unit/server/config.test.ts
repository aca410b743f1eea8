// What the service makes of its surroundings: the log of each environment, and memory of which there is only so much.
import { expect, test } from "bun:test";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { ConfigError, readConfig } from "../../../backend/server/config.ts";
import { LogFile } from "../../../backend/server/log-file.ts";

const megabyte = 1_048_576;

test("R-40 each environment logs as much as it needs", () => {
  const production = { NODE_ENV: "production", AUTH_MODE: "off", ENABLE_CORS: "false" };
  const levels = [{}, production, { NODE_ENV: "test" }, { LOG_LEVEL: "warn" }].map(
    (environment) => readConfig(environment, 2).logLevel,
  );
  expect(levels).toEqual(["debug", "info", "error", "warn"]);
});

test("R-41 a log file is there before there is a line in it", () => {
  const directory = mkdtempSync(path.join(tmpdir(), "moicad-test-"));
  try {
    const file = new LogFile({ directory, name: "error.log", bytes: 1000, files: 2 });
    expect([readFileSync(path.join(directory, "error.log"), "utf8"), file.failing, file.lost]).toEqual(["", false, 0]);
  } finally {
    rmSync(directory, { recursive: true });
  }
});

test("K-12 processes share what the container has, but for what the service needs", () => {
  const memoryOf = (megabytes: number, environment: Record<string, string> = {}): number[] => {
    const config = readConfig(environment, 8, megabytes * megabyte);
    return [config.processMemoryBytes / megabyte, config.solidsMemoryBytes / megabyte];
  };
  expect(memoryOf(1_000_000)).toEqual([768, 1536]);
  expect(memoryOf(1024, { MAX_CONCURRENT_JOBS: "1" })).toEqual([768, 768]);
  expect(memoryOf(1792)).toEqual([512, 1536]);
  expect(memoryOf(512)).toEqual([256, 256]);
  expect(memoryOf(4096, { PROCESS_MEMORY_MB: "300", MAX_CONCURRENT_JOBS: "2" })).toEqual([300, 1536]);
});

test("all problems are told at once, also those between variables when others are wrong by themselves", () => {
  const problemsOf = (environment: Record<string, string>): string[] => {
    try {
      readConfig(environment, 2);
    } catch (error) {
      if (error instanceof ConfigError) return error.problems.map((problem) => problem.split(":")[0] as string).sort();
      throw error;
    }
    return [];
  };
  const production = { NODE_ENV: "production" };
  expect(problemsOf({ ...production, PORT: "abc", MOICAD_NONE: "1" })).toEqual([
    "ALLOWED_ORIGINS",
    "AUTH_MODE",
    "MOICAD_NONE",
    "PORT",
  ]);
  // Variables of the command line are no mistakes.
  expect(problemsOf({ MOICAD_THREADS: "2", MOICAD_SOLID_SECONDS: "9", MOICAD_API_KEY: "x" })).toEqual([]);
  // What is wrong by itself is told once.
  expect(problemsOf({ ...production, AUTH_MODE: "none", ENABLE_CORS: "false" })).toEqual(["AUTH_MODE"]);
  expect(problemsOf({ PROCESS_MEMORY_MB: "4096", PORT: "-1" })).toEqual(["PORT", "PROCESS_MEMORY_MB"]);
});

test("T-CONF-1 a duration that no timer can count is a problem, not one that is over at once", () => {
  const problemsOf = (value: string): string => {
    try {
      readConfig({ EVALUATION_TIMEOUT: value, WS_PING_INTERVAL: value }, 2);
      return "";
    } catch (error) {
      return (error as ConfigError).problems.join(" ");
    }
  };
  for (const value of ["577h", "99999999999h", "1e9s", "2m2s", "0.5ms", "0.0000001s", "-1s", "0", "30 s", "NaN"])
    expect([value, problemsOf(value)]).toEqual([
      value,
      expect.stringMatching(/EVALUATION_TIMEOUT: must be a duration .*WS_PING_INTERVAL: must be a duration/),
    ]);
  expect(["576h", "1ms", "1.5s", "90", "2m"].map(problemsOf)).toEqual(["", "", "", "", ""]);
});

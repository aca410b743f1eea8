// What a program may use of memory, and who is blamed when a process dies: a program that asked for too much, one that
// crashes the engine, or somebody outside.
import { describe, expect, test } from "bun:test";
import { endedForMemory, readPeakBytes } from "../../backend/server/pool/process-status.ts";
import { evaluatorsOf, residentMegabytes } from "../processes.ts";
import { isConfined } from "./confined.ts";
import { post, type ServerUnderTest, startServer } from "./running-server.ts";
import { until } from "./threats/harness.ts";

const megabytes = 2 ** 20;

/** Lists of a million numbers each. */
const lists = (count: number): string => `x = [for (i = [1 : ${count}]) [for (j = [0 : 999998]) i + j]]; echo(len(x));`;
/** Holds so many lists and goes on until its deadline. */
const holding = (count: number): string =>
  `x = [for (i = [1 : ${count}]) [for (j = [0 : 999998]) i + j]]; y = [for (i = [0 : 999998], j = [0 : 999998]) if (i < -len(x)) j];`;

async function answerOf(server: ServerUnderTest, source: string): Promise<readonly [number, unknown, unknown]> {
  const response = await post(`${server.url}/api/evaluate`, { source });
  const { code, limit } = (await response.json()) as Record<string, unknown>;
  return [response.status, code, limit];
}

async function metricOf({ url }: ServerUnderTest, line: RegExp): Promise<number> {
  return Number(line.exec(await (await fetch(`${url}/metrics`)).text())?.[1] ?? 0);
}

const busy = async (server: ServerUnderTest): Promise<boolean> =>
  (await metricOf(server, /^moicad_workers\{engine="manifold",state="busy"\} (\d+)/m)) === 1;

const deathsIn = ({ log }: ServerUnderTest): readonly Record<string, unknown>[] =>
  log
    .map((line) => JSON.parse(line) as Record<string, unknown>)
    .filter(({ message }) => message === "process died under a program");

describe("the end of a process is one for memory", () => {
  const report = (peak: string): string =>
    `====\nBun v1.4.4 (38afee6c8) Linux x64\nElapsed: 1076ms | User: 139ms | Sys: 571ms
RSS: 0.10 GB | Peak: ${peak} GB | Commit: 1.27 GB | Faults: 0 | Machine: 25.28 GB\n\npanic(main thread): abort() called`;

  test.each([
    [
      "JavaScriptCore's heap",
      "ASSERTION FAILED: MemoryExhaustion: Crash intentionally because memory is exhausted.",
      true,
    ],
    ["the runtime", "oh no: Bun has run out of memory.", true],
    ["the system", "mmap failed: Cannot allocate memory", true],
    ["a crash with much memory", report("0.31"), true],
    ["a crash with little", report("0.12"), false],
    ["a defect", "panic(main thread): Segmentation fault at address 0x0", false],
    ["nothing", "", false],
  ])("%s", (_, lastWords, expected) => {
    expect(endedForMemory({ lastWords, peakBytes: 0, memoryBytes: 400 * megabytes })).toBe(expected);
  });

  test("one that was seen to have most of it, and then was killed without a word", () => {
    const ended = (peakBytes: number): boolean =>
      endedForMemory({ lastWords: "", peakBytes, memoryBytes: 400 * megabytes });
    expect([ended(300 * megabytes), ended(100 * megabytes)]).toEqual([true, false]);
  });
});

test.skipIf(!isConfined)(
  "what a program may use does not depend on what ran in its process before",
  async () => {
    const server = await startServer({ MAX_CONCURRENT_JOBS: "1", PROCESS_MEMORY_MB: "320" });
    try {
      // What they take of the process's memory, for the kernel and for the stack, stays taken.
      const before = async (): Promise<void> => {
        expect(await answerOf(server, "sphere(1, $fn = 400);")).toEqual([200, undefined, undefined]);
        const deep = 'function f(n) = n == 0 ? "end" : f(n - 1); echo(f(1000001));';
        expect(await answerOf(server, deep)).toEqual([422, "scad_eval_error", undefined]);
      };
      await before();
      // A new process makes 18 or 19; this one, by itself, 12 to 14.
      expect(await answerOf(server, lists(15))).toEqual([200, undefined, undefined]);
      expect(await metricOf(server, /^moicad_quarantine_entries (\d+)/m)).toBe(0);
      await before();
      expect(await answerOf(server, lists(200))).toEqual([422, "limit_exceeded", "memory"]);
    } finally {
      await server.stop();
    }
  },
  60_000,
);

describe("a process that is killed from outside", () => {
  /** Kills the only process so often, as soon as it runs something. */
  async function killed(server: ServerUnderTest, times: number, isTime: (pid: number) => boolean): Promise<void> {
    for (let death = 0; death < times; death++) {
      const seen = deathsIn(server).length;
      expect(await until(() => busy(server))).toBe(true);
      const [pid] = evaluatorsOf(server.pid);
      expect(await until(() => isTime(pid as number))).toBe(true);
      process.kill(pid as number, "SIGKILL");
      expect(await until(() => deathsIn(server).length > seen)).toBe(true);
    }
  }

  test("says nothing about its program: the second try is the last, and nobody is blamed", async () => {
    const server = await startServer({ MAX_CONCURRENT_JOBS: "1", EVALUATION_TIMEOUT: "20s" });
    try {
      const source = holding(1);
      const asked = post(`${server.url}/api/evaluate`, { source });
      await killed(server, 2, () => true);
      const answer = await asked;
      expect([answer.status, await answer.json()]).toMatchObject([500, { code: "engine_crashed", retryable: true }]);
      expect(deathsIn(server)).toMatchObject([
        { byItself: false, ofMemory: false, deaths: 1, task: "evaluate" },
        { byItself: false, ofMemory: false, deaths: 2, task: "evaluate" },
      ]);
      expect(await metricOf(server, /^moicad_quarantine_entries (\d+)/m)).toBe(0);
      const breaker = await fetch(`${server.url}/circuit-breaker`);
      expect(await breaker.json()).toMatchObject({ state: "CLOSED", failure_count: 0 });
      // The same program is taken again.
      const response = await post(`${server.url}/api/evaluate`, { source, limits: { time: 200 } });
      expect(response.status).toBe(504);
    } finally {
      await server.stop();
    }
  }, 180_000);

  test("while it starts is no failure of the engine", async () => {
    const server = await startServer({ MAX_CONCURRENT_JOBS: "1" });
    const failedStarts = (): number => server.log.filter((line) => line.includes("process failed-to-start")).length;
    try {
      // Its successors are killed as soon as they are there.
      const killed = new Set<number>();
      const killAll = (): boolean => {
        for (const pid of evaluatorsOf(server.pid)) {
          killed.add(pid);
          try {
            process.kill(pid, "SIGKILL");
          } catch {
            // It ended while we looked.
          }
        }
        return failedStarts() >= 5;
      };
      expect(await until(killAll)).toBe(true);
      expect(killed.size).toBeGreaterThan(5);
      const breaker = await fetch(`${server.url}/circuit-breaker`);
      expect(await breaker.json()).toMatchObject({ state: "CLOSED", failure_count: 0 });
      expect(
        await until(async () => (await post(`${server.url}/api/evaluate`, { source: "cube(1);" })).status === 200),
      ).toBe(true);
    } finally {
      await server.stop();
    }
  }, 180_000);

  test("while it has most of its memory: by the system, which had no more", async () => {
    const server = await startServer({ MAX_CONCURRENT_JOBS: "1", PROCESS_MEMORY_MB: "400" });
    try {
      const asked = answerOf(server, holding(20));
      let since = Number.POSITIVE_INFINITY;
      // The service must have seen it, too: more than 240. They come to 310.
      await killed(server, 1, (pid) => {
        since = residentMegabytes(pid) > 255 ? Math.min(since, performance.now()) : Number.POSITIVE_INFINITY;
        return performance.now() - since > 2500;
      });
      expect(await asked).toEqual([422, "limit_exceeded", "memory"]);
      expect(deathsIn(server)).toMatchObject([{ byItself: false, ofMemory: true, deaths: 1 }]);
    } finally {
      await server.stop();
    }
  }, 180_000);
});

test("what a new process shares with a large one that starts it is below what that is known to have used", async () => {
  const ballast = new Uint8Array(300 * megabytes).fill(1);
  const child = Bun.spawn([process.execPath, "--version"], { stdout: "ignore" });
  const inherited = readPeakBytes();
  await child.exited;
  expect([ballast.length <= inherited, (child.resourceUsage()?.maxRSS ?? 0) <= inherited]).toEqual([true, true]);
});

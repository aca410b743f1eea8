// what one client may use of the processors, whatever number of requests it needs for that.
import { expect, test } from "bun:test";
import { makeKey } from "../../backend/server/admission/api-keys.ts";
import { ProcessorBudget } from "../../backend/server/admission/processor-budget.ts";
import type { ApiError } from "../../backend/server/errors.ts";
import { post, startServer } from "./running-server.ts";

function refusalOf(budget: ProcessorBudget, client: string): number | undefined {
  try {
    budget.check(client);
    return undefined;
  } catch (error) {
    return (error as ApiError).options.retryAfter;
  }
}

test("a bucket of seconds fills at an even rate, and can be overdrawn once", () => {
  const clock = { now: 0 };
  const budget = new ProcessorBudget({ secondsPerMinute: 6, now: () => clock.now });
  budget.spend("a", 5900);
  expect(refusalOf(budget, "a")).toBeUndefined();
  budget.spend("a", 3100);
  // Three seconds are missing; a second of a processor comes back in ten.
  expect([refusalOf(budget, "a"), refusalOf(budget, "b")]).toEqual([30, undefined]);
  clock.now = 29_000;
  expect(refusalOf(budget, "a")).toBe(1);
  clock.now = 30_100;
  expect(refusalOf(budget, "a")).toBeUndefined();
  // After a long pause there is a minute's worth, no more.
  clock.now = 10_000_000;
  budget.spend("a", 6100);
  expect(refusalOf(budget, "a")).toBe(1);
  const unbounded = new ProcessorBudget({ secondsPerMinute: undefined, now: () => 0 });
  unbounded.spend("a", 1e9);
  expect(refusalOf(unbounded, "a")).toBeUndefined();
});

test("a client that has used its time is refused, others are not, and nothing that costs none is", async () => {
  const { key, sha256 } = makeKey();
  const server = await startServer({
    RATE_LIMIT_STRICT: "1000",
    RATE_LIMIT_GENERAL: "1000",
    RATE_LIMIT_PROCESSOR_SECONDS: "1",
    API_KEYS: `ann:evaluate:${sha256}`,
  });
  try {
    const endless = (i: number) => ({
      source: `x${i} = [for (i = [0 : 999998]) for (j = [0 : 999998]) if (i < 0) j];`,
      limits: { time: 400 },
    });
    let refused: Response | undefined;
    for (let i = 0; i < 100 && refused === undefined; i++) {
      const response = await post(`${server.url}/api/evaluate`, endless(i));
      if (response.status === 429) refused = response;
      else expect(response.status).toBe(504);
    }
    expect([refused?.status, Number(refused?.headers.get("retry-after")) >= 1]).toEqual([429, true]);
    expect(await refused?.json()).toMatchObject({ code: "rate_limited", limit: "processor_seconds", allowed: 1 });
    const metrics = await (await fetch(`${server.url}/metrics`)).text();
    const sum = (line: RegExp): number => Number(line.exec(metrics)?.[1] ?? 0);
    const used = sum(/^moicad_kernel_cpu_seconds_total\{engine="manifold"\} (\S+)/m);
    // A process that was killed counts as busy for all of its time; a slow machine kills some.
    const killed = sum(/^moicad_worker_restarts_total\{engine="manifold",reason="timeout"\} (\d+)/m);
    expect(used + 0.65 * killed).toBeGreaterThan(0.4);
    expect((await fetch(`${server.url}/live`)).status).toBe(200);
    const authorization = `Bearer ${key}`;
    const other = await post(`${server.url}/api/evaluate`, { source: "cube(1);" }, { headers: { authorization } });
    expect(other.status).toBe(200);
  } finally {
    await server.stop();
  }
}, 60_000);

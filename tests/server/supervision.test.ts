// What stands between programs and processes: lanes, quarantine, circuit breaker. The parts by themselves with a clock of
// the test's, then all of it in a real service.
import { describe, expect, test } from "bun:test";
import { makeKey } from "../../backend/server/admission/api-keys.ts";
import { ApiError } from "../../backend/server/errors.ts";
import { CircuitBreaker, failureThreshold } from "../../backend/server/pool/circuit-breaker.ts";
import { Estimates } from "../../backend/server/pool/estimates.ts";
import type { Task } from "../../backend/server/pool/protocol.ts";
import { Quarantine } from "../../backend/server/pool/quarantine.ts";
import { type Queued, TaskQueue } from "../../backend/server/pool/task-queue.ts";
import { evaluatorsOf } from "../processes.ts";
import { post, type ServerUnderTest, startServer } from "./running-server.ts";
import { until } from "./threats/harness.ts";

function program(source: string): Task {
  return { kind: "evaluate", source, files: new Map(), format: "json", definitions: [], limits: {} };
}

describe("estimates", () => {
  test("programs that differ in numbers only are alike, others are not", () => {
    const estimates = new Estimates();
    estimates.note(program("sphere(10.5, $fn = 200);"), 800);
    expect(estimates.expect(program("sphere(7, $fn = 4000);"))).toBe("long");
    expect(estimates.expect(program("cube(7);"))).toBe("short");
  });

  test("they follow what programs take, and large ones are long until known", () => {
    const estimates = new Estimates();
    const once = program("cube(1);");
    estimates.note(once, 800);
    for (let i = 0; i < 4; i++) estimates.note(once, 3);
    expect(estimates.expect(once)).toBe("short");
    const large = program(`cube(1); // ${"x".repeat(200_000)}`);
    expect(estimates.expect(large)).toBe("long");
    estimates.note(large, 5);
    expect(estimates.expect(large)).toBe("short");
  });
});

describe("the queue", () => {
  const entry = (since: number, options: Partial<Queued> = {}): Queued => ({
    since,
    priority: "interactive",
    expected: "short",
    ...options,
  });
  const all = { short: true, long: true, mayRun: () => true };

  test("previews before requests before batches, long ones later, and who waits long has its turn", () => {
    const queue = new TaskQueue<Queued>(10);
    const batch = entry(0, { priority: "batch" });
    const long = entry(0, { expected: "long" });
    const request = entry(0);
    const preview = entry(100, { priority: "live" });
    const late = entry(4000, { priority: "live" });
    for (const added of [batch, late, long, request, preview]) queue.add(added);
    const order = Array.from({ length: 5 }, () => queue.next(all));
    expect(order).toEqual([preview, request, long, late, batch]);
    expect(queue.next(all)).toBeUndefined();
  });

  test("long ones wait while they may not run, and take no more than half of the places", () => {
    const queue = new TaskQueue<Queued>(4);
    for (let i = 0; i < 2; i++) queue.add(entry(i, { expected: "long" }));
    expect([queue.hasRoom("long"), queue.hasRoom("short"), queue.length]).toEqual([false, true, 2]);
    const short = entry(9000);
    queue.add(short);
    expect(queue.next({ short: true, long: false, mayRun: () => true })).toBe(short);
    expect(queue.next({ short: true, long: false, mayRun: () => true })).toBeUndefined();
    expect([queue.waiting("interactive"), queue.waiting("live")]).toEqual([
      { count: 2, oldest: 0 },
      { count: 0, oldest: undefined },
    ]);
    queue.add(short);
    const oldest = queue.next({ short: false, long: true, mayRun: () => true });
    expect([oldest?.since, oldest?.expected]).toEqual([0, "long"]);
    expect(new TaskQueue<Queued>(0).hasRoom("short")).toBe(false);
  });
});

describe("quarantine", () => {
  test("after two deaths, for ten minutes", () => {
    let now = 0;
    const entered: string[] = [];
    const quarantine = new Quarantine({ now: () => now, onEntry: (key, cause) => entered.push(`${key} ${cause}`) });
    quarantine.note("a", "crash");
    expect(quarantine.refusal("a")).toBeUndefined();
    quarantine.note("a", "timeout");
    expect([quarantine.refusal("a")?.code, quarantine.refusal("b"), quarantine.size]).toEqual([
      "quarantined",
      undefined,
      1,
    ]);
    now = 600_001;
    expect([quarantine.refusal("a"), quarantine.size]).toEqual([undefined, 0]);
    quarantine.note("a", "crash");
    expect([quarantine.refusal("a"), entered]).toEqual([undefined, ["a timeout"]]);
  });

  test("deaths long ago do not count, and the table is bounded", () => {
    let now = 0;
    const quarantine = new Quarantine({ now: () => now, onEntry: () => undefined });
    quarantine.note("a", "memory");
    now = 600_001;
    quarantine.note("a", "memory");
    expect(quarantine.refusal("a")).toBeUndefined();
    for (let i = 0; i < 25_000; i++) for (let k = 0; k < 2; k++) quarantine.note(`k${i}`, "crash");
    expect(quarantine.size).toBe(10_000);
  });
});

describe("circuit breaker", () => {
  function make() {
    const clock = { now: 0 };
    const changes: string[] = [];
    const options = { name: "manifold", openTime: 60_000, now: () => clock.now };
    const breaker = new CircuitBreaker({ ...options, onChange: (state) => changes.push(state) });
    const open = (): void => {
      for (let i = 0; i < failureThreshold; i++) breaker.fail(`program ${i}`);
    };
    return { breaker, clock, changes, open };
  }
  const refused = (breaker: CircuitBreaker): unknown => {
    try {
      breaker.enter();
      return undefined;
    } catch (error) {
      return error;
    }
  };

  test("five failures in a row open it, a success between starts anew", () => {
    const { breaker, changes } = make();
    for (let i = 0; i < 4; i++) breaker.fail(`program ${i}`);
    breaker.succeed();
    for (let i = 0; i < 4; i++) breaker.fail(`program ${i}`);
    expect([breaker.state, breaker.status.failure_count]).toEqual(["CLOSED", 4]);
    breaker.fail("program 4");
    expect([breaker.state, changes]).toEqual(["OPEN", ["OPEN"]]);
    const error = refused(breaker) as ApiError;
    expect(error).toBeInstanceOf(ApiError);
    expect([error.code, error.options.retryAfter]).toEqual(["engine_unavailable", 60]);
    expect(breaker.status).toMatchObject({ failure_threshold: 5, retry_after_seconds: 60 });
  });

  test("one program that fails again and again does not open it", () => {
    const { breaker } = make();
    for (let i = 0; i < 20; i++) breaker.fail("the same");
    expect([breaker.state, breaker.status.failure_count]).toEqual(["CLOSED", 1]);
  });

  test("after a minute one may try: it closes it, or opens it again", () => {
    const { breaker, clock, changes, open } = make();
    open();
    clock.now = 60_000;
    expect(breaker.state).toBe("HALF_OPEN");
    expect([refused(breaker), refused(breaker) !== undefined]).toEqual([undefined, true]);
    breaker.fail("program 0");
    expect([breaker.state, refused(breaker) !== undefined]).toEqual(["OPEN", true]);
    clock.now = 120_000;
    expect(refused(breaker)).toBeUndefined();
    breaker.succeed();
    expect([breaker.state, refused(breaker), changes]).toEqual(["CLOSED", undefined, ["OPEN", "OPEN", "CLOSED"]]);
  });

  test("a try that tells nothing lets the next one try", () => {
    const { breaker, clock, open } = make();
    open();
    clock.now = 60_000;
    breaker.enter();
    breaker.leave();
    expect(refused(breaker)).toBeUndefined();
  });

  test("a success of what began before it opened does not close it", () => {
    const { breaker, open } = make();
    open();
    breaker.succeed();
    expect(breaker.state).toBe("OPEN");
    breaker.close("by hand");
    expect(breaker.status).toMatchObject({ state: "CLOSED", failure_count: 0, retry_after_seconds: 0 });
  });
});

/** Runs until its deadline; another text each time, of the same kind or of another. */
const endless = (name: string) => ({
  source: `${name} = [for (i = [0 : 999998]) for (j = [0 : 999998]) if (i < 0) j];`,
});

/** The sum of a metric over all its labels that match. */
async function metric({ url }: ServerUnderTest, name: string, label = ""): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text();
  const lines = text.split("\n").filter((line) => line.split(/[{ ]/)[0] === name && line.includes(label));
  return lines.reduce((sum, line) => sum + Number(line.split(" ").at(-1)), 0);
}

const busyOf = (server: ServerUnderTest) => metric(server, "moicad_workers", 'state="busy"');
const restarts = (server: ServerUnderTest) => metric(server, "moicad_worker_restarts_total", 'reason="died"');

describe("the service", () => {
  test("long programs leave one process to the others", async () => {
    const server = await startServer({ MAX_CONCURRENT_JOBS: "2" });
    const leaving = new AbortController();
    try {
      let ended = 0;
      const long = Array.from({ length: 3 }, async (_, i) => {
        await post(`${server.url}/api/evaluate`, endless(`v${i}`), { signal: leaving.signal }).catch(() => undefined);
        ended += 1;
      });
      expect(await until(async () => (await metric(server, "moicad_long_evaluations")) === 1)).toBe(true);
      for (let i = 1; i <= 5; i++) {
        const response = await post(`${server.url}/api/evaluate`, { source: `cube(${i});` });
        expect([response.status, ended]).toEqual([200, 0]);
      }
      expect(await metric(server, "moicad_long_evaluations")).toBe(1);
      leaving.abort();
      await Promise.all(long);
    } finally {
      leaving.abort();
      await server.stop();
    }
  }, 180_000);

  test("T-DLQ-1 a program that ends its process twice is quarantined, others are not", async () => {
    const server = await startServer({ MAX_CONCURRENT_JOBS: "1" });
    try {
      const asked = post(`${server.url}/api/evaluate`, endless("crash"));
      for (let death = 1; death <= 2; death++) {
        expect(await until(async () => (await busyOf(server)) === 1)).toBe(true);
        // What a crash of its own looks like from outside.
        process.kill(evaluatorsOf(server.pid)[0] as number, "SIGABRT");
        expect(await until(async () => (await restarts(server)) === death)).toBe(true);
      }
      const answers = [await asked, await post(`${server.url}/api/evaluate`, endless("crash"))];
      for (const answer of answers) {
        const { code, retryable, cause, until: end } = (await answer.json()) as Record<string, unknown>;
        expect([answer.status, code, retryable, cause]).toEqual([422, "quarantined", false, "crash"]);
        expect(Date.parse(String(end))).toBeGreaterThan(Date.now());
      }
      expect((await post(`${server.url}/api/evaluate`, { source: "cube(2);" })).status).toBe(200);
      expect([await restarts(server), await metric(server, "moicad_quarantine_entries")]).toEqual([2, 1]);
      expect(await metric(server, "moicad_quarantined_total")).toBe(1);
    } finally {
      await server.stop();
    }
  }, 180_000);

  test("five programs that end their processes open the breaker; an administrator closes it", async () => {
    const { key, sha256 } = makeKey();
    const server = await startServer({ MAX_CONCURRENT_JOBS: "1", API_KEYS: `ops:admin:${sha256}` });
    try {
      for (let i = 0; i < failureThreshold; i++) {
        const leaving = new AbortController();
        const asked = post(`${server.url}/api/evaluate`, endless(`crash${"x".repeat(i)}`), { signal: leaving.signal });
        const left = asked.catch(() => undefined);
        expect(await until(async () => (await busyOf(server)) === 1)).toBe(true);
        process.kill(evaluatorsOf(server.pid)[0] as number, "SIGABRT");
        expect(await until(async () => (await restarts(server)) > i)).toBe(true);
        leaving.abort();
        await left;
        expect(await until(async () => (await busyOf(server)) === 0)).toBe(true);
      }
      const state = async () =>
        (await (await fetch(`${server.url}/circuit-breaker`)).json()) as Record<string, unknown>;
      expect(await state()).toMatchObject({ state: "OPEN", failure_count: 5, failure_threshold: 5 });
      const refused = await post(`${server.url}/api/evaluate`, { source: "cube(3);" });
      expect([refused.status, Number(refused.headers.get("retry-after")) > 0]).toEqual([503, true]);
      expect(await refused.json()).toMatchObject({ code: "engine_unavailable", retryable: true });
      for (const page of ["health", "ready"]) {
        const response = await fetch(`${server.url}/${page}`);
        expect([response.status, await response.json()]).toMatchObject([503, { circuit_breaker: "OPEN" }]);
      }
      expect(await metric(server, "moicad_circuit_breaker_state")).toBe(2);
      const numbers = await fetch(`${server.url}/metrics`, { headers: { accept: "application/json" } });
      expect(await numbers.json()).toMatchObject({ circuit_breaker: { state: "OPEN", failure_count: 5 } });

      const reset = (headers: Record<string, string>) =>
        fetch(`${server.url}/circuit-breaker/reset`, { method: "POST", headers });
      expect((await reset({})).status).toBe(401);
      const done = await reset({ authorization: `Bearer ${key}` });
      expect([done.status, await done.json()]).toMatchObject([
        200,
        { new_state: { state: "CLOSED", failure_count: 0 } },
      ]);
      expect((await post(`${server.url}/api/evaluate`, { source: "cube(3);" })).status).toBe(200);
      expect(server.log.filter((line) => /circuit_breaker_(opened|reset)/.test(line)).length).toBe(2);
      expect((await fetch(`${server.url}/circuit-breaker?name=none`)).status).toBe(404);
    } finally {
      await server.stop();
    }
  }, 180_000);
});

test("a flood is refused before it is read, in the common form, and ends with the load", async () => {
  const server = await startServer({ MAX_CONCURRENT_JOBS: "1", MAX_QUEUE_SIZE: "1", EVALUATION_TIMEOUT: "50s" });
  const leaving = new AbortController();
  try {
    const long = ["a", "b"].map((name) =>
      post(`${server.url}/api/evaluate`, endless(name), { signal: leaving.signal }).catch(() => undefined),
    );
    expect(await until(async () => (await metric(server, "moicad_queue_depth")) === 1)).toBe(true);
    for (let round = 0; round < 3; round++) {
      const flood = Array.from({ length: 150 }, (_, i) => post(`${server.url}/api/evaluate`, endless(`f${i}`)));
      for (const refusal of await Promise.all(flood)) {
        expect([refusal.status, Number(refusal.headers.get("retry-after")) >= 1]).toEqual([503, true]);
        expect(await refusal.json()).toMatchObject({ code: "overloaded", retryable: true });
      }
    }
    const asked = post(`${server.url}/api/evaluate`, endless("id"), { headers: { "x-request-id": "mine" } });
    expect((await asked).headers.get("x-request-id")).toBe("mine");
    expect((await fetch(`${server.url}/live`)).status).toBe(200);
    leaving.abort();
    expect(await Promise.all(long)).toEqual([undefined, undefined]);
    const isServed = async (): Promise<boolean> =>
      (await post(`${server.url}/api/evaluate`, { source: "cube(2);" })).status === 200;
    expect(await until(isServed)).toBe(true);
    expect(await until(() => server.log.some((line) => line.includes("requests refused unread")))).toBe(true);
  } finally {
    await server.stop();
  }
}, 180_000);

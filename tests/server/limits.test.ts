// What a running service does when programs, clients or its own processes misbehave: each limit with its attack.
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import path from "node:path";
import { childrenOf, evaluatorsOf, isRunning } from "../processes.ts";
import { isConfined } from "./confined.ts";
import { post, type ServerUnderTest, startServer } from "./running-server.ts";
import { until } from "./threats/harness.ts";
import { head, sendRaw, statusesOf } from "./threats/raw-http.ts";

const spin = { source: "x = [for (i = [0 : 999998]) for (j = [0 : 999998]) if (i < 0) j];" };
const good = { source: "cube(2);" };

async function codeOf(response: Response): Promise<unknown> {
  return ((await response.json()) as { code: string }).code;
}

/** What /health tells of the evaluation processes. */
async function workers({ url }: ServerUnderTest): Promise<{ ready: number; busy: number; configured: number }> {
  const { workers } = (await (await fetch(`${url}/health`)).json()) as { workers: never };
  return workers;
}

const isComplete = async (server: ServerUnderTest): Promise<boolean> => {
  const { ready, configured } = await workers(server);
  return ready === configured;
};

describe("time and memory", () => {
  let server: ServerUnderTest;
  const temporary = mkdtempSync(path.join(tmpdir(), "moicad-test-"));
  beforeAll(async () => {
    server = await startServer({ EVALUATION_TIMEOUT: "1s", PROCESS_MEMORY_MB: "400", TEMP_DIR: temporary });
  });
  afterAll(async () => {
    await server.stop();
    expect(readdirSync(temporary)).toEqual([]);
    rmSync(temporary, { recursive: true });
  });

  test("should enforce resource limits: an endless program ends with 504, others are served meanwhile", async () => {
    const slow = post(`${server.url}/api/evaluate`, spin);
    await Bun.sleep(100);
    for (let i = 0; i < 5; i++) expect((await post(`${server.url}/api/evaluate`, good)).status).toBe(200);
    expect((await fetch(`${server.url}/live`)).status).toBe(200);
    const response = await slow;
    expect(response.status).toBe(504);
    expect(await response.json()).toMatchObject({
      error: "Request timeout",
      message: "Request timed out after 1000ms",
      code: "evaluation_timeout",
      retryable: false,
    });
    expect((await post(`${server.url}/api/evaluate`, good)).status).toBe(200);
  });

  test("a loop that no check of the program's own reaches is killed from outside", async () => {
    // One call into the kernel that takes longer than the deadline.
    const source = "minkowski() { sphere(10, $fn = 60); difference() { sphere(9, $fn = 60); cube(30); } }";
    const response = await post(`${server.url}/api/evaluate`, { source, limits: { time: 200 } });
    expect([200, 422, 504]).toContain(response.status);
    await response.text();
    expect(await until(() => isComplete(server))).toBe(true);
    expect((await post(`${server.url}/api/evaluate`, good)).status).toBe(200);
  });

  test("a request may lower its time", async () => {
    const response = await post(`${server.url}/api/evaluate`, { ...spin, limits: { time: 100 } });
    expect([response.status, await codeOf(response)]).toEqual([504, "evaluation_timeout"]);
  });

  test("steps, nodes, facets and triangles are counted", async () => {
    const attacks: [string, string][] = [
      ["steps", "x = [for (i = [0 : 999998]) if (i < 0) i];"],
      ["csgNodes", "module m(n) { if (n > 0) { m(n - 1); m(n - 1); } else cube(n + 1); } m(24);"],
    ];
    for (const [limit, source] of attacks) {
      const response = await post(`${server.url}/api/evaluate`, { source, limits: { steps: 100_000, csgNodes: 1000 } });
      expect([response.status, await response.json()]).toMatchObject([422, { code: "limit_exceeded", limit }]);
    }
  });
});

test("a client that leaves frees its process, which goes on", async () => {
  const server = await startServer({ MAX_CONCURRENT_JOBS: "1" });
  try {
    let stayed = false;
    // A process that the machine leaves no time to notice is killed: one of a few tries must be noticed.
    for (let attempt = 0; attempt < 5 && !stayed; attempt++) {
      expect(await until(() => isComplete(server))).toBe(true);
      const before = evaluatorsOf(server.pid);
      const leaving = new AbortController();
      const asked = post(`${server.url}/api/evaluate`, spin, { signal: leaving.signal }).catch(() => undefined);
      expect(await until(async () => (await workers(server)).busy === 1)).toBe(true);
      leaving.abort();
      await asked;
      expect(await until(async () => (await workers(server)).busy === 0)).toBe(true);
      stayed = Bun.deepEquals(evaluatorsOf(server.pid), before);
    }
    expect(stayed).toBe(true);
  } finally {
    await server.stop();
  }
}, 180_000);

test("a process that is killed in the middle costs its request nothing", async () => {
  const server = await startServer();
  try {
    const source = "x = [for (i = [0 : 100000]) norm([i, i])]; difference() { sphere(10, $fn = 40); cube(10); }";
    const asked = Promise.all(Array.from({ length: 6 }, () => post(`${server.url}/api/evaluate`, { source })));
    expect(await until(async () => (await workers(server)).busy > 0)).toBe(true);
    process.kill(evaluatorsOf(server.pid)[0] as number, "SIGKILL");
    expect((await asked).map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 200]);
  } finally {
    await server.stop();
  }
}, 180_000);

test.skipIf(!isConfined)(
  "memory is capped, and a process that ran into the cap is replaced",
  async () => {
    const server = await startServer({ PROCESS_MEMORY_MB: "400" });
    for (const source of [
      'function twice(s, n) = n == 0 ? s : twice(str(s, s), n - 1); echo(len(twice("abcdefgh", 40)));',
      "x = [for (i = [0 : 199]) [for (j = [0 : 999998]) i + j]]; echo(len(x));",
    ]) {
      const response = await post(`${server.url}/api/evaluate`, { source });
      expect([response.status, await codeOf(response)]).toEqual([422, "limit_exceeded"]);
    }
    expect((await post(`${server.url}/api/evaluate`, good)).status).toBe(200);
    expect(await until(() => isComplete(server))).toBe(true);
    await server.stop();
  },
  60_000,
);

test("shapes are kept from one program to the next, or not, and results are the same", async () => {
  const answers: unknown[] = [];
  for (const [megabytes, kept] of [
    ["32", true],
    ["0", false],
  ] as const) {
    const server = await startServer({ SHAPE_CACHE_MB: megabytes, MAX_CONCURRENT_JOBS: "1" });
    for (let round = 0; round < 3; round++) {
      const source = `difference() { union() { sphere(4); cube(5); } cylinder(h = 9, r = 2); } // ${round}`;
      const response = await post(`${server.url}/api/evaluate`, { source });
      const { measures, mesh } = (await response.json()) as Record<string, unknown>;
      answers.push({ measures, mesh });
    }
    const metrics = await (await fetch(`${server.url}/metrics`)).text();
    const hits = /^moicad_cache_requests_total\{[^}]*tier="shapes"[^}]*result="hit"[^}]*\} (\d+)/m.exec(metrics)?.[1];
    expect(Number(hits ?? 0) > 0).toBe(kept);
    await server.stop();
  }
  for (const answer of answers) expect(answer).toEqual(answers[0]);
}, 180_000);

test("processes that worked long enough are replaced without a pause", async () => {
  const server = await startServer({ PROCESS_EVALUATIONS: "5", MAX_CONCURRENT_JOBS: "2", ENABLE_CACHING: "false" });
  try {
    expect(await until(() => isComplete(server))).toBe(true);
    const first = childrenOf(server.pid);
    for (let round = 0; round < 30; round++) {
      const asked = Array.from({ length: 2 }, (_, i) =>
        post(`${server.url}/api/evaluate`, { source: `cube(${round + i + 1});` }),
      );
      expect((await Promise.all(asked)).map(({ status }) => status)).toEqual([200, 200]);
      await Bun.sleep(20);
    }
    // Short programs run in as many processes as there are processors.
    const idle = Math.max(0, first.length - availableParallelism());
    expect(await until(() => first.filter(isRunning).length <= idle)).toBe(true);
    expect(await until(() => childrenOf(server.pid).length === first.length)).toBe(true);
    expect((await fetch(`${server.url}/ready`)).status).toBe(200);
    const metrics = await (await fetch(`${server.url}/metrics`)).text();
    expect(metrics).toMatch(/moicad_worker_restarts_total\{engine="manifold",reason="evaluations"\} \d+/);
  } finally {
    await server.stop();
  }
}, 180_000);

describe("R-14 requests that take too long", () => {
  let server: ServerUnderTest;
  beforeAll(async () => {
    server = await startServer({ REQUEST_TIMEOUT: "500ms", EVALUATION_TIMEOUT: "1s" });
  });
  afterAll(() => server.stop());

  /** Sends a body a byte at a time and gives the answer's text. */
  async function drip(address: string): Promise<string> {
    const done = Promise.withResolvers<string>();
    let text = "";
    const socket = await Bun.connect({
      hostname: "127.0.0.1",
      port: Number(new URL(server.url).port),
      socket: {
        data: (_, bytes) => {
          text += bytes.toString();
          if (text.includes("}")) done.resolve(text);
        },
        close: () => done.resolve(text),
      },
    });
    socket.write(`POST ${address} HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n`);
    const timer = setInterval(() => socket.write(" "), 50);
    try {
      return await done.promise;
    } finally {
      clearInterval(timer);
      socket.end();
    }
  }

  test.each([
    ["/api/parse", 500],
    ["/api/evaluate", 1000],
  ])("a body that drips to %s", async (address, milliseconds) => {
    const text = await drip(address);
    expect(text).toStartWith("HTTP/1.1 504 ");
    const { error, message, code } = JSON.parse(text.slice(text.indexOf("{"))) as Record<string, string>;
    expect([error, message, code]).toEqual([
      "Request timeout",
      `Request timed out after ${milliseconds}ms`,
      "request_timeout",
    ]);
    expect((await post(`${server.url}/api/evaluate`, good)).status).toBe(200);
  });

  test("a program that is too long to parse", async () => {
    const source = `a=[${"1,".repeat(400_000)}1];`;
    const response = await post(`${server.url}/api/parse`, { source, limits: { time: 1 } });
    expect([response.status, await codeOf(response)]).toEqual([504, "request_timeout"]);
  });
});

describe("capacity", () => {
  let server: ServerUnderTest;
  beforeAll(async () => {
    server = await startServer({ EVALUATION_TIMEOUT: "1s", MAX_CONCURRENT_JOBS: "1", MAX_QUEUE_SIZE: "2" });
  });
  afterAll(() => server.stop());

  test("over capacity the answer is 503 at once, with Retry-After", async () => {
    // Different programs: equal ones would share one evaluation, and like ones be known to be long.
    const asked = Array.from({ length: 6 }, (_, i) =>
      post(`${server.url}/api/evaluate`, { source: `${"x".repeat(i)}${spin.source}` }),
    );
    const first = await Promise.race(asked);
    expect([first.status, await codeOf(first)]).toEqual([503, "overloaded"]);
    expect(Number(first.headers.get("retry-after"))).toBeGreaterThanOrEqual(1);
    const statuses = (await Promise.all(asked)).map(({ status }) => status).sort();
    expect(statuses).toEqual([503, 503, 503, 504, 504, 504]);
    expect((await fetch(`${server.url}/ready`)).status).toBe(200);
  }, 180_000);
});

test.skipIf(process.env.SLOW_TESTS === undefined)(
  "a request that is silent for longer than ten seconds is answered",
  async () => {
    const server = await startServer({ EVALUATION_TIMEOUT: "14s" });
    // Not with fetch: it sends a request again when its connection is closed without an answer.
    const body = JSON.stringify(spin);
    const request = head("POST", "/api/evaluate", { "Content-Length": String(body.length) });
    expect(statusesOf(await sendRaw(server.url, [request, body], { milliseconds: 30_000 }))).toEqual([504]);
    expect(await server.stop()).toBe(0);
  },
  60_000,
);

describe("stopping", () => {
  test("SIGTERM: what runs finishes, no process is left", async () => {
    const server = await startServer({ EVALUATION_TIMEOUT: "1s", DRAIN_DELAY: "3s" });
    const children = childrenOf(server.pid);
    const running = post(`${server.url}/api/evaluate`, {
      source: "x = [for (i = [0 : 3000]) for (j = [0 : 30000]) if (i < 0) j]; cube(1);",
    });
    expect(await until(async () => (await workers(server)).busy === 1)).toBe(true);
    const stopped = server.stop();
    expect(await until(async () => (await fetch(`${server.url}/ready`)).status === 503, 2500)).toBe(true);
    expect([200, 504]).toContain((await running).status);
    expect(await stopped).toBe(0);
    expect(await until(() => !children.some(isRunning))).toBe(true);
  }, 180_000);

  test.skipIf(!isConfined)("SIGKILL of the service ends its processes too, even busy ones", async () => {
    // Its program goes on for longer than anybody waits here.
    const server = await startServer({ EVALUATION_TIMEOUT: "120s" });
    const children = childrenOf(server.pid);
    const lost = post(`${server.url}/api/evaluate`, spin).catch(() => undefined);
    // An idle process would notice by itself that the service is gone.
    expect(await until(async () => (await workers(server)).busy === 1)).toBe(true);
    await Bun.sleep(100);
    await server.stop("SIGKILL");
    await lost;
    expect(children.length).toBeGreaterThan(0);
    expect(await until(() => !children.some(isRunning))).toBe(true);
  });
});

describe("configuration", () => {
  function start(environment: Record<string, string>) {
    const { exitCode, stderr } = Bun.spawnSync([process.execPath, "backend/index.ts"], {
      cwd: path.resolve(import.meta.dir, "../.."),
      env: { ...process.env, PORT: "0", ...environment },
    });
    return { exitCode, text: stderr.toString() };
  }

  test("every mistake is named and the service does not start", () => {
    const { exitCode, text } = start({ PORT: "http", EVALUATION_TIMEOUT: "0", MOICAD_TYPO: "1", SANDBOX: "maybe" });
    expect(exitCode).toBe(78);
    for (const name of ["PORT", "EVALUATION_TIMEOUT", "MOICAD_TYPO", "SANDBOX"]) expect(text).toContain(`${name}:`);
  });

  test("more memory than may be configured is an error", () => {
    const { exitCode, text } = start({ PROCESS_MEMORY_MB: "4096" });
    expect([exitCode, text.includes("MAX_MEMORY_MB")]).toEqual([78, true]);
  });
});

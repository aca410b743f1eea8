// The spare process of a real service: it takes the place of one that ended at once, and is followed by another.
import { afterAll, beforeAll, expect, test } from "bun:test";
import { makeKey } from "../../backend/server/admission/api-keys.ts";
import { isRunning } from "../processes.ts";
import { post, type ServerUnderTest, startServer } from "./running-server.ts";

interface Health {
  readonly workers: { ready: number; busy: number; configured: number; spare: number; restarts: number };
  readonly processes: readonly { pid: number; state: string; evaluations: number; last?: string }[];
}

const { key, sha256 } = makeKey();
let server: ServerUnderTest;
beforeAll(async () => {
  const shared = { MAX_CONCURRENT_JOBS: "1", SPARE_PROCESSES: "1", PROCESS_EVALUATIONS: "3", ENABLE_CACHING: "false" };
  server = await startServer({ ...shared, API_KEYS: `ops:admin:${sha256}` });
});
afterAll(async () => {
  const { processes } = await health();
  expect(await server.stop()).toBe(0);
  expect(processes.filter(({ pid }) => isRunning(pid))).toEqual([]);
});

async function health(): Promise<Health> {
  const headers = { authorization: `Bearer ${key}` };
  return (await (await fetch(`${server.url}/health?verbose=1`, { headers })).json()) as Health;
}

/** The first state in which it is so. */
async function when(isSo: (health: Health) => boolean): Promise<Health> {
  for (const end = performance.now() + 30_000; performance.now() < end; await Bun.sleep(20)) {
    const found = await health();
    if (isSo(found)) return found;
  }
  throw new Error(`this did not come: ${isSo} (${JSON.stringify(await health())})`);
}

const whole = ({ workers: { ready, configured, spare } }: Health): boolean => ready === configured && spare === 1;
const pidOf = ({ processes }: Health, state: string): number => processes.find((it) => it.state === state)?.pid ?? -1;

test("a process that dies is replaced by the spare one at once, and that by another", async () => {
  const before = await when(whole);
  process.kill(pidOf(before, "idle"), "SIGKILL");
  const after = await when(({ workers }) => workers.restarts === before.workers.restarts + 1);
  expect([after.workers.ready, pidOf(after, "idle")]).toEqual([1, pidOf(before, "spare")]);
  expect((await post(`${server.url}/api/evaluate`, { source: "cube(1);" })).status).toBe(200);
  const later = await when(whole);
  expect([pidOf(later, "idle"), pidOf(later, "spare")]).not.toContain(pidOf(before, "idle"));
});

test("the spare one gets no task until then; a program whose process is killed goes on in it", async () => {
  const before = await when(whole);
  const leaving = new AbortController();
  const source = "x = [for (i = [0 : 999998]) for (j = [0 : 999998]) if (i < 0) j];";
  const asked = post(`${server.url}/api/evaluate`, { source }, { signal: leaving.signal }).catch(() => undefined);
  const busy = await when(({ workers }) => workers.busy === 1);
  expect(pidOf(busy, "busy")).toBe(pidOf(before, "idle"));
  process.kill(pidOf(busy, "busy"), "SIGKILL");
  const after = await when((it) => pidOf(it, "busy") === pidOf(before, "spare"));
  expect(after.processes).toContainEqual(expect.objectContaining({ pid: pidOf(before, "spare"), evaluations: 1 }));
  leaving.abort();
  await asked;
  await when(({ workers }) => workers.busy === 0);
});

test("it succeeds a process that worked long enough, and may die itself", async () => {
  const before = await when(whole);
  process.kill(pidOf(before, "spare"), "SIGKILL");
  const other = await when((it) => whole(it) && pidOf(it, "spare") !== pidOf(before, "spare"));
  for (let i = 0; i < 4; i++)
    expect((await post(`${server.url}/api/evaluate`, { source: `sphere(${i + 1});` })).status).toBe(200);
  const after = await when(whole);
  expect(after.processes.map(({ pid }) => pid)).toContain(pidOf(other, "spare"));
  const metrics = await (await fetch(`${server.url}/metrics`)).text();
  expect(metrics).toContain('moicad_workers{engine="manifold",state="spare"} 1');
  expect(metrics).toMatch(/moicad_worker_restarts_total\{engine="manifold",reason="evaluations"\} [1-9]/);
});

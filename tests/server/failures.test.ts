// Evaluations that failed are kept for those who sent them and for administrators, and can be tried again.
import { afterAll, beforeAll, expect, test } from "bun:test";
import { makeKey } from "../../backend/server/admission/api-keys.ts";
import { ApiError } from "../../backend/server/errors.ts";
import { FailureRegister, failureType } from "../../backend/server/failures.ts";
import type { Task } from "../../backend/server/pool/protocol.ts";
import { post, type ServerUnderTest, startServer } from "./running-server.ts";
import { head, sendRaw, statusesOf } from "./threats/raw-http.ts";

const endless = "x = [for (i = [0 : 999998]) for (j = [0 : 999998]) if (i < 0) j];";
const keys = { ops: makeKey(), ann: makeKey(), bob: makeKey() };
const bearer = (name: keyof typeof keys) => ({ authorization: `Bearer ${keys[name].key}` });

let server: ServerUnderTest;
beforeAll(async () => {
  const listed = [`ops:admin:${keys.ops.sha256}`, `ann:evaluate:${keys.ann.sha256}`, `bob:evaluate:${keys.bob.sha256}`];
  server = await startServer({ EVALUATION_TIMEOUT: "1s", API_KEYS: listed.join(",") });
});
afterAll(async () => {
  await server.stop();
});

async function get(path: string, name?: keyof typeof keys): Promise<[number, never]> {
  const response = await fetch(`${server.url}${path}`, name === undefined ? {} : { headers: bearer(name) });
  return [response.status, (await response.json()) as never];
}

async function retry(path: string, name: keyof typeof keys): Promise<[number, never]> {
  const response = await fetch(`${server.url}${path}`, { method: "POST", headers: bearer(name) });
  return [response.status, (await response.json()) as never];
}

test("T-TEN-1 what outlasts its time is listed for its key and for administrators, and tried again", async () => {
  for (const [name, source] of [
    ["ann", endless],
    ["ann", "cube(;"],
    ["bob", "assert(false);"],
  ] as const)
    await post(`${server.url}/api/evaluate?format=stl`, { source }, { headers: bearer(name) });

  const [status, { failures }] = (await get("/dlq/failures", "ann")) as [number, { failures: { id: string }[] }];
  expect(status).toBe(200);
  expect(failures).toMatchObject([
    {
      error_type: "permanent",
      error_code: "evaluation_timeout",
      attempts: 1,
      tenant: "ann",
      request: { format: "stl" },
    },
  ]);
  const id = failures[0]?.id as string;
  expect(await get("/dlq/failures?error_type=permanent&limit=1", "ops")).toMatchObject([200, { failures: [{ id }] }]);
  expect(await get("/dlq/failures?error_type=systemic", "ops")).toEqual([200, { failures: [] } as never]);
  expect(await get("/dlq/stats", "ops")).toMatchObject([200, { total: 1, by_type: { permanent: 1, transient: 0 } }]);

  // Somebody else's does not exist, whatever is asked.
  expect(await get("/dlq/failures", "bob")).toEqual([200, { failures: [] } as never]);
  expect((await retry(`/dlq/${id}/retry`, "bob"))[0]).toBe(404);
  expect(await retry("/dlq/retry", "bob")).toEqual([200, { retried: 0, results: [] } as never]);

  for (const name of ["ann", "ops"] as const)
    expect(await retry(`/dlq/${id}/retry`, name)).toMatchObject([
      200,
      { id, status: "failed", error_code: "evaluation_timeout" },
    ]);
  expect(await retry("/dlq/retry?error_type=permanent", "ops")).toMatchObject([200, { retried: 1 }]);
  expect(await get("/dlq/failures", "ann")).toMatchObject([200, { failures: [{ id, attempts: 4 }] }]);
  expect(server.log.filter((line) => line.includes("failure retried") && line.includes('"audit":true')).length).toBe(3);
}, 60_000);

test.skipIf(process.env.SLOW_TESTS === undefined)(
  "a retry that is silent for longer than ten seconds is answered",
  async () => {
    const patient = await startServer({ EVALUATION_TIMEOUT: "14s", API_KEYS: `ann:evaluate:${keys.ann.sha256}` });
    try {
      await post(`${patient.url}/api/evaluate`, { source: endless }, { headers: bearer("ann") });
      // Not with fetch: it sends a request again when its connection is closed without an answer.
      const request = head("POST", "/dlq/retry", bearer("ann"));
      const answer = await sendRaw(patient.url, [request], { milliseconds: 30_000 });
      expect(statusesOf(answer)).toEqual([200]);
      expect(answer).toContain('"error_code":"evaluation_timeout"');
    } finally {
      await patient.stop();
    }
  },
  90_000,
);

test("nobody without a key, and nothing that is asked wrongly", async () => {
  for (const path of ["/dlq/failures", "/dlq/stats"]) expect((await get(path))[0]).toBe(401);
  expect((await post(`${server.url}/dlq/retry`, {})).status).toBe(401);
  for (const wrong of ["limit=0", "limit=1001", "limit=x", "error_type=none"])
    expect(await get(`/dlq/failures?${wrong}`, "ops")).toMatchObject([400, { code: "invalid_request" }]);
  expect((await retry("/dlq/unknown/retry", "ops"))[0]).toBe(404);
});

test("what succeeds at last is no failure any more", () => {
  const register = new FailureRegister(() => new Date(0));
  const event = { task: program("cube();"), hash: "a".repeat(64), tenant: undefined, requestId: "r", milliseconds: 5 };
  register.note({ ...event, error: new ApiError("engine_crashed", "gone") });
  expect(register.list({})).toMatchObject([{ type: "transient", attempts: 1 }]);
  register.note({ ...event, error: new ApiError("engine_crashed", "gone") });
  expect(register.list({})).toMatchObject([
    { type: "permanent", attempts: 2, firstFailed: "1970-01-01T00:00:00.000Z" },
  ]);
  register.settle(event.hash);
  expect(register.list({})).toEqual([]);
});

test("T-DLQ-1 a flood of failures takes bounded memory", () => {
  const register = new FailureRegister();
  const error = new ApiError("evaluation_timeout", "late");
  const note = (hash: string, source: string): void =>
    register.note({ error, task: program(source), hash, tenant: undefined, requestId: "r", milliseconds: 5 });
  for (let i = 0; i < 3000; i++) note(`small ${i}`, "cube();");
  expect(register.list({}).length).toBe(1000);
  for (let i = 0; i < 100; i++) note(`large ${i}`, "x".repeat(1_000_000));
  const kept = register.list({});
  expect([kept.length < 20, kept[0]?.hash]).toEqual([true, "large 99"]);
});

test("mistakes of programs and clients are no failures", () => {
  const codes = [
    "scad_parse_error",
    "scad_eval_error",
    "not_exportable",
    "overloaded",
    "client_closed_request",
  ] as const;
  for (const code of codes) expect(failureType(new ApiError(code, ""))).toBeUndefined();
  expect(failureType(new ApiError("limit_exceeded", "", { details: { limit: "steps" } }))).toBeUndefined();
  expect(failureType(new ApiError("limit_exceeded", "", { details: { limit: "memory" } }))).toBe("permanent");
  expect(failureType(new Error("defect"))).toBe("systemic");
});

function program(source: string): Task {
  return { kind: "evaluate", source, files: new Map(), format: "json", definitions: [], limits: {} };
}

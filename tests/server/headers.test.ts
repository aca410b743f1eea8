// Headers of real answers of every operation, against the API's description: none is sent that it does not name, and none is
// named that nothing sends.
import { afterAll, beforeAll, expect, test } from "bun:test";
import { connect } from "node:net";
import { makeKey } from "../../backend/server/admission/api-keys.ts";
import { subprotocol } from "../../backend/server/live/messages.ts";
import type { ApiDescription, OperationDescription } from "../../backend/server/web/api-description.ts";
import { strictest } from "./confined.ts";
import { post, type ServerUnderTest, startServer } from "./running-server.ts";

const admin = makeKey();
const origin = "https://models.example";

let server: ServerUnderTest;
let api: ApiDescription;
beforeAll(async () => {
  server = await startServer({
    NODE_ENV: strictest,
    ENABLE_RATE_LIMIT: "true",
    AUTH_MODE: "off",
    API_KEYS: `ops:evaluate+admin:${admin.sha256}`,
    ALLOWED_ORIGINS: origin,
    RATE_LIMIT_GENERAL: "200",
    RATE_LIMIT_STRICT: "60",
    EVALUATION_TIMEOUT: "60s",
  });
  api = (await (await fetch(`${server.url}/openapi.json`)).json()) as ApiDescription;
});
afterAll(() => server.stop());

/** Of the connection, and of every body; OpenAPI leaves them out. */
const ofMessages = new Set(["content-type", "content-length", "date", "connection", "transfer-encoding", "keep-alive"]);

/** `METHOD /path` of operations, and headers of components, that answered so far. */
const answered = new Set<string>();
const seen = new Set<string>();

function operationAt(method: string, address: string): [string, OperationDescription] {
  for (const [path, methods] of Object.entries(api.paths)) {
    const operation = methods[method.toLowerCase()];
    const pattern = new RegExp(`^${path.replace(/\{\w+\}/g, "[^/]+")}$`);
    if (operation !== undefined && pattern.test(address)) return [path, operation];
  }
  throw new Error(`${method} ${address} is not described`);
}

interface Answered {
  readonly status: number;
  readonly headers: Headers;
}

function expectDescribed(method: string, address: string, { status, headers }: Answered): void {
  const [path, { responses }] = operationAt(method, address);
  const described = new Set(Object.keys(responses[status]?.headers ?? {}).map((name) => name.toLowerCase()));
  const sent = [...headers.keys()].filter((name) => !ofMessages.has(name));
  expect([method, path, status, sent.filter((name) => !described.has(name))]).toEqual([method, path, status, []]);
  answered.add(`${method} ${path}`);
  for (const name of sent) seen.add(name);
}

const standing = { origin, "accept-encoding": "gzip" };
const key = { authorization: `Bearer ${admin.key}` };

async function get(address: string, headers: Record<string, string> = {}): Promise<Response> {
  const response = await fetch(server.url + address, { headers: { ...standing, ...headers } });
  expectDescribed("GET", new URL(response.url).pathname, response);
  return response;
}

async function send(address: string, body: unknown, headers: Record<string, string> = {}): Promise<Response> {
  const response = await post(server.url + address, body, { headers: { ...standing, ...headers } });
  expectDescribed("POST", new URL(response.url).pathname, response);
  return response;
}

test("addresses without a body", async () => {
  for (const address of Object.keys(api.paths)) {
    if (api.paths[address]?.get === undefined || address.includes("{") || address.startsWith("/ws/")) continue;
    const first = await get(address);
    const etag = first.headers.get("etag");
    if (etag !== null) expect((await get(address, { "if-none-match": etag })).status).toBe(304);
    await get(address, key);
  }
  expect((await get("/health?verbose=1")).status).toBe(401);
  expect((await get("/metrics", { accept: "application/json" })).status).toBe(200);
  expect((await get("/circuit-breaker?name=none")).status).toBe(404);
});

test("programs", async () => {
  const source = "sphere(5, $fn = 24);";
  for (const address of ["/api/evaluate", "/api/parse", "/api/parameters"]) {
    for (const body of [{ source }, { source }, { source: "cube(" }, { source: 1 }, { source: "include </etc/x>" }])
      await send(address, body);
    await send(address, { source }, { authorization: "Bearer mk_live_wrong" });
    await send(address, { source }, { ...key, accept: "application/problem+json" });
  }
  const made = await send("/api/evaluate?format=stl", { source });
  const at = made.headers.get("content-location") as string;
  const tag = (await get(at)).headers.get("etag") as string;
  expect((await get(at, { "if-none-match": tag })).status).toBe(304);
  expect((await get("/api/artifacts/none.stl")).status).toBe(404);
  const exact = await send("/api/evaluate?format=step", { source: "cube(1);" });
  expect(exact.status).toBe(200);
  await get(exact.headers.get("content-location") as string);
  await send("/api/evaluate", { source, formats: ["stl", "off"], format: "zip" });
  await send("/api/evaluate", { source: "square(1);", format: "stl" });
});

test("files and assets", async () => {
  const file = "OFF\n4 4 0\n0 0 0\n1 0 0\n0 1 0\n0 0 1\n3 0 2 1\n3 0 1 3\n3 1 2 3\n3 0 3 2\n";
  for (const address of ["/api/validate", "/api/heal", "/api/heal?format=off"])
    expect((await send(address, { file, name: "a.off" })).status).toBe(200);
  expect((await send("/api/validate", { file: 1 })).status).toBe(400);
  for (const status of [201, 200]) {
    const headers = { ...standing, "content-type": "application/octet-stream" };
    const response = await fetch(`${server.url}/api/assets`, { method: "POST", body: file, headers });
    expect(response.status).toBe(status);
    expectDescribed("POST", "/api/assets", response);
    await get(`/api/assets/${((await response.json()) as { id: string }).id}`);
  }
  expect((await get(`/api/assets/${"0".repeat(64)}`)).status).toBe(404);
});

test("previews", async () => {
  const response = await send("/api/preview", { source: "cube(1);" });
  const part = /\/api\/parts\/([0-9a-f]{32})/.exec(await response.text())?.[0] as string;
  const { headers } = await get(part);
  expect((await get(part, { "if-none-match": headers.get("etag") as string })).status).toBe(304);
  expect((await get(`/api/parts/${"0".repeat(32)}`)).status).toBe(404);
  expect((await get("/ws/preview")).status).toBe(400);
  const opened = await handshake();
  expect(opened.status).toBe(101);
  // Of the change of protocol itself.
  for (const name of ["upgrade", "sec-websocket-accept"]) opened.headers.delete(name);
  expectDescribed("GET", "/ws/preview", opened);
});

test("what an administrator asks for", async () => {
  for (const headers of [{}, key]) {
    for (const address of ["/circuit-breaker/reset", "/dlq/retry", "/dlq/none/retry"]) await send(address, {}, headers);
  }
});

test("too many requests", async () => {
  let last: Response;
  do last = await send("/api/evaluate", { source: "" });
  while (last.status === 200);
  expect([last.status, last.headers.has("retry-after")]).toEqual([429, true]);
});

test("no operation was left out, and no header is named that nothing sends", () => {
  const operations = Object.entries(api.paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
  );
  expect([...answered].sort()).toEqual(operations.sort());
  expect([...seen].sort()).toEqual(
    Object.keys(api.components.headers)
      .map((name) => name.toLowerCase())
      // Sent in production only.
      .filter((name) => strictest === "production" || name !== "strict-transport-security")
      .sort(),
  );
});

/** The head of the answer to a WebSocket's first request. */
function handshake(): Promise<Answered> {
  const { promise, resolve, reject } = Promise.withResolvers<Answered>();
  const socket = connect({ host: "127.0.0.1", port: Number(new URL(server.url).port) });
  socket.on("error", reject);
  socket.on("data", (bytes) => {
    socket.destroy();
    const [status = "", ...lines] = (bytes.toString("latin1").split("\r\n\r\n")[0] as string).split("\r\n");
    const headers = lines.map((line): [string, string] => [
      line.slice(0, line.indexOf(":")),
      line.slice(line.indexOf(":") + 1).trim(),
    ]);
    resolve({ status: Number(status.split(" ")[1]), headers: new Headers(headers) });
  });
  socket.write(
    `GET /ws/preview HTTP/1.1\r\nHost: x\r\nOrigin: ${origin}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
      `Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Protocol: ${subprotocol}\r\n\r\n`,
  );
  return promise;
}

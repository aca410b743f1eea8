// The live lane under attack: each of its limits with the client that runs into it. Meanwhile and afterwards an honest
// client is served.
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { deflateRawSync } from "node:zlib";
import { makeKey } from "../../backend/server/admission/api-keys.ts";
import { residentMegabytes } from "../processes.ts";
import { LiveClient } from "./live-client.ts";
import { post, type ServerUnderTest, startServer } from "./running-server.ts";

const good = { source: "cube(2);" };

/** The status of a handshake that is refused. */
async function handshake(url: string, headers: Record<string, string> = {}): Promise<Response> {
  return await fetch(`${url}/ws/preview`, {
    headers: {
      connection: "Upgrade",
      upgrade: "websocket",
      "sec-websocket-version": "13",
      "sec-websocket-key": "dGhlIHNhbXBsZSBub25jZQ==",
      ...headers,
    },
  });
}

async function codeOf(response: Response): Promise<unknown> {
  return [response.status, ((await response.json()) as { code: string }).code];
}

async function isServed(url: string): Promise<boolean> {
  const client = await LiveClient.connect(url);
  client.open(good);
  const { type } = await client.ended(0);
  client.close();
  return type === "done" && client.parts.length === 1;
}

describe("T-WS-1 who may connect", () => {
  let server: ServerUnderTest;
  beforeAll(async () => {
    server = await startServer({
      ALLOWED_ORIGINS: "https://cad.example",
      WS_MAX_CONNECTIONS: "6",
      WS_MAX_CONNECTIONS_PER_ADDRESS: "4",
      TRUST_PROXY: "1",
    });
  }, 180_000);
  afterAll(async () => {
    await server.stop();
  }, 180_000);

  test("pages of other origins may not, whatever they look like", async () => {
    for (const origin of [
      "https://evil.example",
      "https://cad.example.evil",
      "http://cad.example",
      "https://cad.example:8443",
      "null",
      "https://sub.cad.example",
      "http://localhost",
    ])
      expect(await codeOf(await handshake(server.url, { origin }))).toEqual([403, "forbidden"]);
    for (const origin of ["https://cad.example", server.url]) {
      const client = await LiveClient.connect(server.url, { headers: { origin } });
      client.open(good);
      expect((await client.ended(0)).type).toBe("done");
      client.close();
    }
    expect(await isServed(server.url)).toBe(true);
  });

  test("requests that are no handshake, and other sub-protocols, are refused", async () => {
    expect(await codeOf(await fetch(`${server.url}/ws/preview`))).toEqual([400, "invalid_request"]);
    expect(await codeOf(await post(`${server.url}/ws/preview`, {}))).toEqual([405, "method_not_allowed"]);
    const wrong = { "sec-websocket-protocol": "moicad.preview.v9" };
    expect(await codeOf(await handshake(server.url, wrong))).toEqual([400, "invalid_request"]);
    expect(await codeOf(await handshake(server.url, { "sec-websocket-key": "short" }))).toEqual([
      400,
      "invalid_request",
    ]);
    const client = await LiveClient.connect(server.url, { protocols: ["other", "moicad.preview.v1"] });
    client.close();
  });

  test("one address has so many sessions, and all of them together", async () => {
    const from = (address: string) => ({ headers: { "x-forwarded-for": address } });
    const own = await Promise.all(Array.from({ length: 4 }, () => LiveClient.connect(server.url, from("192.0.2.1"))));
    const limited = await handshake(server.url, from("192.0.2.1").headers);
    expect([await codeOf(limited), Number(limited.headers.get("retry-after")) > 0]).toEqual([
      [429, "rate_limited"],
      true,
    ]);
    // Another notation is the same client, another address is another one.
    expect((await handshake(server.url, from("::ffff:192.0.2.1").headers)).status).toBe(429);
    const others = await Promise.all([1, 2].map(() => LiveClient.connect(server.url, from("198.51.100.7"))));
    const full = await handshake(server.url, from("203.0.113.5").headers);
    expect([await codeOf(full), Number(full.headers.get("retry-after")) > 0]).toEqual([[503, "overloaded"], true]);
    expect(
      (await fetch(`${server.url}/metrics`).then((response) => response.text())).match(
        /^moicad_ws_connections (\d+)/m,
      )?.[1],
    ).toBe("6");
    for (const client of [...own, ...others]) client.close();
    await Promise.all([...own, ...others].map((client) => client.whenClosed()));
    while ((await handshakeStatus(server.url)) !== 101) await Bun.sleep(10);
    expect(await isServed(server.url)).toBe(true);
  });
});

/** 101 when the connection would be taken. */
async function handshakeStatus(url: string): Promise<number> {
  try {
    (await LiveClient.connect(url)).close();
    return 101;
  } catch {
    return 0;
  }
}

describe("T-WS-1 what a client may send", () => {
  let server: ServerUnderTest;
  beforeAll(async () => {
    server = await startServer({
      WS_MAX_MESSAGE_BYTES: "100000",
      WS_MAX_MESSAGES_PER_SECOND: "50",
      MAX_BODY_BYTES: "150000",
      LIVE_CACHE_MB: "8",
      WS_MAX_CONNECTIONS_PER_ADDRESS: "100",
    });
  }, 180_000);
  afterAll(async () => {
    await server.stop();
  }, 180_000);

  test("a message that is too large ends the connection with 1009", async () => {
    const client = await LiveClient.connect(server.url);
    client.send(JSON.stringify({ type: "open", protocol: 1, source: "x".repeat(100_001) }));
    // A client may not see the code, when the connection ends while it is still sending.
    expect([1009, 1006]).toContain((await client.whenClosed()).code);
    expect(await isServed(server.url)).toBe(true);
  });

  test("a message that becomes too large when it is unpacked ends it, too", async () => {
    const before = residentMegabytes(server.pid);
    const bomb = deflateRawSync(new Uint8Array(60_000_000));
    expect(bomb.length).toBeLessThan(65_536);
    const ended = Promise.withResolvers<void>();
    const socket = await Bun.connect({
      hostname: "127.0.0.1",
      port: Number(new URL(server.url).port),
      socket: {
        data(socket, bytes) {
          if (!bytes.toString("latin1").startsWith("HTTP/1.1 101")) return;
          expect(bytes.toString("latin1")).toContain("permessage-deflate");
          socket.write(frame(bomb, 0xc1));
        },
        close: () => ended.resolve(),
      },
    });
    socket.write(handshakeText("Sec-WebSocket-Extensions: permessage-deflate\r\n"));
    await ended.promise;
    expect(residentMegabytes(server.pid) - before).toBeLessThan(40);
    expect(await isServed(server.url)).toBe(true);
  });

  test("more messages than allowed end it with 1013", async () => {
    const client = await LiveClient.connect(server.url);
    client.open(good);
    for (let k = 0; k < 2000; k++) client.change({ files: { "main.scad": `cube(${k});` } });
    expect((await client.whenClosed()).code).toBe(1013);
    expect(client.messages.at(-1)).toMatchObject({ type: "error", error: { code: "rate_limited", retryable: true } });
    expect(await isServed(server.url)).toBe(true);
  });

  test("what is wrong in a message is said, and the session goes on", async () => {
    const client = await LiveClient.connect(server.url);
    const wrong: unknown[] = [
      "no json",
      "[",
      "null",
      "[]",
      "7",
      '{"type":"open"}',
      '{"type":"change","revision":1}',
      { type: "open", protocol: 2, ...good },
      { type: "open", protocol: 1 },
      { type: "open", protocol: 1, ...good, unknown: 1 },
      { type: "open", protocol: 1, ...good, files: { "../x.scad": "" } },
      { type: "open", protocol: 1, ...good, parameters: { "x=1;y": 1 } },
      { type: "open", protocol: 1, ...good, limits: { time: 0 } },
      { type: "open", protocol: 1, ...good, have: ["../../etc"] },
      `{"type":"open","a":${"[".repeat(70)}${"]".repeat(70)}}`,
    ];
    for (const message of wrong) client.send(message);
    client.open(good);
    await client.ended(0);
    const later: unknown[] = [
      { type: "open", protocol: 1, ...good },
      { type: "change", revision: 0 },
      { type: "change", revision: -1 },
      { type: "change", revision: 1, files: { "main.scad": null } },
      { type: "change", revision: 1, files: { "main.scad": { edits: [{ start: 5, end: 400, text: "" }] } } },
      { type: "change", revision: 1, files: { "main.scad": { edits: [{ start: 5, end: 4, text: "" }] } } },
      { type: "change", revision: 1, files: { "other.scad": { edits: [{ start: 0, end: 0, text: "x" }] } } },
      { type: "change", revision: 1, files: { "/etc/passwd": "x" } },
      '{"type":"change","revision":1,"files":{"__proto__":"x","a/../../b":"x"}}',
      { type: "change", revision: 1, parameters: { a: { b: 1 } } },
      { type: "change", revision: 1, extra: true },
    ];
    for (const message of later) client.send(message);
    client.sendBytes(new Uint8Array([1, 2, 3]));
    client.change({ files: { "main.scad": "cube(4);" } });
    await client.ended(1);
    const errors = client.messages.filter(({ type }) => type === "error");
    expect(errors.length).toBe(wrong.length + later.length + 1);
    // A message begins with the member that is wrong, if it is one.
    const message = expect.stringMatching(/^\w/);
    for (const { error } of errors) expect(error).toMatchObject({ code: "invalid_request", retryable: false, message });
    expect(client.meshes.get(client.parts[0]?.key as string)?.max).toEqual([4, 4, 4]);
    client.close();
  });

  test("a revision makes so many bytes of meshes, and no more", async () => {
    const client = await LiveClient.connect(server.url);
    client.open({ source: "for (k = [1 : 60]) sphere(k, $fn = 60);", drafts: false });
    const failed = await client.ended(0);
    expect(failed).toMatchObject({
      type: "failed",
      error: { code: "limit_exceeded", limit: "outputBytes", allowed: 2 ** 21 },
    });
    const bytes = [...client.meshes.values()].reduce((sum, mesh) => sum + mesh.bytes.length, 0);
    expect([bytes > 0, bytes <= 2 ** 21]).toEqual([true, true]);
    // What it had sent is known: the rest comes with the next revisions.
    client.change({ files: { "main.scad": "for (k = [1 : 40]) sphere(k, $fn = 60);" } });
    expect((await client.ended(1)).type).toBe("done");
    expect(client.meshes.size).toBe(40);
    client.close();
  });

  test("a session's files have room for one request, and no more than 200", async () => {
    const client = await LiveClient.connect(server.url);
    client.open(good);
    await client.ended(0);
    client.send({ type: "change", revision: 1, files: { "a.scad": "/".repeat(90_000) } });
    client.send({ type: "change", revision: 2, files: { "b.scad": "/".repeat(90_000) } });
    const tooLarge = await client.next(({ type }) => type === "error");
    expect(tooLarge.error).toMatchObject({ code: "payload_too_large" });
    const many = Object.fromEntries(Array.from({ length: 201 }, (_, k) => [`f${k}.scad`, ""]));
    client.send({ type: "change", revision: 3, files: many });
    await client.next(({ type, error }) => type === "error" && (error as { code: string }).code === "invalid_request");
    client.send({ type: "change", revision: 4, files: { "main.scad": "cube(5);" } });
    expect((await client.ended(4)).type).toBe("done");
    client.close();
  });
});

test("connections that are silent, and clients that change nothing, are let go", async () => {
  const server = await startServer({
    WS_PING_INTERVAL: "50",
    WS_PING_TIMEOUT: "2000",
    WS_IDLE_TIMEOUT: "4s",
  });
  const idle = await LiveClient.connect(server.url);
  idle.open(good);
  await idle.ended(0);
  // It answers pings, so it lives longer than their timeout.
  expect((await idle.whenClosed()).code).toBe(1001);
  // A client that took the handshake and answers nothing more.
  const gone = Promise.withResolvers<void>();
  await Bun.connect({
    hostname: "127.0.0.1",
    port: Number(new URL(server.url).port),
    socket: {
      open: (socket) => void socket.write(handshakeText()),
      data: () => undefined,
      close: () => gone.resolve(),
    },
  });
  await gone.promise;
  await server.stop();
});

test("a client that reads nothing costs little, and its process works for others", async () => {
  const server = await startServer({ WS_MAX_CONNECTIONS_PER_ADDRESS: "40", LIVE_CACHE_MB: "32" });
  expect(await isServed(server.url)).toBe(true);
  const before = residentMegabytes(server.pid);
  // Half a megabyte of mesh with each revision.
  const program = (r: number) => `sphere(${r}, $fn = 120);`;
  const { port } = new URL(server.url);
  const sockets = await Promise.all(
    Array.from({ length: 12 }, async (_, client) => {
      const socket = await Bun.connect({
        hostname: "127.0.0.1",
        port: Number(port),
        socket: { data: () => undefined },
      });
      socket.write(handshakeText());
      await Bun.sleep(50);
      socket.pause();
      socket.write(frame(JSON.stringify({ type: "open", protocol: 1, source: program(client + 1) })));
      return { socket, client };
    }),
  );
  for (let revision = 1; revision <= 10; revision++) {
    for (const { socket, client } of sockets) {
      const source = program(client + 1 + revision / 100);
      socket.write(frame(JSON.stringify({ type: "change", revision, files: { "main.scad": source } })));
    }
    await Bun.sleep(60);
  }
  expect(await isServed(server.url)).toBe(true);
  // The store, what stands in sockets, and nothing that grows with revisions: 12 × 10 × 0.7 MB are not there.
  expect(residentMegabytes(server.pid) - before).toBeLessThan(120);
  for (const { socket } of sockets) socket.terminate();
  expect(await isServed(server.url)).toBe(true);
  await server.stop();
}, 180_000);

function handshakeText(more = ""): string {
  return `GET /ws/preview HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n${more}\r\n`;
}

/** A masked frame of a client; 0x81 is a text, 0xc1 a packed one. */
function frame(content: string | Uint8Array, kind = 0x81): Uint8Array {
  const payload = typeof content === "string" ? new TextEncoder().encode(content) : content;
  if (payload.length > 65_535) throw new Error("too long for this frame");
  const head =
    payload.length < 126 ? [kind, 0x80 | payload.length] : [kind, 0xfe, payload.length >> 8, payload.length & 255];
  // The mask is zero, so the payload stays as it is.
  return Uint8Array.from([...head, 0, 0, 0, 0, ...payload]);
}

test("keys come as a sub-protocol; what one key made, nobody else is given", async () => {
  const [mine, theirs, admin] = [makeKey(), makeKey(), makeKey()];
  const server = await startServer({
    AUTH_MODE: "apikey",
    API_KEYS: [`mine:evaluate:${mine.sha256}`, `theirs:evaluate:${theirs.sha256}`, `boss:admin:${admin.sha256}`].join(
      ",",
    ),
  });
  const protocols = (key: string) => ({ protocols: ["moicad.preview.v1", `moicad.key.${key}`] });
  const asHeader = (key: string) => ({ "sec-websocket-protocol": `moicad.preview.v1, moicad.key.${key}` });
  expect(await codeOf(await handshake(server.url))).toEqual([401, "unauthorized"]);
  expect(await codeOf(await handshake(server.url, asHeader("mk_live_wrong")))).toEqual([401, "unauthorized"]);
  expect(await codeOf(await handshake(server.url, asHeader(admin.key)))).toEqual([403, "forbidden"]);
  expect(await codeOf(await fetch(`${server.url}/ws/preview?key=${mine.key}`))).toEqual([401, "unauthorized"]);
  const clients = await Promise.all([mine, theirs].map(({ key }) => LiveClient.connect(server.url, protocols(key))));
  for (const client of clients) {
    client.open({ source: "cube([1, 2, 3]);" });
    await client.ended(0);
  }
  const [a, b] = clients.map(({ parts }) => parts[0]?.key as string) as [string, string];
  expect(a).not.toBe(b);
  const fetched = async (key: string, part: string) =>
    await fetch(`${server.url}/api/parts/${part}`, { headers: { authorization: `Bearer ${key}` } });
  const own = await fetched(mine.key, a);
  expect([own.status, own.headers.get("cache-control")]).toEqual([200, "private, max-age=31536000, immutable"]);
  expect((await fetched(theirs.key, a)).status).toBe(404);
  expect((await fetch(`${server.url}/api/parts/${a}`)).status).toBe(401);
  expect(server.log.join("\n")).not.toContain(mine.key);
  for (const client of clients) client.close();
  await server.stop();
});

test("a service that stops says so and takes no more sessions", async () => {
  const server = await startServer({ DRAIN_DELAY: "3s" });
  const client = await LiveClient.connect(server.url);
  client.open(good);
  await client.ended(0);
  const stopped = server.stop();
  let refused = await fetch(`${server.url}/ready`);
  while (refused.status !== 503) refused = await fetch(`${server.url}/ready`);
  expect(await codeOf(await handshake(server.url))).toEqual([503, "draining"]);
  expect((await client.whenClosed()).code).toBe(1001);
  expect(await stopped).toBe(0);
});

// Hostile bodies and connections (spec/server.md §3b): JSON, sizes, framing, slow and leaving clients. Named by the rows.

import { describe, expect, test } from "bun:test";
import { residentMegabytes } from "../../processes.ts";
import { post, startServer } from "../running-server.ts";
import { attack, attackWith, recordFigure, serviceUnderAttack, size, sumOf, timed, until } from "./harness.ts";
import { head, sendRaw, statusesOf } from "./raw-http.ts";

const service = serviceUnderAttack();
const url = (): string => service.server().url;
const evaluate = "/api/evaluate";
const json = { "content-type": "application/json" };
const good = '{"source":"cube(3);"}';

describe("T-JSON-1 JSON is counted before it is parsed", () => {
  const million = 1_000_000;
  test.each([
    ["two million levels", `{"a":${"[".repeat(2 * million)}`],
    ["a level too many", `{"source":"","parameters":{"a":${"[".repeat(65)}${"]".repeat(65)}}}`],
    [
      "a million members",
      `{${Array.from({ length: size(10 * million) / 10 }, (_, i) => `"k${i}":1`)
        .join(",")
        .slice(0, 10_000_000)}}`,
    ],
    ["members twice", '{"source":"cube(1);","sauce":1,"sauce":2}'],
    ["lists in lists", `{"a":[${"[],".repeat(3 * million)}[]]}`],
    ["a number beyond all", '{"source":"","limits":{"time":1e400}}'],
    ["bytes that are no text", "\xff\xfe{"],
    ["two documents", '{"source":""}{"source":""}'],
  ])("%s", async (name, body) => {
    const send = (to: string): Promise<Response> => fetch(to + evaluate, { method: "POST", headers: json, body });
    const { code } = await attack(service.server(), { row: "T-JSON-1", name, send });
    expect(["invalid_request", "payload_too_large"]).toContain(code);
  });

  test("a parameter of 1e308 is a number", async () => {
    const body = { source: "x = 0; echo(x);", parameters: { x: 1e308 } };
    expect((await attackWith(service.server(), "T-JSON-1", "1e308", body)).code).toBe("ok");
  });
});

describe("T-BODY bodies are what they say, and no larger than allowed", () => {
  test("T-BODY-1 packed bodies are not unpacked", async () => {
    const bomb = Bun.gzipSync(new Uint8Array(50_000_000));
    for (const encoding of ["gzip", "br", "zstd", "deflate", "gzip, gzip", "x-unknown"]) {
      const headers = { ...json, "content-encoding": encoding };
      const send = (to: string): Promise<Response> => fetch(to + evaluate, { method: "POST", headers, body: bomb });
      const { status, code } = await attack(service.server(), { row: "T-BODY-1", name: encoding, send });
      expect([status, code]).toEqual([415, "unsupported_media_type"]);
    }
  });

  const limit = 10_485_760;
  test("T-BODY-2 a byte too many, with a length and in pieces", async () => {
    const large = new Uint8Array(limit + 1).fill(0x20);
    // Of a stream, nobody knows the length before its end.
    const pieces = (): ReadableStream =>
      new ReadableStream({
        start(controller) {
          for (let at = 0; at < large.length; at += 100_000) controller.enqueue(large.slice(at, at + 100_000));
          controller.close();
        },
      });
    for (const [name, body] of [
      ["length", large],
      ["pieces", pieces()],
    ] as const) {
      const send = (to: string): Promise<Response> =>
        fetch(to + evaluate, { method: "POST", headers: json, body: body as Uint8Array<ArrayBuffer> });
      const { status } = await attack(service.server(), { row: "T-BODY-2", name: `10 MB and a byte, ${name}`, send });
      expect(status).toBe(413);
    }
  });

  test.each([
    ["a negative length", { "Content-Length": "-1" }],
    ["a length with a sign", { "Content-Length": "+21" }],
    ["two lengths", { "Content-Length": "21, 21" }],
    ["a length that is none", { "Content-Length": "0x15" }],
    ["a length beyond all", { "Content-Length": "99999999999999999999" }],
    ["a length and pieces", { "Content-Length": "21", "Transfer-Encoding": "chunked" }],
    ["pieces that are none", { "Transfer-Encoding": "chunked" }],
  ])("T-BODY-2 %s", async (name, headers) => {
    const text = await sendRaw(url(), [head("POST", evaluate, { ...json, ...headers }), good], { milliseconds: 1500 });
    for (const status of statusesOf(text)) expect([200, 400, 411, 413, 431]).toContain(status);
    expect((await post(url() + evaluate, { source: `cube(1); // ${name}` })).status).toBe(200);
    recordFigure({
      row: "T-BODY-2",
      attack: name,
      answer: String(statusesOf(text)[0] ?? "closed"),
      milliseconds: 0,
      liveMilliseconds: 0,
      megabytes: 0,
    });
  });

  test("T-BODY-2 a length that is too large waits, and is let go", async () => {
    const own = await startServer({ EVALUATION_TIMEOUT: "1s" });
    const text = await sendRaw(own.url, [head("POST", evaluate, { ...json, "Content-Length": "9000" }), good]);
    expect(statusesOf(text)).toEqual([504]);
    expect(await own.stop()).toBe(0);
  });

  test("T-BODY-2 Expect: 100-continue", async () => {
    const text = await sendRaw(url(), [
      head("POST", evaluate, { ...json, "Content-Length": String(good.length), Expect: "100-continue" }),
      good,
    ]);
    expect(statusesOf(text).at(-1)).toBe(200);
  });

  test("T-BODY-2 a form of a hundred thousand parts", async () => {
    const part = '--x\r\nContent-Disposition: form-data; name="a"; filename="b"\r\n\r\n\r\n';
    const body = `${part.repeat(size(100_000))}--x--`;
    const headers = { "content-type": "multipart/form-data; boundary=x" };
    const send = (to: string): Promise<Response> => fetch(to + evaluate, { method: "POST", headers, body });
    expect((await attack(service.server(), { row: "T-BODY-2", name: "many parts", send })).code).toBe(
      "invalid_request",
    );
  });

  test("R-23 one client cannot take the room of all bodies by announcing some", async () => {
    const own = await startServer({
      ...{ MAX_BODIES_MB: "40", MAX_UPLOAD_SIZE: "9000000", MAX_BODY_BYTES: "1000000", EVALUATION_TIMEOUT: "20s" },
      ...{ RATE_LIMIT_GENERAL: "1000", RATE_LIMIT_STRICT: "1000", TRUST_PROXY: "1" },
    });
    const announced = {
      "Content-Type": "application/zip",
      "Content-Length": "8000000",
      "X-Forwarded-For": "198.51.100.7",
    };
    const announce = (): Promise<string> =>
      sendRaw(own.url, [head("POST", evaluate, announced), "PK"], { milliseconds: 4000 });
    const greedy = Promise.all(Array.from({ length: 6 }, announce));
    await Bun.sleep(300);
    const source = `cube(1); // ${"x".repeat(900_000)}`;
    for (const address of ["198.51.100.8", "198.51.100.7"]) {
      const answer = await post(own.url + evaluate, { source }, { headers: { "x-forwarded-for": address } });
      expect([address, answer.status]).toEqual([address, 200]);
    }
    const refused = (await greedy).filter((text) => text !== "");
    expect(refused.flatMap(statusesOf)).toEqual([429, 429, 429, 429, 429]);
    expect(refused[0]).toContain('"limit":"bodies","allowed":10485760');
    expect(await own.stop()).toBe(0);
  });

  test("R-23 many large bodies at once: some get 503, the memory stays bounded", async () => {
    const own = await startServer({ MAX_BODIES_MB: "64", MAX_UPLOAD_SIZE: "20000000" });
    const before = residentMegabytes(own.pid);
    const body = new Uint8Array(15_000_000);
    const headers = { "content-type": "application/zip" };
    const answers = await Promise.all(
      Array.from({ length: 12 }, () => fetch(own.url + evaluate, { method: "POST", headers, body })),
    );
    const statuses = answers.map(({ status }) => status);
    expect(statuses.filter((status) => status !== 400 && status !== 503)).toEqual([]);
    expect(statuses).toContain(503);
    expect((await post(own.url + evaluate, { source: "cube(1);" })).status).toBe(200);
    const megabytes = residentMegabytes(own.pid) - before;
    recordFigure({
      row: "R-23",
      attack: "12 bodies of 15 MB, room for 64",
      answer: [...new Set(statuses)].sort().join(", "),
      milliseconds: 0,
      liveMilliseconds: 0,
      megabytes,
    });
    expect(await own.stop()).toBe(0);
  });
});

describe("T-SMUG-1 one request is one request", () => {
  const inner = head("GET", "/live?smuggled", {}, true);
  test.each([
    [
      "length and pieces",
      head("POST", evaluate, { ...json, "Content-Length": "5", "Transfer-Encoding": "chunked" }, true) +
        `0\r\n\r\n${inner}`,
    ],
    [
      "pieces, spelled oddly",
      head("POST", evaluate, { ...json, "Content-Length": "5", "Transfer-Encoding": "xchunked" }, true) +
        `0\r\n\r\n${inner}`,
    ],
    [
      "pieces and identity",
      `${head("POST", evaluate, { ...json, "Transfer-Encoding": "chunked, identity" }, true)}0\r\n\r\n${inner}`,
    ],
    [
      "a folded header",
      head("POST", evaluate, { ...json, "Content-Length": "2", "X-A": "b\r\n Transfer-Encoding: chunked" }, true) +
        `{}${inner}`,
    ],
    [
      "bare line feeds",
      `${head("POST", evaluate, { ...json, "Content-Length": "2" }, true).replaceAll("\r\n", "\n")}{}${inner}`,
    ],
    [
      "a space before the colon",
      `POST ${evaluate} HTTP/1.1\r\nHost: x\r\nContent-Length : 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${inner}`,
    ],
    [
      "a piece of odd size",
      `${head("POST", evaluate, { ...json, "Transfer-Encoding": "chunked" }, true)}-1\r\n{}\r\n0\r\n\r\n${inner}`,
    ],
    [
      "an extension without end",
      `${head("POST", evaluate, { ...json, "Transfer-Encoding": "chunked" }, true)}1;${"a".repeat(20_000)}`,
    ],
  ])("%s", async (name, bytes) => {
    const before = await sumOf(
      url(),
      /^moicad_http_requests_total\{route="\/live",method="GET",status="200"\} (\d+)$/gm,
    );
    const text = await sendRaw(url(), [bytes], { milliseconds: 1200 });
    // What follows a request that is framed doubtfully must not be answered after a success.
    expect(statusesOf(text).length).toBeLessThanOrEqual(2);
    if (statusesOf(text).length === 2) expect(statusesOf(text)[0]).not.toBe(200);
    const later = await sumOf(
      url(),
      /^moicad_http_requests_total\{route="\/live",method="GET",status="200"\} (\d+)$/gm,
    );
    expect(later - before).toBeLessThanOrEqual(1);
    expect((await post(url() + evaluate, { source: `cube(1); // ${name}` })).status).toBe(200);
  });

  test("two requests in one go get two answers, in order", async () => {
    const request = (id: string, last: boolean): string => head("GET", "/live", { "X-Request-Id": id }, !last);
    const text = await sendRaw(url(), [request("first", false) + request("second", true)]);
    expect([...text.matchAll(/^x-request-id: (\w+)/gim)].map(([, id]) => id)).toEqual(["first", "second"]);
  });
});

test("T-SLOW-1 half-open connections cost nobody else", async () => {
  const before = residentMegabytes(service.server().pid);
  const stalled = Array.from({ length: size(1000) }, (_, i) =>
    sendRaw(url(), [`POST ${evaluate} HTTP/1.1\r\nHost: x\r\nX-${i}: `], { milliseconds: 2500 }),
  );
  const { milliseconds } = await timed(async () => {
    for (let i = 0; i < 20; i++) {
      expect((await fetch(`${url()}/live`)).status).toBe(200);
      expect((await post(url() + evaluate, { source: `cube(${i + 1}); // slow` })).status).toBe(200);
    }
  });
  const megabytes = residentMegabytes(service.server().pid) - before;
  recordFigure({
    row: "T-SLOW-1",
    attack: `${stalled.length} half-open requests`,
    answer: "40 of 40 others",
    milliseconds,
    liveMilliseconds: 0,
    megabytes,
  });
  await Promise.all(stalled);
});

test("T-CONN-1 clients that leave cost no processor time", async () => {
  const own = await startServer({ EVALUATION_TIMEOUT: "10s" });
  const spent = (): Promise<number> => sumOf(own.url, /^moicad_evaluations_total\{[^}]*outcome="abandoned"\} (\d+)$/gm);
  const source = "x = [for (i = [0 : 999998]) for (j = [0 : 999998]) if (i < 0) j];";
  const busy = (): Promise<number> => sumOf(own.url, /^moicad_workers\{[^}]*state="busy"\} (\d+)$/gm);
  const count = size(100);
  for (let i = 0; i < count; i++) {
    const leaving = new AbortController();
    const asked = post(own.url + evaluate, { source: `${source} // ${i}` }, { signal: leaving.signal }).catch(
      () => undefined,
    );
    // One that leaves before its request is read has asked for nothing.
    expect(await until(async () => (await busy()) > 0)).toBe(true);
    await Bun.sleep((i % 7) * 5);
    leaving.abort();
    await asked;
    expect(await until(async () => (await spent()) === i + 1)).toBe(true);
  }
  const { milliseconds } = await timed(async () =>
    expect((await post(own.url + evaluate, { source: "cube(1);" })).status).toBe(200),
  );
  recordFigure({
    row: "T-CONN-1",
    attack: `${count} clients that leave`,
    answer: "200 for the next",
    milliseconds,
    liveMilliseconds: 0,
    megabytes: 0,
  });
  expect(await own.stop()).toBe(0);
});

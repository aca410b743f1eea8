// Which answers are packed, by whichever way, and what is said about it.
import { describe, expect, test } from "bun:test";
import { Hono } from "hono";
import { compression } from "../../../backend/server/compression.ts";

const app = new Hono();
app.use(compression());
app.get("/bytes/:count/:type", (c) => {
  const body = new Uint8Array(Number(c.req.param("count"))).fill(97);
  const type = c.req.param("type").replace("-", "/");
  return new Response(body, {
    status: 201,
    headers: { "content-type": type, "content-length": String(body.length), etag: '"e"', vary: "Accept" },
  });
});
app.get("/stream/:count", (c) => {
  const body = new Response(new Uint8Array(Number(c.req.param("count"))).fill(97)).body;
  return new Response(body, { headers: { "content-type": "application/json" } });
});

async function ask(path: string, encoding: string, method = "GET") {
  const answer = await app.request(path, { method, headers: { "accept-encoding": encoding } });
  const bytes = new Uint8Array(await answer.arrayBuffer());
  const isPacked = answer.headers.get("content-encoding") === "gzip";
  const length = answer.headers.get("content-length");
  if (length !== null && method === "GET") expect(Number(length)).toBe(bytes.length);
  return { answer, isPacked, sent: bytes.length, size: isPacked ? Bun.gunzipSync(bytes).length : bytes.length };
}

describe("packing answers", () => {
  test.each([1024, 50_000, 131_072, 131_073, 2_000_000])("%p bytes come out as they went in", async (count) => {
    const { answer, isPacked, sent, size } = await ask(`/bytes/${count}/model-stl`, "br, gzip");
    expect([isPacked, size, answer.status]).toEqual([true, count, 201]);
    expect(sent).toBeLessThan(count / 5);
    expect(answer.headers.get("etag")).toBe('W/"e"');
    expect(answer.headers.get("vary")).toBe("Accept, Accept-Encoding");
  });

  test("streams are packed as they pass", async () => {
    expect(await ask("/stream/100000", "gzip")).toMatchObject({ isPacked: true, size: 100_000 });
  });

  test.each([
    ["/bytes/1023/model-stl", "gzip"],
    ["/bytes/5000/model-3mf", "gzip"],
    ["/bytes/5000/image-png", "gzip"],
    ["/bytes/5000/model-stl", ""],
    ["/bytes/5000/model-stl", "identity"],
    ["/bytes/5000/model-stl", "br, gzip;q=0"],
    ["/bytes/5000/model-stl", "gzip ; q=0.000"],
    ["/bytes/5000/model-stl", "*;q=0"],
    ["/bytes/5000/model-stl", "gzip;q=0, *"],
  ])("%s stays as it is for %p", async (path, encoding) => {
    const { isPacked, answer } = await ask(path, encoding);
    expect([isPacked, answer.headers.get("etag")]).toEqual([false, '"e"']);
  });

  test.each(["*", "deflate, GZIP;q=0.01", "gzip;q=1.0", "x-gzip, gzip"])("%p takes gzip", async (encoding) => {
    expect((await ask("/bytes/5000/model-stl", encoding)).isPacked).toBe(true);
  });

  test("HEAD tells the length of the answer as it is", async () => {
    const { answer, sent } = await ask("/bytes/5000/model-stl", "gzip", "HEAD");
    expect([answer.headers.get("content-length"), answer.headers.get("content-encoding"), sent]).toEqual([
      "5000",
      null,
      0,
    ]);
  });
});

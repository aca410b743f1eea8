// POST /api/assets of a running service: files that are uploaded once and named by many requests (R-23, R-24, K-3, K-4).
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { makeKey } from "../../backend/server/admission/api-keys.ts";
import { assetType } from "../../backend/server/admission/asset-types.ts";
import { AssetStore } from "../../backend/server/cache/asset-store.ts";
import type { ApiError } from "../../backend/server/errors.ts";
import { assetAnswer } from "../../backend/server/routes/inspect-answers.ts";
import { sha256 } from "../../backend/shared/hash.ts";
import { encodeUtf8 } from "../../backend/shared/text.ts";
import { post, type ServerUnderTest, startServer } from "./running-server.ts";

/** A tetrahedron in the corner of a cube of that size. */
const corner = (size: number): string =>
  `OFF\n4 4 0\n0 0 0\n${size} 0 0\n0 ${size} 0\n0 0 ${size}\n3 0 2 1\n3 0 1 3\n3 0 3 2\n3 1 2 3\n`;

const text = (content: string): Uint8Array => encodeUtf8(content);

test("the content tells the type, whatever the name", () => {
  const types = new Map<string, string | Uint8Array>([
    ["off", corner(1)],
    ["stl", "solid a\nfacet normal 0 0 1\nendsolid a\n"],
    ["png", Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0)],
    ["svg", '<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg"/>'],
    ["dxf", "999\nmade by hand\n  0\r\nSECTION\r\n"],
    ["dat", "# heights\n1 2 3\n4 5e1 -6\n"],
  ]);
  for (const [type, content] of types)
    expect([type, assetType(typeof content === "string" ? text(content) : content)]).toEqual([type, type]);
  for (const other of ["", "cube(1);", "<html><svg>", "MZ\u0000", "0\nHEADER\n", "1 2 x", "#!/bin/sh\nrm -rf /"])
    expect([other, assetType(text(other))]).toEqual([other, undefined]);
});

describe("the store", () => {
  const directory = mkdtempSync(path.join(tmpdir(), "moicad-test-"));
  afterAll(() => rmSync(directory, { recursive: true }));

  function open(options: { bytes: number; clientBytes: number }) {
    const clock = { now: 0 };
    const store = new AssetStore({ directory, lifetime: 1000, now: () => clock.now, ...options });
    const add = async (content: string, { client = "a", tenant }: { client?: string; tenant?: string } = {}) => {
      const release = store.reserve(client, content.length);
      const at = store.nextPath();
      await Bun.write(at, content);
      release();
      return store.add({ id: sha256(text(content)), type: "off", bytes: content.length, tenant, client, path: at });
    };
    return { clock, store, add };
  }
  const refusal = (work: () => unknown): unknown => {
    try {
      return work();
    } catch (error) {
      return (error as ApiError).code;
    }
  };

  test("is bounded for each client and for all, what is on its way included", async () => {
    const { store, add } = open({ bytes: 30, clientBytes: 20 });
    await add("x".repeat(15));
    expect(refusal(() => store.reserve("a", 6))).toBe("limit_exceeded");
    const release = store.reserve("b", 15);
    expect(refusal(() => store.reserve("c", 1))).toBe("storage_full");
    release();
    release();
    expect(store.bytes).toBe(15);
    store.reserve("c", 15)();
  });

  test("forgets what nobody used, and keeps what somebody did", async () => {
    const { clock, store, add } = open({ bytes: 100, clientBytes: 100 });
    const [used, unused] = [await add("used"), await add("unused")];
    clock.now = 900;
    expect(await store.read(used.id, undefined)).toEqual(text("used"));
    clock.now = 1500;
    expect([store.find(used.id, undefined) === used, store.find(unused.id, undefined)]).toEqual([true, undefined]);
    expect(store.bytes).toBe(4);
  });

  test("gives nothing to others, and nothing that was changed", async () => {
    const { store, add } = open({ bytes: 100, clientBytes: 100 });
    const asset = await add("mine", { tenant: "ann" });
    for (const tenant of [undefined, "bob"]) {
      const error = await store.read(asset.id, tenant).catch((reason: ApiError) => reason);
      expect((error as ApiError).code).toBe("not_found");
    }
    await Bun.write(asset.path, "evil");
    const changed = await store.read(asset.id, "ann").catch((reason: ApiError) => reason);
    expect([(changed as ApiError).code, store.bytes]).toEqual(["not_found", 0]);
  });
});

describe("the service", () => {
  let server: ServerUnderTest;
  const temporary = mkdtempSync(path.join(tmpdir(), "moicad-test-"));
  const [ann, bob] = [makeKey(), makeKey()];
  beforeAll(async () => {
    server = await startServer({
      TEMP_DIR: temporary,
      MAX_UPLOAD_SIZE: "20000",
      ASSETS_CLIENT_MB: "1",
      ASSETS_MB: "1",
      API_KEYS: `ann:evaluate:${ann.sha256},bob:evaluate:${bob.sha256}`,
    });
  });
  afterAll(async () => {
    await server.stop();
    expect(readdirSync(temporary)).toEqual([]);
    rmSync(temporary, { recursive: true });
  });

  /** Everything in the folders that hold no results under way. */
  const assetFiles = (): string[] =>
    readdirSync(temporary)
      .map((name) => path.join(temporary, name))
      .map((folder) => readdirSync(folder).map((name) => path.join(folder, name)))
      .filter((files) => files.some((file) => !path.basename(file).startsWith("result-")))
      .flat();
  const upload = (body: string | ReadableStream, headers: Record<string, string> = {}): Promise<Response> =>
    fetch(`${server.url}/api/assets`, { method: "POST", body, headers });
  const evaluate = (id: string, headers: Record<string, string> = {}): Promise<Response> =>
    post(`${server.url}/api/evaluate`, { source: 'import("a.off");', files: { "a.off": { asset: id } } }, { headers });
  const bearer = ({ key }: { key: string }) => ({ authorization: `Bearer ${key}` });

  test("a file is kept by its content, examined, and named by requests", async () => {
    const response = await upload(corner(6));
    const asset = assetAnswer.parse(await response.json());
    expect([response.status, response.headers.get("location")]).toEqual([201, `/api/assets/${asset.id}`]);
    expect(asset).toMatchObject({ id: sha256(text(corner(6))), type: "off", validation: { qualityScore: 1 } });
    const again = await upload(corner(6));
    expect([again.status, assetAnswer.parse(await again.json()).id]).toEqual([200, asset.id]);
    const about = await fetch(`${server.url}/api/assets/${asset.id}`);
    expect([about.status, assetAnswer.parse(await about.json()).bytes]).toEqual([200, corner(6).length]);
    const answer = await evaluate(asset.id);
    expect([answer.status, await answer.json()]).toMatchObject([200, { measures: { volume: 36 } }]);
  });

  test("names on disk are the service's own, and only its user may read them", async () => {
    await upload(corner(7), { "content-disposition": 'attachment; filename="../../evil.off"' });
    const files = assetFiles();
    expect(files.length).toBeGreaterThan(0);
    for (const file of files) {
      expect(path.basename(file)).toMatch(/^asset-\d+$/);
      expect(statSync(file).mode & 0o777).toBe(0o600);
    }
  });

  test.each([
    ["nothing", "", 400, "invalid_request"],
    ["a program", "cube(1);", 415, "unsupported_media_type"],
    ["a page", "<html><script>alert(1)</script></html>", 415, "unsupported_media_type"],
    ["a solid that cannot be read", "OFF\n4 4 0\n0 0\n", 400, "invalid_request"],
    ["too much", "#".repeat(20_001), 413, "payload_too_large"],
  ])("%s is refused and leaves nothing", async (_, body, status, code) => {
    const before = assetFiles();
    for (const sent of [body, body === "" ? body : new Blob([body]).stream()]) {
      const response = await upload(sent);
      expect([response.status, await response.json()]).toMatchObject([status, { code }]);
    }
    expect(assetFiles()).toEqual(before);
  });

  test("packed bodies are refused", async () => {
    expect((await upload(corner(1), { "content-encoding": "gzip" })).status).toBe(415);
  });

  test("one client cannot take all room, and refused bytes do not count", async () => {
    let refused: Response | undefined;
    for (let i = 0; i < 100 && refused === undefined; i++) {
      const response = await upload(`# ${i}\n${"1 2 3 4 5 6 7 8\n".repeat(1200)}`, bearer(bob));
      if (response.status !== 201) refused = response;
      else await response.body?.cancel();
    }
    expect([refused?.status, await refused?.json()]).toMatchObject([
      422,
      { code: "limit_exceeded", limit: "asset_bytes" },
    ]);
  });

  test("T-TEN-1 an asset of another key is none, and so is one that never was", async () => {
    const id = sha256(text(corner(6)));
    expect((await upload(corner(6))).ok).toBe(true);
    for (const headers of [bearer(ann), bearer(bob)]) {
      expect((await fetch(`${server.url}/api/assets/${id}`, { headers })).status).toBe(404);
      const answer = await evaluate(id, headers);
      expect([answer.status, await answer.json()]).toMatchObject([404, { code: "not_found" }]);
    }
    expect((await evaluate("0".repeat(64))).status).toBe(404);
    for (const name of ["../secret", "%2e%2e", `${id}/..`, id.toUpperCase()])
      expect((await fetch(`${server.url}/api/assets/${name}`)).status).toBe(404);
    expect((await evaluate("../secret")).status).toBe(400);
  });
});

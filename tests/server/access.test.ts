// API keys against a running service: who is let in, with which scope, how often, and whose results are whose.
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { bearerToken, KeyRing, makeKey, parseKeyList } from "../../backend/server/admission/api-keys.ts";
import { readConfig } from "../../backend/server/config.ts";
import { post, type ServerUnderTest, startServer } from "./running-server.ts";

const folder = mkdtempSync(path.join(tmpdir(), "moicad-access-"));
const root = path.resolve(import.meta.dir, "../..");
const keys = { ci: makeKey(), other: makeKey(), ops: makeKey(), old: makeKey(), slow: makeKey() };

let server: ServerUnderTest;
beforeAll(async () => {
  const file = path.join(folder, "keys.json");
  writeFileSync(
    file,
    JSON.stringify([
      { name: "old", scopes: ["evaluate", "admin"], sha256: keys.old.sha256, expires: "2020-01-31" },
      { name: "slow", scopes: ["evaluate"], sha256: keys.slow.sha256, requestsPerMinute: 2 },
    ]),
  );
  server = await startServer({
    AUTH_MODE: "apikey",
    API_KEYS: `ci:evaluate:${keys.ci.sha256},other:evaluate:${keys.other.sha256},ops:admin:${keys.ops.sha256}`,
    API_KEYS_FILE: file,
    RATE_LIMIT_GENERAL: "40",
    RATE_LIMIT_STRICT: "40",
    LOG_DIR: path.join(folder, "logs"),
  });
});
afterAll(async () => {
  await server.stop();
  rmSync(folder, { recursive: true });
});

const bearer = (key: string): Record<string, string> => ({ authorization: `Bearer ${key}` });
const evaluate = (source: string, headers: Record<string, string>, format = "json"): Promise<Response> =>
  post(`${server.url}/api/evaluate`, { source, format }, { headers });

describe("T-AUTH-1", () => {
  test("a key with the scope is let in; health, pages and metrics need none", async () => {
    expect((await evaluate("cube(1);", bearer(keys.ci.key))).status).toBe(200);
    for (const free of ["/", "/live", "/ready", "/health", "/docs", "/openapi.json", "/metrics"])
      expect([free, (await fetch(server.url + free)).status]).toEqual([free, 200]);
  });

  const wrong: [string, Record<string, string>][] = [
    ["no key", {}],
    ["an unknown key", bearer("mk_live_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")],
    ["a key with one character more", bearer(`${keys.ci.key}A`)],
    ["the hash of a key", bearer(keys.ci.sha256)],
    ["an expired key", bearer(keys.old.key)],
    ["another scheme", { authorization: `Basic ${btoa(`ci:${keys.ci.key}`)}` }],
    ["a key without a scheme", { authorization: keys.ci.key }],
    ["two keys", { authorization: `Bearer ${keys.ci.key} ${keys.ci.key}` }],
    ["a key in another header", { "x-api-key": keys.ci.key }],
    ["a token that says it is one", bearer("eyJhbGciOiJub25lIn0.eyJzY29wZSI6ImFkbWluIn0.")],
  ];
  test.each(wrong)("%s: 401", async (_, headers) => {
    const response = await evaluate("cube(1);", headers);
    expect(response.status).toBe(401);
    expect(response.headers.get("www-authenticate")).toStartWith("Bearer");
    expect(await response.json()).toMatchObject({ code: "unauthorized", retryable: false });
  });

  test("a key in the address: 401, and it stands in no log", async () => {
    const response = await post(`${server.url}/api/evaluate?token=${keys.ci.key}`, { source: "cube(1);" });
    expect(response.status).toBe(401);
    await evaluate("cube(1);", bearer(`${keys.ci.key}x`));
    for (
      let i = 0;
      i < 600 && !readFileSync(path.join(folder, "logs/combined.log"), "utf8").includes("access refused");
      i++
    )
      await Bun.sleep(50);
    const log = readFileSync(path.join(folder, "logs/combined.log"), "utf8") + server.log.join("\n");
    expect(log).toContain("access refused");
    for (const { key, sha256 } of Object.values(keys)) expect(log.includes(key) || log.includes(sha256)).toBe(false);
  });

  test("processes are shown to administrators only", async () => {
    const ask = (headers: Record<string, string>): Promise<Response> =>
      fetch(`${server.url}/health?verbose=1`, { headers });
    expect((await ask({})).status).toBe(401);
    expect((await ask(bearer(keys.ci.key))).status).toBe(403);
    const shown = (await (await ask(bearer(keys.ops.key))).json()) as { processes: object[] };
    expect(shown.processes[0]).toMatchObject({ pid: expect.any(Number), evaluations: expect.any(Number) });
  });

  test("a scope does not include another", async () => {
    const response = await evaluate("cube(1);", bearer(keys.ops.key));
    expect([response.status, await response.json()]).toMatchObject([403, { code: "forbidden" }]);
  });
});

test("a key has a number of its own, and no address counts", async () => {
  const answers: Response[] = [];
  for (let i = 0; i < 3; i++) answers.push(await evaluate("cube(1);", bearer(keys.slow.key)));
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 429]);
  expect(answers[0]?.headers.get("ratelimit-policy")).toBe("2;w=60");
  expect(await answers[2]?.json()).toMatchObject({ code: "rate_limited", limit: "key", allowed: 2 });
  const others = await evaluate("cube(1);", bearer(keys.ci.key));
  expect([others.status, others.headers.get("ratelimit-limit")]).toEqual([200, "100"]);
});

test("wrong keys count for their address: guessing ends", async () => {
  const statuses: number[] = [];
  for (let i = 0; i < 45; i++) statuses.push((await evaluate("cube(1);", bearer(`mk_live_guess_${i}`))).status);
  expect(statuses.at(-1)).toBe(429);
});

test("T-CACHE-1 a result is found again with its own key only", async () => {
  const source = "cube([3, 1, 4]);";
  const ways: (string | null)[] = [];
  const ask = async (key: string): Promise<Response> => {
    const response = await evaluate(source, bearer(key), "off");
    ways.push(response.headers.get("x-cache"));
    return response;
  };
  const location = (await ask(keys.ci.key)).headers.get("content-location") as string;
  await ask(keys.ci.key);
  await ask(keys.other.key);
  expect(ways).toEqual(["miss", "hit", "miss"]);
  const at = server.url + location;
  const mine = await fetch(at, { headers: bearer(keys.ci.key) });
  expect([mine.status, mine.headers.get("cache-control"), mine.headers.get("vary")]).toEqual([
    200,
    "private, no-store",
    expect.stringContaining("Authorization"),
  ]);

  const secret = (await evaluate("cube([2, 7, 18]);", bearer(keys.ci.key), "off")).headers.get("content-location");
  const theirs = await fetch(server.url + secret, { headers: bearer(keys.other.key) });
  expect([theirs.status, (await fetch(server.url + secret, { headers: bearer(keys.ci.key) })).status]).toEqual([
    404, 200,
  ]);
});

describe("keys of a configuration", () => {
  const { key, sha256 } = makeKey();

  test("entries", () => {
    const [entry] = parseKeyList(`ci:evaluate+admin:${sha256}:2099-12-31`);
    expect(entry).toEqual({ name: "ci", scopes: ["evaluate", "admin"], sha256, expires: Date.parse("2099-12-31") });
    expect(new KeyRing([entry as NonNullable<typeof entry>]).find(key)?.name).toBe("ci");
    for (const broken of [key, `ci:evaluate:${key}`, `ci:root:${sha256}`, `c i:evaluate:${sha256}`, `ci::${sha256}`])
      expect(() => parseKeyList(broken)).toThrow("not as it should be");
    expect(
      () => new KeyRing([...parseKeyList(`a:admin:${sha256}`), ...parseKeyList(`a:admin:${"0".repeat(64)}`)]),
    ).toThrow("two keys are named a");
  });

  test("a key where its hash belongs is not told to anybody", () => {
    const mistake = (): unknown => readConfig({ API_KEYS: `ci:evaluate:${key}` }, 1);
    expect(mistake).toThrow("API_KEYS");
    expect(mistake).not.toThrow(key);
  });

  test("the header", () => {
    expect(bearerToken("Bearer abc")).toBe("abc");
    for (const text of ["bearer", "Bearer ", "Bearer a b", "Basic abc", `Bearer ${"a".repeat(300)}`])
      expect(bearerToken(text)).toBe("");
  });

  test("production must say who may come, and keys must be there where they are needed", () => {
    const production = { NODE_ENV: "production", ENABLE_CORS: "false" };
    expect(() => readConfig(production, 1)).toThrow("AUTH_MODE");
    expect(readConfig({ ...production, AUTH_MODE: "off" }, 1).keyRequired).toBe(false);
    expect(() => readConfig({ AUTH_MODE: "apikey" }, 1)).toThrow("API_KEYS");
  });

  test("`bun run key` makes an entry that fits its key", () => {
    const made = Bun.spawnSync([process.execPath, "backend/server/admission/make-key.ts", "ci", "evaluate", "admin"], {
      cwd: root,
    });
    const [, text = "", entry = ""] = /^key: +(\S+)\nentry: +(\S+)\n$/.exec(made.stdout.toString()) ?? [];
    expect(new KeyRing(parseKeyList(entry)).find(text)?.scopes).toEqual(["evaluate", "admin"]);
  });
});

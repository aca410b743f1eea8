// Hostile requests (spec/server.md §3b): rates, origins, caches, logs, limits, environment and start. Named by the rows.
import { afterAll, describe, expect, test } from "bun:test";
import { mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { ConfigError, readConfig } from "../../../backend/server/config.ts";
import { checkWasmFiles, wasmFiles } from "../../../wasm/manifest.ts";
import { descendantsOf } from "../../processes.ts";
import { post, startServer } from "../running-server.ts";
import { attack, recordFigure, serviceUnderAttack, size, timed, until } from "./harness.ts";
import { head, sendRaw, statusesOf } from "./raw-http.ts";

const folder = mkdtempSync(path.join(tmpdir(), "moicad-http-"));
const logs = path.join(folder, "logs");
afterAll(() => rmSync(folder, { recursive: true }));

const service = serviceUnderAttack({ LOG_DIR: logs, ENABLE_CACHING: "true" });
const url = (): string => service.server().url;
const evaluate = "/api/evaluate";
const json = { "content-type": "application/json" };
const good = '{"source":"cube(3);"}';

describe("T-RL rates", () => {
  test("T-RL-1 T-RL-2 a thousand at once, with forged addresses: ten pass", async () => {
    const own = await startServer({ ENABLE_RATE_LIMIT: "true" });
    const forged = (i: number): Record<string, string> => ({
      "x-forwarded-for": `10.${i % 250}.${i % 199}.${i % 7}, 192.0.2.${i % 250}`,
      forwarded: `for="[2001:db8::${(i % 65_535).toString(16)}]"`,
      "x-real-ip": `192.0.2.${i % 250}`,
      "cf-connecting-ip": `::ffff:${i % 250}.2.3.4`,
      "x-client-ip": `64:ff9b::${i % 65_535}`,
    });
    const { result: statuses, milliseconds } = await timed(() =>
      Promise.all(
        Array.from({ length: size(1000) }, async (_, i) => {
          const headers = forged(i);
          return (await post(own.url + evaluate, { source: `cube(${(i % 5) + 1});` }, { headers })).status;
        }),
      ),
    );
    expect(statuses.filter((status) => status !== 429).length).toBe(10);
    recordFigure({
      row: "T-RL-2",
      attack: `${statuses.length} at once, forged addresses`,
      answer: "10 pass, 429 for the rest",
      milliseconds,
      liveMilliseconds: 0,
      megabytes: 0,
    });
    expect(await own.stop()).toBe(0);
  });

  test("T-RL-3 no spelling, method or header is another way in", async () => {
    const own = await startServer({ RATE_LIMIT_GENERAL: "1000", RATE_LIMIT_STRICT: "1" });
    expect((await post(own.url + evaluate, { source: "cube(1);" })).status).toBe(200);
    const spellings = [
      "/API/evaluate",
      "//api/evaluate",
      "/api/evaluate/",
      "/api%2fevaluate",
      "/api/%65valuate",
      "/api/./evaluate",
      "/x/../api/evaluate",
      "/api/evaluate;a=b",
      "/api/evaluate?x=1",
      "/api/evaluate#x",
    ];
    for (const spelling of spellings) {
      const text = await sendRaw(own.url, [
        head("POST", spelling, { ...json, "Content-Length": String(good.length) }),
        good,
      ]);
      expect([spelling, [404, 429]]).toEqual([spelling, expect.arrayContaining(statusesOf(text))]);
      expect(statusesOf(text).length).toBe(1);
    }
    for (const method of ["GET", "HEAD", "PUT", "PATCH", "DELETE", "PROPFIND"]) {
      const { status } = await fetch(own.url + evaluate, { method, headers: { "x-http-method-override": "POST" } });
      expect([method, status]).toEqual([method, 405]);
    }
    expect(await own.stop()).toBe(0);
  });

  test("a request without a host, or with a strange one, leads where its path says", async () => {
    for (const [request, status] of [
      ["GET /live HTTP/1.0\r\n\r\n", 200],
      ["GET /api/health/live?x=/y HTTP/1.0\r\n\r\n", 200],
      ["GET /elsewhere/live HTTP/1.0\r\n\r\n", 404],
      ["GET /a:b//live HTTP/1.0\r\n\r\n", 404],
      ["GET /live HTTP/1.1\r\nHost: a b/c?d#e\r\nConnection: close\r\n\r\n", 200],
      ["GET /x/live HTTP/1.1\r\nHost:\r\nConnection: close\r\n\r\n", 404],
    ] as const)
      expect([request, statusesOf(await sendRaw(url(), [request]))]).toEqual([request, [status]]);
  });
});

describe("T-CORS-1 T-CSRF-1 other origins", () => {
  test("have no answer to read, whatever they look like, and no session to use", async () => {
    const own = await startServer({ ALLOWED_ORIGINS: "https://good.test" });
    for (const origin of [
      "https://good.test.evil",
      "null",
      "https://good.test.",
      "https://a.good.test",
      "http://good.test",
      "https://good.test:8443",
      "https://good.test@evil.test",
    ]) {
      for (const type of ["text/plain", "application/x-www-form-urlencoded", "application/json"]) {
        const response = await post(
          own.url + evaluate,
          { source: "cube(1);" },
          { headers: { origin, "content-type": type } },
        );
        expect([origin, response.headers.get("access-control-allow-origin")]).toEqual([origin, null]);
        expect(response.headers.get("vary")).toContain("Origin");
        expect(response.headers.get("set-cookie")).toBeNull();
      }
    }
    expect((await fetch(`${own.url}/live`)).headers.get("vary")).toContain("Origin");
    const allowed = await post(
      own.url + evaluate,
      { source: "cube(1);" },
      { headers: { origin: "https://good.test" } },
    );
    expect(allowed.headers.get("access-control-allow-origin")).toBe("https://good.test");
    expect(allowed.headers.get("access-control-allow-credentials")).toBeNull();
    expect(await own.stop()).toBe(0);
  });
});

describe("T-CACHE what is kept", () => {
  const ask = (body: unknown, headers: Record<string, string> = {}): Promise<Response> =>
    post(url() + evaluate, body, { headers });

  test("T-CACHE-2 everything that changes a result is part of its key", async () => {
    const base = { source: "x = 1; include <a.scad>\ncube(x);", files: { "a.scad": "" } };
    const variants: object[] = [
      base,
      { ...base, preview: true },
      { ...base, parameters: { x: 2 } },
      { ...base, parameters: { y: 2 } },
      { ...base, files: { "a.scad": " " } },
      { ...base, files: { "b.scad": "" } },
      { ...base, format: "stl" },
      { ...base, format: "off" },
      { ...base, formats: ["off"] },
      { ...base, limits: { triangles: 100 } },
      { ...base, source: `${base.source} ` },
    ];
    for (const variant of variants)
      expect([variant, (await ask(variant)).headers.get("x-cache")]).toEqual([variant, "miss"]);
    for (const variant of variants)
      expect([variant, (await ask(variant)).headers.get("x-cache")]).toEqual([variant, "hit"]);
  });

  test("T-CACHE-2 what is random, and what failed, is not kept", async () => {
    for (const source of ["cube(rands(1, 2, 1)[0]);", "cube(1); echo(rands(0, 1, 1));"])
      for (let i = 0; i < 2; i++) expect((await ask({ source })).headers.get("x-cache")).toBe("none");
    const seeded = { source: "cube(rands(1, 2, 1, 42)[0]);" };
    expect((await ask(seeded)).headers.get("x-cache")).toBe("miss");
    expect((await ask(seeded)).headers.get("x-cache")).toBe("hit");
    for (let i = 0; i < 2; i++) expect((await ask({ source: "cube(;" })).headers.get("cache-control")).toBe("no-store");
  });

  test("T-CACHE-3 no store of others may keep an evaluation", async () => {
    const made = await ask({ source: "cube(5);", format: "off" });
    expect([made.headers.get("cache-control"), made.headers.get("vary")]).toEqual([
      "no-store",
      expect.stringContaining("Accept"),
    ]);
    const found = await fetch(url() + (made.headers.get("content-location") as string));
    expect(found.headers.get("cache-control")).toBe("public, max-age=31536000, immutable");
    const tag = (found.headers.get("etag") as string).replace(/^W\//, "");
    for (const tags of [tag, `W/${tag}`, "*", `"x", ${tag}`]) {
      const again = await fetch(found.url, { headers: { "if-none-match": tags } });
      expect([tags, again.status, await again.text()]).toEqual([tags, 304, ""]);
    }
    const other = await fetch(found.url, { headers: { "if-none-match": '"sha256-0"' } });
    expect(other.status).toBe(200);
    for (const name of [
      "",
      ".off",
      "%2e%2e%2fevaluate",
      `${"0".repeat(64)}`,
      `${"0".repeat(64)}.exe`,
      `${"g".repeat(64)}.off`,
    ])
      expect((await fetch(`${url()}/api/artifacts/${name}`)).status).toBe(404);
  });
});

describe("T-LOG lines of the log", () => {
  test("T-LOG-1 one line for each event, whatever clients send", async () => {
    const nasty = "a%0d%0a{%22level%22:%22error%22}%1b[31m%00";
    const before = service.server().log.length;
    await fetch(`${url()}/${nasty}`, { headers: { "user-agent": "x".repeat(10_000), "x-request-id": "not {a} id" } });
    await fetch(`${url()}/${"long".repeat(2000)}`);
    await post(url() + evaluate, { source: 'echo("\\u001b[31m\\n{\\"level\\":\\"error\\"}");' });
    expect(await until(() => service.server().log.length >= before + 3)).toBe(true);
    const lines = service.server().log.slice(before);
    for (const line of lines) {
      expect(line.length).toBeLessThan(3000);
      expect((JSON.parse(line) as { level: string }).level).not.toBe("error");
    }
    for (const name of readdirSync(logs)) {
      // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be there.
      expect([name, /[\u0000-\u0009\u000b-\u001f\u007f]/.test(readFileSync(path.join(logs, name), "utf8"))]).toEqual([
        name,
        false,
      ]);
    }
  });

  test("T-LOG-2 no secret of a request is in a log", async () => {
    const canary = `canary${crypto.randomUUID().replaceAll("-", "")}`;
    await post(
      `${url()}${evaluate}?token=${canary}`,
      { source: `x = "${canary}"; cube(;`, parameters: { p: canary } },
      {
        headers: { authorization: `Bearer ${canary}`, cookie: `session=${canary}`, "x-api-key": canary },
      },
    );
    await post(url() + evaluate, { [canary]: 1, source: "" });
    await fetch(`${url()}/nowhere?key=${canary}`);
    const files = (): string =>
      readdirSync(logs)
        .map((name) => readFileSync(path.join(logs, name), "utf8"))
        .join("");
    expect(await until(() => files().includes("/nowhere"))).toBe(true);
    const text =
      readdirSync(logs)
        .map((name) => readFileSync(path.join(logs, name), "utf8"))
        .join("") + service.server().log.join("\n");
    expect(text).toContain("/nowhere");
    expect(text).not.toContain(canary);
  });
});

describe("T-LIM-0 limits are positive numbers", () => {
  const limits = ["time", "steps", "csgNodes", "facets", "triangles", "outputBytes"];
  test.each(["0", "-1", "null", '"1e9"', "1e400", "{}", "[]", "true", "0.5", "NaN"])("%s", async (value) => {
    for (const limit of limits) {
      const body = `{"source":"cube(1);","limits":{"${limit}":${value}}}`;
      const send = (to: string): Promise<Response> => fetch(to + evaluate, { method: "POST", headers: json, body });
      expect((await attack(service.server(), { row: "T-LIM-0", name: `${limit} ${value}`, send })).code).toBe(
        "invalid_request",
      );
    }
  });

  test("more than the service allows is what it allows", async () => {
    const source = "x = [for (i = [0 : 999998]) for (j = [0 : 999998]) if (i < 0) j];";
    const own = await startServer({ EVALUATION_TIMEOUT: "500ms" });
    expect((await post(own.url + evaluate, { source, limits: { time: 1e9, steps: 1e15 } })).status).toBe(504);
    expect(await own.stop()).toBe(0);
  });
});

test("T-INIT-1 the first request of a service meets every guard", async () => {
  for (const [source, code] of [
    ["include </etc/passwd>", "import_denied"],
    ["sphere(1, $fn = 1e9);", "limit_exceeded"],
  ]) {
    const own = await startServer({ MAX_CONCURRENT_JOBS: "1" });
    const response = await post(own.url + evaluate, { source });
    expect(((await response.json()) as { code: string }).code).toBe(code as string);
    expect(await own.stop()).toBe(0);
  }
});

describe("T-EXEC-1 T-ENV-1 what programs run in", () => {
  test("T-EXEC-1 no text of a request starts a program", async () => {
    const { pid } = service.server();
    const marker = path.join(folder, "executed");
    const texts = [
      `$(touch ${marker})`,
      `; touch ${marker}`,
      `\n touch ${marker}`,
      `--eval=require("fs").writeFileSync("${marker}","")`,
      `-o${marker}`,
    ];
    // All processes of the service's own first.
    const isComplete = async (): Promise<boolean> => {
      const { workers } = (await (await fetch(`${url()}/health`)).json()) as {
        workers: { ready: number; configured: number };
      };
      return workers.ready === workers.configured;
    };
    expect(await until(isComplete)).toBe(true);
    const before = programsUnder(pid);
    for (const text of texts) {
      await post(url() + evaluate, { source: "x = undef; echo(x);", parameters: { x: text } });
      await post(url() + evaluate, { source: "cube(1);", format: text });
      await post(url() + evaluate, { source: `import(${JSON.stringify(text)});`, files: { "a.scad": text } });
      await post(`${url()}${evaluate}?format=${encodeURIComponent(text)}&main=${encodeURIComponent(text)}`, {
        source: "cube(1);",
      });
    }
    expect(readdirSync(folder)).toEqual(["logs"]);
    expect(programsUnder(pid)).toEqual(before);
  });

  test("T-ENV-1 evaluation processes have no settings of the service, and no open file of it", async () => {
    const own = await startServer({ API_KEYS: `ci:evaluate:${"a".repeat(64)}`, LOG_DIR: path.join(folder, "own") });
    for (const child of descendantsOf(own.pid)) {
      const environment = readFileSync(`/proc/${child}/environ`, "latin1");
      expect(environment).not.toMatch(/API_KEYS|aaaaaaaa|HOME=|LOG_DIR/);
      const open = readdirSync(`/proc/${child}/fd`).map((fd) => {
        try {
          return readlinkSync(`/proc/${child}/fd/${fd}`);
        } catch {
          return "closed";
        }
      });
      expect(open.filter((name) => /\.log$|\.env|moicad-http/.test(name))).toEqual([]);
      // The channel to the service, and nothing of the network.
      const network = ["tcp", "tcp6", "udp", "udp6"].map((name) => readFileSync(`/proc/net/${name}`, "utf8")).join("");
      const sockets = open.flatMap((name) => /^socket:\[(\d+)\]$/.exec(name)?.[1] ?? []);
      expect(sockets.length).toBeGreaterThan(0);
      for (const inode of sockets) expect(network).not.toContain(` ${inode} `);
    }
    expect(await own.stop()).toBe(0);
    rmSync(path.join(folder, "own"), { recursive: true });
  });
});

describe("T-CONF-1 T-DEP-1 what a service does not start with", () => {
  test("T-CONF-1 every mistake is named at once", () => {
    const wrong = {
      NODE_ENV: "production",
      ALLOWED_ORIGINS: "*",
      MOICAD_TYPO: "1",
      API_KEYS: "changeme",
      PORT: "-1",
      SANDBOX: "off",
    };
    try {
      readConfig(wrong, 2);
      expect.unreachable();
    } catch (error) {
      expect(error).toBeInstanceOf(ConfigError);
      const text = (error as ConfigError).problems.join("\n");
      for (const name of ["ALLOWED_ORIGINS", "MOICAD_TYPO", "API_KEYS", "PORT", "SANDBOX"])
        expect(text).toContain(`${name}:`);
      expect(text).not.toContain("changeme");
    }
    expect(() => readConfig({ NODE_ENV: "production" }, 2)).toThrow(
      /ALLOWED_ORIGINS[\s\S]*AUTH_MODE|AUTH_MODE[\s\S]*ALLOWED_ORIGINS/,
    );
    const { exitCode } = Bun.spawnSync([process.execPath, "backend/index.ts"], {
      cwd: path.resolve(import.meta.dir, "../../.."),
      env: { ...process.env, NODE_ENV: "production", PORT: "0" },
      stderr: "ignore",
      stdout: "ignore",
    });
    expect(exitCode).toBe(78);
  });

  test("T-CONF-1 so is every place that cannot be used", () => {
    const { exitCode, stderr } = Bun.spawnSync([process.execPath, "backend/index.ts"], {
      cwd: path.resolve(import.meta.dir, "../../.."),
      env: { ...process.env, PORT: "0", LOG_DIR: "/proc/none", TEMP_DIR: "/dev/null", API_KEYS_FILE: "/proc/none" },
      stdout: "ignore",
    });
    for (const name of ["LOG_DIR", "TEMP_DIR", "API_KEYS_FILE"]) expect(stderr.toString()).toContain(`  ${name}: `);
    expect(exitCode).toBe(78);
  });

  test("T-CONF-1 a port that is taken ends the service before it has made anything", async () => {
    const other = Bun.serve({ port: 0, fetch: () => new Response() });
    const temporary = path.join(folder, "taken");
    const child = Bun.spawn([process.execPath, "backend/index.ts"], {
      cwd: path.resolve(import.meta.dir, "../../.."),
      env: { ...process.env, PORT: String(other.port), TEMP_DIR: temporary, LOG_DIR: path.join(folder, "taken-logs") },
      stdout: "ignore",
      stderr: "pipe",
    });
    expect(await child.stderr.text()).toContain(`port ${other.port} in use`);
    expect(await child.exited).toBe(1);
    expect(readdirSync(temporary)).toEqual([]);
    await other.stop(true);
  });

  test("T-DEP-1 a kernel that is not the tested one is named", () => {
    expect(checkWasmFiles()).toEqual([]);
    const [first] = wasmFiles;
    if (first === undefined) throw new Error("no kernels");
    expect(checkWasmFiles([{ ...first, sha256: "0".repeat(64) }])[0]).toContain("is not the file that was tested");
    expect(checkWasmFiles([{ ...first, version: "0.0.0" }])[0]).toContain("instead of 0.0.0");
  });
});

/** The names of the programs that run below a process. */
function programsUnder(pid: number): string[] {
  return descendantsOf(pid)
    .map((one) => readFileSync(`/proc/${one}/comm`, "utf8").trim())
    .sort();
}

// Who may ask how often, from where, and what is remembered: rate limits, origins, kept results, libraries, metrics, logs.
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { clientAddress, clientKey, parseAddress } from "../../backend/server/admission/address.ts";
import { ResultCache } from "../../backend/server/cache/result-cache.ts";
import { SingleFlight } from "../../backend/server/cache/single-flight.ts";
import { LogFile } from "../../backend/server/log-file.ts";
import { RecentSum } from "../../backend/server/recent.ts";
import { metricsAnswer } from "../../backend/server/routes/answers.ts";
import { strictest } from "./confined.ts";
import { post, type ServerUnderTest, startServer } from "./running-server.ts";

const folder = mkdtempSync(path.join(tmpdir(), "moicad-admission-"));
afterAll(() => rmSync(folder, { recursive: true }));

describe("addresses", () => {
  const keyOf = (text: string): string => {
    const address = parseAddress(text);
    return address === undefined ? "none" : clientKey(address, 64);
  };

  test("every notation of an IPv4 address is that address", () => {
    for (const text of ["1.2.3.4", "::ffff:1.2.3.4", "::ffff:102:304", "0:0:0:0:0:FFFF:0102:0304", "64:ff9b::1.2.3.4"])
      expect([text, keyOf(text)]).toEqual([text, "1.2.3.4"]);
    expect(keyOf("::ffff:1.2.3.5")).not.toBe(keyOf("::ffff:1.2.3.4"));
  });

  test("IPv6 addresses of one network count together, others do not", () => {
    expect(keyOf("2001:db8:0:1::1")).toBe(keyOf("2001:db8:0:1:ffff:ffff:ffff:ffff"));
    expect(keyOf("2001:db8:0:1::1")).not.toBe(keyOf("2001:db8:0:2::1"));
    expect(keyOf("fe80::1%eth0")).toBe(keyOf("fe80::2"));
    expect(keyOf("::1")).not.toBe(keyOf("::ffff:0.0.0.1"));
    for (const text of ["", "1.2.3", "1.2.3.4.5", "x", "1::2::3", "::ffff:1.2.3.400"]) expect(keyOf(text)).toBe("none");
  });

  const behind = (socket: string, forwarded: string | null, proxies: string[]): string => {
    const address = clientAddress(socket, forwarded, proxies);
    return address === undefined ? "none" : clientKey(address, 64);
  };

  test("X-Forwarded-For is believed from trusted proxies only, from the right", () => {
    expect(behind("9.9.9.9", "1.1.1.1", [])).toBe("9.9.9.9");
    expect(behind("10.0.0.1", "1.1.1.1, 2.2.2.2", ["1"])).toBe("2.2.2.2");
    expect(behind("10.0.0.1", "1.1.1.1, 2.2.2.2", ["2"])).toBe("1.1.1.1");
    expect(behind("10.0.0.1", "1.1.1.1", ["5"])).toBe("1.1.1.1");
    expect(behind("10.0.0.1", "6.6.6.6, 1.1.1.1, 10.2.3.4", ["10.0.0.0/8"])).toBe("1.1.1.1");
    expect(behind("::ffff:10.0.0.1", "1.1.1.1:4711", ["10.0.0.0/8"])).toBe("1.1.1.1");
    expect(behind("9.9.9.9", "1.1.1.1", ["10.0.0.0/8"])).toBe("9.9.9.9");
    expect(behind("fd00::1", "[2001:db8::7]:80", ["fd00::/8"])).toBe(keyOf("2001:db8::7"));
    expect(behind("10.0.0.1", "nonsense", ["10.0.0.0/8"])).toBe("10.0.0.1");
  });
});

describe("rate limits", () => {
  let server: ServerUnderTest;
  beforeAll(async () => {
    server = await startServer({ RATE_LIMIT_GENERAL: "30", RATE_LIMIT_STRICT: "5" });
  });
  afterAll(() => server.stop());

  test("the strict policy lets exactly its number through, whatever the headers say", async () => {
    const forged = ["x-forwarded-for", "x-real-ip", "forwarded", "cf-connecting-ip"];
    const answers = await Promise.all(
      Array.from({ length: 12 }, (_, i) =>
        post(
          `${server.url}/api/evaluate`,
          { source: "cube(1);" },
          {
            headers: { [forged[i % forged.length] as string]: `10.0.0.${i}` },
          },
        ),
      ),
    );
    const statuses = answers.map(({ status }) => status);
    expect([statuses.filter((s) => s === 200).length, statuses.filter((s) => s === 429).length]).toEqual([5, 7]);
    const refused = answers.find(({ status }) => status === 429) as Response;
    expect(refused.headers.get("ratelimit-policy")).toBe("5;w=60");
    expect(refused.headers.get("ratelimit-remaining")).toBe("0");
    expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(50);
    expect(await refused.json()).toMatchObject({ code: "rate_limited", retryable: true, limit: "strict" });
    const served = answers.find(({ status }) => status === 200) as Response;
    expect(served.headers.get("ratelimit-limit")).toBe("5");
  });

  test("no spelling of the address escapes", async () => {
    for (const spelling of [
      "/api/evaluate?x=1",
      "//api/evaluate",
      "/api/evaluate/",
      "/API/evaluate",
      "/api/%65valuate",
    ]) {
      const { status } = await post(server.url + spelling, { source: "cube(1);" });
      expect([spelling, status === 429 || status === 404]).toEqual([spelling, true]);
    }
  });

  test("the general policy counts everything but health, metrics and pages", async () => {
    for (let i = 0; i < 40; i++) {
      for (const free of ["/live", "/ready", "/health"]) expect((await fetch(server.url + free)).status).toBe(200);
    }
    const statuses: number[] = [];
    for (let i = 0; i < 30; i++) statuses.push((await post(`${server.url}/api/parse`, { source: "" })).status);
    // Evaluations have counted here too, the refused ones as well.
    expect(statuses.slice(0, 10)).toEqual(new Array(10).fill(200));
    expect(statuses.at(-1)).toBe(429);
  });
});

describe("origins, kept results, metrics", () => {
  let server: ServerUnderTest;
  const libraries = path.join(folder, "libraries");
  const circle = path.join(folder, "circle");
  beforeAll(async () => {
    mkdirSync(path.join(libraries, "shapes"), { recursive: true });
    writeFileSync(path.join(libraries, "shapes/box.scad"), "module box(s) cube(s);");
    writeFileSync(path.join(folder, "secret.scad"), "cube(1234);");
    symlinkSync(path.join(folder, "secret.scad"), path.join(libraries, "link.scad"));
    symlinkSync(circle, circle);
    Bun.spawnSync(["mkfifo", path.join(libraries, "pipe.scad")]);
    server = await startServer({
      NODE_ENV: strictest,
      ALLOWED_ORIGINS: "https://example.com,http://cad.test:8080",
      AUTH_MODE: "off",
      ENABLE_RATE_LIMIT: "false",
      LOG_DIR: path.join(folder, "logs"),
      OPENSCADPATH: `${libraries}:/nowhere:${circle}`,
    });
  });
  afterAll(() => server.stop());

  test("CORS: listed origins to the letter, and no others", async () => {
    const ask = (origin: string, method = "OPTIONS") =>
      fetch(`${server.url}/api/parse`, { method, headers: { origin, "access-control-request-method": "POST" } });
    const allowed = await ask("https://example.com");
    expect([allowed.status, allowed.headers.get("access-control-allow-origin")]).toEqual([204, "https://example.com"]);
    expect(allowed.headers.get("vary")).toContain("Origin");
    expect(allowed.headers.get("access-control-allow-credentials")).toBeNull();
    expect((await ask("http://cad.test:8080", "POST")).headers.get("access-control-allow-origin")).toBe(
      "http://cad.test:8080",
    );
    for (const origin of [
      "https://example.com.evil.test",
      "https://sub.example.com",
      "http://example.com",
      "https://example.com.",
      "https://EXAMPLE.com",
      "null",
      "http://localhost:3000",
    ]) {
      const refused = await ask(origin);
      expect([origin, refused.headers.get("access-control-allow-origin")]).toEqual([origin, null]);
      expect(refused.headers.get("vary")).toContain("Origin");
    }
  });

  test.skipIf(strictest !== "production")("headers of production", async () => {
    const { headers } = await fetch(`${server.url}/nothing`);
    expect(headers.get("strict-transport-security")).toContain("max-age=");
    expect(headers.get("x-content-type-options")).toBe("nosniff");
    expect(headers.get("content-security-policy")).toContain("default-src 'none'");
  });

  test("an equal request is answered from memory with equal bytes, a different one is not", async () => {
    const ask = (body: unknown) => post(`${server.url}/api/evaluate`, body);
    const first = await ask({ source: "cube(7);", parameters: { x: 1 } });
    const again = await ask({ code: "cube(7);", params: { x: 1 } });
    const other = await ask({ source: "cube(7);", parameters: { x: 2 } });
    expect([first, again, other].map((answer) => answer.headers.get("x-cache"))).toEqual(["miss", "hit", "miss"]);
    expect(first.headers.get("etag")).toBe(again.headers.get("etag"));
    const [a, b] = [await first.json(), await again.json()] as Record<string, unknown>[];
    expect([a?.cached, b?.cached]).toEqual([false, true]);
    expect(b?.mesh).toEqual(a?.mesh);
    expect(b?.requestId).not.toBe(a?.requestId);
  });

  test("random results and errors are not kept", async () => {
    const random = { source: "cube(rands(1, 2, 1)[0]);" };
    const volumes = new Set<number>();
    for (let i = 0; i < 3; i++) {
      const response = await post(`${server.url}/api/evaluate`, random);
      expect(response.headers.get("x-cache")).toBe("none");
      volumes.add(((await response.json()) as { measures: { volume: number } }).measures.volume);
    }
    expect(volumes.size).toBe(3);
    for (let i = 0; i < 2; i++)
      expect((await post(`${server.url}/api/evaluate`, { source: "cube(" })).status).toBe(422);
  });

  test("a file is found again by its hash, and never changes", async () => {
    const made = await post(`${server.url}/api/evaluate`, { source: "cube(8);", format: "off" });
    const text = await made.text();
    const at = server.url + (made.headers.get("content-location") as string);
    const found = await fetch(at);
    expect([found.status, await found.text()]).toEqual([200, text]);
    expect(found.headers.get("cache-control")).toContain("immutable");
    expect(found.headers.get("content-type")).toBe("model/x-off");
    const known = await fetch(at, { headers: { "if-none-match": found.headers.get("etag") as string } });
    expect(known.status).toBe(304);
    expect((await fetch(`${server.url}/api/artifacts/${"0".repeat(64)}.off`)).status).toBe(404);
  });

  test("equal requests at the same time share one evaluation", async () => {
    const body = { source: "x = [for (i = [0 : 2000]) for (j = [0 : 20000]) if (i < 0) j]; cube(9);" };
    const answers = await Promise.all(Array.from({ length: 20 }, () => post(`${server.url}/api/evaluate`, body)));
    const ways = answers.map(({ headers }) => headers.get("x-cache"));
    expect(ways.filter((way) => way === "miss").length).toBe(1);
    expect(ways.every((way) => way === "miss" || way === "shared" || way === "hit")).toBe(true);
  });

  test("large answers are compressed for those who ask", async () => {
    const body = { source: "sphere(3, $fn = 40);" };
    const ask = (encoding: string) =>
      post(`${server.url}/api/evaluate`, body, {
        headers: { "accept-encoding": encoding },
        decompress: false,
      } as RequestInit);
    const [plain, packed] = [await ask("identity"), await ask("gzip")];
    expect([plain.headers.get("content-encoding"), packed.headers.get("content-encoding")]).toEqual([null, "gzip"]);
    const [whole, small] = [await plain.arrayBuffer(), await packed.arrayBuffer()];
    expect(small.byteLength).toBeLessThan(whole.byteLength / 2);
    expect(Bun.gunzipSync(small).length).toBeGreaterThan(whole.byteLength / 2);
  });

  test("small answers are not, and files that are fetched again are packed as a whole", async () => {
    const ask = (path: string) =>
      fetch(server.url + path, { headers: { "accept-encoding": "gzip" }, decompress: false } as RequestInit);
    for (const path of [
      "/api/health/live",
      "/api/health",
      "/api/nothing",
      "/api/artifacts/none.stl",
      "/api/assets/none",
    ])
      expect([path, (await ask(path)).headers.get("content-encoding")]).toEqual([path, null]);
    const made = await post(`${server.url}/api/evaluate?format=stl`, { source: "sphere(3, $fn = 40);" });
    const kept = await ask(made.headers.get("content-location") as string);
    expect([kept.headers.get("content-encoding"), kept.headers.get("etag")?.startsWith("W/")]).toEqual(["gzip", true]);
    const bytes = await kept.arrayBuffer();
    expect(kept.headers.get("content-length")).toBe(String(bytes.byteLength));
    expect(Bun.gunzipSync(bytes)).toEqual(new Uint8Array(await made.arrayBuffer()));
  });

  test("libraries of the operator can be used; nothing beside them can be reached", async () => {
    const ask = async (source: string) =>
      (await (await post(`${server.url}/api/evaluate`, { source })).json()) as {
        measures: { volume: number };
        diagnostics: { message: string }[];
      };
    expect((await ask("use <shapes/box.scad>\nbox(2);")).measures.volume).toBe(8);
    for (const name of ["link.scad", "pipe.scad", "missing.scad"]) {
      const { measures, diagnostics } = await ask(`include <${name}>\ncube(1);`);
      expect([name, measures.volume, diagnostics.length]).toEqual([name, 1, 1]);
      expect(diagnostics[0]?.message).not.toContain(folder);
    }
    for (const name of ["../secret.scad", "shapes/../../secret.scad", "/libraries/0/../secret.scad"]) {
      const response = await post(`${server.url}/api/evaluate`, { source: `include <${name}>\ncube(1);` });
      expect([name, response.status, await response.json()]).toMatchObject([name, 422, { code: "import_denied" }]);
    }
  });

  test("metrics", async () => {
    const text = await (await fetch(`${server.url}/metrics`)).text();
    for (const line of [
      /^moicad_http_requests_total\{route="\/api\/evaluate",method="POST",status="200"\} \d+$/m,
      /^moicad_evaluations_total\{lane="evaluate",outcome="success"\} \d+$/m,
      /^moicad_evaluations_total\{lane="evaluate",outcome="user_error"\} \d+$/m,
      ...["queue", "parse", "eval", "csg", "validate", "export"].map(
        (stage) => new RegExp(`^moicad_stage_duration_seconds_count\\{stage="${stage}"\\} \\d+$`, "m"),
      ),
      /^moicad_cache_requests_total\{tier="memory",result="hit"\} \d+$/m,
      /^moicad_queue_depth\{lane="interactive"\} 0$/m,
      /^moicad_workers\{engine="manifold",state="idle"\} \d+$/m,
      /^moicad_workers\{engine="occt",state="idle"\} 0$/m,
      /^moicad_build_info\{version="[^"]+",bun="[^"]+",manifold="[\d.]+",occt="[^"]+"\} 1$/m,
      /^process_resident_memory_bytes \d+$/m,
    ])
      expect(text).toMatch(line);
    for (const name of [
      "moicad_kernel_cpu_seconds_total",
      "moicad_log_write_errors_total",
      "moicad_shed_total",
      "moicad_cache_bytes",
      "moicad_event_loop_lag_seconds",
      "moicad_http_request_duration_seconds",
      "moicad_queue_oldest_age_seconds",
      "moicad_rate_limited_total",
      "moicad_worker_restarts_total",
      "moicad_validation_quality_score",
      "moicad_circuit_breaker_state",
      "moicad_ws_connections",
      "moicad_degraded_total",
    ])
      expect(text).toContain(`# TYPE ${name} `);
    expect(Number(/^moicad_kernel_cpu_seconds_total\{engine="manifold"\} (\S+)$/m.exec(text)?.[1])).toBeGreaterThan(0);
    // What clients type must not become labels.
    await fetch(`${server.url}/made-up-path`, { method: "PROPFIND" });
    const later = await (await fetch(`${server.url}/metrics`)).text();
    expect(later).not.toMatch(/made-up|PROPFIND/);
  });

  test("metrics in JSON, for those who accept that and no text", async () => {
    const ask = (accept: string): Promise<Response> => fetch(`${server.url}/metrics`, { headers: { accept } });
    await post(`${server.url}/api/evaluate`, { source: "cube(;" });
    const response = await ask("application/json");
    expect(response.headers.get("content-type")).toBe("application/json");
    expect(response.headers.get("vary")).toContain("Accept");
    const {
      performance,
      dead_letter_queue: failures,
      circuit_breaker,
      quality,
    } = metricsAnswer.parse(await response.json());
    expect(circuit_breaker).toEqual({ state: "CLOSED", failure_count: 0, failure_threshold: 5 });
    expect(quality.avg_quality_score).toBeNull();
    await fetch(`${server.url}/api/validate?type=off`, { method: "POST", body: "OFF\n0 0 0\n" });
    const later = metricsAnswer.parse(await (await ask("application/json")).json());
    expect(later.quality.avg_quality_score).toBeNumber();
    expect(performance.requests_last_hour).toBeGreaterThan(10);
    expect(performance.avg_processing_time_sec).toBeGreaterThan(0);
    expect(failures.by_error_type.permanent).toBeGreaterThan(0);
    expect(failures.total_failures_24h).toBe(Object.values(failures.by_error_type).reduce((a, b) => a + b));
    const scraped = "application/openmetrics-text;version=1.0.0,text/plain;version=0.0.4;q=0.5,*/*;q=0.1";
    for (const accept of [scraped, "*/*", "text/plain, application/json"])
      expect((await ask(accept)).headers.get("content-type")).toStartWith("text/plain");
  });

  test("library folders that cannot be reached are named in the log", () => {
    const lines = server.log.filter((text) => text.includes("OPENSCADPATH")).map((line) => JSON.parse(line));
    expect(lines).toMatchObject(["/nowhere", circle].map((folder) => ({ level: "warn", folder })));
  });

  test("the log has a line for every request and nothing of the programs", async () => {
    const secret = "secret_7f3a";
    const id = crypto.randomUUID();
    const headers = { "x-request-id": id, "user-agent": `x\n{"level":"error","message":"forged"}` };
    await post(
      `${server.url}/api/evaluate`,
      { source: `${secret} = 1; echo("${secret}"); cube(` },
      {
        headers: { ...headers, "user-agent": "x" },
      },
    );
    await fetch(`${server.url}/health`);
    const read = (name: string) => readFileSync(path.join(folder, "logs", name), "utf8");
    const isWritten = (): boolean => read("combined.log").includes(id) && read("application.log").includes("Health");
    for (let i = 0; i < 600 && !isWritten(); i++) await Bun.sleep(50);
    const lines = read("combined.log")
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(lines.find(({ requestId }) => requestId === id)).toMatchObject({
      level: "info",
      message: "request",
      service: "moicad-backend",
      method: "POST",
      path: "/api/evaluate",
      route: "/api/evaluate",
      status: 422,
    });
    expect(read("combined.log")).not.toContain(secret);
    expect(read("application.log")).toMatch(/^\S+Z INFO request \{/m);
    expect(read("application.log")).toMatch(/^\S+Z INFO Health check \{.*"path":"\/health"/m);
    expect(server.log.length).toBeGreaterThan(10);
    const health = (await (await fetch(`${server.url}/health`)).json()) as { production: unknown };
    expect(health.production).toEqual({ logFilesAccessible: true, diskSpace: expect.any(String) });
  });
});

describe("parts", () => {
  test("the result cache keeps within its bytes and forgets the oldest first", () => {
    const cache = new ResultCache(8000);
    const bytes = (n: number) => new Uint8Array(400).fill(n);
    for (let i = 0; i < 20; i++) cache.put(`k${i}`, { bytes: bytes(i), format: "off", tenant: undefined });
    expect(cache.bytes).toBeLessThanOrEqual(8000);
    expect(cache.get("k0")).toBeUndefined();
    const last = cache.get("k19");
    expect(last?.bytes[0]).toBe(19);
    const found = last as NonNullable<typeof last>;
    expect(cache.find(found)).toBe(found);
    for (const other of [{ tenant: "somebody" }, { format: "stl" }, { hash: "0".repeat(64) }])
      expect(cache.find({ ...found, ...other })).toBeUndefined();
    const large = cache.put("large", { bytes: new Uint8Array(5000), format: "off", tenant: undefined });
    expect([cache.get("large"), large.hash.length]).toEqual([undefined, 64]);
    const nowhere = new ResultCache(0).put("a", { bytes: bytes(1), format: "off", tenant: undefined });
    expect(nowhere.hash.length).toBe(64);
  });

  test("sums over the last minutes forget what is older", () => {
    let now = 0;
    const sum = new RecentSum(() => now);
    const minute = 60_000;
    sum.add(3);
    now = 30 * minute;
    sum.add();
    expect([sum.over(60), sum.over(30), sum.over(31)]).toEqual([4, 1, 4]);
    now = 61 * minute;
    expect([sum.over(60), sum.over(1440)]).toEqual([1, 4]);
    now = 1440 * minute;
    expect(sum.over(1440)).toBe(1);
    now = 5000 * minute;
    sum.add(2);
    expect(sum.over(1440)).toBe(2);
  });

  test("log files are rotated, and lost lines are counted", () => {
    const directory = path.join(folder, "rotation");
    mkdirSync(directory);
    const file = new LogFile({ directory, name: "a.log", bytes: 100, files: 3 });
    for (let i = 0; i < 10; i++) {
      file.write(`${String(i).repeat(59)}\n`);
      file.flush();
    }
    const first = (name: string): string | undefined => readFileSync(path.join(directory, name), "utf8")[0];
    expect(readdirSync(directory).sort()).toEqual(["a.log", "a1.log", "a2.log"]);
    expect(["a.log", "a1.log", "a2.log"].map(first)).toEqual(["8", "6", "4"]);
    rmSync(directory, { recursive: true });
    file.write("lost\n");
    file.write("lost\n");
    file.flush();
    expect([file.lost, file.failing]).toEqual([2, true]);
    mkdirSync(directory);
    file.write("found\n");
    file.flush();
    expect([file.lost, file.failing, readFileSync(path.join(directory, "a.log"), "utf8")]).toEqual([
      2,
      false,
      "found\n",
    ]);
  });

  test("shared work goes on while anybody waits, and stops with the last", async () => {
    const flights = new SingleFlight<number>();
    let stopped = false;
    let gate = Promise.withResolvers<number>();
    const work = (signal: AbortSignal) => {
      signal.addEventListener("abort", () => {
        stopped = true;
      });
      return gate.promise;
    };
    const [first, second] = [new AbortController(), new AbortController()];
    const a = flights.run("k", first.signal, work);
    const b = flights.run("k", second.signal, () => Promise.reject(new Error("must not run")));
    first.abort();
    await expect(a).rejects.toThrow("closed");
    expect(stopped).toBe(false);
    gate.resolve(5);
    expect(await b).toEqual({ value: 5, first: false });

    const alone = new AbortController();
    gate = Promise.withResolvers<number>();
    const c = flights.run("k2", alone.signal, work);
    stopped = false;
    alone.abort();
    await expect(c).rejects.toThrow("closed");
    expect(stopped).toBe(true);
  });
});

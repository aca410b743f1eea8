// The image of Dockerfile.production, built and run as far as a machine without a Docker engine can: its steps, then the
// service under the restrictions of docker-compose.production.yml.
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { readdirSync, rmSync } from "node:fs";
import path from "node:path";
import { childrenOf, descendantsOf, isRunning } from "../processes.ts";
import { buildImage, type Image, missingForImage, runInImage } from "./image-build.ts";
import { post } from "./running-server.ts";

const reason = missingForImage();
if (reason !== undefined) console.warn(`image.test.ts is skipped: ${reason}`);

/** A port that nobody listens on. */
function freePort(): number {
  const probe = Bun.listen({ hostname: "127.0.0.1", port: 0, socket: { data: () => undefined } });
  probe.stop(true);
  return probe.port;
}

describe.skipIf(reason !== undefined)("the image", () => {
  let image: Image;
  beforeAll(() => {
    image = buildImage();
  }, 300_000);
  afterAll(() => rmSync(image.folder, { recursive: true, force: true }));

  /** Standard output of a script under the image's conditions. */
  async function inside(script: string): Promise<string> {
    const child = runInImage(image, { command: ["bun", "-e", script] });
    const [output, problems, status] = await Promise.all([
      new Response(child.stdout).text(),
      new Response(child.stderr).text(),
      child.exited,
    ]);
    expect([status, problems]).toEqual([0, ""]);
    return output.trim();
  }

  test("holds what runs, and nothing else", () => {
    expect(readdirSync(image.app).sort()).toEqual([
      ...["LICENSE", "backend", "examples", "logs", "node_modules", "package.json", "wasm"],
    ]);
    const packages = readdirSync(path.join(image.app, "node_modules"));
    expect(packages).toContain("hono");
    for (const name of ["typescript", "@biomejs", "bun-types"]) expect(packages).not.toContain(name);
  });

  test("its user has no rights and can write to /tmp and /app/logs only", async () => {
    const script = `
      const fs = require("node:fs");
      const tries = ["/x", "/app/x", "/app/backend/index.ts", "/app/node_modules/x", "/usr/x", "/opt/bin/bun", "/tmp/x", "/app/logs/x"];
      const written = tries.filter((file) => { try { fs.appendFileSync(file, "x"); return true; } catch { return false; } });
      const status = fs.readFileSync("/proc/self/status", "utf8");
      const field = (name) => new RegExp("^" + name + ":\\\\s*(\\\\S+)", "m").exec(status)[1];
      console.log(JSON.stringify({ uid: process.getuid(), gid: process.getgid(), written,
        effective: field("CapEff"), bounding: field("CapBnd"), noNewPrivileges: field("NoNewPrivs") }));
      fs.rmSync("/app/logs/x");`;
    expect(JSON.parse(await inside(script))).toEqual({
      uid: 10001,
      gid: 10001,
      written: ["/tmp/x", "/app/logs/x"],
      effective: "0000000000000000",
      bounding: "0000000000000000",
      noNewPrivileges: "1",
    });
  });

  test("evaluates, is healthy, stops at SIGTERM and leaves nothing behind", async () => {
    const port = freePort();
    const environment = { PORT: String(port), HOST: "127.0.0.1", ENABLE_CORS: "false", AUTH_MODE: "off" };
    const child = runInImage(image, { command: image.command, environment });
    const url = `http://127.0.0.1:${port}`;
    const reader = child.stdout.getReader();
    let log = "";
    while (!log.includes("is listening")) {
      const { value, done } = await reader.read();
      if (done) throw new Error(`the service ended:\n${log}${await new Response(child.stderr).text()}`);
      log += new TextDecoder().decode(value);
    }
    reader.releaseLock();
    const service = childrenOf(child.pid)[0] as number;

    const response = await post(`${url}/api/evaluate`, { source: "difference() { cube(3); cube(1); }" });
    expect(response.status).toBe(200);
    expect(((await response.json()) as { measures: { volume: number } }).measures.volume).toBeCloseTo(26, 9);
    // Too large for a message between the processes: goes through /tmp.
    const large = await post(`${url}/api/evaluate`, { source: "sphere(10, $fn = 200);", format: "stl" });
    expect((await large.text()).length).toBeGreaterThan(1_000_000);
    for (const page of ["/", "/docs", "/openapi.json"]) expect((await fetch(url + page)).status).toBe(200);

    const check = runInImage(image, { command: image.healthCheck, environment });
    expect(await check.exited).toBe(0);
    const family = descendantsOf(service);
    expect(family.length).toBeGreaterThan(0);
    // Threads count too: pids_limit must be far above.
    const threads = [service, ...family].map((pid) => readdirSync(`/proc/${pid}/task`).length);
    expect(threads.reduce((sum, count) => sum + count)).toBeLessThan(200);

    process.kill(service, "SIGTERM");
    expect(await child.exited).toBe(0);
    expect(family.filter(isRunning)).toEqual([]);
    const late = runInImage(image, { command: image.healthCheck, environment });
    expect(await late.exited).not.toBe(0);
  }, 180_000);
});

// Attacks from inside of an evaluation process's sandbox: each mode that works here must refuse what it promises to, and
// what a process needs must go on working.
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import path from "node:path";
import { makeSandbox, type SandboxMode } from "../../backend/server/pool/sandbox.ts";
import { WorkerProcess } from "../../backend/server/pool/worker-process.ts";
import { evaluatorsOf, processesThatName } from "../processes.ts";
import { post, startServer } from "./running-server.ts";

const probe = path.join(import.meta.dir, "confinement-probe.ts");
/** Not under /tmp: a sandbox has one of its own. */
const folder = mkdtempSync(path.join(existsSync("/var/tmp") ? "/var/tmp" : homedir(), "moicad-confinement-"));
const secret = path.join(folder, "secret");
const scratch = path.join(folder, "scratch");
const libraries = path.join(folder, "libraries");
const library = path.join(libraries, "part.scad");

let connections = 0;
const canary = Bun.serve({
  hostname: "127.0.0.1",
  port: 0,
  fetch: () => {
    connections += 1;
    return new Response("got through");
  },
});

beforeAll(() => {
  mkdirSync(scratch);
  mkdirSync(libraries);
  writeFileSync(library, "cube(1);");
});
afterAll(async () => {
  await canary.stop(true);
  rmSync(folder, { recursive: true, force: true });
});

function workingModes(): SandboxMode[] {
  return (["bwrap", "setpriv", "none"] as const).filter((mode) => {
    try {
      makeSandbox({ mode, readable: [], writable: folder });
      return true;
    } catch {
      console.warn(`SANDBOX=${mode} is not tested: it does not work here`);
      return false;
    }
  });
}

describe.each(workingModes())("SANDBOX=%s", (mode) => {
  async function attack(): Promise<Record<string, unknown>> {
    rmSync(path.join(scratch, "result"), { force: true });
    writeFileSync(secret, "secret");
    const sandbox = makeSandbox({
      mode,

      readable: [libraries, path.dirname(probe)],
      writable: scratch,
    });
    const command = [process.execPath, "--no-env-file", probe, String(canary.port), scratch, secret, library];
    const child = Bun.spawn([...sandbox.prefix, ...command], {
      env: { PATH: process.env.PATH, PLANTED_SECRET: "1" },
      stdout: "pipe",
      stderr: "pipe",
    });
    const [text, errors] = await Promise.all([new Response(child.stdout).text(), new Response(child.stderr).text()]);
    expect([await child.exited, errors]).toEqual([0, ""]);
    return JSON.parse(text) as Record<string, unknown>;
  }

  test("T-NET-1 T-ENV-1 no network, no other programs, no environment, no changed files", async () => {
    connections = 0;
    const { functions, seesProcesses, ...result } = await attack();
    expect(functions).toEqual([]);
    expect(result).toMatchObject({
      environment: [],
      tcp: false,
      udp: false,
      fetch: false,
      listen: false,
      spawn: false,
      bunSpawn: false,
      signalParent: false,
      changedFile: false,
      truncatedFile: false,
      removedFile: false,
      newFileInScratch: true,
      readsLibrary: true,
    });
    expect(result.unconfined).toBeUndefined();
    expect([connections, readFileSync(secret, "utf8")]).toEqual([0, "secret"]);
    if (mode !== "bwrap") return;
    expect(result).toMatchObject({ readsSecret: false, newFileElsewhere: false });
    expect(seesProcesses).toBeLessThan(4);
    expect(existsSync(`${secret}.new`)).toBe(false);
  }, 180_000);

  test.each(["the service", "somebody else"])(
    "nothing is left of a process that %s kills while it starts",
    async (who) => {
      const sandbox = makeSandbox({ mode, readable: [], writable: scratch });
      for (let milliseconds = 0; milliseconds < 24; milliseconds++) {
        const worker = new WorkerProcess({
          sandbox,
          libraryFolders: [],
          solidBytes: 100_000_000,
          shapeCacheBytes: 0,
          memoryBytes: 200_000_000,
          flagPath: path.join(scratch, `killed-${who}-${milliseconds}`),
          startTime: 10_000,
          onExit: () => undefined,
        });
        await Bun.sleep(milliseconds);
        if (who === "the service") worker.kill();
        else process.kill(worker.pid, "SIGKILL");
        await worker.exited;
      }
      // What was killed may still be on its way out.
      for (let i = 0; i < 600 && processesThatName(scratch).length > 0; i++) await Bun.sleep(50);
      expect(processesThatName(scratch)).toEqual([]);
    },
    180_000,
  );

  test("the service works in it: solids, texts, libraries, large results", async () => {
    const server = await startServer({ SANDBOX: mode, OPENSCADPATH: libraries, MAX_CONCURRENT_JOBS: "1" });
    try {
      const source = 'include <part.scad>\ntranslate([5, 0, 0]) linear_extrude(1) text("x"); sphere(9, $fn = 150);';
      const response = await post(`${server.url}/api/evaluate`, { source, format: "stl" });
      expect(response.status).toBe(200);
      expect((await response.text()).length).toBeGreaterThan(1_000_000);
      const told = server.log.find((line) => line.includes("evaluation processes are"));
      expect(told).toContain(mode === "none" ? "are not confined" : `"sandbox":"${mode}"`);
      // 2: a filter of system calls is in force.
      for (const pid of evaluatorsOf(server.pid))
        expect(/^Seccomp:\s*(\d)/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]).toBe("2");
    } finally {
      await server.stop();
    }
  }, 180_000);
});

describe("choosing a sandbox", () => {
  test("auto takes the strictest that works and says why not a stricter one", () => {
    const working = workingModes();
    const { mode, reasons } = makeSandbox({ mode: "auto", readable: [], writable: folder });
    expect<SandboxMode | undefined>(mode).toBe(working[0] as SandboxMode);
    expect(reasons.length).toBe(3 - working.length);
  });

  test("a mode that was asked for and does not work is an error with its reason", () => {
    // Nothing can be bound where nothing is.
    const writable = path.join(folder, "missing");
    expect(() => makeSandbox({ mode: "bwrap", readable: [], writable })).toThrow();
  });

  test("production does not run without one", () => {
    const { exitCode, stderr } = Bun.spawnSync([process.execPath, "backend/index.ts"], {
      cwd: path.resolve(import.meta.dir, "../.."),
      env: { PATH: process.env.PATH, NODE_ENV: "production", PORT: "0", SANDBOX: "none", LOG_DIR: folder },
    });
    expect([exitCode, stderr.toString().includes("SANDBOX:")]).toEqual([78, true]);
  });
});

// What an operator gets: the list of settings, the image's recipe, the composition and the start script, each held
// against the program and against rules that keep an image small, repeatable and harmless.
import { describe, expect, test } from "bun:test";
import { existsSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { readConfig, variables } from "../../backend/server/config.ts";
import manifest from "../../package.json";
import { evaluatorsOf } from "../processes.ts";
import { isConfined } from "./confined.ts";
import { environmentOf, execForm, type Instruction, readDockerfile, readDockerignore } from "./dockerfile.ts";
import { startServer } from "./running-server.ts";

const root = path.resolve(import.meta.dir, "../..");
const read = (name: string): string => readFileSync(path.join(root, name), "utf8");

describe(".env.example", () => {
  const lines = read(".env.example").split("\n");
  const settings = lines.flatMap((line) => /^(#?)([A-Z][A-Z0-9_]*)=(.*)$/.exec(line) ?? []).filter((_, i) => i % 4 > 0);
  const entries = Array.from({ length: settings.length / 3 }, (_, i) => ({
    isComment: settings[3 * i] === "#",
    name: settings[3 * i + 1] as string,
    value: settings[3 * i + 2] as string,
  }));

  test("lists every variable once, and no other", () => {
    expect(entries.map(({ name }) => name).sort()).toEqual(Object.keys(variables.shape).sort());
  });

  test("its values are the defaults; what has none is a comment", () => {
    const given = Object.fromEntries(entries.filter(({ isComment }) => !isComment).map((e) => [e.name, e.value]));
    expect(readConfig(given, 8)).toEqual(readConfig({}, 8));
    for (const { isComment, name } of entries) {
      const hasDefault = variables.shape[name as keyof typeof variables.shape].safeParse(undefined).data !== undefined;
      expect([name, isComment]).toEqual([name, !hasDefault]);
    }
    const commented = Object.fromEntries(entries.filter(({ isComment }) => isComment).map((e) => [e.name, e.value]));
    expect(() => readConfig(commented, 8)).not.toThrow();
  });

  test("every variable is explained above it, and to operators", () => {
    const operations = read("docs/operations.md");
    for (const { name } of entries) {
      const at = lines.findIndex((line) => line.startsWith(`${name}=`) || line.startsWith(`#${name}=`));
      const above = lines.slice(0, at).findLast((line) => !/^#?[A-Z][A-Z0-9_]*=/.test(line)) ?? "";
      expect([name, /^# \S.{8,}/.test(above)]).toEqual([name, true]);
      expect([name, operations.includes(`\`${name}\``)]).toEqual([name, true]);
    }
  });
});

describe("Dockerfile.production", () => {
  const stages = readDockerfile(read("Dockerfile.production"));
  const last = stages.at(-1) as (typeof stages)[number];
  const all = stages.flatMap(({ instructions }) => instructions);
  const only = (keyword: string): Instruction => {
    const found = last.instructions.filter((instruction) => instruction.keyword === keyword);
    expect([keyword, found.length]).toEqual([keyword, 1]);
    return found[0] as Instruction;
  };

  test("stages start from the pinned runtime", () => {
    expect(stages.length).toBeGreaterThan(1);
    for (const { image } of stages) expect(image).toBe(`oven/bun:${manifest.engines.bun}-slim`);
  });

  test("the service runs as nobody in particular, and nothing after USER changes files", () => {
    const { text, line } = only("USER");
    expect(text).toMatch(/^[1-9]\d{3,}:[1-9]\d{3,}$/);
    for (const { keyword, line: at } of last.instructions)
      if (keyword === "RUN" || keyword === "COPY") expect(at).toBeLessThan(line);
  });

  test("commands are in exec form: no shell stands between signals and the service", () => {
    expect(execForm(only("ENTRYPOINT").text)).toEqual(["bun"]);
    expect(existsSync(path.join(root, execForm(only("CMD").text)?.[0] ?? ""))).toBe(true);
    const { text, flags } = only("HEALTHCHECK");
    expect(execForm(text.replace(/^CMD /, ""))?.[0]).toBe("bun");
    expect([...flags.keys()].sort()).toEqual(["interval", "retries", "start-period", "timeout"]);
    expect(only("STOPSIGNAL").text).toBe("SIGTERM");
  });

  test("packages are those of the lock file, without their scripts", () => {
    const installs = all.filter(({ keyword, text }) => keyword === "RUN" && /\b(install|add)\b/.test(text));
    expect(installs.map(({ text }) => text)).toEqual(["bun install --frozen-lockfile --production --ignore-scripts"]);
  });

  test("nothing comes from the network otherwise, nothing is secret", () => {
    for (const { keyword, text } of all) {
      if (keyword === "RUN") expect(text).not.toMatch(/curl|wget|sudo|apt|\|\s*sh|chmod 777/);
      if (keyword === "ENV" || keyword === "ARG") expect(text).not.toMatch(/PASSWORD|SECRET|TOKEN|_KEY\b/i);
    }
  });

  test("the environment is known to the service or to Bun, and the port is the service's", () => {
    const environment = environmentOf(only("ENV").text);
    for (const name of Object.keys(environment)) expect(name in variables.shape || name.startsWith("BUN_")).toBe(true);
    expect(environment.NODE_ENV).toBe("production");
    expect(only("EXPOSE").text).toBe(environment.PORT as string);
  });

  test("what is copied exists, is named, and is not ignored", () => {
    const ignored = readDockerignore(read(".dockerignore"));
    for (const { text, flags } of all.filter(({ keyword }) => keyword === "COPY")) {
      const sources = text.split(/\s+/).slice(0, -1);
      if (flags.has("from")) continue;
      for (const source of sources) {
        expect(source).not.toMatch(/^[./]*$/);
        expect([source, existsSync(path.join(root, source)), ignored(source)]).toEqual([source, true, false]);
      }
    }
    for (const name of [".git", ".git/config", ".env", "backend/.env.local", "node_modules/x", "tests/a.ts", "logs/a"])
      expect([name, ignored(name)]).toEqual([name, true]);
    expect(ignored("backend/index.ts")).toBe(false);
  });
});

test("R-54 R-108 nothing pretends to be something else, and no debugger listens", () => {
  const names = new Bun.Glob("{backend,wasm,bin}/**/*").scanSync({ cwd: root });
  const found = [...names, "Dockerfile.production", "start-production.sh", "docker-compose.production.yml"]
    .filter((name) => !name.startsWith("wasm/absent"))
    .filter((name) => /\b(mock|fake|dummy)|--inspect/i.test(read(name)));
  expect(found).toEqual([]);
});

describe("docker-compose.production.yml", () => {
  interface ComposeService {
    readonly environment: Record<string, string>;
    readonly [key: string]: unknown;
  }
  const { services } = Bun.YAML.parse(read("docker-compose.production.yml")) as {
    services: Record<string, ComposeService>;
  };
  const service = services.moicad as ComposeService;

  test("everything that can be taken away is", () => {
    expect(Object.keys(services)).toEqual(["moicad"]);
    expect(service).toMatchObject({
      read_only: true,
      cap_drop: ["ALL"],
      security_opt: ["no-new-privileges:true"],
      user: "10001:10001",
      init: true,
      restart: "unless-stopped",
      deploy: { resources: { limits: { cpus: "1.0", memory: "1G" } } },
      volumes: ["./logs:/app/logs"],
      ports: ["3000:3000"],
    });
    expect(service.privileged ?? service.network_mode ?? service.pid).toBeUndefined();
    expect(Number(service.pids_limit)).toBeGreaterThan(0);
    for (const mount of service.tmpfs as string[]) expect(mount).toMatch(/size=\d+m.*noexec,nosuid,nodev/);
  });

  test("its settings are valid and fit its memory", () => {
    for (const name of Object.keys(service.environment)) expect(variables.shape).toHaveProperty(name);
    const config = readConfig(service.environment, 1);
    expect(config.environment).toBe("production");
    expect(config.processes * config.processMemoryBytes).toBeLessThanOrEqual((1024 - 256) * 2 ** 20);
    const grace = Number(/^(\d+)s$/.exec(service.stop_grace_period as string)?.[1]);
    expect(grace * 1000).toBeGreaterThan(config.drainDelay + config.drainTime);
  });
});

describe("start-production.sh", () => {
  test("can be run, and starts through the launcher", () => {
    expect(statSync(path.join(root, "start-production.sh")).mode & 0o111).toBe(0o111);
    const script = read("start-production.sh");
    expect(script).toStartWith("#!/bin/sh\n");
    expect(script).toContain("set -eu");
    expect(script).toContain("export NODE_ENV=production");
    expect(Bun.spawnSync(["sh", "-n", path.join(root, "start-production.sh")]).exitCode).toBe(0);
  });
});

test.skipIf(!isConfined)(
  "processes that run programs know no settings, and their memory is capped above what they start with",
  async () => {
    const server = await startServer({ PROCESS_MEMORY_MB: "400" });
    try {
      // The first process opens the port; the others may still be starting, or be what confines them.
      const limitsOf = (pid: number): string => readFileSync(`/proc/${pid}/limits`, "utf8");
      const isCapped = (pid: number): boolean => /^Max data size\s+\d/m.test(limitsOf(pid));
      for (let i = 0; i < 1200 && !evaluatorsOf(server.pid).every(isCapped); i++) await Bun.sleep(25);
      const children = evaluatorsOf(server.pid);
      expect(children.length).toBeGreaterThan(0);
      for (const child of children) {
        const status = (name: string): string => readFileSync(`/proc/${child}/${name}`, "utf8");
        expect(status("cmdline").split("\0")).toContain("--no-env-file");
        expect(status("environ")).not.toMatch(/HOME=|NODE_ENV=/);
        const used = Number(/^VmData:\s*(\d+)/m.exec(status("status"))?.[1]) * 1024;
        const allowed = Number(/^Max data size\s+(\d+)/m.exec(limitsOf(child))?.[1]);
        expect(Math.abs(allowed - used - 400 * 2 ** 20)).toBeLessThan(100 * 2 ** 20);
      }
    } finally {
      await server.stop();
    }
  },
);

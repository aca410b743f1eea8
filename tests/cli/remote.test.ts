// `moicad render --server` and `moicad serve`: a command whose geometry another process computes.
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { join } from "node:path";
import { type ServerUnderTest, startServer } from "../server/running-server.ts";
import { run } from "./harness.ts";

let server: ServerUnderTest;
beforeAll(async () => {
  server = await startServer();
}, 60_000);
afterAll(() => server.stop());

const render = (line: string, files: Record<string, string>) =>
  run(["render", "--server", server.url, ...line.split(" ")], { files });

describe("gives what the command gives here", () => {
  const files = {
    "a.scad": 'use <lib/b.scad>\nw = 1; // [0:9]\necho(w, $preview);\nb(w);\ntranslate([5, 0]) import("lib/c.off");\n',
    "lib/b.scad": "include <../d.scad>\nmodule b(w) difference() { cube(w + d); cube(w); }\n",
    "lib/c.off": "OFF\n4 4 0\n0 0 0\n1 0 0\n0 1 0\n0 0 1\n3 0 2 1\n3 0 1 3\n3 1 2 3\n3 0 3 2\n",
    "d.scad": "d = 2;\n",
    "p.json": '{"parameterSets":{"s":{"w":"7"}}}',
  };
  const lines = [
    "a.scad -o x.off",
    "a.scad -o x.stl -D w=3.25",
    "a.scad -o x.off -p p.json -P s",
    "a.scad -o x.csg",
    "a.scad -o x.off -d x.d",
  ];
  test.each(lines)("%s", async (line) => {
    const remote = await render(line, files);
    const local = await run(line.split(" "), { files });
    expect(remote.status).toBe(0);
    // The server's files have no times.
    const untimed = (made: object): string => JSON.stringify(made).replace(/timestamp = -?\d+/g, "timestamp = 0");
    expect(untimed(remote.made)).toBe(untimed(local.made));
    expect(local.err).toStartWith(remote.err);
    expect(remote.err).toStartWith("ECHO: ");
  });
});

describe("says what is wrong", () => {
  test("with the program, without asking the server", async () => {
    const { status, err, made } = await render("a.scad -o x.off", { "a.scad": "cube(;" });
    expect({ status, made }).toEqual({ status: 1, made: {} });
    expect(err).toBe("ERROR: Parser error: syntax error in file a.scad, line 1\nCan't parse file 'a.scad'!\n\n");
  });

  test("with the result", async () => {
    const { status, err, made } = await render("a.scad -o x.off", { "a.scad": "square(1);" });
    expect({ status, made }).toEqual({ status: 1, made: {} });
    expect(err).toContain("Current top level object is not a 3D object.\n");
    expect(err).toContain("moicad render: the server answered not_exportable: ");
  });

  test("with the files", async () => {
    const { status, err } = await run(["render", `--server=${server.url}`, "a.scad", "-o", "x.off"], {
      files: { "in/a.scad": "include <../b.scad>\ncube(1);", "b.scad": "" },
      directory: "in",
    });
    expect({ status, err }).toEqual({ status: 1, err: "moicad render: ../b.scad is outside the folder of a.scad\n" });
  });

  test.each([
    ["--enable=roof a.scad -o x.off", "--enable cannot be used with --server"],
    ["-O export-svg/fill=true a.scad -o x.svg", "-O cannot be used with --server"],
    ["--animate 2 a.scad -o x.off", "--animate cannot be used with --server"],
    ["--camera=0,0,0,0,0,0,1 a.scad -o x.csg", "--camera cannot be used with --server"],
    ["--summary all a.scad -o x.off", "--summary cannot be used with --server"],
    ["a.scad", "needs an output (-o)"],
    ["-o x.off", "needs one input"],
    ["a.scad -o x.png", "x.png: no format that the server writes"],
  ])("with the options: %s", async (line, reason) => {
    const { status, err } = await render(line, { "a.scad": "cube(1);" });
    expect({ status, err }).toEqual({ status: 1, err: `moicad render: ${reason}\n` });
  });

  test("with the address", async () => {
    const files = { "a.scad": "cube(1);" };
    for (const name of ["nowhere", "localhost:3000", "file:///tmp", ""]) {
      const none = await run(["render", "--server", name, "a.scad", "-o", "x.off"], { files });
      const err = `moicad render: '${name}' is no address: it begins with http:// or https://\n`;
      expect(none).toMatchObject({ status: 1, err, made: {} });
    }
    const silent = await run(["render", "--server", "http://127.0.0.1:9", "a.scad", "-o", "x.off"], { files });
    expect(silent.status).toBe(1);
    expect(silent.err).toStartWith("moicad render: http://127.0.0.1:9 cannot be reached: ");
  });
});

test("a busy server is asked again when it says so", async () => {
  let asked = 0;
  const busy = Bun.serve({
    port: 0,
    fetch: () => {
      asked++;
      if (asked === 1) return new Response("{}", { status: 503, headers: { "retry-after": "0" } });
      return new Response("done");
    },
  });
  const { status, made } = await run(["render", "--server", busy.url.href, "a.scad", "-o", "x.off"], {
    files: { "a.scad": "cube(1);" },
  });
  await busy.stop(true);
  expect({ status, made, asked }).toEqual({ status: 0, made: { "x.off": "done" }, asked: 2 });
});

test("render without a server is the command itself", async () => {
  const files = { "a.scad": "cube(1);" };
  const { made } = await run(["render", "a.scad", "-o", "x.csg"], { files });
  expect(made).toEqual({ "x.csg": "cube(size = [1, 1, 1], center = false);\n\n" });
  // Only the first word counts.
  expect((await run(["-o", "x.csg", "render"], { files: { render: "cube(1);" } })).status).toBe(0);
});

describe("moicad serve", () => {
  const cli = join(import.meta.dir, "../../backend/cli.ts");

  test("listens where it is told to", async () => {
    const child = Bun.spawn([process.execPath, cli, "serve", "--port", "0", "--host=127.0.0.1"], {
      env: { ...process.env, NODE_ENV: "development" },
      stdout: "pipe",
      stderr: "inherit",
      stdin: "ignore",
    });
    try {
      const reader = child.stdout.getReader();
      let seen = "";
      const listening = (): string | undefined => /^.*is listening.*$/m.exec(seen)?.[0];
      while (listening() === undefined || !seen.endsWith("\n")) {
        const { value, done } = await reader.read();
        if (done) throw new Error(`the service ended:\n${seen}`);
        seen += new TextDecoder().decode(value);
      }
      const { port } = JSON.parse(listening() as string) as { port: number };
      expect((await fetch(`http://127.0.0.1:${port}/live`)).status).toBe(200);
    } finally {
      child.kill("SIGTERM");
    }
    expect(await child.exited).toBe(0);
  }, 60_000);

  test("refuses what it does not know", () => {
    const { exitCode, stderr } = Bun.spawnSync([process.execPath, cli, "serve", "--fast"]);
    expect(exitCode).toBe(1);
    expect(stderr.toString()).toStartWith("moicad serve: unknown argument '--fast'\nUsage: moicad serve ");
    expect(Bun.spawnSync([process.execPath, cli, "serve", "--help"]).exitCode).toBe(0);
  });
});

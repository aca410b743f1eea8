// The command as a process: its real streams, a reader that goes away, signals.
import { describe, expect, test } from "bun:test";
import { join } from "node:path";
import { cube, shell, spawn } from "./harness.ts";

describe("streams", () => {
  test("a program comes from standard input and goes to standard output", async () => {
    const setup = { stdin: "echo(1);\ncube(1);\n" };
    expect(await spawn(["-", "-o", "-", "--export-format", "csg"], setup)).toEqual({
      status: 0,
      out: "cube(size = [1, 1, 1], center = false);\n\n",
      err: "ECHO: 1\n",
      made: {},
    });
  });

  test("binary exports pass unchanged, and the summary follows them", async () => {
    const line = "openscad - -o - --export-format binstl --summary geometry --summary-file - | tail -c +85 | wc -c";
    const { out, err } = await shell(line, { stdin: "cube(1);" });
    const summary = '{"geometry":{"convex":true,"dimensions":3,"facets":6,"triangular":false}}';
    expect(Number(out)).toBe(12 * 50 + summary.length);
    expect(err).toBe("");
  });

  test("lines of both streams come in their order", async () => {
    const { out } = await shell("openscad - -o - --export-format csg 2>&1", { stdin: "echo(1);\ncube(1);\n" });
    expect(out).toBe("ECHO: 1\ncube(size = [1, 1, 1], center = false);\n\n");
  });

  test("a slow reader gets everything", async () => {
    const stdin = "for (i = [0 : 39999]) echo(i);\nfor (i = [0 : 9999]) cube(i);";
    const slowly = "sleep 0.3; head -c 70000 >all; sleep 0.3; cat >>all";
    const { made } = await shell(`openscad - -o - --export-format csg 2>&1 | (${slowly})`, { stdin });
    const lines = made.all?.split("\n") ?? [];
    expect(lines.filter((line) => line.startsWith("ECHO: "))).toHaveLength(40_000);
    expect(lines.filter((line) => line.startsWith("\tcube("))).toHaveLength(10_000);
    expect(lines.slice(-3)).toEqual(["}", "", ""]);
  });

  test("many lines are all printed", async () => {
    const { err } = await spawn(["-", "-o", "x.term"], { stdin: "for (i = [0:4999]) echo(i);" });
    expect(err.split("\n")).toHaveLength(5001);
    expect(err).toEndWith("ECHO: 4999\n");
  });

  test("without a reader the command ends as SIGPIPE would end it", async () => {
    const line = "(openscad c.scad -o - --export-format csg; echo $? >status) | true; cat status";
    expect((await shell(line, { files: { "c.scad": "for (i = [0:9999]) cube(i + 1);" } })).out).toBe("141\n");
  });

  test("closed streams do not matter", async () => {
    const { made } = await shell("openscad c.scad -o x.csg <&- >&- 2>&-; echo $? >status", { files: cube });
    expect(made).toEqual({ status: "0\n", "x.csg": "cube(size = [1, 1, 1], center = false);\n\n" });
  });

  test("a full disk under standard error does not matter", async () => {
    expect((await shell("openscad - -o x.term 2>/dev/full", { stdin: "echo(1);" })).status).toBe(0);
  });
});

describe("processes", () => {
  test("SIGTERM ends a program that would not end", async () => {
    const child = Bun.spawn(
      [process.execPath, join(import.meta.dir, "../../backend/cli.ts"), "-", "-o", "/dev/null", "--export-format=csg"],
      {
        stdin: Buffer.from("x = [for (i = [0 : 999998]) for (j = [0 : 999998]) if (i < 0) j];"),
        stdout: "ignore",
        stderr: "ignore",
      },
    );
    await Bun.sleep(300);
    child.kill("SIGTERM");
    await child.exited;
    expect(child.signalCode).toBe("SIGTERM");
  });

  test("a thread inside a call of WASM does not delay the end", async () => {
    // Says that it has begun, and never returns.
    const wasm = [
      ...[0, 97, 115, 109, 1, 0, 0, 0, 1, 4, 1, 96, 0, 0, 2, 7, 1, 1, 97, 1, 102, 0, 0, 3, 2, 1, 0],
      ...[7, 7, 1, 3, 114, 117, 110, 0, 1, 10, 11, 1, 9, 0, 16, 0, 3, 64, 12, 0, 11, 11],
    ];
    const thread = `self.onmessage = ({ data }) => new WebAssembly.Instance(new WebAssembly.Module(Uint8Array.of(${wasm})),
      { a: { f: () => Atomics.store(data, 0, 1) } }).exports.run();`;
    const program = `import { runInProcess } from ${JSON.stringify(join(import.meta.dir, "../../backend/command/process.ts"))};
      const worker = new Worker(URL.createObjectURL(new Blob([${JSON.stringify(thread)}])));
      const begun = new Int32Array(new SharedArrayBuffer(4));
      worker.postMessage(begun);
      while (Atomics.load(begun, 0) === 0) await Bun.sleep(1);
      worker.terminate();
      await runInProcess();`;
    const child = Bun.spawn([process.execPath, "-e", program, "busy", "-", "-o", "/dev/null", "--export-format=csg"], {
      stdin: Buffer.from("echo(1);"),
      stderr: "pipe",
    });
    const [err] = await Promise.all([child.stderr.text(), child.exited]);
    expect([err, child.exitCode]).toEqual(["ECHO: 1\n", 0]);
  }, 10_000);

  test("a usage error is a status", async () => {
    const { status, err } = await spawn(["--nonsense"]);
    expect(status).toBe(1);
    expect(err).toStartWith("unrecognised option '--nonsense'\n\nUsage: ");
  });
});

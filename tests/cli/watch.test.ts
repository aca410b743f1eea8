// `moicad watch`: what makes it run again, what it says, and when it ends.
import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { watch } from "../../backend/command/watch.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "moicad-watch-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const write = (name: string, text: string): void => writeFileSync(join(folder, name), text);

/** A watch in this process. `next` gives what it printed until it waits again. */
function start(...args: string[]) {
  const end = new AbortController();
  let printed = "";
  let taken = 0;
  const done = watch(
    args,
    {
      streams: {
        readIn: () => new Uint8Array(0),
        writeOut: () => undefined,
        writeError: (bytes) => {
          printed += Buffer.from(bytes).toString();
          watcher.onPrint();
        },
      },
      workingDirectory: folder,
      environment: { HOME: folder },
      name: "moicad",
    },
    { signal: end.signal, interval: 5 },
  );
  const watcher = {
    /** Called when something was printed. */
    onPrint: (): void => undefined,
    async next(): Promise<string> {
      // The line about the output is the last one of a round.
      for (let rounds = 0; !/^x\.\w+: .*\n$/m.test(printed.slice(taken)); rounds++) {
        if (rounds > 6000) throw new Error(`nothing was printed but ${JSON.stringify(printed.slice(taken))}`);
        await Bun.sleep(5);
      }
      const text = printed.slice(taken);
      taken = printed.length;
      return text;
    },
    /** What came after the last round. */
    rest: () => printed.slice(taken),
    async stop(): Promise<number> {
      end.abort();
      return await done;
    },
  };
  return watcher;
}

describe("runs again", () => {
  test("when links that led in a circle lead to a file", async () => {
    symlinkSync("b.scad", join(folder, "c.scad"));
    symlinkSync("c.scad", join(folder, "b.scad"));
    symlinkSync("x.csg", join(folder, "x.csg"));
    write("a.scad", "include <b.scad>\ncube(1);\n");
    const watcher = start("a.scad", "-o", "x.csg");
    expect(await watcher.next()).toContain("Can't find include file 'b.scad'.");
    rmSync(join(folder, "x.csg"));
    rmSync(join(folder, "c.scad"));
    write("c.scad", "sphere(1);\n");
    expect(await watcher.next()).toContain("x.csg: new");
    expect(readFileSync(join(folder, "x.csg"), "utf8")).toContain("sphere(");
    expect(await watcher.stop()).toBe(0);
  });

  test("when the input changes, and tells what became of the output", async () => {
    write("a.scad", "echo(1);\ncube(1);\n");
    const watcher = start("a.scad", "-o", "x.csg");
    expect(await watcher.next()).toBe("ECHO: 1\nx.csg: new, 41 bytes\n");
    write("a.scad", "echo(22);\ncube(1);\n");
    expect(await watcher.next()).toBe("\nchanged: a.scad\nECHO: 22\nx.csg: unchanged\n");
    write("a.scad", "cube(100);\n");
    expect(await watcher.next()).toBe("\nchanged: a.scad\nx.csg: changed, 41 → 47 bytes\n");
    expect(readFileSync(join(folder, "x.csg"), "utf8")).toBe("cube(size = [100, 100, 100], center = false);\n\n");
    expect(await watcher.stop()).toBe(0);
  });

  test("after an error", async () => {
    write("a.scad", "cube(");
    const watcher = start("a.scad", "-o", "x.csg");
    expect(await watcher.next()).toEndWith("Can't parse file 'a.scad'!\n\nx.csg: not written\n");
    write("a.scad", "cube(1);");
    expect(await watcher.next()).toEndWith("x.csg: new, 41 bytes\n");
    expect(await watcher.stop()).toBe(0);
  });

  test("when a file that it uses, imports or misses changes, and one that an editor replaces", async () => {
    mkdirSync(join(folder, "lib"));
    write("a.scad", 'use <lib/b.scad>\ninclude <later.scad>\nb();\nimport("c.off");\n');
    write("lib/b.scad", "module b() cube(1);");
    const watcher = start("a.scad", "-o", "x.csg");
    expect(await watcher.next()).toContain("Can't find include file 'later.scad'");
    write("lib/new", "module b() cube(2);");
    renameSync(join(folder, "lib/new"), join(folder, "lib/b.scad"));
    expect(await watcher.next()).toContain("\nchanged: lib/b.scad\n");
    write("later.scad", "echo(3);");
    expect(await watcher.next()).toStartWith("\nchanged: later.scad\nECHO: 3\n");
    write("c.off", "OFF 0 0 0\n");
    expect(await watcher.next()).toStartWith("\nchanged: c.off\n");
    expect(await watcher.stop()).toBe(0);
  });

  test("with a set of parameters", async () => {
    write("a.scad", "a = 1;\necho(a);\n");
    write("p.json", '{"parameterSets":{"s":{"a":"2"}}}');
    const watcher = start("a.scad", "-o", "x.csg", "-p", "p.json", "-P", "s");
    expect(await watcher.next()).toStartWith("ECHO: 2\n");
    write("p.json", '{"parameterSets":{"s":{"a":"33"}}}');
    expect(await watcher.next()).toStartWith("\nchanged: p.json\nECHO: 33\n");
    expect(await watcher.stop()).toBe(0);
  });
});

test("runs again when a file changes after it was read, whatever its time says", async () => {
  write("a.scad", "echo(1);\ncube(1);\n");
  const watcher = start("a.scad", "-o", "x.csg");
  watcher.onPrint = () => {
    watcher.onPrint = () => undefined;
    write("a.scad", "echo(2);\ncube(1);\n");
    utimesSync(join(folder, "a.scad"), 1e9, 1e9);
  };
  let printed = "";
  while (!printed.includes("ECHO: 2")) printed += await watcher.next();
  expect(printed).toBe("ECHO: 1\nx.csg: new, 41 bytes\n\nchanged: a.scad\nECHO: 2\nx.csg: unchanged\n");
  expect(await watcher.stop()).toBe(0);
});

test("does not run again for a file from the future, or one that was written just before", async () => {
  write("a.scad", "include <b.scad>\ncube(1);\n");
  write("b.scad", "echo(1);\n");
  const future = Date.now() / 1000 + 3600;
  utimesSync(join(folder, "b.scad"), future, future);
  const watcher = start("a.scad", "-o", "x.csg");
  expect(await watcher.next()).toBe("ECHO: 1\nx.csg: new, 41 bytes\n");
  await Bun.sleep(50);
  await watcher.stop();
  expect(watcher.rest()).toBe("");
});

test("does not run again for its own output", async () => {
  write("a.scad", 'import("x.off");\ncube(1);\n');
  write("x.off", "OFF 3 1 0\n0 0 0\n1 0 0\n0 1 0\n3 0 1 2\n");
  const watcher = start("a.scad", "-o", "x.off");
  expect(await watcher.next()).toMatch(/^x\.off: changed, /m);
  await Bun.sleep(50);
  await watcher.stop();
  expect(watcher.rest()).toBe("");
});

test.each([
  ["-o x.csg", "needs one input"],
  ["- -o x.csg", "standard input does not change"],
  ["a.scad", "needs an output (-o)"],
])("%s is nothing to watch", async (line, reason) => {
  let printed = "";
  const status = await watch(line.split(" "), {
    streams: {
      readIn: () => new Uint8Array(0),
      writeOut: () => undefined,
      writeError: (bytes) => {
        printed += Buffer.from(bytes).toString();
      },
    },
    workingDirectory: folder,
    environment: {},
    name: "moicad",
  });
  expect({ status, printed }).toEqual({ status: 1, printed: `moicad watch: ${reason}\n` });
});

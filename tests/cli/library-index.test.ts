// The index of library files in the user's cache folder: what a command leaves there, and that nothing but time depends
// on it.
import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runCommand } from "../../backend/command/main.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "moicad-index-"));
  write("lib.scad", "function f(x) = x + 1;\nmodule m() { cube(f(1)); }\n");
  write("used.scad", "function g(x) = x * 2;\n");
  writeFileSync(join(folder, "a.scad"), "include <lib.scad>\nuse <used.scad>\necho(f(1), g(4));\nm();\n");
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Writes a file that is large enough to be worth an entry. */
const write = (name: string, text: string): void =>
  writeFileSync(join(folder, name), `${text}\n${"// a long explanation\n".repeat(1000)}`);

const cache = (): string => join(folder, ".cache", "moicad");
const file = (): string => join(cache(), "sources.index");

/** Runs a command in this process and gives what it printed. */
async function run(environment: Readonly<Record<string, string>> = { HOME: folder }): Promise<string> {
  let printed = "";
  const status = await runCommand(["a.scad", "-o", "a.csg"], {
    streams: {
      readIn: () => new Uint8Array(0),
      writeOut: () => undefined,
      writeError: (bytes) => {
        printed += Buffer.from(bytes).toString();
      },
    },
    workingDirectory: folder,
    environment,
    name: "moicad",
  });
  expect(status).toBe(0);
  expect(readFileSync(join(folder, "a.csg"), "utf8")).toContain("cube(size = [2, 2, 2]");
  return printed;
}

describe("a command that parsed libraries", () => {
  test("leaves an index that only its user can read", async () => {
    expect(await run()).toContain("ECHO: 2, 8");
    expect(readdirSync(cache())).toEqual(["sources.index"]);
    expect(statSync(cache()).mode & 0o777).toBe(0o700);
    expect(statSync(file()).mode & 0o777).toBe(0o600);
  });

  test("does not write it again when there is nothing new", async () => {
    await run();
    const before = statSync(file());
    expect(await run()).toContain("ECHO: 2, 8");
    expect(statSync(file()).ino).toBe(before.ino);
  });

  test("adds to what is there", async () => {
    await run();
    const keys = () => [...readFileSync(file(), "utf8").matchAll(/^\d+ [0-9a-f]{64}(?=\t)/gm)].map(([key]) => key);
    const before = keys();
    write("lib.scad", "function f(x) = x + 1;\nmodule m() { cube([2, 2, 2]); }\n");
    await run();
    expect(before.length).toBeGreaterThan(0);
    expect(keys()).toEqual(expect.arrayContaining(before));
    expect(keys().length).toBe(before.length + 1);
  });

  test("leaves nothing when they are small", async () => {
    writeFileSync(join(folder, "lib.scad"), "function f(x) = x + 1;\nmodule m() { cube([2, 2, 2]); }\n");
    writeFileSync(join(folder, "used.scad"), "function g(x) = x * 3;\n");
    await run();
    expect(existsSync(cache())).toBe(false);
  });

  test("follows XDG_CACHE_HOME, if that is absolute", async () => {
    await run({ HOME: folder, XDG_CACHE_HOME: join(folder, "xdg") });
    expect(existsSync(join(folder, "xdg", "moicad", "sources.index"))).toBe(true);
    await run({ HOME: folder, XDG_CACHE_HOME: "xdg" });
    expect(existsSync(file())).toBe(true);
  });
});

describe("nothing depends on the index", () => {
  test("a damaged one", async () => {
    await run();
    const bytes = readFileSync(file());
    for (const wrong of [
      new Uint8Array(0),
      bytes.subarray(0, 90),
      bytes.map((byte, i) => (i === 150 ? byte ^ 1 : byte)),
    ]) {
      writeFileSync(file(), wrong);
      expect(await run()).toContain("ECHO: 2, 8");
    }
  });

  test("a folder that others can write to is not trusted", async () => {
    await run();
    chmodSync(cache(), 0o777);
    writeFileSync(file(), "not even looked at");
    expect(await run()).toContain("ECHO: 2, 8");
    expect(readFileSync(file(), "utf8")).toBe("not even looked at");
  });

  test("a place where no folder can be", async () => {
    writeFileSync(join(folder, ".cache"), "a file");
    expect(await run()).toContain("ECHO: 2, 8");
    mkdirSync(join(folder, "deeper"));
    expect(await run({})).toContain("ECHO: 2, 8");
  });

  test("a library that was changed", async () => {
    await run();
    write("used.scad", "function g(x) = x * 3;\n");
    expect(await run()).toContain("ECHO: 2, 12");
  });
});

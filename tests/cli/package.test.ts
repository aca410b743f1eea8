// What `npm pack` gives, as another machine has it: unpacked, without this checkout, started by its launcher.
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const root = join(import.meta.dir, "../..");
const folder = mkdtempSync(join(tmpdir(), "moicad package-"));
const unpacked = join(folder, "package");
afterAll(() => rmSync(folder, { recursive: true }));

beforeAll(() => {
  const pack = Bun.spawnSync(
    [process.execPath, "pm", "pack", "--destination", folder, "--gzip-level", "1", "--quiet"],
    { cwd: root },
  );
  expect(pack.exitCode).toBe(0);
  const [archive] = readdirSync(folder).filter((name) => name.endsWith(".tgz"));
  expect(Bun.spawnSync(["tar", "xzf", archive as string], { cwd: folder }).exitCode).toBe(0);
  mkdirSync(join(folder, "models"));
  mkdirSync(join(folder, "bin"));
  symlinkSync(process.execPath, join(folder, "bin/bun"));
  writeFileSync(join(folder, "models/c.scad"), "difference() { cube(2); cube(1); }\n");
}, 180_000);

/** Runs the launcher, or a link to it, in the folder of models; this Bun is the first on the PATH. */
function command(
  file: string,
  args: readonly string[],
  tools = join(folder, "bin"),
): { status: number; out: string; err: string } {
  const { exitCode, stdout, stderr } = Bun.spawnSync([file, ...args], {
    cwd: join(folder, "models"),
    env: { PATH: `${tools}:${process.env.PATH}`, HOME: folder },
  });
  return { status: exitCode, out: stdout.toString(), err: stderr.toString() };
}

describe("the package", () => {
  test("holds the program and its packages, and nothing for development", () => {
    const names = readdirSync(unpacked).sort();
    for (const name of ["LICENSE", "README.md", "backend", "bin", "node_modules", "wasm"])
      expect(names).toContain(name);
    for (const name of ["tests", "docs", "logs", "biome.json", "tsconfig.json", ".ci"])
      expect(names).not.toContain(name);
    const packages = readdirSync(join(unpacked, "node_modules"));
    for (const name of ["manifold-3d", "clipper2-wasm", "harfbuzzjs", "hono"]) expect(packages).toContain(name);
    for (const name of ["typescript", "@biomejs", "bun-types", "sharp"]) expect(packages).not.toContain(name);
  });

  test("holds one WASM module of each build of OpenCascade, and makes exact solids with them", () => {
    const modules = ["@bitbybit-dev/occt", "replicad-opencascadejs"].flatMap((name) =>
      readdirSync(join(unpacked, "node_modules", name), { recursive: true })
        .map(String)
        .filter((file) => file.endsWith(".wasm")),
    );
    expect(modules.length).toBe(2);
    writeFileSync(join(folder, "models/s.scad"), "scale([1, 2, 3]) sphere(2);\n");
    const { status, err } = command(join(unpacked, "bin/moicad"), ["s.scad", "-o", "s.step"]);
    expect([status, err]).toEqual([0, expect.not.stringContaining("ERROR")]);
    expect(readFileSync(join(folder, "models/s.step"), "utf8")).toContain("0 in facets of the mesh");
  }, 180_000);

  test("has no hard links, at which npm's archiver waits for ever", () => {
    const placeholders = readdirSync(join(root, "node_modules/manifold-3d/node_modules"), { recursive: true })
      .map(String)
      .filter((name) => name.endsWith("package.json"));
    expect(placeholders.length).toBeGreaterThan(5);
    const own = statSync(join(root, "wasm/absent/package.json")).ino;
    for (const name of placeholders)
      expect([name, statSync(join(root, "node_modules/manifold-3d/node_modules", name)).ino === own]).toEqual([
        name,
        false,
      ]);
  });

  test("runs at once, makes its bundle, and runs again", () => {
    const moicad = join(unpacked, "bin/moicad");
    const first = command(moicad, ["c.scad", "-o", "c.off"]);
    expect(first.status).toBe(0);
    expect(first.err).toContain("   Status:     NoError\n");
    expect(readFileSync(join(folder, "models/c.off"), "utf8")).toStartWith("OFF");
    expect(readdirSync(join(unpacked, "dist/command"))).toContain("manifest.json");
    expect(readFileSync(join(unpacked, ".bun/ready"), "utf8")).toBe(`${join(folder, "bin/bun")}\n`);
    expect(command(moicad, ["c.scad", "-o", "c.off"])).toMatchObject({ status: 0, out: "" });
  }, 180_000);

  test("starts from its bundle at once, but for the service", () => {
    const entry = join(unpacked, "dist/command/entry");
    const bundle = readFileSync(entry, "utf8");
    expect(readdirSync(join(unpacked, "dist/command"))).toContain(bundle.split("/")[0] as string);
    writeFileSync(join(unpacked, "dist/command/other"), "#!/bin/sh\necho started $#\n", { mode: 0o755 });
    writeFileSync(entry, "other\n");
    expect(command(join(unpacked, "bin/moicad"), ["c.scad", "-o", "c.off"]).out).toBe("started 3\n");
    expect(command(join(unpacked, "bin/moicad"), ["serve", "--help"]).err).toStartWith("Usage: moicad serve");
    writeFileSync(entry, "nowhere/moicad\n");
    expect(command(join(unpacked, "bin/moicad"), ["c.scad", "-o", "c.off"])).toMatchObject({ status: 0, out: "" });
    writeFileSync(entry, bundle);
    expect(command(join(unpacked, "bin/moicad"), ["c.scad", "-o", "c.off"])).toMatchObject({ status: 0, out: "" });
  }, 180_000);

  test("makes its bundle anew when it is gone", () => {
    rmSync(join(unpacked, "dist"), { recursive: true, force: true });
    // Through the launcher first, then at once; programs recurse equally deep.
    writeFileSync(join(folder, "models/deep.scad"), "function f(n) = n == 0 ? 0 : 1 + f(n - 1);\necho(f(28000));\n");
    const deep = () => command(join(unpacked, "bin/moicad"), ["deep.scad", "-o", "deep.csg"]);
    const first = deep();
    expect(deep()).toEqual(first);
    expect(readdirSync(join(unpacked, "dist/command"))).toContain("manifest.json");
  }, 180_000);

  test("remembers Bun itself, not the link in /tmp that `bun run` makes", () => {
    const links = join(folder, "bun-node-0-abcdef");
    mkdirSync(links);
    symlinkSync(process.execPath, join(links, "bun"));
    const ready = join(unpacked, ".bun/ready");
    rmSync(ready);
    expect(command(join(unpacked, "bin/moicad"), ["--version"], links).status).toBe(0);
    expect(readFileSync(ready, "utf8")).toBe(`${process.execPath}\n`);
  }, 180_000);

  test("says what to do where Bun is missing and nothing can be written", () => {
    const other = join(folder, "other-bun");
    mkdirSync(other);
    writeFileSync(join(other, "bun"), "#!/bin/sh\necho 0.1.0\n", { mode: 0o755 });
    const tools = join(unpacked, ".bun");
    renameSync(tools, `${tools}-aside`);
    writeFileSync(tools, "");
    try {
      const { status, err } = command(join(unpacked, "bin/moicad"), ["--version"], other);
      const advice = `let the owner of ${unpacked} start it once, or have Bun 1.4.4 on the PATH`;
      expect({ status, err }).toEqual({ status: 1, err: `moicad: cannot write to ${tools}: ${advice}\n` });
    } finally {
      rmSync(tools);
      renameSync(`${tools}-aside`, tools);
    }
  }, 180_000);

  test("answers to the name of a link, also of one that is relative", () => {
    symlinkSync("../package/bin/moicad", join(folder, "models/openscad"));
    const { status, err } = command(join(folder, "models/openscad"), ["--help"]);
    expect(status).toBe(0);
    expect(err).toStartWith("Usage: openscad [options] file.scad\n");
    expect(command(join(unpacked, "bin/moicad"), ["--help"]).err).toStartWith("Usage: moicad [options] file.scad\n");
  });

  test("does not listen to the folder that it runs in", () => {
    writeFileSync(join(folder, "models/.env"), "OPENSCADPATH=/from/the/folder\n");
    writeFileSync(join(folder, "models/bunfig.toml"), 'preload = ["./preload.ts"]\n');
    writeFileSync(join(folder, "models/preload.ts"), 'console.log("preloaded");\n');
    const { status, out } = command(join(unpacked, "bin/moicad"), ["--info"]);
    expect(status).toBe(0);
    expect(out).toStartWith("OpenSCAD Version: ");
    expect(out).toContain("\nOPENSCADPATH: <not set>\n");
  });
});

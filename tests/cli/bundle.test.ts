// The two forms that the command line is packed into: the bundle that bin/moicad starts, and the executable for other machines.
// Both must do what the sources do; the bundle must leave it to the sources as soon as it differs from them.
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import {
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { type BundledFiles, type BundleManifest, findBundle } from "../../backend/command/bundle.ts";
import { run } from "./harness.ts";

const root = join(import.meta.dir, "../..");
const folder = realpathSync(mkdtempSync(join(tmpdir(), "moicad-bundle-")));
afterAll(() => rmSync(folder, { recursive: true }));

const models = {
  "difference.scad": "difference() { cube(10); cylinder(r = 3, h = 30, $fn = 24); }\n",
  // The second one needs HarfBuzz.
  "text.scad": 'text("Ag", font = "Liberation Serif:style=Bold");\ntranslate([0, 20]) text("Äg");\n',
  // Calls in tail position take no stack.
  "log.scad":
    "function even(n) = n == 0 ? true : odd(n - 1);\nfunction odd(n) = n == 0 ? false : even(n - 1);\n" +
    "echo(even(200000));\nfoo();\n",
};
const exports = [
  ["difference.scad", "x.off"],
  ["text.scad", "x.svg"],
  ["log.scad", "x.echo"],
] as const;

/** Runs a script of bin/ and waits for it. */
async function runScript(name: string, ...args: string[]): Promise<void> {
  const child = Bun.spawn([process.execPath, join(root, "bin", name), ...args], { stdout: "ignore", stderr: "pipe" });
  const [status, err] = await Promise.all([child.exited, child.stderr.text()]);
  expect(err).toBe("");
  expect(status).toBe(0);
}

/** What a command makes of the models, in a folder of its own and with nothing in its environment. */
function madeBy(command: readonly string[]): Record<string, string> {
  const place = mkdtempSync(join(tmpdir(), "moicad-made-"));
  try {
    for (const [name, text] of Object.entries(models)) writeFileSync(join(place, name), text);
    return Object.fromEntries(
      exports.map(([input, output]) => {
        const { exitCode } = Bun.spawnSync([...command, input, "-o", output], { cwd: place, env: {} });
        expect(exitCode).toBe(0);
        return [output, readFileSync(join(place, output), "utf8")];
      }),
    );
  } finally {
    rmSync(place, { recursive: true });
  }
}

const made: Record<string, string> = {};
beforeAll(async () => {
  for (const [input, output] of exports)
    made[output] = (await run([input, "-o", output], { files: models })).made[output] as string;
});

describe("the bundle", () => {
  const bundles = join(folder, "bundles");

  test("is made by several at once, and does what the sources do", async () => {
    await Promise.all([runScript("bundle.ts", bundles), runScript("bundle.ts", bundles)]);
    const bundle = findBundle(bundles);
    expect(bundle).toStartWith(bundles);
    expect(madeBy([bundle as string])).toEqual(made);
    const before = readdirSync(bundles);
    await runScript("bundle.ts", "--if-stale", bundles);
    expect(readdirSync(bundles)).toEqual(before);
  }, 180_000);

  const manifestOf = (): BundleManifest => JSON.parse(readFileSync(join(bundles, "manifest.json"), "utf8"));
  const first = "backend/command/main.ts";
  const changes: readonly (readonly [string, (manifest: BundleManifest) => BundleManifest])[] = [
    ["another Bun", (manifest) => ({ ...manifest, bun: "1.0.0" })],
    ["another place", (manifest) => ({ ...manifest, root: "/somewhere/else" })],
    ["a move", (manifest) => ({ ...manifest, folder: "/somewhere/else/dist/command" })],
    ["a changed file", (manifest) => change(manifest, "times", (time: number) => time + 1)],
    ["a file of another size", (manifest) => change(manifest, "sizes", (size: number) => size + 1)],
    ["a file that is gone", (manifest) => change(manifest, "paths", (name: string) => `${name}.gone`)],
    ["an earlier version that kept something else", ({ files: _, ...rest }) => rest],
  ];
  /** Another member of the first file in one of the lists. */
  function change<Value>(
    manifest: BundleManifest,
    list: keyof BundledFiles,
    edit: (value: Value) => Value,
  ): BundleManifest {
    const files = manifest.files as BundledFiles;
    const at = files.paths.indexOf(first);
    return {
      ...manifest,
      files: { ...files, [list]: files[list].map((value, i) => (i === at ? edit(value as Value) : value)) },
    };
  }

  test.each(changes)("is not used after %s", (name, edit) => {
    const other = join(folder, name);
    mkdirSync(other);
    const manifest = { ...manifestOf(), folder: other };
    expect(manifest.files?.paths).toContain(first);
    writeFileSync(join(other, "manifest.json"), JSON.stringify(manifest));
    mkdirSync(join(other, dirname(manifest.entry)));
    writeFileSync(join(other, manifest.entry), "");
    expect(findBundle(other)).toBe(join(other, manifest.entry));
    writeFileSync(join(other, "manifest.json"), JSON.stringify(edit(manifest)));
    expect(findBundle(other)).toBeUndefined();
  });

  test("is not used when it is damaged", () => {
    const other = join(folder, "damaged");
    mkdirSync(other);
    const text = JSON.stringify({ ...manifestOf(), folder: other });
    writeFileSync(join(other, "manifest.json"), text);
    expect(findBundle(other)).toBeUndefined();
    for (const damaged of ["", text.slice(0, text.length / 2)]) {
      writeFileSync(join(other, "manifest.json"), damaged);
      expect(findBundle(other)).toBeUndefined();
    }
  });

  test("leaves it to the sources when it is out of date, also where the project was moved", () => {
    const bundle = findBundle(bundles) as string;
    const place = join(folder, "moved");
    const moved = join(place, "dist/command/x/moicad");
    mkdirSync(dirname(moved), { recursive: true });
    mkdirSync(join(place, "backend/command"), { recursive: true });
    writeFileSync(join(place, "backend/command/start.ts"), 'const text: string = "sources"; console.log(text);\n');
    linkSync(bundle, moved);
    expect(Bun.spawnSync([moved], { env: {} }).stdout.toString()).toBe("sources\n");
    const text = readFileSync(join(bundles, "manifest.json"), "utf8");
    writeFileSync(join(bundles, "manifest.json"), JSON.stringify(change(JSON.parse(text), "sizes", () => 0)));
    expect(madeBy([bundle])).toEqual(made);
    writeFileSync(join(bundles, "manifest.json"), text);
  });

  test("need not be there", () => {
    expect(findBundle(join(folder, "nothing"))).toBeUndefined();
  });
});

test("the executable has everything inside", async () => {
  const executable = join(folder, "moicad");
  await runScript("compile.ts", executable);
  expect(madeBy([executable])).toEqual(made);
  const { exitCode, stderr } = Bun.spawnSync([executable, "--version"], { env: {} });
  expect(exitCode).toBe(0);
  expect(stderr.toString()).toStartWith("OpenSCAD version ");
}, 180_000);

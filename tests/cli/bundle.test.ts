// The two forms that the command line is packed into: the bundle that cli.ts starts from, and the executable. Both must do
// what the sources do; the bundle must be left alone as soon as it differs from them.
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { type BundleManifest, findBundle } from "../../backend/command/bundle.ts";
import { run } from "./harness.ts";

const root = join(import.meta.dir, "../..");
const folder = mkdtempSync(join(tmpdir(), "moicad-bundle-"));
afterAll(() => rmSync(folder, { recursive: true }));

const models = {
  "difference.scad": "difference() { cube(10); cylinder(r = 3, h = 30, $fn = 24); }\n",
  "text.scad": 'text("Ag", font = "Liberation Serif:style=Bold");\n',
  "log.scad": "function f(n) = n == 0 ? 0 : 1 + f(n - 1);\necho(f(100));\nfoo();\n",
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
    expect(madeBy([process.execPath, bundle as string])).toEqual(made);
    // Calls in tail position must take no stack here either.
    expect(readFileSync(bundle as string, "utf8").split("\n")[1]).toEndWith('{"use strict";');
    const before = readdirSync(bundles);
    await runScript("bundle.ts", "--if-stale", bundles);
    expect(readdirSync(bundles)).toEqual(before);
  }, 20_000);

  const manifestOf = (): BundleManifest => JSON.parse(readFileSync(join(bundles, "manifest.json"), "utf8"));
  const [first] = ["backend/command/start.ts"];
  const changes: readonly (readonly [string, (manifest: BundleManifest) => BundleManifest])[] = [
    ["another Bun", (manifest) => ({ ...manifest, bun: "1.0.0" })],
    ["another place", (manifest) => ({ ...manifest, root: "/somewhere/else" })],
    ["a changed file", (manifest) => change(manifest, ([name, time, size]) => [name, time + 1, size])],
    ["a file of another size", (manifest) => change(manifest, ([name, time, size]) => [name, time, size + 1])],
    ["a file that is gone", (manifest) => change(manifest, ([name, time, size]) => [`${name}.gone`, time, size])],
  ];
  function change(
    manifest: BundleManifest,
    edit: (input: BundleManifest["inputs"][number]) => BundleManifest["inputs"][number],
  ): BundleManifest {
    return { ...manifest, inputs: manifest.inputs.map((input) => (input[0] === first ? edit(input) : input)) };
  }

  test.each(changes)("is not used after %s", (name, edit) => {
    const other = join(folder, name);
    mkdirSync(other);
    const manifest = manifestOf();
    expect(manifest.inputs.some(([input]) => input === first)).toBe(true);
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
    const text = JSON.stringify(manifestOf());
    writeFileSync(join(other, "manifest.json"), text);
    expect(findBundle(other)).toBeUndefined();
    for (const damaged of ["", text.slice(0, text.length / 2)]) {
      writeFileSync(join(other, "manifest.json"), damaged);
      expect(findBundle(other)).toBeUndefined();
    }
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
}, 30_000);

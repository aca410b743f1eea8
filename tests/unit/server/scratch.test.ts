// What services that were killed left behind is removed by the next one, as far as that may.
import { afterAll, expect, test } from "bun:test";
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { Scratch } from "../../../backend/server/pool/scratch.ts";

const folder = mkdtempSync(path.join(tmpdir(), "moicad-scratch-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** Of a process that there cannot be. */
const abandoned = "moicad-999999999-abc";
const running = `moicad-${process.pid}-abc`;

test("what is left of a service that is gone is removed, and nothing else", () => {
  for (const name of [abandoned, running, "moicad-scratch", "other"]) mkdirSync(path.join(folder, name));
  const scratch = new Scratch(folder);
  const own = path.basename(scratch.directory);
  expect(readdirSync(folder).sort()).toEqual([running, own, "moicad-scratch", "other"].sort());
  scratch.remove();
  expect(readdirSync(folder)).not.toContain(own);
});

test.skipIf(process.getuid?.() !== 0)("what another user's service left stays, and does no harm", async () => {
  const shared = path.join(folder, "shared");
  mkdirSync(path.join(shared, abandoned), { recursive: true });
  chmodSync(shared, 0o1777);
  const script = `
    const { Scratch } = require(${JSON.stringify(path.resolve(import.meta.dir, "../../../backend/server/pool/scratch.ts"))});
    process.setuid(65534);
    const scratch = new Scratch(".");
    console.log(require("node:fs").readdirSync(".").length);
    scratch.remove();`;
  const child = Bun.spawn([process.execPath, "-e", script], { cwd: shared, stdout: "pipe", stderr: "pipe" });
  const [said, problems] = await Promise.all([child.stdout.text(), child.stderr.text()]);
  expect([await child.exited, said, problems]).toEqual([0, "2\n", ""]);
  expect(readdirSync(shared)).toEqual([abandoned]);
});

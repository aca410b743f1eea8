// Reading a file of a library: the last step, after the path was found to lie inside.
import { afterAll, expect, test } from "bun:test";
import { mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { readRegularFile } from "../../../backend/server/work/libraries.ts";

const folder = mkdtempSync(path.join(tmpdir(), "moicad-libraries-"));
afterAll(() => rmSync(folder, { recursive: true }));
const at = (name: string): string => path.join(folder, name);

test("T-LINK-1 a link that appeared since the path was resolved is not followed, a pipe is not waited for", () => {
  writeFileSync(at("secret"), "secret");
  symlinkSync("secret", at("late.scad"));
  Bun.spawnSync(["mkfifo", at("pipe.scad")]);
  for (const name of ["late.scad", "pipe.scad", "missing.scad", "."])
    expect([name, readRegularFile(at(name))]).toEqual([name, undefined]);
  expect(readRegularFile(at("secret"))?.toString()).toBe("secret");
});

test("a file that is larger than any import may be is not read", () => {
  writeFileSync(at("large"), "");
  truncateSync(at("large"), 50_000_001);
  expect(readRegularFile(at("large"))).toBeUndefined();
});

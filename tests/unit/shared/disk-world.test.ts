// The real file system as a world: what is not there or cannot be a path is undefined, never an exception.
import { expect, test } from "bun:test";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { DiskWorld } from "../../../backend/shared/disk-world.ts";

const world = new DiskWorld({
  input: "none.scad",
  bytes: new Uint8Array(),
  workingDirectory: import.meta.dir,
  libraryPaths: [],
});

test.each(["/nowhere/at/all", `/${"x".repeat(5000)}`, "/a\0b", `${import.meta.path}/below-a-file`, "/\udcff"])(
  "%j is nothing",
  (path) => {
    expect(world.status(path)).toBeUndefined();
    expect(world.read(path)).toBeUndefined();
  },
);

test("files and directories", () => {
  expect(world.status(import.meta.dir)?.kind).toBe("directory");
  expect(world.status(import.meta.path)?.kind).toBe("file");
  expect(world.read(import.meta.dir)).toBeUndefined();
  expect(world.read(import.meta.path)?.length).toBeGreaterThan(100);
});

test("folders of fonts that cannot be looked into have none", () => {
  const folder = mkdtempSync(path.join(tmpdir(), "moicad-fonts-"));
  try {
    symlinkSync("circle", path.join(folder, "circle"));
    mkdirSync(path.join(folder, "fonts"));
    writeFileSync(path.join(folder, "fonts/a.ttf"), "");
    const fontDirectories = ["circle", "nothing", `circle/${"x".repeat(5000)}`, "fonts"].map((name) => ({
      path: path.join(folder, name),
      origin: "system" as const,
    }));
    const fonts = new DiskWorld({
      input: "none.scad",
      bytes: new Uint8Array(),
      workingDirectory: folder,
      libraryPaths: [],
      fontDirectories,
    }).fonts("system");
    expect(fonts.map((font) => path.relative(folder, font.path))).toEqual(["fonts/a.ttf"]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

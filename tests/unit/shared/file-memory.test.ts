// Files that did not change are read once; what changed, or may change unnoticed, is read again.
import { expect, test } from "bun:test";
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { FileMemory } from "../../../backend/shared/file-memory.ts";

/** A memory, and how often it read. */
function counted() {
  const files = new FileMemory();
  const counts = { reads: 0 };
  const read = (file: string): Uint8Array | undefined =>
    files.read(file, statSync(file, { throwIfNoEntry: false }), (name) => {
      counts.reads++;
      return statSync(name, { throwIfNoEntry: false })?.isFile() ? readFileSync(name) : undefined;
    });
  return { read, counts };
}

/** Has not changed for seconds. */
const settled = path.resolve(import.meta.dir, "../../../node_modules/saxes/package.json");

test("what stays as it is is read once", () => {
  const { read, counts } = counted();
  const bytes = read(settled);
  expect(bytes?.length).toBe(statSync(settled).size);
  expect(read(settled)).toBe(bytes);
  expect(counts.reads).toBe(1);
});

test("what has just changed is read each time", () => {
  const folder = mkdtempSync(path.join(tmpdir(), "moicad-files-"));
  try {
    const { read, counts } = counted();
    const file = path.join(folder, "a.scad");
    for (const text of ["cube(1);", "cube(2);", "cube(3);"]) {
      writeFileSync(file, text);
      expect(Buffer.from(read(file) ?? []).toString()).toBe(text);
    }
    expect(counts.reads).toBe(3);
    rmSync(file);
    expect(read(file)).toBeUndefined();
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("what is no file is nothing", () => {
  const { read } = counted();
  expect(read("/nowhere/at/all")).toBeUndefined();
  expect(read(import.meta.dir)).toBeUndefined();
});

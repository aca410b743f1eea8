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

/** A file that lay untouched before it changed; what is read tells its version. */
function versions() {
  const files = new FileMemory();
  let reads = 0;
  const state = { dev: 1, ino: 2, size: 100, ctimeMs: 1000, mtimeMs: 1000 };
  const read = (change: Partial<typeof state> = {}, name = "a.scad"): number => {
    const now = { ...state, ...change };
    return files.read(name, now, () => new Uint8Array(now.size).fill(++reads))?.[0] ?? 0;
  };
  return { read, reads: () => reads };
}

test("any change of its state makes a file another one", () => {
  for (const change of [{ dev: 3 }, { ino: 3 }, { size: 99 }, { ctimeMs: 1001 }, { mtimeMs: 1001 }]) {
    const { read, reads } = versions();
    expect([read(), read(), read(change), read(change), read()]).toEqual([1, 1, 2, 2, 3]);
    expect(reads()).toBe(3);
  }
});

test("large files are read each time, and no more is kept than 32 MB", () => {
  const { read, reads } = versions();
  read({ size: 1_000_001 }, "large");
  read({ size: 1_000_001 }, "large");
  expect(reads()).toBe(2);
  for (let i = 0; i < 32; i++) read({ size: 1_000_000 }, `${i}`);
  read({ size: 1_000_000 }, "0");
  expect(reads()).toBe(34);
  read({ size: 1_000_000 }, "one more");
  read({ size: 1_000_000 }, "0");
  expect(reads()).toBe(36);
});

test("what is no file is nothing", () => {
  const { read } = counted();
  expect(read("/nowhere/at/all")).toBeUndefined();
  expect(read(import.meta.dir)).toBeUndefined();
});

// The real file system as a world: what is not there or cannot be a path is undefined, never an exception.
import { expect, test } from "bun:test";
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

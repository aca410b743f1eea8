// The time in files that name one is that of the program's file, not that of the clock.
import { expect, test } from "bun:test";
import { creationTime } from "../../../backend/output/creation-time.ts";
import { MemoryWorld } from "../../../backend/shared/memory-world.ts";

const changed = Date.UTC(2026, 10, 20, 4, 38, 7, 250);

class FolderWorld extends MemoryWorld {
  override status(path: string) {
    return path === "/project/part.scad" ? ({ kind: "file", mtime: changed } as const) : undefined;
  }
}

test("a program from a file: when that was last changed", () => {
  expect(creationTime(new FolderWorld({ main: "", path: "/project/part.scad" }))).toBe("2026-11-20T04:38:07");
});

test("a program from elsewhere: always the same", () => {
  expect(creationTime(new FolderWorld({ main: "", path: "<stdin>" }))).toBe("1980-01-01T00:00:00");
  expect(creationTime(new MemoryWorld({ main: "" }))).toBe("1980-01-01T00:00:00");
});

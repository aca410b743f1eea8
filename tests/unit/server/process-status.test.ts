// What the system tells about processes, by both ways to ask it.
import { expect, test } from "bun:test";
import { ownMemoryReader, readMemory } from "../../../backend/server/pool/process-status.ts";

test("the short way tells the same memory as the long one", () => {
  const readOwn = ownMemoryReader();
  const before = readOwn();
  const kept = new Uint8Array(64 * 2 ** 20).fill(1);
  const [short, long] = [readOwn(), readMemory("self")];
  if (process.platform !== "linux") return;
  if (before === undefined || short === undefined || long === undefined) throw new Error("nothing was told");
  expect(kept.length).toBe(64 * 2 ** 20);
  expect(short.residentBytes - before.residentBytes).toBeGreaterThan(32 * 2 ** 20);
  // The stack is in one of them only; the system counts pages of the processor it runs on a little later.
  expect(Math.abs(short.dataBytes - long.dataBytes)).toBeLessThan(16 * 2 ** 20);
  expect(Math.abs(short.residentBytes - long.residentBytes)).toBeLessThan(16 * 2 ** 20);
});

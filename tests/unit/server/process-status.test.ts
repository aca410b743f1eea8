// What the system tells about processes, by both ways to ask it.
import { expect, test } from "bun:test";
import { ownMemoryReader, readMemory } from "../../../backend/server/pool/process-status.ts";

test("the short way tells the same memory as the long one", () => {
  const readOwn = ownMemoryReader();
  const long = readMemory("self");
  const short = readOwn();
  if (process.platform !== "linux") return;
  if (short === undefined || long === undefined) throw new Error("nothing was told");
  // Between the two, the engine's own threads may take some memory, or give it back.
  const near = (a: number, b: number): boolean => Math.abs(a - b) < 0.2 * Math.max(a, b);
  expect([short, near(short.residentBytes, long.residentBytes)]).toEqual([short, true]);
  expect([short, near(short.dataBytes, long.dataBytes)]).toEqual([short, true]);
});

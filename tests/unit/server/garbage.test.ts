// When an evaluation process looks for garbage.
import { expect, test } from "bun:test";
import { garbageWatch } from "../../../backend/server/pool/garbage.ts";

/** A process of 100 bytes; gives what it has resident after each task that brings so much, and when it looked. */
function residentAfter(tasks: readonly { readonly used?: number; readonly garbage?: number }[]) {
  let [used, garbage, looks] = [0, 0, 0];
  const watch = garbageWatch({
    memoryBytes: 100,
    readResidentBytes: () => used + garbage,
    collect: () => {
      garbage = 0;
      looks += 1;
    },
  });
  const resident = tasks.map((task) => {
    used += task.used ?? 0;
    garbage += task.garbage ?? 0;
    watch();
    return used + garbage;
  });
  return { resident, looks };
}

test("garbage never makes a process look full, and is left alone while there is little", () => {
  const { resident, looks } = residentAfter(Array.from({ length: 100 }, () => ({ garbage: 9 })));
  expect(Math.max(...resident)).toBeLessThan(60);
  // Six tasks bring 54 bytes, the seventh goes too far.
  expect(looks).toBe(14);
});

test("what is in use is not looked through after every task", () => {
  const { resident, looks } = residentAfter([{ used: 63 }, ...Array.from({ length: 100 }, () => ({ garbage: 1 }))]);
  expect(Math.max(...resident)).toBeLessThan(70);
  expect(looks).toBe(1 + 100 / 5);
});

test("memory that was given up counts again", () => {
  const { looks } = residentAfter([{ used: 80 }, { used: -60 }, { garbage: 70 }, { garbage: 45 }]);
  expect(looks).toBe(3);
});

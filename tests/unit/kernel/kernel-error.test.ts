// What errors out of kernels stand for: memory that was refused is the program's, everything else a defect, and five of
// those in a row close the engine to everybody.
import { expect, test } from "bun:test";
import { KernelError } from "../../../backend/kernel/kernel.ts";
import { loadClipper } from "../../../backend/kernel/polygon/clipper.ts";
import { MemoryLimitError } from "../../../wasm/memory-limit.ts";

test("memory that JavaScript or the module did not get is told apart from traps", () => {
  const reasonOf = (error: unknown) => KernelError.of("Clipper2", error)?.reason;
  expect(reasonOf(new RangeError("Out of memory"))).toBe("memory");
  expect(reasonOf(new RangeError("Array buffer allocation failed"))).toBe("memory");
  expect(reasonOf(new MemoryLimitError("out of memory"))).toBe("memory");
  expect(reasonOf(new RangeError("Maximum call stack size exceeded."))).toBeUndefined();
  expect(reasonOf(new WebAssembly.RuntimeError("unreachable"))).toBe("trap");
  expect(reasonOf(5_242_880)).toBe("trap");
});

test("a list that cannot be made for a module is memory, and the module is not used again", async () => {
  const clipper = await loadClipper();
  // What JavaScriptCore throws where a typed array has no room.
  const refused = Object.defineProperty(new Float64Array(6), "length", {
    get: () => {
      throw new RangeError("Out of memory");
    },
  });
  const unite = () =>
    clipper.inflate([refused], { distance: 1, join: "miter", end: "polygon", miterLimit: 2, arcTolerance: 0 });
  expect(unite).toThrow(expect.objectContaining({ reason: "memory" }));
  expect(clipper.failed).toBe(true);
});

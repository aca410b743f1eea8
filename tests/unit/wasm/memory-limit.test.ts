// The memory cap of WASM modules.
import { describe, expect, test } from "bun:test";
import { KernelError } from "../../../backend/kernel/kernel.ts";
import { loadClipper } from "../../../backend/kernel/polygon/clipper.ts";
import { loadClipper2 } from "../../../wasm/clipper2.ts";
import { limitMemory, MemoryLimitError } from "../../../wasm/memory-limit.ts";

describe("the import that grows memory", () => {
  const grown: number[] = [];
  function _emscripten_resize_heap(bytes: number): number {
    grown.push(bytes);
    return 1;
  }

  test("is passed on up to the limit and refused beyond", () => {
    const { a } = limitMemory({ a: { b: _emscripten_resize_heap, c: () => 0 } }, 1000);
    const grow = a?.b as (bytes: number) => number;
    expect(grow(1000)).toBe(1);
    expect(() => grow(1001)).toThrow(MemoryLimitError);
    // Sizes come as signed integers.
    expect(() => grow(-1)).toThrow(MemoryLimitError);
    expect(grown).toEqual([1000]);
  });

  test("what the machine refuses is refused", () => {
    const refusing = Object.defineProperty(() => 0, "name", { value: "_emscripten_resize_heap" });
    const { a } = limitMemory({ a: { b: refusing } }, 1000);
    const grow = a?.b as (bytes: number) => number;
    expect(() => grow(10)).toThrow(MemoryLimitError);
  });

  test("must be there, once", () => {
    expect(() => limitMemory({ a: { c: () => 0 } }, 1000)).toThrow("found 0");
    expect(() => limitMemory({ a: { b: _emscripten_resize_heap, c: _emscripten_resize_heap } }, 1000)).toThrow(
      "found 2",
    );
  });
});

test("every load gives a module of its own", async () => {
  const [first, second] = await Promise.all([loadClipper2(), loadClipper2()]);
  expect(first).not.toBe(second);
  expect(first.ClipType.Union.value).toBe(2);
});

test("a drawing that needs more memory than it may have is an error, and so is every call after it", async () => {
  const clipper = await loadClipper(20 * 2 ** 20);
  // A comb: many points, and nothing crosses.
  const path = Float64Array.from({ length: 800_000 }, (_, i) => (i % 2 === 0 ? 10 * i : i % 4));
  const unite = () => clipper.execute("union", "non-zero", [path]);
  expect(unite).toThrow(KernelError);
  expect(clipper.failed).toBe(true);
  expect(unite).toThrow(KernelError);
});

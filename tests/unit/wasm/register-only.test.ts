// Functions of a module that nobody calls are not made.
import { expect, test } from "bun:test";
import { loadClipper2 } from "../../../wasm/clipper2.ts";
import { registerOnly } from "../../../wasm/register-only.ts";

test("names are read from the module's memory, without their parameters", () => {
  const memory = new WebAssembly.Memory({ initial: 1 });
  new Uint8Array(memory.buffer).set(new TextEncoder().encode("size\0push_back(point)\0clear\0"));
  const calls: unknown[][] = [];
  const imports = {
    a: {
      f: Object.defineProperty((...args: unknown[]) => calls.push(["function", ...args]), "name", {
        value: "__embind_register_function",
      }),
      m: Object.defineProperty((...args: unknown[]) => calls.push(["method", ...args]), "name", {
        value: "__embind_register_class_function",
      }),
      other: () => calls.push(["other"]),
    },
  };
  const chosen = registerOnly(imports, new Set(["size", "push_back"]), () => memory);
  const { f, m, other } = chosen.a as Record<"f" | "m" | "other", (...args: number[]) => void>;
  f(0, 7);
  f(21, 7);
  m(99, 5, 7);
  m(99, 21, 7);
  other();
  expect(calls).toEqual([["function", 0, 7], ["method", 99, 5, 7], ["other"]]);
  expect(() => registerOnly({ a: { other: imports.a.other } }, new Set(), () => memory)).toThrow("registrars");
});

test("Clipper2 has what is used, and no more", async () => {
  const module = (await loadClipper2()) as unknown as Record<string, unknown>;
  expect([typeof module.InflatePaths64, typeof module.CreateClipper64]).toEqual(["function", "function"]);
  expect([module.InflatePathsD, module.Triangulate64]).toEqual([undefined, undefined]);
});

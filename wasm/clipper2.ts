// Loads Clipper2, the library of all 2D operations, compiled to WASM (package clipper2-wasm). About 13 ms, so it happens
// only for programs that need it.
import { readFileSync } from "node:fs";
import type { MainModule } from "clipper2-wasm/dist/clipper2z";
import { limitMemory } from "./memory-limit.ts";
import { registerOnly } from "./register-only.ts";

export type {
  Clipper64,
  ClipType,
  FillRule,
  MainModule as Clipper2Module,
  Path64,
  Paths64,
  PolyPath64,
} from "clipper2-wasm/dist/clipper2z";

/** Memory of the module when nothing else is said: far more than a drawing needs. */
const MEMORY_BYTES = 2 ** 30;

/** Functions and methods that kernel/polygon calls. */
const usedNames: ReadonlySet<string> = new Set([
  ...["CreateClipper64", "InflatePaths64", "AddSubject", "AddClip", "ExecutePoly"],
  ...["assign", "view", "push_back", "size", "get", "count", "child", "polygon", "clear", "Clear"],
]);

/**
 * Instantiates the module; its memory never grows beyond `memoryBytes`. It is compiled in place: the file is small, and a
 * thread would cost more than it saves.
 */
export async function loadClipper2(memoryBytes = MEMORY_BYTES): Promise<MainModule> {
  const { default: create } = await import("clipper2-wasm/dist/es/clipper2z.js");
  const { default: path } = await import("clipper2-wasm/dist/es/clipper2z.wasm", { with: { type: "file" } });
  return create({
    // What it prints when it aborts is also thrown.
    printErr: () => undefined,
    instantiateWasm(imports, done) {
      const module = new WebAssembly.Module(readFileSync(path));
      let memory: WebAssembly.Memory | undefined;
      const limited = limitMemory(imports, memoryBytes);
      const chosen = registerOnly(limited, usedNames, () => memory as WebAssembly.Memory);
      const instance = new WebAssembly.Instance(module, chosen);
      memory = Object.values(instance.exports).find((value) => value instanceof WebAssembly.Memory);
      done(instance, module);
      return instance.exports;
    },
  });
}

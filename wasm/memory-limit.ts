// A memory cap for modules built by Emscripten: the import that grows the memory refuses to go beyond it. A module that
// was refused memory is in no defined state, so the error must end the process or worker that holds it.

/** Thrown out of a call into a module that wanted more memory than it may have. */
export class MemoryLimitError extends RangeError {
  override readonly name = "MemoryLimitError";
}

/** The same imports with a cap of `bytes`. `grow` tells the JavaScript function that grows the memory, by its name or otherwise. */
export function limitMemory(
  imports: Bun.WebAssembly.Imports,
  bytes: number,
  grow: string | ((candidate: { readonly name: string }) => boolean) = "_emscripten_resize_heap",
): Bun.WebAssembly.Imports {
  const grows = typeof grow === "string" ? ({ name }: { readonly name: string }) => name === grow : grow;
  let found = 0;
  const limited: Bun.WebAssembly.Imports = {};
  for (const [space, entries] of Object.entries(imports)) {
    const copy = { ...entries };
    for (const [name, value] of Object.entries(entries)) {
      if (typeof value !== "function" || !grows(value)) continue;
      found++;
      copy[name] = (size: number) => {
        if (size >>> 0 > bytes) throw new MemoryLimitError(`out of memory: ${size >>> 0} of ${bytes} bytes`);
        const grown: unknown = value(size);
        // The module's own maximum, or the machine's.
        if (!grown) throw new MemoryLimitError(`out of memory: ${size >>> 0} bytes were refused`);
        return grown;
      };
    }
    limited[space] = copy;
  }
  if (found !== 1) throw new Error(`expected one import that grows the memory, found ${found}`);
  return limited;
}

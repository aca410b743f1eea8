// Keeps a module built with Embind from making JavaScript functions that nobody calls: each costs a tenth of a millisecond
// when the module is loaded. Functions and methods are known by their names; classes and types stay.

/** How the glue calls what registers something by name, and which argument points to the name. */
const registrars: ReadonlyMap<string, number> = new Map([
  ["__embind_register_function", 0],
  ["__embind_register_class_function", 1],
]);

/**
 * The same imports, with registrations of other names left out. `memory` is asked when the module registers, which is after
 * it has been instantiated. Who calls a function that was left out is told that it is none.
 */
export function registerOnly(
  imports: Bun.WebAssembly.Imports,
  names: ReadonlySet<string>,
  memory: () => WebAssembly.Memory,
): Bun.WebAssembly.Imports {
  let found = 0;
  const chosen: Bun.WebAssembly.Imports = {};
  for (const [space, entries] of Object.entries(imports)) {
    const copy = { ...entries };
    for (const [name, value] of Object.entries(entries)) {
      const at = typeof value === "function" ? registrars.get(value.name) : undefined;
      if (typeof value !== "function" || at === undefined) continue;
      found++;
      copy[name] = (...args: number[]) => {
        if (names.has(nameAt(memory(), args[at] as number))) value(...args);
      };
    }
    chosen[space] = copy;
  }
  if (found !== registrars.size) throw new Error(`expected ${registrars.size} registrars, found ${found}`);
  return chosen;
}

const PARENTHESIS = 0x28;

/** A text that ends with a zero byte, up to the names of parameters that may stand behind it. */
function nameAt({ buffer }: WebAssembly.Memory, address: number): string {
  const bytes = new Uint8Array(buffer);
  let text = "";
  for (let at = address; bytes[at] !== 0 && bytes[at] !== PARENTHESIS; at++)
    text += String.fromCharCode(bytes[at] as number);
  return text;
}

// Which format an output has: `--export-format`, else the suffix (spec/cli.md §1.8).
import { formats, suffixes } from "../output/formats.ts";

/** Formats of OpenSCAD that are not written here, and what is said instead. */
export const unwrittenFormats: ReadonlyMap<string, string> = new Map([
  ["png", "Can't create OffscreenView: moicad does not draw pictures yet."],
  ["nef3", "moicad does not write nef3, a form of the CGAL engine."],
  ["nefdbg", "moicad does not write nefdbg, a form of the CGAL engine."],
]);

/** Every identifier that `--export-format` takes. */
export const knownFormats: ReadonlySet<string> = new Set([...formats.keys(), ...unwrittenFormats.keys()]);

/** The format that the name of an output stands for; its suffix when there is none. */
export function formatOf(output: string): string {
  const suffix = suffixOf(output);
  return suffixes.get(suffix) ?? suffix;
}

/** What follows the last dot of a file's name, in lower case. An identifier of a format is also its suffix. */
export function suffixOf(output: string): string {
  const name = output.slice(output.lastIndexOf("/") + 1);
  return name.includes(".") ? name.slice(name.lastIndexOf(".") + 1).toLowerCase() : "";
}

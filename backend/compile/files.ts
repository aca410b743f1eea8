// Finds the file that an argument names: import(), surface(), dxf_dim(), dxf_cross() and the import function
// (spec/language.md §11.2).
import { directoryOf, joinPath } from "../shared/world.ts";
import type { Runtime } from "./builtin.ts";

/**
 * The absolute path of a file named by a call at `position`, whether it exists or not; an empty name stays empty. A
 * relative name belongs to the directory of the source that contains the call; where only the main file's directory has
 * such a file, that one is taken with a deprecation. A name that the world does not permit is an empty one.
 */
export function resolveFile(rt: Runtime, name: string, position: number): string {
  if (name === "") return "";
  const from = rt.ctx.sources.sourceAt(position)?.path ?? "";
  if (rt.ctx.world.permits?.(name, from, "data") === false) return "";
  const path = findFile(rt, name, position);
  rt.ctx.world.depend?.(path);
  return path;
}

function findFile(rt: Runtime, name: string, position: number): string {
  rt.ctx.deadline.check(position);
  const { sources, world } = rt.ctx;
  const source = sources.sourceAt(position)?.path;
  const directory = source?.startsWith("/") ? directoryOf(source) : world.documentRoot;
  const path = joinPath(directory, name);
  if (name.startsWith("/") || world.status(path) !== undefined) return path;
  const fallback = joinPath(world.documentRoot, name);
  if (fallback === path || world.status(fallback) === undefined) return path;
  const message = `Imported file (${name}) found in document root instead of relative to the importing module. This behavior is deprecated`;
  rt.deprecated(message, 0);
  return fallback;
}

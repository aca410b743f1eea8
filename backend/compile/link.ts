// Loads what a parsed program uses: the second step of the path, parse → link → run.
import type { File, Use } from "../ast/nodes.ts";
import { type ParseOptions, parse } from "../ast/parse.ts";
import type { Context } from "../shared/context.ts";
import type { LimitName } from "../shared/limits.ts";

/** A program: the main file and every file that is used, directly or not. */
export interface Program {
  readonly main: File;
  /** By absolute path. A file that could not be read or parsed is absent: it is an empty library. */
  readonly libraries: ReadonlyMap<string, File>;
  /** The budget that parsing a library used up: the program is not to be run. */
  readonly limit?: LimitName;
}

/**
 * Parses the used files, each once, in the order in which names are searched: messages of the parser appear in this
 * order (spec/language.md §0.1, §5.4).
 */
export function link(ctx: Context, main: File, options: ParseOptions = {}): Program {
  const libraries = new Map<string, File>();
  const seen = new Set<string>();
  // A stack of paths instead of recursion: uses may be nested as deep as there are files.
  const stack = [...searchOrder(main.uses)].reverse();
  for (let path = stack.pop(); path !== undefined; path = stack.pop()) {
    if (seen.has(path)) continue;
    seen.add(path);
    ctx.deadline.check();
    const file = load(ctx, path, options);
    if (file?.limit !== undefined) return { main, libraries, limit: file.limit };
    if (file === undefined || file.failed) continue;
    libraries.set(path, file);
    stack.push(...[...searchOrder(file.uses)].reverse());
  }
  return { main, libraries };
}

/** Paths of the used files, most recent first. A file used again moves to the front. */
export function searchOrder(uses: readonly Use[]): readonly string[] {
  const paths = new Set<string>();
  for (let i = uses.length - 1; i >= 0; i--) {
    const path = uses[i]?.path;
    if (path !== undefined) paths.add(path);
  }
  return [...paths];
}

/** Undefined for a file that cannot be read. */
function load(ctx: Context, path: string, options: ParseOptions): File | undefined {
  const bytes = ctx.world.read(path);
  if (bytes === undefined) {
    ctx.report.push({ severity: "warning", code: "use-not-found", message: `Can't open library file '${path}'\n` });
    return undefined;
  }
  return parse(ctx, path, bytes, options);
}

// The name of the program as titles of exported files show it.
import type { Context } from "../shared/context.ts";

/** The main file's name without its directory; `<stdin>` for standard input. */
export function baseName(ctx: Context): string {
  const { path } = ctx.world.main;
  return path.slice(path.lastIndexOf("/") + 1);
}

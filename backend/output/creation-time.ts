// The time that 3MF, PDF and STEP files say they were made at.
import type { World } from "../shared/world.ts";

/** The first day that an archive can tell, for programs that come from no file. */
const EARLIEST = Date.UTC(1980, 0, 1);

/**
 * When the main program was last changed, as `2026-11-20T04:38:07` in UTC. The clock would give equal programs unequal bytes.
 */
export function creationTime(world: World): string {
  const changed = world.status(world.main.path)?.mtime ?? 0;
  return new Date(Math.max(EARLIEST, changed)).toISOString().slice(0, 19);
}

// The table of scenarios that `bun run load` and `bun run chaos` know, in the order in which they run.
import type { Scenario } from "./figures.ts";
import { brokenStart } from "./scenarios/broken-start.ts";
import { cached, capacity } from "./scenarios/capacity.ts";
import { drain } from "./scenarios/drain.ts";
import { fullDisk } from "./scenarios/full-disk.ts";
import { killedProcesses } from "./scenarios/killed-processes.ts";
import { liveCrowd } from "./scenarios/live-crowd.ts";
import { liveEdit } from "./scenarios/live-edit.ts";
import { liveEditors } from "./scenarios/live-editors.ts";
import { malformed } from "./scenarios/malformed.ts";
import { memory } from "./scenarios/memory.ts";
import { overload } from "./scenarios/overload.ts";
import { sameBytes } from "./scenarios/same-bytes.ts";
import { stall } from "./scenarios/stall.ts";
import { steady } from "./scenarios/steady.ts";

export const loadScenarios: readonly Scenario[] = [
  capacity,
  cached,
  steady,
  overload,
  liveCrowd,
  liveEditors,
  liveEdit,
];

export const chaosScenarios: readonly Scenario[] = [
  killedProcesses,
  fullDisk,
  memory,
  drain,
  stall,
  brokenStart,
  malformed,
  sameBytes,
];

// A context for stages that only read the world and the limits.
import { type Context, defaultLanguageOptions, type Feature } from "../../../backend/shared/context.ts";
import { commandLineLimits, Deadline, type Limits } from "../../../backend/shared/limits.ts";
import { MemoryWorld } from "../../../backend/shared/memory-world.ts";
import { Reporter } from "../../../backend/shared/reporter.ts";
import { SourceMap } from "../../../backend/shared/source.ts";
import { Timer } from "../../../backend/shared/timing.ts";
import type { World } from "../../../backend/shared/world.ts";

export interface ContextOptions {
  readonly world?: World;
  readonly limits?: Partial<Limits>;
  readonly features?: readonly Feature[];
  readonly now?: () => number;
}

export function makeContext({ world, limits, features, now }: ContextOptions = {}): Context {
  const bounds = { ...commandLineLimits, ...limits };
  const sources = new SourceMap();
  return {
    world: world ?? new MemoryWorld({ main: "", path: "/project/main.scad" }),
    sources,
    report: new Reporter({ print: { sources, documentRoot: "/project", workingDirectory: "/project" } }),
    limits: bounds,
    deadline: new Deadline(bounds.time, now),
    timer: new Timer(false),
    options: { ...defaultLanguageOptions, features: new Set(features) },
  };
}

// The context of an examination: no program, no files but the one at hand, and a list of what the readers have to say.
import { type Context, defaultLanguageOptions } from "../shared/context.ts";
import type { Diagnostic } from "../shared/diagnostic.ts";
import type { Guard } from "../shared/guard.ts";
import { Deadline, type Limits } from "../shared/limits.ts";
import { MemoryWorld } from "../shared/memory-world.ts";
import { Reporter } from "../shared/reporter.ts";
import { SourceMap } from "../shared/source.ts";
import { Timer } from "../shared/timing.ts";

export interface ExaminationContext {
  readonly ctx: Context;
  /** Grows while a file is read. */
  readonly heard: Diagnostic[];
}

/** The time of the limits begins now. */
export function openExamination(limits: Limits, guard?: Guard): ExaminationContext {
  const heard: Diagnostic[] = [];
  const sources = new SourceMap();
  const world = new MemoryWorld({ main: "" });
  const { documentRoot, workingDirectory } = world;
  const print = { sources, documentRoot, workingDirectory };
  const ctx: Context = {
    world,
    sources,
    report: new Reporter({ print, listen: (diagnostic) => heard.push(diagnostic), limits }),
    limits,
    deadline: new Deadline(limits.time),
    timer: new Timer(),
    options: defaultLanguageOptions,
    guard,
  };
  return { ctx, heard };
}

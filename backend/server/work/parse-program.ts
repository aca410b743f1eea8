// A parse task: the first step of the path alone. Nothing of the program is evaluated.
import type { File } from "../../ast/nodes.ts";
import { parse } from "../../ast/parse.ts";
import { type Context, defaultLanguageOptions } from "../../shared/context.ts";
import type { Diagnostic } from "../../shared/diagnostic.ts";
import { Deadline, type Limits } from "../../shared/limits.ts";
import { Reporter } from "../../shared/reporter.ts";
import { SourceMap } from "../../shared/source.ts";
import { Timer } from "../../shared/timing.ts";
import type { World } from "../../shared/world.ts";

export interface ParsedProgram {
  readonly file: File;
  readonly ctx: Context;
  readonly timings: readonly { readonly stage: string; readonly milliseconds: number }[];
}

/** Parses the world's main program. What is wrong with it is pushed to `reported`. */
export function parseProgram(world: World, limits: Limits, reported: Diagnostic[]): ParsedProgram {
  const sources = new SourceMap();
  const { documentRoot, workingDirectory } = world;
  const ctx: Context = {
    world,
    sources,
    report: new Reporter({
      print: { sources, documentRoot, workingDirectory },
      listen: (diagnostic) => reported.push(diagnostic),
      limits,
    }),
    limits,
    deadline: new Deadline(limits.time),
    timer: new Timer(),
    options: defaultLanguageOptions,
  };
  const file = ctx.timer.measure("parse", () => parse(ctx, world.main.path, world.main.bytes));
  return { file, ctx, timings: ctx.timer.spans };
}

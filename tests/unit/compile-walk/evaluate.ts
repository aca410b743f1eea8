// Evaluates a small program for a test: parse, link, run, with files and options given as values.
import { parse } from "../../../backend/ast/parse.ts";
import { link } from "../../../backend/compile/link.ts";
import { type RunOptions, type RunResult, run } from "../../../backend/compile/run.ts";
import { printCsg } from "../../../backend/csg/print.ts";
import { type Context, defaultLanguageOptions, type LanguageOptions } from "../../../backend/shared/context.ts";
import type { Diagnostic } from "../../../backend/shared/diagnostic.ts";
import { commandLineLimits, Deadline, type Limits } from "../../../backend/shared/limits.ts";
import { MemoryWorld } from "../../../backend/shared/memory-world.ts";
import { Reporter } from "../../../backend/shared/reporter.ts";
import { SourceMap } from "../../../backend/shared/source.ts";
import { Timer } from "../../../backend/shared/timing.ts";

export interface EvaluateOptions extends RunOptions {
  readonly files?: Readonly<Record<string, string>>;
  readonly options?: Partial<LanguageOptions>;
  readonly limits?: Partial<Limits>;
  /** Milliseconds by the deadline's clock, one reading after another; the last stays. */
  readonly now?: () => number;
}

export interface Evaluated extends RunResult {
  /** Everything that was printed, line by line. */
  readonly lines: readonly string[];
  readonly diagnostics: readonly Diagnostic[];
  /** The tree as `.csg` text. */
  readonly csg: string;
}

/** Runs `source` as `/main.scad`, by the tree walk unless told otherwise. */
export function evaluate(source: string, settings: EvaluateOptions = {}): Evaluated {
  const { files = {}, options = {}, limits: lowered = {}, now, ...runOptions } = settings;
  const limits = { ...commandLineLimits, ...lowered };
  const world = new MemoryWorld({ main: source, files: new Map(Object.entries(files)) });
  const sources = new SourceMap();
  const lines: string[] = [];
  const diagnostics: Diagnostic[] = [];
  const report = new Reporter({
    print: { sources, documentRoot: world.documentRoot, workingDirectory: world.workingDirectory },
    listen: (diagnostic, line) => {
      diagnostics.push(diagnostic);
      lines.push(...line.split("\n"));
    },
    limits,
  });
  const ctx: Context = {
    world,
    sources,
    report,
    limits,
    deadline: new Deadline(limits.time, now),
    timer: new Timer(false),
    options: { ...defaultLanguageOptions, ...options },
  };
  const file = parse(ctx, world.main.path, world.main.bytes);
  if (file.failed) throw new Error(`the test's program does not parse: ${lines.join("; ")}`);
  const result = run(ctx, link(ctx, file), { evaluator: "walk", ...runOptions });
  return { ...result, lines, diagnostics, csg: printCsg(ctx, result.root) };
}

/** The printed lines only. */
export function linesOf(source: string, settings: EvaluateOptions = {}): readonly string[] {
  return evaluate(source, settings).lines;
}

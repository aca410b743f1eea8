// Parses texts in a world of values and says what was reported, line by line as the command line prints it.

import type { Assignment, Expression, File } from "../../../backend/ast/nodes.ts";
import { parse } from "../../../backend/ast/parse.ts";
import type { SourceCache } from "../../../backend/ast/source-cache.ts";
import { type Context, defaultLanguageOptions, type LanguageOptions } from "../../../backend/shared/context.ts";
import { Deadline, type Limits, serverLimits } from "../../../backend/shared/limits.ts";
import { MemoryWorld } from "../../../backend/shared/memory-world.ts";
import { Reporter } from "../../../backend/shared/reporter.ts";
import { SourceMap } from "../../../backend/shared/source.ts";
import { Timer } from "../../../backend/shared/timing.ts";

export interface Setup {
  readonly files?: Readonly<Record<string, string | Uint8Array>>;
  readonly libraryPaths?: readonly string[];
  readonly options?: Partial<LanguageOptions>;
  readonly limits?: Partial<Limits>;
  readonly now?: () => number;
  readonly cache?: SourceCache;
}

export interface Parsed {
  readonly ctx: Context;
  readonly file: File;
  /** What was reported. */
  readonly lines: readonly string[];
  /** Line of a position. */
  lineOf(position: number): number;
}

/** Parses `/main.scad`. */
export function parseText(main: string | Uint8Array, setup: Setup = {}): Parsed {
  const world = new MemoryWorld({
    main,
    files: new Map(Object.entries(setup.files ?? {})),
    libraryPaths: setup.libraryPaths ?? [],
  });
  const sources = new SourceMap();
  const lines: string[] = [];
  const report = new Reporter({
    print: { sources, documentRoot: world.documentRoot, workingDirectory: world.workingDirectory },
    listen: (_, line) => lines.push(line),
  });
  const limits: Limits = { ...serverLimits, ...setup.limits };
  const ctx: Context = {
    world,
    sources,
    report,
    limits,
    deadline: new Deadline(limits.time, setup.now),
    timer: new Timer(false),
    options: { ...defaultLanguageOptions, ...setup.options },
  };
  const file = parse(ctx, world.main.path, world.main.bytes, { cache: setup.cache });
  return { ctx, file, lines, lineOf: (position) => sources.locate(position)?.line ?? 0 };
}

/** The value that a program gives to `name` at its top level. */
export function assigned(parsed: Parsed, name: string): Expression {
  return assignmentOf(parsed, name).value;
}

export function assignmentOf(parsed: Parsed, name: string): Assignment {
  const found = parsed.file.body.assignments.find((assignment) => assignment.name === name);
  if (found === undefined) throw new Error(`${name} is not assigned; reported: ${parsed.lines.join(" | ")}`);
  return found;
}

/** The literal that `text` is as an expression. */
export function literalOf(text: string): unknown {
  const value = assigned(parseText(`x = ${text};`), "x");
  if (value.kind !== "Literal") throw new Error(`${text} is no literal but ${value.kind}`);
  return value.value;
}

// Runs programs by the tree walk and by generated code, and says where they differ: what is printed, the tree, and what
// run() says about the evaluation. Parsing is done once for both.
import { readFileSync } from "node:fs";
import { dirname } from "node:path";
import { parse } from "../../backend/ast/parse.ts";
import { LibraryCache } from "../../backend/compile/library-cache.ts";
import { link } from "../../backend/compile/link.ts";
import { type EvaluatorName, type RunOptions, run } from "../../backend/compile/run.ts";
import { printCsg } from "../../backend/csg/print.ts";
import { type Context, defaultLanguageOptions, type Feature, features } from "../../backend/shared/context.ts";
import { DiskWorld } from "../../backend/shared/disk-world.ts";
import { commandLineLimits, Deadline, type Limits } from "../../backend/shared/limits.ts";
import { MemoryWorld } from "../../backend/shared/memory-world.ts";
import { Reporter } from "../../backend/shared/reporter.ts";
import { SourceMap } from "../../backend/shared/source.ts";
import { Timer } from "../../backend/shared/timing.ts";
import type { World } from "../../backend/shared/world.ts";

/** What an evaluator made of a program, as lines that can be compared. */
export interface Account {
  readonly lines: readonly string[];
  /** The evaluator whose result it is: generated code leaves some programs to the walk. */
  readonly evaluator: EvaluatorName;
}

/** Metrics need fonts; all others can be tried without. */
const allFeatures: ReadonlySet<Feature> = new Set(features.filter((feature) => feature !== "textmetrics"));

export interface Subject {
  readonly world: World;
  readonly experimental?: boolean;
  readonly limits?: Limits;
}

/** A program of the disk. */
export function subjectOf(path: string, libraryPaths: readonly string[] = []): Subject {
  const bytes = readFileSync(path);
  const workingDirectory = dirname(path);
  const input = path.slice(workingDirectory.length + 1);
  const experimental = bytes.includes("object(") || bytes.includes("roof(") || bytes.includes("import(");
  return { world: new DiskWorld({ input, bytes, workingDirectory, libraryPaths }), experimental };
}

/** A program given as text, with the files around it. */
export function textSubject(main: string, files: Readonly<Record<string, string>> = {}): Subject {
  return { world: new MemoryWorld({ main, files: new Map(Object.entries(files)) }), experimental: true };
}

export interface Accounts {
  readonly walk: Account;
  /** Of generated code that is kept from program to program: at first sight, and once more. */
  readonly generate: Account;
  readonly again: Account;
  /** Of generated code whose budgets end, so that results of calls are remembered: when it knows those of the program. */
  readonly remembered: Account;
}

/**
 * All accounts of a program; undefined when it does not parse. The same random numbers for all. The walk's sources are
 * parsed for it; generated code uses what `libraries` has kept, as a server does.
 */
export function accountsOf(subject: Subject, libraries: LibraryCache = new LibraryCache()): Accounts | undefined {
  const walk = accountOf(subject, { evaluator: "walk" });
  const generate = accountOf(subject, { libraries });
  const again = accountOf(subject, { libraries });
  const bounded = { ...subject, limits: finite(subject.limits ?? commandLineLimits) };
  accountOf(bounded, { libraries });
  const remembered = accountOf(bounded, { libraries });
  return walk && generate && again && remembered && { walk, generate, again, remembered };
}

/** Everything that an evaluation prints and makes; undefined when the program does not parse. */
function accountOf(subject: Subject, options: RunOptions): Account | undefined {
  const lines: string[] = [];
  const ctx = contextOf(subject, (line) => lines.push(line), options.evaluator);
  const { main } = subject.world;
  const parsing = { cache: options.libraries?.sources };
  const file = parse(ctx, main.path, main.bytes, parsing);
  if (file.failed) return undefined;
  const result = run(ctx, link(ctx, file, parsing), options);
  const { tainted, aborted, limit, camera } = result;
  lines.push(JSON.stringify({ tainted, aborted, limit, camera }), printCsg(ctx, result.root));
  return { lines, evaluator: result.evaluator };
}

function contextOf(
  { world, experimental, limits: bounds = commandLineLimits }: Subject,
  say: (line: string) => void,
  evaluator: EvaluatorName = "generate",
): Context {
  const sources = new SourceMap();
  const limits = evaluator === "walk" ? bounds : loosened(bounds);
  const { documentRoot, workingDirectory } = world;
  const report = new Reporter({
    print: { sources, documentRoot, workingDirectory },
    listen: (_, line) => say(line),
    limits,
  });
  return {
    world: frozenClock(world),
    sources,
    report,
    limits,
    deadline: new Deadline(limits.time),
    timer: new Timer(false),
    options: experimental ? { ...defaultLanguageOptions, features: allFeatures } : defaultLanguageOptions,
  };
}

/** Generated code gets further than the walk before endless recursion ends. */
function loosened(limits: Limits): Limits {
  const { steps, stringBytes, valueElements, csgNodes } = limits;
  const times = 50;
  return {
    ...limits,
    steps: steps * times,
    stringBytes: stringBytes * times,
    valueElements: valueElements * times,
    csgNodes: csgNodes * times,
  };
}

/** The same limits, and an end to all of them. */
function finite(limits: Limits): Limits {
  const ends = Object.entries(limits).map(([name, value]) => [name, Math.min(value as number, 1e12)]);
  return { ...limits, ...Object.fromEntries(ends) };
}

/** The same world at one moment: random numbers start from the clock. */
function frozenClock(world: World): World {
  return {
    main: world.main,
    workingDirectory: world.workingDirectory,
    documentRoot: world.documentRoot,
    libraryPaths: world.libraryPaths,
    reads: world.reads,
    status: (path) => world.status(path),
    read: (path) => world.read(path),
    fonts: (origin) => world.fonts(origin),
    now: () => 1_000_000,
  };
}

/** The first line that differs, as a text for people; undefined when there is none. */
export function differenceOf({ walk, generate, again, remembered }: Accounts): string | undefined {
  return (
    firstDifference(walk, generate, "generated") ??
    firstDifference(walk, again, "kept code") ??
    firstDifference(walk, remembered, "remembered results")
  );
}

function firstDifference(walk: Account, other: Account, name: string): string | undefined {
  const a = walk.lines.join("\n").split("\n");
  const b = other.lines.join("\n").split("\n");
  for (let i = 0; i < Math.max(a.length, b.length); i++)
    if (comparable(a[i]) !== comparable(b[i])) return `line ${i + 1}\n  walk: ${a[i]}\n  ${name}: ${b[i]}`;
  return undefined;
}

/** How deep endless recursion goes before the native stack ends it may differ. */
function comparable(line: string | undefined): string | undefined {
  return line?.replace(/Excluding \d+ frames/, "Excluding N frames");
}

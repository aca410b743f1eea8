// A runtime for tests of values and built-in functions: no program, only what operators and built-ins see.
import { builtinFunctions } from "../../../backend/compile/builtins.ts";
import { Evaluation } from "../../../backend/compile/runtime.ts";
import type { Value } from "../../../backend/compile/values/value.ts";
import type { Shaper } from "../../../backend/csg/text.ts";
import { type Context, defaultLanguageOptions, type Feature } from "../../../backend/shared/context.ts";
import { commandLineLimits, Deadline, type Limits } from "../../../backend/shared/limits.ts";
import { MemoryWorld } from "../../../backend/shared/memory-world.ts";
import { Reporter } from "../../../backend/shared/reporter.ts";
import { SourceMap } from "../../../backend/shared/source.ts";
import { Timer } from "../../../backend/shared/timing.ts";

export interface TestRuntimeOptions {
  readonly features?: readonly Feature[];
  readonly limits?: Partial<Limits>;
  readonly files?: ReadonlyMap<string, Uint8Array | string>;
  /** The text of the main source, position 1 on; strings with surrogates are known by it. */
  readonly source?: string;
  readonly shaper?: Shaper;
}

export interface TestRuntime {
  readonly rt: Evaluation;
  /** Every message with its prefix, and its location where it has one. */
  readonly messages: readonly string[];
  /** Calls a built-in function at position 1 by the shortest way that it offers for so many arguments. */
  call(name: string, ...args: readonly Value[]): Value;
}

export function makeRuntime(options: TestRuntimeOptions = {}): TestRuntime {
  const limits = { ...commandLineLimits, ...options.limits };
  const source = options.source ?? "x;";
  const world = new MemoryWorld({ main: source, files: options.files });
  const sources = new SourceMap();
  sources.add(world.main.path, source);
  const messages: string[] = [];
  const report = new Reporter({
    print: { sources, documentRoot: world.documentRoot, workingDirectory: world.workingDirectory },
    listen: (_diagnostic, line) => messages.push(line),
  });
  const ctx: Context = {
    world,
    sources,
    report,
    limits,
    deadline: new Deadline(limits.time),
    timer: new Timer(false),
    options: { ...defaultLanguageOptions, features: new Set(options.features) },
  };
  const rt = new Evaluation(ctx, options.shaper);
  return { rt, messages, call: (name, ...args) => callBuiltin(rt, name, args) };
}

function callBuiltin(rt: Evaluation, name: string, args: readonly Value[]): Value {
  const builtin = builtinFunctions.get(name);
  if (builtin === undefined) throw new Error(`no built-in function ${name}`);
  if (args.length === 1 && builtin.unary !== undefined) return builtin.unary(rt, args[0], 1);
  if (args.length === 2 && builtin.binary !== undefined) return builtin.binary(rt, args[0], args[1], 1);
  if (builtin.positional !== undefined) return builtin.positional(rt, args, 1);
  return builtin.call(
    rt,
    args.map((value) => ({ name: undefined, value })),
    1,
  );
}

/** What one call of a built-in function in a fresh runtime gives and prints. */
export function observe(name: string, args: readonly Value[], options?: TestRuntimeOptions) {
  const { call, messages } = makeRuntime(options);
  return { value: call(name, ...args), messages };
}

// Calls one built-in module as an evaluator does, and gives its `.csg` text and what it said.
import { builtinModules } from "../../../backend/compile/builtins.ts";
import { Evaluation } from "../../../backend/compile/runtime.ts";
import type { EvaluatedArgument, Value } from "../../../backend/compile/values/value.ts";
import type { CsgNode } from "../../../backend/csg/nodes.ts";
import { printCsg } from "../../../backend/csg/print.ts";
import { type Context, defaultLanguageOptions, type LanguageOptions } from "../../../backend/shared/context.ts";
import { commandLineLimits, Deadline } from "../../../backend/shared/limits.ts";
import { MemoryWorld } from "../../../backend/shared/memory-world.ts";
import { Reporter } from "../../../backend/shared/reporter.ts";
import { SourceMap } from "../../../backend/shared/source.ts";
import { Timer } from "../../../backend/shared/timing.ts";

export interface CallOptions {
  readonly named?: Readonly<Record<string, Value>>;
  /** Special variables in force; the defaults are `$fn` 0, `$fa` 12, `$fs` 2. */
  readonly special?: Readonly<Record<string, Value>>;
  readonly language?: Partial<LanguageOptions>;
  readonly files?: ReadonlyMap<string, string>;
  /** Where the call stands; the main file is `/project/main.scad`. */
  readonly source?: string;
  readonly children?: readonly CsgNode[];
}

export interface CallResult {
  readonly node: CsgNode;
  readonly csg: string;
  readonly messages: readonly string[];
}

/** Calls a module with positional arguments, then the named ones. */
export function callModule(name: string, positional: readonly Value[] = [], options: CallOptions = {}): CallResult {
  const world = new MemoryWorld({ main: "", path: "/project/main.scad", files: options.files });
  const sources = new SourceMap();
  const source = sources.add(options.source ?? world.main.path, "call();");
  const messages: string[] = [];
  const print = { sources, documentRoot: world.documentRoot, workingDirectory: world.workingDirectory };
  const ctx: Context = {
    world,
    sources,
    report: new Reporter({ print, listen: (_diagnostic, line) => messages.push(line) }),
    limits: commandLineLimits,
    deadline: new Deadline(Number.POSITIVE_INFINITY),
    timer: new Timer(false),
    options: { ...defaultLanguageOptions, ...options.language },
  };
  const rt = new Evaluation(ctx, undefined);
  const special = new Map(Object.entries({ $fn: 0, $fa: 12, $fs: 2, ...options.special }));
  rt.lookUpSpecial = (variable) => special.get(variable);
  const args: EvaluatedArgument[] = positional.map((value) => ({ name: undefined, value }));
  for (const [parameter, value] of Object.entries(options.named ?? {})) args.push({ name: parameter, value });
  const module = builtinModules.get(name);
  if (module === undefined) throw new Error(`no module ${name}`);
  const children = options.children ?? [];
  const node = module.instantiate(rt, {
    name,
    position: source.base,
    modifiers: 0,
    args,
    childCount: children.length,
    children: () => children,
  });
  if (node === undefined) throw new Error(`${name} made no node`);
  return { node, csg: printCsg(ctx, node).trimEnd(), messages };
}

/** A warning as it is printed, located at the call. */
export function warning(text: string): string {
  return `WARNING: ${text} in file main.scad, line 1`;
}

// Arguments to a checked set of options (spec/cli.md §1.4, §1.5): the second step of a command. What OpenSCAD prints on
// the way is collected in its order; a question (`--help` …) or a fatal message ends the reading early.
import { type Camera, type Feature, features, ownFeatures } from "../shared/context.ts";
import type { Diagnostic, Severity } from "../shared/diagnostic.ts";
import { readCamera } from "./camera.ts";
import { type ParsedArguments, parseArguments } from "./grammar.ts";

export interface CommandOptions {
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  /** Identifier of `--export-format`. */
  readonly format: string | undefined;
  readonly definitions: readonly string[];
  readonly parameterFile: string | undefined;
  readonly parameterSet: string | undefined;
  readonly features: ReadonlySet<Feature>;
  readonly camera: Camera;
  readonly quiet: boolean;
  /** Internal errors show where they come from. */
  readonly debug: boolean;
  readonly hardWarnings: boolean;
  readonly checkParameters: boolean;
  readonly checkParameterRanges: boolean;
  readonly traceUserModuleParameters: boolean;
  /** Lines at the beginning and at the end of a trace. */
  readonly traceDepth: number;
  /** `--render` without `--preview`. */
  readonly render: boolean;
  /** `--render=force` or `cgal`. */
  readonly force: boolean;
  /** Count of frames; 0: no animation. */
  readonly animate: number;
  readonly shard: Shard;
  /** Section → key → value. */
  readonly exportOptions: ReadonlyMap<string, ReadonlyMap<string, string>>;
  readonly summary: ReadonlySet<string>;
  readonly summaryFile: string | undefined;
  /** Where the times of stages and nodes go. */
  readonly timings: string | undefined;
  /** How many threads may work at once. */
  readonly threads: number | undefined;
  readonly dependencies: string | undefined;
  readonly makeCommand: string | undefined;
  readonly info: boolean;
  readonly colorScheme: string;
}

/** The scheme that is built in. */
export const defaultColorScheme = "Cornfield";

/** Part `index` (from 1) of `count` equal parts of an animation. */
export interface Shard {
  readonly index: number;
  readonly count: number;
}

/** The options that are answered instead of doing anything, in their order of precedence. */
export type Question = "help" | "help-export" | "version";

export interface OptionReading {
  readonly quiet: boolean;
  /** For standard error, in order. */
  readonly messages: readonly Diagnostic[];
  readonly question?: Question;
  /** Absent when there is a question, or when the last message ends the command with status 1. */
  readonly options?: CommandOptions;
}

/** Ends the reading: the message is the last one. */
class Fatal extends Error {}

/** Reads the arguments; `formats` are the identifiers of `--export-format`. Throws `ArgumentError`. */
export function readOptions(args: readonly string[], formats: ReadonlySet<string>): OptionReading {
  const reader = new OptionReader(parseArguments(args), formats);
  const { quiet, messages } = reader;
  const flags = reader.readFlags();
  const question = (["help", "help-export", "version"] as const).find((name) => reader.has(name));
  if (question !== undefined) return { quiet, messages, question };
  try {
    return { quiet, messages, options: reader.readRest(flags) };
  } catch (error) {
    if (error instanceof Fatal) return { quiet, messages };
    throw error;
  }
}

type Flags = Pick<
  CommandOptions,
  "quiet" | "debug" | "hardWarnings" | "checkParameters" | "checkParameterRanges" | "traceUserModuleParameters"
>;

class OptionReader {
  readonly messages: Diagnostic[] = [];
  readonly #parsed: ParsedArguments;
  readonly #formats: ReadonlySet<string>;

  constructor(parsed: ParsedArguments, formats: ReadonlySet<string>) {
    this.#parsed = parsed;
    this.#formats = formats;
  }

  get quiet(): boolean {
    return this.has("quiet");
  }

  has(name: string): boolean {
    return this.#parsed.options.has(name);
  }

  #all(name: string): readonly string[] {
    return this.#parsed.options.get(name) ?? [];
  }

  #value(name: string): string | undefined {
    return this.#all(name).at(-1);
  }

  #say(message: string, severity: Severity = "plain"): void {
    this.messages.push({ severity, code: "option", message });
  }

  #fail(message: string, severity: Severity = "plain"): never {
    this.#say(message, severity);
    throw new Fatal(message);
  }

  /** Step 2: what is read before a question is answered. */
  readFlags(): Flags {
    const debug = this.#value("debug");
    if (debug !== undefined) this.#say(`Debug on. --debug=${debug}`);
    return {
      quiet: this.quiet,
      debug: debug !== undefined,
      hardWarnings: this.has("hardwarnings"),
      traceUserModuleParameters: this.#flag("trace-usermodule-parameters", true),
      checkParameters: this.#flag("check-parameters", true),
      checkParameterRanges: this.#flag("check-parameter-ranges", false),
    };
  }

  #flag(name: string, fallback: boolean): boolean {
    const text = this.#value(name);
    if (text === undefined) return fallback;
    if (/^(1|on|true)$/i.test(text)) return true;
    if (/^(0|off|false)$/i.test(text)) return false;
    this.#say(`Could not parse '--${name} ${text}' as flag`);
    return fallback;
  }

  /** Steps 4 to 7, in the order in which their messages come. */
  readRest(flags: Flags): CommandOptions {
    this.#checkBackend();
    this.#checkViews();
    const enabled = this.#readFeatures(flags.hardWarnings);
    const format = this.#value("export-format");
    if (format !== undefined && !this.#formats.has(format))
      this.#fail(`Unknown --export-format option '${format}'.  Use -h to list available options.`);
    const shard = this.#readShard();
    const camera = this.#readCamera();
    this.#checkPicture();
    const preview = this.#value("preview");
    const render = preview === undefined ? this.#value("render") : undefined;
    return {
      ...flags,
      inputs: this.#parsed.positional,
      outputs: this.#all("o"),
      format,
      definitions: this.#all("D"),
      parameterFile: this.#value("p"),
      parameterSet: this.#value("P"),
      features: enabled,
      camera,
      traceDepth: this.#unsigned("trace-depth", 12),
      render: render !== undefined,
      force: render === "force" || render === "cgal",
      animate: this.#unsigned("animate", 0),
      shard,
      exportOptions: readExportOptions(this.#all("O")),
      summary: new Set(this.#all("summary")),
      summaryFile: this.#value("summary-file"),
      timings: this.#value("timings"),
      threads: this.#value("threads") === undefined ? undefined : this.#unsigned("threads", 1),
      dependencies: this.#value("d"),
      makeCommand: this.#value("m"),
      info: this.has("info"),
      colorScheme: this.#value("colorscheme") || defaultColorScheme,
    };
  }

  #checkBackend(): void {
    const backend = this.#value("backend");
    if (backend !== undefined && !/^(cgal|manifold)$/i.test(backend))
      this.#fail(`Unknown rendering backend '${backend}'.`, "error");
  }

  #checkViews(): void {
    for (const view of this.#value("view")?.split(",") ?? [])
      if (!["axes", "crosshairs", "edges", "scales"].includes(view))
        this.#say(`Unknown --view option '${view}' ignored. Use -h to list available options.`);
  }

  #readFeatures(hardWarnings: boolean): ReadonlySet<Feature> {
    const enabled = new Set<Feature>();
    for (const name of this.#all("enable")) {
      if (name === "all") return new Set([...enabled, ...features]);
      const feature = [...features, ...ownFeatures].find((known) => known === name);
      if (feature !== undefined) {
        enabled.add(feature);
        continue;
      }
      const message = `Ignoring request to enable unknown feature '${name}'.`;
      if (hardWarnings) this.#fail(message, "warning");
      this.#say(message, "warning");
    }
    return enabled;
  }

  #readShard(): Shard {
    const text = this.#value("animate_sharding");
    if (text === undefined) return { index: 1, count: 1 };
    const parts = text.split("/");
    if (parts.length !== 2) this.#fail("--animate_sharding requires <shard>/<num_shards>");
    if (!parts.every((part) => /^\d{1,10}$/.test(part)))
      this.#fail("--animate_sharding parameters need to be positive integers");
    const [index, count] = parts.map(Number) as [number, number];
    if (index < 1 || index > count) this.#fail("--animate_sharding: shard needs to be in range <1..num_shards>");
    return { index, count };
  }

  #readCamera(): Camera {
    const { camera, problem } = readCamera({
      camera: this.#value("camera"),
      viewall: this.has("viewall"),
      autocenter: this.has("autocenter"),
    });
    if (problem?.fatal) this.#fail(problem.message);
    if (problem !== undefined) this.#say(problem.message);
    return camera;
  }

  /** What only matters for pictures. */
  #checkPicture(): void {
    const projection = this.#value("projection");
    if (projection !== undefined && !/^(o|ortho|orthogonal|p|perspective)$/.test(projection))
      this.#fail("projection needs to be 'o' or 'p' for ortho or perspective\n");
    const size = this.#value("imgsize")?.split(",");
    if (size === undefined) return;
    if (size.length !== 2) this.#fail("Need 2 numbers for imgsize");
    if (!size.every((part) => /^[+-]?\d{1,9}$/.test(part))) this.#say("Need 2 numbers for imgsize");
  }

  /** The grammar has checked the digits. A negative number wraps (spec/cli.md §1.2). */
  #unsigned(name: string, fallback: number): number {
    const text = this.#value(name);
    return text === undefined ? fallback : Number(text) >>> 0;
  }
}

/** `section/key=value`, split at the first `=`, then at the first `/`; anything else is ignored (spec/cli.md §1.20). */
function readExportOptions(settings: readonly string[]): Map<string, Map<string, string>> {
  const sections = new Map<string, Map<string, string>>();
  for (const setting of settings) {
    const equals = setting.indexOf("=");
    const slash = setting.indexOf("/");
    if (equals < 0 || slash < 0 || slash > equals) continue;
    const section = setting.slice(0, slash);
    const keys = sections.get(section) ?? new Map<string, string>();
    keys.set(setting.slice(slash + 1, equals), setting.slice(equals + 1));
    sections.set(section, keys);
  }
  return sections;
}

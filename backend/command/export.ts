// One `-o`: a complete, independent run of the pipeline and the file that it leaves behind (spec/cli.md §1.9). The third
// step of a command: options → files and exit status.
import { readFileSync } from "node:fs";
import { packageFontFiles } from "../csg/text/package-fonts.ts";
import { evaluate, type Job, type Loaded, type Outcome } from "../pipeline.ts";
import { defaultFaceColors, type FaceColors, type LanguageOptions } from "../shared/context.ts";
import { DiskWorld } from "../shared/disk-world.ts";
import { commandLineLimits } from "../shared/limits.ts";
import { directoryOf } from "../shared/world.ts";
import { frameName, framesOf } from "./animate.ts";
import { makeFile } from "./dependencies.ts";
import { formatOf, knownFormats, suffixOf, unwrittenFormats } from "./formats.ts";
import { type CommandOptions, defaultColorScheme } from "./options.ts";
import { writeOutput } from "./output-file.ts";
import { fontDirectories, isDirectory, libraryPaths } from "./search-paths.ts";
import type { Session } from "./session.ts";
import { threadsOf } from "./threads.ts";

/** How an output ended. `stop`: no further output is made. `exit`: the command ends at once. */
export interface OutputResult {
  readonly status: 0 | 1;
  readonly next: "continue" | "stop" | "exit";
}

const success: OutputResult = { status: 0, next: "continue" };
const failure: OutputResult = { status: 1, next: "continue" };

/** Formats for which the program sees `$preview = true` (spec/cli.md §1.8). */
const previewFormats = new Set(["png", "csg", "ast", "param", "echo", "term"]);

/** Exports one output, or all frames of it. */
export async function exportOutput(session: Session, output: string): Promise<OutputResult> {
  const { options, console } = session;
  const suffix = suffixOf(output);
  const format = options.format ?? formatOf(output);
  if (!knownFormats.has(format)) {
    console.say(`Invalid suffix ${suffix}. Either add a valid suffix or specify one using the --export-format option.`);
    return failure;
  }
  const directory = output.slice(0, output.lastIndexOf("/") + 1);
  if (directory !== "" && !isDirectory(session.pathOf(directory))) {
    const shown = directory.replace(/(?<=.)\/$/, "");
    console.say(`\n'${shown}' is not a directory for output file ${output} - Skipping\n`);
    return failure;
  }
  const faceColors = await readColorScheme(session);
  if (faceColors === undefined) return { status: 1, next: "exit" };
  if (format !== "echo") return exportFrames(session, { output, format, faceColors });
  console.capture();
  const result = await exportFrames(session, { output, format, faceColors });
  const log = console.release();
  // An echo file that cannot be written is silent in OpenSCAD.
  writeOutput(session, output, log);
  return result;
}

/** The colors of the scheme. For a name that no scheme has, prints those that there are. */
async function readColorScheme({ options, environment, console }: Session): Promise<FaceColors | undefined> {
  if (options.colorScheme === defaultColorScheme) return defaultFaceColors;
  const { faceColorsOf, findColorScheme } = await import("./color-schemes.ts");
  const scheme = findColorScheme(options.colorScheme, environment, (line) => console.say(line));
  return scheme && faceColorsOf(scheme);
}

/** The change that a parameter set makes to the program; undefined when not both options were given. */
export async function parameterSetStep(session: Session): Promise<Job["prepare"]> {
  const { parameterFile, parameterSet } = session.options;
  if (!parameterFile || !parameterSet) return undefined;
  const { parameterSetStep } = await import("./parameter-set.ts");
  return parameterSetStep(session, parameterFile, parameterSet);
}

interface Target {
  readonly output: string;
  readonly format: string;
  readonly faceColors: FaceColors;
}

/** The whole animation, or the only picture. The program is parsed once; the first frame that fails is the last. */
async function exportFrames(session: Session, { output, format, faceColors }: Target): Promise<OutputResult> {
  const { options, console } = session;
  const input = options.inputs[0] as string;
  const bytes = readInput(session, input);
  if (bytes === undefined) {
    console.say(`Can't open input file '${input}'!\n`);
    return failure;
  }
  const world = openWorld(session, input, bytes);
  const common = {
    world,
    limits: commandLineLimits,
    inputName: input,
    formats: unwrittenFormats.has(format) ? [] : [format],
    exportOptions: options.exportOptions,
    listen: format === "echo" ? undefined : console.print,
    quiet: options.quiet,
    prepare: await parameterSetStep(session),
    forceConversion: options.force,
    cache: await session.openCache(),
    libraries: session.libraries,
    history: session.history,
    timer: session.timer,
    faceColors,
    guard: session.guard,
    threads: threadsOf(options.threads, session.surroundings),
  };
  const exportOne = async (name: string, changes: Partial<Job>, time: number): Promise<[OutputResult, Loaded?]> => {
    const started = performance.now();
    const outcome = await evaluate({
      ...common,
      options: languageOptions(options, format, time),
      ...changes,
    });
    if (session.isWatched || options.dependencies !== undefined) noteDependencies(session, world, outcome);
    const result = finish(session, { name, format, outcome });
    if (outcome.status === "done" && outcome.geometry !== undefined) {
      const { printSummary } = await import("./summary.ts");
      printSummary(session, outcome, performance.now() - started);
    }
    return [result, outcome.loaded];
  };

  if (options.animate === 0) return (await exportOne(output, {}, 0))[0];
  let loaded: Loaded | undefined;
  for (const { number, time } of framesOf(options)) {
    const name = format === "echo" ? output : frameName(output, number, session.isStrict);
    const announcement = `Exporting ${input}...`;
    const [result, program] = await exportOne(name, { announcement, loaded }, time);
    if (result !== success) return result;
    loaded = program;
  }
  return success;
}

/** Writes what the evaluation gave. The log of an echo export is kept for `exportOutput`. */
function finish(
  session: Session,
  { name, format, outcome }: { readonly name: string; readonly format: string; readonly outcome: Outcome },
): OutputResult {
  const content = outcome.outputs.get(format);
  if (format === "echo") session.console.keep(content ?? new Uint8Array(0));
  if (outcome.status === "hard-warning") return { status: 1, next: "stop" };
  if (outcome.status !== "done") return failure;
  const unwritten = unwrittenFormats.get(format);
  if (unwritten !== undefined) {
    session.console.say(unwritten);
    return failure;
  }
  if (format === "echo" || content === undefined) return success;
  const problem = writeOutput(session, writtenName(session, name, format), content);
  if (problem === "open") session.console.say(`Can't open file "${name}" for export`);
  if (problem === "write")
    session.console.report({ severity: "error", code: "export", message: `"${name}" write error. (Disk full?)` });
  return success;
}

/** OpenSCAD takes relative names of csg and ast files from the input's directory, a bug that only strict mode repeats. */
function writtenName(session: Session, name: string, format: string): string {
  const [input = "-"] = session.options.inputs;
  const moved = session.isStrict && (format === "csg" || format === "ast") && input !== "-" && name !== "-";
  return moved && !name.startsWith("/") ? `${directoryOf(session.pathOf(input))}/${name}` : name;
}

/** Undefined when it cannot be read. */
export function readInput(session: Session, input: string): Uint8Array | undefined {
  if (input === "-") return session.takeStandardInput();
  const path = session.pathOf(input);
  try {
    const bytes = readFileSync(path);
    session.noteLook(path, bytes);
    return bytes;
  } catch {
    return undefined;
  }
}

/** The machine as the program sees it. */
export function openWorld(session: Session, input: string, bytes: Uint8Array): DiskWorld {
  const { environment, workingDirectory } = session;
  const { makeCommand } = session.options;
  return new DiskWorld({
    input,
    bytes,
    workingDirectory,
    libraryPaths: libraryPaths(environment, workingDirectory),
    fontDirectories: fontDirectories(environment, workingDirectory),
    packageFonts: packageFontFiles,
    makeMissing: makeCommand ? (file) => makeFile(session, makeCommand, file) : undefined,
  });
}

export function noteDependencies(session: Session, world: DiskWorld, outcome: Outcome): void {
  const fonts = fontsOf(outcome);
  for (const path of [...world.dependencies(), ...fonts]) session.dependencies.add(path);
  for (const path of [...world.looked, ...fonts]) session.noteLook(path, world.reads.get(path));
}

/** The fonts that the program names by `use`. */
export function fontsOf({ loaded }: Outcome): readonly string[] {
  if (loaded === undefined) return [];
  const { main, libraries } = loaded.program;
  return [main, ...libraries.values()].flatMap((file) => file.fonts);
}

/** What the options mean for the program. */
export function languageOptions(options: CommandOptions, format: string, time: number): LanguageOptions {
  return {
    features: options.features,
    hardWarnings: options.hardWarnings,
    checkParameters: options.checkParameters,
    checkParameterRanges: options.checkParameterRanges,
    traceUserModuleParameters: options.traceUserModuleParameters,
    traceDepth: options.traceDepth,
    preview: previewFormats.has(format) && !options.render,
    time,
    camera: options.camera,
    definitions: options.definitions,
  };
}

// `moicad validate` and `moicad heal`: mesh files instead of programs (spec/server.md ). Validation reports on
// standard output; healing writes a new file, tells about it on standard error and never touches the original.
import { readFileSync, realpathSync } from "node:fs";
import { openExamination } from "../inspect/context.ts";
import { fileTypeNames, findFileType } from "../inspect/file-types.ts";
import { isValid } from "../inspect/report.ts";
import { healingLines, validationLines } from "../inspect/report-text.ts";
import type { ExaminedFile } from "../inspect/validate.ts";
import { formats } from "../output/formats.ts";
import { commandLineLimits, LimitError } from "../shared/limits.ts";
import { encodeUtf8 } from "../shared/text.ts";
import { Console } from "./console.ts";
import { failureText } from "./failure.ts";
import { readFileArguments } from "./file-arguments.ts";
import { openGuard } from "./guard.ts";
import type { Surroundings } from "./main.ts";
import { writeOutput } from "./output-file.ts";

const types = fileTypeNames.join(", ");

const validateUsage = `Usage: moicad validate [--json] [--type TYPE] FILE...
Reports on mesh files in five stages. Status 0: all are valid; 1: some are not, or cannot be read.
  --json        one JSON object per file and line
  --type TYPE   what the files are, if their suffixes do not say it: ${types}
`;

const healUsage = `Usage: moicad heal [-o OUT] [--format FORMAT] [--json] [--type TYPE] FILE
Writes a healed copy of a mesh file; the original stays as it is. Status 0: the copy is valid; 1: something is still
wrong with it, or nothing could be written.
  -o OUT            the copy ('-' for standard output); default: FILE with '.healed' before its suffix
  --format FORMAT   its format; default: by the suffix of OUT, else that of FILE
  --json            the report as JSON on standard output
  --type TYPE       what FILE is, if its suffix does not say it: ${types}
`;

const value = { takesValue: true };
const flag = { takesValue: false };

/** Gives the exit status. */
export async function validateFiles(args: readonly string[], surroundings: Surroundings): Promise<number> {
  const console = new Console({ streams: surroundings.streams, quiet: false });
  const known = new Map([
    ["--json", flag],
    ["--type", value],
    ["--help", flag],
  ] as const);
  const read = readFileArguments(args, known);
  if (typeof read !== "string" && read.options.has("help")) return say(console, validateUsage, 0);
  const problem =
    typeof read === "string" ? read : (typeProblem(read.options) ?? fileProblem(read.files, "needs a file"));
  if (typeof read === "string" || problem !== undefined)
    return say(console, `moicad validate: ${problem}\n${validateUsage}`, 1);
  const { readerFor, validate } = await import("../inspect/validate.ts");
  let status = 0;
  for (const name of read.files) {
    const validated = await guarded(console, name, async () => {
      const file = open(surroundings, name, read.options.get("type"));
      const guard = openGuard(surroundings.environment, console, name);
      return validate(openExamination(commandLineLimits, guard), file, await readerFor(file));
    });
    if (validated === undefined || !isValid(validated.validation)) status = 1;
    if (validated === undefined) continue;
    const { validation, type } = validated;
    const report = read.options.has("json")
      ? JSON.stringify({ file: name, type: type?.name ?? null, validation })
      : validationLines(name, validated).join("\n");
    console.writeOut(encodeUtf8(`${report}\n`));
  }
  console.flush();
  return status;
}

/** Gives the exit status. */
export async function healFile(args: readonly string[], surroundings: Surroundings): Promise<number> {
  const console = new Console({ streams: surroundings.streams, quiet: false });
  const known = new Map([
    ["-o", value],
    ["--format", value],
    ["--json", flag],
    ["--type", value],
    ["--help", flag],
  ]);
  const read = readFileArguments(args, known);
  if (typeof read !== "string" && read.options.has("help")) return say(console, healUsage, 0);
  const problem =
    typeof read === "string"
      ? read
      : (typeProblem(read.options) ?? fileProblem(read.files.length === 1 ? read.files : [], "needs one file"));
  if (typeof read === "string" || problem !== undefined)
    return say(console, `moicad heal: ${problem}\n${healUsage}`, 1);
  const [name] = read.files as [string];
  const { options } = read;
  const file = open(surroundings, name, options.get("type"));
  const target = targetOf(name, options);
  if (target === undefined) return say(console, "moicad heal: the output needs a format that holds solids", 1);
  if (isSame(surroundings, target.out, name)) {
    return say(console, `moicad heal: '${name}' is the original, which is kept: name another output`, 1);
  }
  if (options.has("json") && target.out === "-")
    return say(console, "moicad heal: standard output cannot hold both the file and the report", 1);
  const status = await guarded(console, name, () => healTo(console, surroundings, { name, file, options, ...target }));
  console.flush();
  return status ?? 1;
}

interface Target {
  readonly out: string;
  /** Undefined: that of the file. */
  readonly format: string | undefined;
}

interface HealJob extends Target {
  readonly name: string;
  readonly file: ExaminedFile;
  readonly options: ReadonlyMap<string, string>;
}

async function healTo(console: Console, surroundings: Surroundings, job: HealJob): Promise<number> {
  const { name, file, options, out, format } = job;
  const { healFile: heal } = await import("../inspect/heal-file.ts");
  const guard = openGuard(surroundings.environment, console, name);
  const { healing, validation, type, bytes } = await heal(openExamination(commandLineLimits, guard), file, { format });
  if (options.has("json")) {
    const report = {
      file: name,
      type: type?.name ?? null,
      validation,
      healing,
      output: bytes === undefined ? null : out,
    };
    console.writeOut(encodeUtf8(`${JSON.stringify(report)}\n`));
  } else for (const line of healingLines(name, healing)) console.say(line);
  if (bytes === undefined) {
    console.say(`moicad heal: there is nothing to write for ${name}`);
    return 1;
  }
  const failed = writeOutput({ console, pathOf: (path) => absolute(surroundings.workingDirectory, path) }, out, bytes);
  if (failed !== undefined) {
    console.say(failed === "open" ? `Can't open file "${out}"` : `"${out}" write error. (Disk full?)`);
    return 1;
  }
  return healing.remaining.some(({ severity }) => severity === "error") ? 1 : 0;
}

function open({ streams, workingDirectory }: Surroundings, name: string, type: string | undefined): ExaminedFile {
  const suffix = /\.([^./]+)$/.exec(name)?.[1] ?? "";
  return { name, bytes: read(), type: findFileType(type ?? suffix) };

  function read(): Uint8Array | undefined {
    try {
      return name === "-" ? streams.readIn() : readFileSync(absolute(workingDirectory, name));
    } catch {
      // The first stage of the report says so.
      return undefined;
    }
  }
}

function targetOf(name: string, options: ReadonlyMap<string, string>): Target | undefined {
  const out = options.get("o") ?? (name === "-" ? "-" : name.replace(/(\.[^./]+)?$/, ".healed$1"));
  const own = /\.([^./]+)$/.exec(name)?.[1]?.toLowerCase();
  const suffix = /\.([^./]+)$/.exec(out)?.[1]?.toLowerCase();
  const format = options.get("format") ?? (suffix === own || out === "-" ? undefined : (suffix ?? ""));
  return format === undefined || formats.get(format)?.accepts === "3d" ? { out, format } : undefined;
}

function isSame({ workingDirectory }: Surroundings, out: string, name: string): boolean {
  if (out === "-") return false;
  try {
    return realpathSync(absolute(workingDirectory, out)) === realpathSync(absolute(workingDirectory, name));
  } catch {
    // What is not there yet is no original.
    return false;
  }
}

function absolute(workingDirectory: string, name: string): string {
  return name.startsWith("/") ? name : `${workingDirectory}/${name}`;
}

function typeProblem(options: ReadonlyMap<string, string>): string | undefined {
  const type = options.get("type");
  return type === undefined || findFileType(type) !== undefined ? undefined : `'${type}' is none of ${types}`;
}

function fileProblem(files: readonly string[], message: string): string | undefined {
  return files.length === 0 ? message : undefined;
}

function say(console: Console, text: string, status: number): number {
  console.say(text.trimEnd());
  console.flush();
  return status;
}

/** Undefined when the work ended in an error, which is told in one line. */
async function guarded<T>(console: Console, name: string, work: () => T | Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    console.say(`ERROR: ${name}: ${error instanceof LimitError ? error.message : failureText(error)}`);
    return undefined;
  }
}

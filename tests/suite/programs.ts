// The programs of this folder and their goldens: `name.scad` with `name.echo`, `name.csg` or `name.ast` beside it, each in
// OpenSCAD's own format, or with `name.json`, the facts of its shape. A first line `// args: …` gives options of the command
// line.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { readOptions } from "../../backend/command/options.ts";
import { packageFontFiles } from "../../backend/csg/text/package-fonts.ts";
import { formats } from "../../backend/output/formats.ts";
import { evaluate, type Job, type Outcome } from "../../backend/pipeline.ts";
import { DiskWorld } from "../../backend/shared/disk-world.ts";
import { commandLineLimits } from "../../backend/shared/limits.ts";
import { decodeUtf8 } from "../../backend/shared/text.ts";
import { measure, type ShapeFacts } from "../contract/measure.ts";

/** The formats that a golden may have. */
export const goldenFormats = ["echo", "csg", "ast", "json"] as const;
export type GoldenFormat = (typeof goldenFormats)[number];

export interface SuiteProgram {
  /** Path inside the suite without `.scad`. */
  readonly name: string;
  readonly path: string;
}

/** Every program of the suite by name. Files in a folder `lib` are used by programs and are none themselves. */
export function listPrograms(root: string = import.meta.dir): SuiteProgram[] {
  return readdirSync(root, { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".scad") && !path.split("/").includes("lib"))
    .sort()
    .map((path) => ({ name: relative("", path).slice(0, -5), path: join(root, path) }));
}

export function goldenPath({ path }: SuiteProgram, format: GoldenFormat): string {
  return `${path.slice(0, -5)}.${format}`;
}

/** The formats for which the program has a golden. */
export function goldensOf(program: SuiteProgram): GoldenFormat[] {
  return goldenFormats.filter((format) => existsSync(goldenPath(program, format)));
}

/** What the program gives in a format, as `openscad -o name.<format> name.scad` does in the program's folder. */
export async function runProgram(program: SuiteProgram, format: GoldenFormat): Promise<string> {
  if (format === "json") return printFacts(await measureProgram(program));
  const { outputs } = await evaluateProgram(program, [format]);
  return decodeUtf8(outputs.get(format) ?? new Uint8Array(0));
}

/** How deep endless recursion goes before it is ended may differ. */
export function comparable(text: string): string {
  return text.replaceAll(/Excluding \d+ frames/g, "Excluding N frames");
}

/** What there is to say of the program's shape before it is tessellated for a format; null when it has none. */
export async function measureProgram(program: SuiteProgram): Promise<ShapeFacts | null> {
  const { geometry } = await evaluateProgram(program, ["off"]);
  return geometry ? measure(geometry) : null;
}

/** Evaluates the program as the command line does in the program's folder. */
export function evaluateProgram({ path }: SuiteProgram, formats: readonly string[]): Promise<Outcome> {
  const bytes = readFileSync(path);
  const directory = dirname(path);
  const input = path.slice(directory.length + 1);
  return evaluate({
    world: new DiskWorld({
      input,
      bytes,
      workingDirectory: directory,
      libraryPaths: [],
      packageFonts: packageFontFiles,
    }),
    options: optionsOf(bytes),
    limits: commandLineLimits,
    inputName: input,
    formats,
  });
}

/** Numbers with as many digits as any computer gives alike. */
function printFacts(facts: ShapeFacts | null): string {
  const round = (_key: string, value: unknown): unknown =>
    typeof value === "number" ? Number(value.toPrecision(10)) + 0 : value;
  return `${JSON.stringify(facts, round, 2).replace(/\[[^[\]{}]*\]/g, (list) => list.replace(/\s+/g, " "))}\n`;
}

function optionsOf(source: Uint8Array): Job["options"] {
  const args = /^\/\/ args: (.*)/.exec(decodeUtf8(source))?.[1]?.split(" ") ?? [];
  const { options, messages } = readOptions(args, new Set(formats.keys()));
  if (options === undefined) throw new Error(`bad arguments: ${messages.map(({ message }) => message).join("; ")}`);
  return { ...options, preview: !options.render, time: 0 };
}

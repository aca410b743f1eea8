// What is measured: programs of tests/bench/programs that make a file. A new one needs its file and a line here. The kinds
// of geometry are those of kintel/openscad-benchmark and of what is known to be slow; the programs are our own.
import { copyFileSync, cpSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";

export interface BenchProgram {
  readonly name: string;
  readonly kind: "start" | "geometry" | "library" | "model";
  /** Suffix of the output, which decides how far the evaluation goes. */
  readonly output: "echo" | "csg" | "stl" | "svg";
  /** Where it is, if not in tests/bench/programs. Its neighbors go along. */
  readonly file?: string;
  /** Writes the files that the program reads, beside it. */
  readonly files?: (folder: string) => void;
}

const geometry = (name: string): BenchProgram => ({ name, kind: "geometry", output: "stl" });
/** Needs BOSL2 in a folder of OPENSCADPATH. */
const library = (name: string): BenchProgram => ({ name, kind: "library", output: "stl" });

export const programs: readonly BenchProgram[] = [
  { name: "cube", kind: "start", output: "stl" },
  geometry("tree"),
  geometry("plate"),
  geometry("sponge"),
  geometry("rounded"),
  { name: "lettering", kind: "geometry", output: "svg" },
  geometry("bolts"),
  geometry("chainmail"),
  geometry("maze"),
  geometry("scale-mail"),
  geometry("condensed-matter"),
  geometry("nested-spheres"),
  geometry("stamps"),
  geometry("rounded-boxes"),
  geometry("spheres"),
  geometry("holes"),
  geometry("gears"),
  geometry("box-rounded"),
  geometry("gear-rounded"),
  geometry("ring-rounded"),
  geometry("hull-points"),
  geometry("hull-chain"),
  geometry("letters"),
  geometry("twists"),
  geometry("parts"),
  { name: "scan", kind: "geometry", output: "stl", files: writeScan },
  library("bosl-bolt"),
  library("bosl-housing"),
];

function writeScan(folder: string): void {
  const { success, stderr } = Bun.spawnSync([process.execPath, path.join(import.meta.dir, "scan.ts"), folder]);
  if (!success) throw new Error(`scan.ts: ${stderr}`);
}

/** A program in a folder of its own with the files that it reads. */
export interface Prepared {
  readonly program: BenchProgram;
  readonly folder: string;
  readonly file: string;
}

export function prepare(program: BenchProgram, parent: string): Prepared {
  const { name, files } = program;
  const folder = path.join(parent, name.replaceAll("/", "-"));
  const source = program.file ?? path.join(import.meta.dir, "programs", `${name}.scad`);
  const file = path.join(folder, path.basename(source));
  if (program.file === undefined) {
    mkdirSync(folder);
    copyFileSync(source, file);
    files?.(folder);
  } else cpSync(path.dirname(source), folder, { recursive: true });
  return { program, folder, file };
}

/** The files that a program names, by their paths from its folder. */
export function filesOf({ folder, file }: Prepared): ReadonlyMap<string, Uint8Array> {
  const text = readFileSync(file, "utf8");
  const names = readdirSync(folder).filter((name) => name !== path.basename(file) && text.includes(name));
  return new Map(names.map((name) => [name, readFileSync(path.join(folder, name))]));
}

/** Every program below a folder, as far as `command` makes a file of it: a solid, a drawing, or what it prints. */
export function programsIn(folder: string, command: readonly string[], scratch: string): readonly BenchProgram[] {
  const found = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".scad"));
  return found.sort().flatMap((name) => {
    const file = path.resolve(folder, name);
    const output = (["stl", "svg", "echo"] as const).find((suffix) => {
      const target = path.join(scratch, `probe.${suffix}`);
      const child = Bun.spawnSync([...command, file, "-o", target], { cwd: scratch });
      return child.exitCode === 0;
    });
    const kind = "model" as const;
    return output === undefined ? [] : [{ name: name.slice(0, -".scad".length), kind, output, file }];
  });
}

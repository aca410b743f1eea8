// Runs commands in this process or as a process of their own, each in a fresh directory with the given files.
import { expect } from "bun:test";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { findBundle } from "../../backend/command/bundle.ts";
import { runCommand } from "../../backend/command/main.ts";

export interface CommandSetup {
  /** Files by name, before the command runs. */
  readonly files?: Readonly<Record<string, string>>;
  readonly stdin?: string;
  readonly environment?: Readonly<Record<string, string>>;
  /** Where the command runs, inside the fresh directory. */
  readonly directory?: string;
  /** The name that the command is called by, if not `openscad`. */
  readonly name?: string;
}

export interface CommandResult {
  readonly status: number;
  readonly out: string;
  /** With the fresh directory shown as `DIR`, as in the files. */
  readonly err: string;
  /** What the command made or changed, by name. */
  readonly made: Readonly<Record<string, string>>;
}

/** What users start, or the sources where that is not made or not up to date. */
const bundle = findBundle();
const command = bundle === undefined ? [process.execPath, join(import.meta.dir, "../../backend/cli.ts")] : [bundle];

/** A model of one cube, under the name that most tests use. */
export const cube = { "c.scad": "cube(1);\n" };

/** That model as `.csg` text. */
export const csg = "cube(size = [1, 1, 1], center = false);\n\n";

/** Runs a command line, split at blanks, and compares everything: what is not named is empty. */
export async function check(
  line: string,
  expected: Partial<CommandResult>,
  setup: CommandSetup = { files: cube },
): Promise<void> {
  const args = line === "" ? [] : line.split(" ");
  expect(await run(args, setup)).toEqual({ status: 0, out: "", err: "", made: {}, ...expected });
}

/** Runs a command in this process. Its environment is empty but for what the setup gives. */
export async function run(args: readonly string[], setup: CommandSetup = {}): Promise<CommandResult> {
  const directory = makeDirectory(setup);
  const out: Uint8Array[] = [];
  const err: Uint8Array[] = [];
  try {
    const status = await runCommand(args, {
      streams: {
        readIn: () => Buffer.from(setup.stdin ?? ""),
        writeOut: (bytes) => void out.push(bytes),
        writeError: (bytes) => void err.push(bytes),
      },
      workingDirectory: join(directory, setup.directory ?? ""),
      environment: { HOME: join(directory, "home"), ...setup.environment },
      name: setup.name ?? "openscad",
    });
    return resultOf(directory, setup, { status, out: Buffer.concat(out), err: Buffer.concat(err) });
  } finally {
    rmSync(directory, { recursive: true });
  }
}

/** Runs a command as its own process. */
export async function spawn(args: readonly string[], setup: CommandSetup = {}): Promise<CommandResult> {
  const directory = makeDirectory(setup);
  try {
    const child = Bun.spawn([...command, ...args], {
      cwd: join(directory, setup.directory ?? ""),
      env: environmentOf(directory, setup),
      stdin: Buffer.from(setup.stdin ?? ""),
      stdout: "pipe",
      stderr: "pipe",
    });
    const [out, err, status] = await Promise.all([child.stdout.bytes(), child.stderr.bytes(), child.exited]);
    return resultOf(directory, setup, { status, out: Buffer.from(out), err: Buffer.from(err) });
  } finally {
    rmSync(directory, { recursive: true });
  }
}

/** Runs a line of the system's shell in which `openscad` is the command. */
export async function shell(line: string, setup: CommandSetup = {}): Promise<CommandResult> {
  const directory = makeDirectory(setup);
  try {
    const words = command.map((word) => `"${word}"`).join(" ");
    const definition = `COMMAND='${words}'; export COMMAND\nopenscad() { ${words} "$@"; }`;
    const child = Bun.spawn(["/bin/sh", "-c", `${definition}\n${line}`], {
      cwd: join(directory, setup.directory ?? ""),
      env: environmentOf(directory, setup),
      stdin: Buffer.from(setup.stdin ?? ""),
      stdout: "pipe",
      stderr: "pipe",
    });
    const [out, err, status] = await Promise.all([child.stdout.bytes(), child.stderr.bytes(), child.exited]);
    return resultOf(directory, setup, { status, out: Buffer.from(out), err: Buffer.from(err) });
  } finally {
    rmSync(directory, { recursive: true });
  }
}

/** Bun must not put its cache of transpiled files into the fresh directory. */
function environmentOf(directory: string, { environment }: CommandSetup): Record<string, string | undefined> {
  const { PATH } = process.env;
  return { PATH, HOME: join(directory, "home"), BUN_RUNTIME_TRANSPILER_CACHE_PATH: "0", ...environment };
}

function makeDirectory({ files = {}, directory = "" }: CommandSetup): string {
  const root = mkdtempSync(join(tmpdir(), "moicad-cli-"));
  mkdirSync(join(root, directory), { recursive: true });
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), text);
  }
  return root;
}

function resultOf(
  directory: string,
  { files = {} }: CommandSetup,
  { status, out, err }: { readonly status: number; readonly out: Buffer; readonly err: Buffer },
): CommandResult {
  // A dependency file has a backslash before each blank.
  const shown = (text: string): string =>
    text.replaceAll(directory, "DIR").replaceAll(directory.replaceAll(" ", "\\ "), "DIR");
  const made: Record<string, string> = {};
  for (const name of readdirSync(directory, { recursive: true, encoding: "utf8" }).sort()) {
    const path = join(directory, name);
    if (!statSync(path).isFile()) continue;
    const text = readFileSync(path, "utf8");
    if (text !== files[name]) made[name] = shown(text);
  }
  return { status, out: shown(out.toString()), err: shown(err.toString()), made };
}

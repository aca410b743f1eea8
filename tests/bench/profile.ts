// `bun run bench profile [PATTERN…] [--rounds N] [--models FOLDER]`: where a fresh command spends its time. The engine takes a
// sample of its stack every millisecond; each counts for the library that it is in, or for the folder of our own code.
// Samples are counted, not the time between them: on a busy machine that is somebody else's.
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { root } from "./contestants.ts";
import { type Prepared, prepare, programs, programsIn } from "./programs.ts";
import { printTable } from "./report.ts";

interface CallFrame {
  readonly functionName: string;
  readonly url: string;
}

/** The part that is read of V8's form of a profile, which the engine writes. */
interface Profile {
  readonly nodes: readonly {
    readonly id: number;
    readonly callFrame: CallFrame;
    readonly children?: readonly number[];
  }[];
  readonly samples: readonly number[];
}

const shares = [
  "Manifold: operations",
  "Manifold: meshes in and out",
  "Clipper2",
  "other libraries",
  "hulls, tessellation",
  "rest of the kernel",
  "text",
  "program",
  "files",
  "start, memory",
] as const;
type Share = (typeof shares)[number];

/** Methods of the engine of solids that bring meshes into the library's memory and out of it. */
const conversions = /#?(ofTriangles|numberedOf|placed|replaced|withoutTolerance|pointsOf|surfaceOf|view)$/;

/** By the frames of a sample, innermost first. */
export function shareOf(stack: readonly CallFrame[]): Share {
  const ours = stack.filter(({ url }) => /\/(backend|wasm)\//.test(url) && !url.includes("/node_modules/"));
  // What runs with the library's failures caught is a function without a name.
  const own = ours.find(({ functionName }) => /^#?\w+$/.test(functionName) && !/^(run|anonymous)$/.test(functionName));
  const folder = /\/(?:backend|wasm)\/(.*)$/.exec(own?.url ?? "")?.[1] ?? "";
  if (stack[0]?.functionName.includes("wasm-") || isGlue(stack[0])) {
    if (folder.startsWith("kernel/polygon")) return "Clipper2";
    if (!folder.startsWith("kernel/manifold")) return own === undefined ? "start, memory" : "other libraries";
    return conversions.test(own?.functionName ?? "") ? "Manifold: meshes in and out" : "Manifold: operations";
  }
  if (/^kernel\/(mesh|extrude)\//.test(folder)) return "hulls, tessellation";
  if (folder.startsWith("kernel/")) return "rest of the kernel";
  if (folder.startsWith("csg/text")) return "text";
  if (/^(ast|compile|csg)\//.test(folder)) return "program";
  return /^(output|input|shared\/text-buffer)/.test(folder) ? "files" : "start, memory";
}

/** Functions that Emscripten makes around a module. */
function isGlue(frame: CallFrame | undefined): boolean {
  return /node_modules\/(manifold-3d|clipper2-wasm|harfbuzzjs)\//.test(frame?.url ?? "");
}

function count({ nodes, samples }: Profile, into: Map<Share, number>): void {
  const frames = new Map(nodes.map(({ id, callFrame }) => [id, callFrame]));
  const parents = new Map(nodes.flatMap(({ id, children = [] }) => children.map((child) => [child, id] as const)));
  for (const sample of samples) {
    const stack: CallFrame[] = [];
    for (let at: number | undefined = sample; at !== undefined; at = parents.get(at)) {
      const frame = frames.get(at);
      if (frame !== undefined) stack.push(frame);
    }
    const share = shareOf(stack);
    into.set(share, (into.get(share) ?? 0) + 1);
  }
}

/** The engine's settings that `bin/moicad` has for a command. */
function commandSettings(): Record<string, string> {
  const script = readFileSync(path.join(root, "bin/moicad"), "utf8");
  return Object.fromEntries(
    [...script.matchAll(/"\$\{(BUN_JSC_\w+):=(\w+)\}"/g)].map(([, name, value]) => [name, value]),
  );
}

/** One run from the sources, whose names tell the places; one thread, for only that is sampled. */
async function run({ program, folder, file }: Prepared, scratch: string): Promise<Profile> {
  const flags = ["--cpu-prof", "--cpu-prof-name=run.cpuprofile", `--cpu-prof-dir=${scratch}`];
  const target = path.join(folder, `out.${program.output}`);
  const command = [process.execPath, ...flags, path.join(root, "backend/cli.ts"), "--threads=1", file, "-o", target];
  const env = { ...process.env, ...commandSettings() };
  const status = await Bun.spawn(command, { env, stdio: ["ignore", "ignore", "ignore"] }).exited;
  if (status !== 0) throw new Error(`${program.name} ended with status ${status}`);
  return JSON.parse(readFileSync(path.join(scratch, "run.cpuprofile"), "utf8"));
}

if (import.meta.main) {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { rounds: { type: "string", default: "3" }, models: { type: "string" } },
  });
  const scratch = mkdtempSync(path.join(tmpdir(), "moicad-profile-"));
  try {
    const all =
      values.models === undefined
        ? programs.filter(({ kind }) => kind === "geometry")
        : programsIn(path.resolve(values.models), [path.join(root, "bin/moicad")], scratch);
    const rows: string[][] = [];
    for (const program of all) {
      if (positionals.length > 0 && !positionals.some((pattern) => program.name.includes(pattern))) continue;
      console.error(`profile: ${program.name}`);
      const prepared = prepare(program, scratch);
      const counts = new Map<Share, number>();
      for (let round = 0; round < Number(values.rounds); round++) count(await run(prepared, scratch), counts);
      const total = [...counts.values()].reduce((sum, samples) => sum + samples, 0);
      const percent = (share: Share): string => `${Math.round((100 * (counts.get(share) ?? 0)) / total)}`;
      rows.push([program.name, `${Math.round(total / Number(values.rounds))}`, ...shares.map(percent)]);
    }
    console.log(
      printTable({ title: "Samples of a run, and % by place", columns: ["program", "samples", ...shares], rows }),
    );
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

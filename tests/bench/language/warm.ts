// A warm process of the language benchmark: evaluates programs on request as an evaluation process of the service does,
// with its budgets and with libraries kept, and answers with what each evaluation took. Geometry is never realized.
import { readFileSync, statSync } from "node:fs";
import path from "node:path";
import { evaluate, openLibraryCache } from "../../../backend/pipeline.ts";
import { defaultLanguageOptions } from "../../../backend/shared/context.ts";
import { FileMemory } from "../../../backend/shared/file-memory.ts";
import { type Limits, serverLimits } from "../../../backend/shared/limits.ts";
import { MemoryWorld } from "../../../backend/shared/memory-world.ts";
import type { FileStatus } from "../../../backend/shared/world.ts";

export interface WarmRequest {
  readonly file: string;
  readonly text: string;
  readonly libraryPaths: readonly string[];
}

export interface WarmAnswer {
  readonly status: string;
  /** From bytes of source to bytes of echo output, in milliseconds; `processor` counts the engine's threads too. */
  readonly wall: number;
  readonly processor: number;
  /** Parsing and linking, as far as they went. */
  readonly front: number;
  /** Peak resident memory of the process so far, in MiB. */
  readonly memory: number;
  readonly output: string;
}

/** The budgets of the service, but for nodes: a benchmark of nodes makes more than a model may. */
const limits: Limits = { ...serverLimits, csgNodes: 1_000_000, consoleBytes: 10_000_000 };
/** With the argument `remember`, also results of calls, as the service does: then little is left to evaluate. */
const results = process.argv.includes("remember") ? { bytes: 32 * 2 ** 20 } : undefined;
const libraries = openLibraryCache({ results });
const files = new FileMemory();

/** As the service sees libraries: what did not change is not read again. */
const disk = {
  status(name: string): FileStatus | undefined {
    const status = statSync(name, { throwIfNoEntry: false });
    return status && { kind: status.isDirectory() ? "directory" : "file", mtime: status.mtimeMs };
  },
  read(name: string): Uint8Array | undefined {
    const status = statSync(name, { throwIfNoEntry: false });
    return status?.isFile() ? files.read(name, status, readFileSync) : undefined;
  },
};

async function answer({ file, text, libraryPaths }: WarmRequest): Promise<WarmAnswer> {
  const world = new MemoryWorld({ main: text, path: file, libraryPaths, fallback: disk });
  const before = process.cpuUsage();
  const started = performance.now();
  const { status, outputs, timings } = await evaluate({
    world,
    limits,
    inputName: path.basename(file),
    options: defaultLanguageOptions,
    formats: ["echo"],
    libraries,
  });
  const wall = performance.now() - started;
  const { user, system } = process.cpuUsage(before);
  const front = timings
    .filter(({ stage }) => stage === "parse" || stage === "link")
    .reduce((sum, { milliseconds }) => sum + milliseconds, 0);
  const memory = process.resourceUsage().maxRSS / 1024;
  const output = new TextDecoder().decode(outputs.get("echo"));
  return { status, wall, processor: (user + system) / 1000, front, memory, output };
}

process.on("message", async (request: WarmRequest) => {
  process.send?.(await answer(request));
});

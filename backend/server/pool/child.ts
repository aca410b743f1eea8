// The main program of an evaluation process: one task at a time from the service, one reply each. Before it says that it
// is ready it loads the kernels and proves them on a small program. The only code of the server that runs user programs.
//
//   bun child.ts <bytes of memory> <bytes that solids may use of it> <bytes of shapes to keep> <file of the cancel flag>
//     [library folders]
import { ShapeCache } from "../../kernel/cache.ts";
import { KernelError } from "../../kernel/kernel.ts";
import { openLibraryCache } from "../../pipeline.ts";
import { Cancelled } from "../../shared/limits.ts";
import { watchCaches } from "../work/cache-use.ts";
import { openLibraries } from "../work/libraries.ts";
import { runTask } from "../work/run-task.ts";
import { CancelFlag } from "./cancel-flag.ts";
import { confine } from "./confine.ts";
import { garbageWatch, replacedShare } from "./garbage.ts";
import { ownMemoryReader } from "./process-status.ts";
import type { ChildMessage, Reply, TaskEnd, TaskMessage } from "./protocol.ts";

const [memoryBytes, solidBytes, keptBytes, flagPath = "", ...libraryFolders] = process.argv.slice(2);
const keepsShapes = Number(keptBytes) > 0;
const flag = CancelFlag.open(flagPath);
const readMemory = ownMemoryReader();
const readResidentBytes = (): number => readMemory()?.residentBytes ?? process.memoryUsage.rss();
const lookForGarbage = garbageWatch({
  memoryBytes: Number(memoryBytes),
  readResidentBytes,
  collect: () => Bun.gc(true),
});
/** Within a task shapes are kept always: equal ones are made once. */
const cache = new ShapeCache({
  maxBytes: keepsShapes ? Number(keptBytes) : undefined,
  memoryBytes: Number(solidBytes),
});
const libraries = openLibraries(libraryFolders);
/** Of results of functions: a large sweep of BOSL2 has 15 MB. */
const mostResultBytes = 32 * 2 ** 20;
const parsed = openLibraryCache({
  // Room for one large library with everything it includes.
  characters: 4_000_000,
  results: keepsShapes ? { bytes: Math.min(mostResultBytes, Number(memoryBytes) / 12) } : undefined,
});

function send(message: ChildMessage): void {
  process.send?.(message);
}

async function answer({ id, task, resultPath }: TaskMessage): Promise<void> {
  if (!keepsShapes) cache.clear();
  const caches = watchCaches(cache, parsed);
  const before = process.cpuUsage();
  const costs = (): Costs => {
    const { user, system } = process.cpuUsage(before);
    // One task may bring much.
    if (readResidentBytes() > replacedShare * Number(memoryBytes)) lookForGarbage();
    const memory = readMemory();
    return {
      processorMilliseconds: (user + system) / 1000,
      residentBytes: memory?.residentBytes ?? process.memoryUsage.rss(),
      dataBytes: memory?.dataBytes,
      caches: caches(),
    };
  };
  try {
    const result = await runTask(task, {
      resultPath,
      cache,
      libraries,
      parsed,
      isCancelled: () => flag.isCancelled(id),
      onEvent: (event) => send({ kind: "event", id, event }),
    });
    send({ kind: "reply", id, ...result, ...costs(), spent: cache.engines.failed });
  } catch (error) {
    if (error instanceof Cancelled) {
      reply(id, { status: "cancelled" }, { ...costs(), spent: cache.engines.failed });
      return;
    }
    // Whatever state the kernels are in, this process must not serve again; the service ends it.
    const reason = isOutOfMemory(error) ? "memory" : "defect";
    reply(id, { status: "failure", reason, message: describe(error) }, { ...costs(), spent: true });
  }
}

type Costs = Pick<Reply, "processorMilliseconds" | "residentBytes" | "dataBytes" | "caches">;

/** The reply of a task that has no result. */
function reply(id: number, end: TaskEnd, costs: Costs & Pick<Reply, "spent">): void {
  send({ kind: "reply", id, end, diagnostics: [], timings: [], ...costs });
}

/** How memory runs out: the cap of a module, a refused typed array, or an access beyond what WASM could get. */
function isOutOfMemory(error: unknown): boolean {
  if (error instanceof KernelError) return error.reason === "memory" || error.cause instanceof WebAssembly.RuntimeError;
  return error instanceof RangeError && /memory|allocat|array length|buffer/i.test(error.message);
}

function describe(error: unknown): string {
  return (error instanceof Error ? (error.stack ?? error.message) : String(error)).slice(0, 4000);
}

/** Both kernels at work: a corner cut off a cube (7), and a square made wider (9) and lifted off the plane. */
const proof = {
  source: `difference() { cube(2); translate([1, 1, 1]) cube(2); }
    translate([5, 5, 5]) linear_extrude(1) offset(delta = 1) square(1);`,
  volume: 16,
};

async function proveReady(): Promise<void> {
  const { end } = await runTask(
    { kind: "evaluate", source: proof.source, files: new Map(), format: "json", definitions: [], limits: {} },
    { resultPath: "", cache, libraries, parsed },
  );
  const text = end.status === "success" && "inline" in end.payload ? new TextDecoder().decode(end.payload.inline) : "";
  const volume = Number(/"volume":([\d.e-]+)/.exec(text)?.[1]);
  if (!(Math.abs(volume - proof.volume) < 1e-6))
    throw new Error(`the kernels are wrong: ${volume} instead of ${proof.volume} (${end.status})`);
}

process.on("disconnect", () => process.exit(0));
process.on("message", (message: TaskMessage) => void answer(message).then(lookForGarbage));
await proveReady();
send({ kind: "ready", unconfined: confine() });

// What a further thread does: it takes groups of parts as long as there are any, realizes them as the first thread would, and
// tells what a result shows of them.
import type { CsgNode } from "../../csg/nodes.ts";
import type { Context } from "../../shared/context.ts";
import { Deadline } from "../../shared/limits.ts";
import { MemoryWorld } from "../../shared/memory-world.ts";
import { SourceMap } from "../../shared/source.ts";
import { Timer } from "../../shared/timing.ts";
import { ShapeCache } from "../cache.ts";
import { loadKernel } from "../load.ts";
import type { Shown, Told } from "../manifold/distant.ts";
import type { Origins } from "../manifold/origins.ts";
import { Solid, withTemporaries } from "../manifold/solid.ts";
import type { Assignment, MadePart, Task, TellPart, ToldSolid } from "./messages.ts";
import { unnumbered } from "./numbered-tree.ts";
import { Queue } from "./queue.ts";
import { realizePart } from "./realize-part.ts";
import { Recorder } from "./recorder.ts";
import type { Station } from "./stations.ts";

/** Numbers of originals of different threads must differ. */
const IDS_PER_THREAD = 2 ** 26;

/** Tells each part as soon as it is made, with the memory that goes along. */
export async function makeParts(assignment: Assignment, tell: TellPart): Promise<void> {
  const { groups, claimant, module } = assignment;
  const nodes = unnumbered(assignment.nodes);
  const workshop: Workshop = {
    ctx: contextOf(assignment),
    nodes,
    numbers: new Map(nodes.map((node, number) => [node, number])),
    shapes: new ShapeCache({ manifold: module }),
    firstId: claimant * IDS_PER_THREAD,
  };
  const queue = new Queue(groups.length, assignment.queue);
  for (let place = queue.take(); place !== undefined; place = queue.take()) {
    for (const task of groups[place] as readonly Task[]) {
      const made = await makePart(workshop, task);
      tell(made, buffersOf(made));
    }
  }
}

interface Workshop {
  readonly ctx: Context & { readonly report: Recorder };
  readonly nodes: readonly CsgNode[];
  readonly numbers: ReadonlyMap<CsgNode, number>;
  readonly shapes: ShapeCache;
  /** What is added to numbers of originals. */
  readonly firstId: number;
}

async function makePart({ ctx, nodes, numbers, shapes, firstId }: Workshop, task: Task): Promise<MadePart> {
  const root = nodes[task.node] as CsgNode;
  const kernel = await loadKernel(ctx, root, { engines: shapes.engines });
  return realizePart(ctx, root, { kernel, cache: shapes }, ({ shape, cached }) => {
    const messages = ctx.report.takeAll();
    const { part } = task;
    if (!(shape instanceof Solid)) return { kind: "made", part, cached: [], messages: [] };
    return {
      kind: "made",
      part,
      solids: shape.parts.map((solid) => tellSolid(solid, task.stations, firstId)),
      cached: cached.map(({ node, size }) => ({ node: numbers.get(node) as number, size })),
      messages,
    };
  });
}

/** Moves a solid, looks at it and reads it where the first thread would. */
function tellSolid(solid: Solid, stations: readonly Station[], firstId: number): ToldSolid {
  return withTemporaries((keep) => {
    const images: Solid[] = [];
    const bounds: (Float64Array | undefined)[] = [];
    for (const { parent, step } of stations) {
      const before = images[parent];
      const image = before === undefined || step === null ? (before ?? solid) : keep(before.transformed(step));
      images.push(image);
      bounds.push(step === null ? image.bounds : undefined);
    }
    const told = stations.map(({ last }, at): Told => {
      const image = images[at] as Solid;
      return { bounds: bounds[at], shown: last ? show(image, firstId) : undefined };
    });
    const { vertices, triangles, origins } = solid;
    return { vertices, triangles, origins: renumbered(origins, firstId), told };
  });
}

function show(solid: Solid, firstId: number): Shown {
  const { status, genus } = solid;
  const { positions, triangles, runs } = solid.surface;
  const ids = runs.ids.map((id) => firstId + id);
  return { surface: { positions, triangles, runs: { starts: runs.starts, ids } }, status, genus };
}

function renumbered({ ids, colors, subtracted }: Origins, firstId: number): Origins {
  return {
    ids: new Set([...ids].map((id) => firstId + id)),
    colors: new Map([...colors].map(([id, color]) => [firstId + id, color])),
    subtracted: new Set([...subtracted].map((id) => firstId + id)),
  };
}

/** Without files, fonts and a clock. */
function contextOf({ limits, options }: Assignment): Workshop["ctx"] {
  return {
    world: new MemoryWorld({ main: "" }),
    sources: new SourceMap(),
    report: new Recorder(),
    limits,
    deadline: new Deadline(Number.POSITIVE_INFINITY),
    timer: new Timer(false),
    options,
  };
}

/** Memory of meshes that only the message holds; it changes hands without being copied. */
function buffersOf({ solids = [] }: MadePart): ArrayBuffer[] {
  const buffers = new Set<ArrayBuffer>();
  for (const { told } of solids) {
    for (const { shown } of told) {
      if (shown === undefined) continue;
      const { positions, triangles, runs } = shown.surface;
      for (const { buffer } of [positions, triangles, runs.starts, runs.ids]) buffers.add(buffer as ArrayBuffer);
    }
  }
  return [...buffers];
}

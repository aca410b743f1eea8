// What a further thread does: it takes groups of parts as long as there are any, realizes them as the first thread would, and
// tells what a result shows of them.
import type { CsgNode } from "../../csg/nodes.ts";
import type { Context } from "../../shared/context.ts";
import { Deadline } from "../../shared/limits.ts";
import { MemoryWorld } from "../../shared/memory-world.ts";
import { Reporter } from "../../shared/reporter.ts";
import { SourceMap } from "../../shared/source.ts";
import { Timer } from "../../shared/timing.ts";
import { ShapeCache } from "../cache.ts";
import { loadKernel } from "../load.ts";
import type { Shown, Told } from "../manifold/distant.ts";
import type { Origins } from "../manifold/origins.ts";
import { Solid, withTemporaries } from "../manifold/solid.ts";
import { realizePart } from "../realize.ts";
import { Claims } from "./claims.ts";
import type { Assignment, MadePart, Task, TellPart, ToldSolid } from "./messages.ts";
import { unnumbered } from "./numbered-tree.ts";
import type { Station } from "./stations.ts";

/** Numbers of originals of different threads must differ. */
const IDS_PER_THREAD = 2 ** 26;

/** Tells each part as soon as it is made, with the memory that goes along. */
export async function makeParts(assignment: Assignment, tell: TellPart): Promise<void> {
  const { groups, claims, claimant, module } = assignment;
  const nodes = unnumbered(assignment.nodes);
  const workshop = {
    ctx: contextOf(assignment),
    nodes,
    numbers: new Map(nodes.map((node, number) => [node, number])),
    shapes: new ShapeCache({ manifold: module }),
    firstId: claimant * IDS_PER_THREAD,
  };
  const owners = new Claims(claims);
  for (const { group, tasks } of groups) {
    if (!owners.take(group, claimant)) continue;
    for (const task of tasks) {
      const made = await makePart(workshop, task);
      tell(made, buffersOf(made));
    }
  }
}

interface Workshop {
  readonly ctx: Context;
  readonly nodes: readonly CsgNode[];
  readonly numbers: ReadonlyMap<CsgNode, number>;
  readonly shapes: ShapeCache;
  /** What is added to numbers of originals. */
  readonly firstId: number;
}

async function makePart({ ctx, nodes, numbers, shapes, firstId }: Workshop, task: Task): Promise<MadePart> {
  const root = nodes[task.node] as CsgNode;
  const kernel = await loadKernel(ctx, root, { engines: shapes.engines });
  const { report } = ctx;
  const { received } = report;
  return realizePart(ctx, root, kernel, shapes, ({ shape, noisy, cached }) => {
    const { part } = task;
    const solids =
      shape instanceof Solid ? shape.parts.map((solid) => tellSolid(solid, task.stations, firstId)) : undefined;
    if (noisy || report.received !== received || solids === undefined) return { kind: "made", part, cached: [] };
    return {
      kind: "made",
      part,
      solids,
      cached: cached.map(({ node, size }) => ({ node: numbers.get(node) as number, size })),
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
function contextOf({ limits, options }: Assignment): Context {
  const world = new MemoryWorld({ main: "" });
  const sources = new SourceMap();
  return {
    world,
    sources,
    report: new Reporter({ print: { sources, ...world } }),
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

// What kernel tests share: programs evaluated to geometry, a bare context, facts of a mesh.
import type { Geometry, Mesh } from "../../../backend/csg/geometry.ts";
import type { Vec3 } from "../../../backend/csg/nodes.ts";
import type { ShapeCache } from "../../../backend/kernel/cache.ts";
import { evaluate, type Outcome } from "../../../backend/pipeline.ts";
import { type Context, defaultLanguageOptions, type Feature } from "../../../backend/shared/context.ts";
import { commandLineLimits, Deadline, type Limits } from "../../../backend/shared/limits.ts";
import { MemoryWorld } from "../../../backend/shared/memory-world.ts";
import { Reporter } from "../../../backend/shared/reporter.ts";
import { SourceMap } from "../../../backend/shared/source.ts";
import { Timer } from "../../../backend/shared/timing.ts";

/** A context for calls below the pipeline, and the lines it printed. */
export function makeContext(limits: Partial<Limits> = {}): { ctx: Context; lines: string[] } {
  const lines: string[] = [];
  const sources = new SourceMap();
  const print = { sources, documentRoot: "/", workingDirectory: "/" };
  const ctx: Context = {
    world: new MemoryWorld({ main: "" }),
    sources,
    report: new Reporter({ print, listen: (_, line) => lines.push(line) }),
    limits: { ...commandLineLimits, ...limits },
    deadline: new Deadline(Number.POSITIVE_INFINITY),
    timer: new Timer(false),
    options: defaultLanguageOptions,
  };
  return { ctx, lines };
}

export interface RunOptions {
  readonly limits?: Partial<Limits>;
  readonly features?: readonly Feature[];
  readonly cache?: ShapeCache;
  readonly forceConversion?: boolean;
}

export interface Result {
  readonly geometry: Geometry | null;
  readonly lines: readonly string[];
  readonly outcome: Outcome;
}

/** Runs a program, `/t.scad`, up to its geometry. */
export async function run(source: string, options: RunOptions = {}): Promise<Result> {
  const lines: string[] = [];
  const outcome = await evaluate({
    world: new MemoryWorld({ main: source, path: "/t.scad" }),
    options: { ...defaultLanguageOptions, features: new Set(options.features) },
    limits: { ...commandLineLimits, ...options.limits },
    inputName: "t.scad",
    formats: ["off"],
    listen: (_, line) => lines.push(line),
    cache: options.cache,
    forceConversion: options.forceConversion,
  });
  return { geometry: outcome.geometry ?? null, lines, outcome };
}

export async function runMesh(source: string, options: RunOptions = {}): Promise<Mesh> {
  const { geometry, lines } = await run(source, options);
  if (geometry?.dimension !== 3) throw new Error(`no mesh: ${lines.join(" / ")}`);
  return geometry;
}

export interface Facts {
  readonly volume: number;
  readonly area: number;
  readonly box: readonly number[];
  /** Of the closed surface: 2 − (V − E + F) halved. */
  readonly genus: number;
}

export function factsOf({ positions, offsets, indices }: Mesh): Facts {
  const box = [Infinity, Infinity, Infinity, -Infinity, -Infinity, -Infinity];
  const edges = new Set<string>();
  const used = new Set(indices);
  let volume = 0;
  let area = 0;
  const point = (k: number): [number, number, number] => [
    positions[3 * k] as number,
    positions[3 * k + 1] as number,
    positions[3 * k + 2] as number,
  ];
  for (let f = 0; f + 1 < offsets.length; f++) {
    const corners = [...indices.subarray(offsets[f], offsets[f + 1])];
    const [a, ...others] = corners.map(point);
    if (a === undefined) continue;
    let [nx, ny, nz] = [0, 0, 0];
    for (let k = 0; k + 1 < others.length; k++) {
      const [b, c] = [others[k], others[k + 1]] as [Vec3, Vec3];
      nx += (b[1] - a[1]) * (c[2] - a[2]) - (b[2] - a[2]) * (c[1] - a[1]);
      ny += (b[2] - a[2]) * (c[0] - a[0]) - (b[0] - a[0]) * (c[2] - a[2]);
      nz += (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]);
    }
    area += Math.hypot(nx, ny, nz) / 2;
    volume += (a[0] * nx + a[1] * ny + a[2] * nz) / 6;
    for (const [k, corner] of corners.entries()) {
      const next = corners[(k + 1) % corners.length] as number;
      edges.add([corner, next].sort().join());
      for (const [axis, value] of point(corner).entries()) {
        box[axis] = Math.min(box[axis] as number, value);
        box[axis + 3] = Math.max(box[axis + 3] as number, value);
      }
    }
  }
  return { volume, area, box, genus: 1 - (used.size - edges.size + offsets.length - 1) / 2 };
}

/** The facets' colors as bytes, counted. */
export function colorCounts({ colors, facetColors }: Mesh): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const index of facetColors ?? []) {
    const name = (colors?.[index] ?? []).map((part) => Math.floor(part * 255)).join(" ");
    counts[name] = (counts[name] ?? 0) + 1;
  }
  return counts;
}

// What the tests of the exporters share: geometry from short forms, an input for writers, text of what they write.
import type { File } from "../../../backend/ast/nodes.ts";
import type { Geometry, Mesh, Polygon } from "../../../backend/csg/geometry.ts";
import type { Rgba } from "../../../backend/csg/nodes.ts";
import type { ExportInput } from "../../../backend/output/exporter.ts";
import { findExporter } from "../../../backend/output/formats.ts";
import { type Context, defaultCamera, defaultLanguageOptions, type Feature } from "../../../backend/shared/context.ts";
import { commandLineLimits, Deadline } from "../../../backend/shared/limits.ts";
import { MemoryWorld } from "../../../backend/shared/memory-world.ts";
import { Reporter } from "../../../backend/shared/reporter.ts";
import { SourceMap } from "../../../backend/shared/source.ts";
import { Timer } from "../../../backend/shared/timing.ts";

export interface Setting {
  readonly ctx: Context;
  readonly lines: string[];
}

export function setUp(changes: { features?: readonly Feature[]; path?: string } = {}): Setting {
  const lines: string[] = [];
  const sources = new SourceMap();
  const ctx: Context = {
    world: new MemoryWorld({ main: "", path: changes.path ?? "/project/part.scad" }),
    sources,
    report: new Reporter({
      print: { sources, documentRoot: "/project", workingDirectory: "/project" },
      listen: (_, line) => lines.push(line),
    }),
    limits: commandLineLimits,
    deadline: new Deadline(Number.POSITIVE_INFINITY),
    timer: new Timer(false),
    options: { ...defaultLanguageOptions, features: new Set(changes.features) },
  };
  return { ctx, lines };
}

/** Formats of geometry do not look at the program. */
const noProgram = {} as File;

export function inputOf(geometry: Geometry | undefined, options: Record<string, string> = {}): ExportInput {
  return {
    file: noProgram,
    root: undefined,
    geometry,
    inputName: "part.scad",
    options: new Map(Object.entries(options)),
    camera: defaultCamera,
    log: [],
  };
}

/** Writes a geometry; bytes. */
export function write(
  format: string,
  geometry: Geometry | undefined,
  options: Record<string, string> = {},
  setting: Setting = setUp(),
): Promise<Uint8Array> {
  return findExporter(format).write(setting.ctx, inputOf(geometry, options));
}

/** Writes a geometry; text. */
export async function writeText(...parameters: Parameters<typeof write>): Promise<string> {
  return new TextDecoder().decode(await write(...parameters));
}

export function mesh(
  vertices: readonly (readonly [number, number, number])[],
  facets: readonly (readonly number[])[],
  paint?: { readonly colors: readonly Rgba[]; readonly facetColors: readonly number[] },
): Mesh {
  const offsets = [0];
  for (const corners of facets) offsets.push((offsets.at(-1) as number) + corners.length);
  const shape: Mesh = {
    dimension: 3,
    positions: Float64Array.from(vertices.flat()),
    offsets: Uint32Array.from(offsets),
    indices: Uint32Array.from(facets.flat()),
  };
  return paint === undefined
    ? shape
    : { ...shape, colors: paint.colors, facetColors: Int32Array.from(paint.facetColors) };
}

export function polygon(...contours: readonly (readonly (readonly [number, number])[])[]): Polygon {
  const outlines = contours.map((points, i) => ({ points: Float64Array.from(points.flat()), positive: i === 0 }));
  return { dimension: 2, outlines, sanitized: true };
}

export const red: Rgba = [1, 0, 0, 1];
export const green: Rgba = [0, Math.fround(128 / 255), 0, Math.fround(51 / 255)];

/** A tetrahedron with corners that are no round numbers. */
export const tetrahedron = mesh(
  [
    [0.1, -0, 0],
    [1 / 3, 0, 1e-7],
    [0, 1234567.5, 0],
    [0, 0, -12.25],
  ],
  [
    [0, 2, 1],
    [0, 1, 3],
    [1, 2, 3],
    [2, 0, 3],
  ],
);

/** Its facets painted. */
export const painted: Mesh = { ...tetrahedron, colors: [red, green], facetColors: Int32Array.of(0, 1, -1, 0) };

/** A pyramid over a square base. */
export const pyramid = mesh(
  [
    [0, 0, 0],
    [2, 0, 0],
    [2, 2, 0],
    [0, 2, 0],
    [1, 1, 1],
  ],
  [
    [3, 2, 1, 0],
    [0, 1, 4],
    [1, 2, 4],
    [2, 3, 4],
    [3, 0, 4],
  ],
);

// What the tests of the 2D kernel and the extrusions share: a context, polygons from points, their printed form.
import type { Outline, Polygon } from "../../../backend/csg/geometry.ts";
import { emptyPolygon } from "../../../backend/csg/geometry.ts";
import { type Context, defaultCamera, defaultLanguageOptions } from "../../../backend/shared/context.ts";
import { commandLineLimits, Deadline, type Limits } from "../../../backend/shared/limits.ts";
import { MemoryWorld } from "../../../backend/shared/memory-world.ts";
import { Reporter } from "../../../backend/shared/reporter.ts";
import { SourceMap } from "../../../backend/shared/source.ts";
import { Timer } from "../../../backend/shared/timing.ts";

export type Points = readonly (readonly [number, number])[];

/** A context and the lines it printed. */
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
    options: { ...defaultLanguageOptions, camera: defaultCamera },
  };
  return { ctx, lines };
}

export function outline(points: Points, positive = true): Outline {
  return { points: Float64Array.from(points.flat()), positive };
}

/** One sanitized contour. */
export function polygon(...points: Points): Polygon {
  return { dimension: 2, outlines: [outline(points)], sanitized: true };
}

/** Contours as a user writes them. */
export function raw(...contours: readonly Points[]): Polygon {
  return { dimension: 2, outlines: contours.map((points) => outline(points)), sanitized: false };
}

export function square(x: number, y: number, size: number): Polygon {
  return polygon([x, y], [x + size, y], [x + size, y + size], [x, y + size]);
}

export const empty: Polygon = emptyPolygon;

/** `x,y x,y / x,y …` with six significant digits; contours that are holes start with `-`. */
export function print({ outlines }: Polygon): string {
  return outlines.map(({ points, positive }) => (positive ? "" : "-") + printPoints(points)).join(" / ");
}

function printPoints(points: Float64Array): string {
  const words: string[] = [];
  for (let i = 0; i < points.length; i += 2) words.push(`${short(points[i])},${short(points[i + 1])}`);
  return words.join(" ");
}

function short(value: number | undefined): string {
  return String(Number((value ?? Number.NaN).toPrecision(6)));
}

/** Area by the shoelace formula, holes subtracted. */
export function area({ outlines }: Polygon): number {
  return outlines.reduce((sum, { points }) => sum + contourArea(points), 0);
}

export function contourArea(points: ArrayLike<number>): number {
  let twice = 0;
  for (let i = 0; i < points.length; i += 2) {
    const j = (i + 2) % points.length;
    twice += (points[i] as number) * (points[j + 1] as number) - (points[j] as number) * (points[i + 1] as number);
  }
  return twice / 2;
}

/** Repeatable numbers from 0 to 1 (mulberry32). */
export function makeRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

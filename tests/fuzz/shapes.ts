// Runs one random shape program through the whole path and says what is wrong with the result, if anything is.
import type { Geometry, Mesh, Polygon } from "../../backend/csg/geometry.ts";
import type { ShapeCache } from "../../backend/kernel/cache.ts";
import type { Limits } from "../../backend/shared/limits.ts";
import { type EvaluatedShape, evaluateShape } from "../contract/evaluate-shape.ts";
import { shapeFiles } from "./random-shape.ts";

/** Small budgets: a random program that wants more is ended, which is a result too. */
const limits: Partial<Limits> = {
  time: 10_000,
  steps: 100_000,
  csgNodes: 5000,
  facets: 500,
  triangles: 30_000,
  minkowskiPairs: 20_000,
  outputBytes: 20_000_000,
};

const formats = { flat: ["svg", "dxf", "pdf"], solid: ["off", "binstl", "obj", "3mf", "glb", "wrl", "amf", "pov"] };

export interface ShapeRun {
  readonly status: EvaluatedShape["status"];
  readonly lines: readonly string[];
  /** How many files were written. A shape is flat or solid, so one of two formats never is. */
  readonly written: number;
  /** Empty when all is well. */
  readonly faults: readonly string[];
}

export interface ShapeRunOptions {
  readonly cache: ShapeCache;
  /** Decides which format is written. */
  readonly choice: number;
  /** What the program imports. */
  readonly files?: ReadonlyMap<string, string | Uint8Array>;
}

/** Throws what the program under test should never throw. */
export async function runShape(source: string, options: ShapeRunOptions): Promise<ShapeRun> {
  const { cache, choice, files = shapeFiles } = options;
  const written = [formats.flat, formats.solid].map((list) => list[choice % list.length] as string);
  const { status, geometry, outputs, lines } = await evaluateShape(source, {
    files,
    features: ["roof"],
    limits,
    formats: written,
    triangles: true,
    cache,
  });
  const faults: string[] = [];
  if (geometry !== undefined && geometry !== null) check(geometry, faults);
  for (const [format, bytes] of outputs) if (bytes.length === 0) faults.push(`${format} is empty`);
  return { status, lines, written: outputs.size, faults };
}

function check(geometry: Geometry, faults: string[]): void {
  if (geometry.dimension === 2) checkPolygon(geometry, faults);
  else if (geometry.dimension === 3) checkMesh(geometry, faults);
  else for (const item of geometry.items) check(item, faults);
}

function checkPolygon({ outlines, sanitized }: Polygon, faults: string[]): void {
  if (!sanitized) faults.push("a polygon is not sanitized");
  for (const { points } of outlines) {
    if (points.length < 6 || points.length % 2 !== 0) faults.push(`an outline of ${points.length} coordinates`);
    if (!points.every(Number.isFinite)) faults.push("a coordinate of a polygon is not finite");
  }
}

function checkMesh(mesh: Mesh, faults: string[]): void {
  const { positions, offsets, indices, colors, facetColors, manifold } = mesh;
  const count = positions.length / 3;
  if (offsets[0] !== 0 || offsets.at(-1) !== indices.length) faults.push("offsets do not span the indices");
  for (let k = 1; k < offsets.length; k++) {
    if ((offsets[k] as number) < (offsets[k - 1] as number) + 3) faults.push("a facet with less than three corners");
  }
  if (indices.some((index) => index >= count)) faults.push("an index out of range");
  if (facetColors !== undefined) {
    if (facetColors.length !== offsets.length - 1) faults.push("not one color per facet");
    if (facetColors.some((color) => color >= (colors?.length ?? 0))) faults.push("a color out of range");
  }
  if (manifold === undefined) return;
  // What grows beyond all numbers (resize to an infinite size) is empty and says so.
  if (manifold.status !== "NoError" && indices.length > 0) faults.push(`a solid with the status ${manifold.status}`);
  if (!positions.every(Number.isFinite)) faults.push("a coordinate of a solid is not finite");
  if (!isClosed(mesh)) faults.push("a solid is not closed");
}

/** Every edge occurs as often one way as the other. */
function isClosed({ positions, offsets, indices }: Mesh): boolean {
  const count = positions.length / 3;
  const balance = new Map<number, number>();
  for (let facet = 0; facet + 1 < offsets.length; facet++) {
    const end = offsets[facet + 1] as number;
    for (let k = offsets[facet] as number; k < end; k++) {
      const a = indices[k] as number;
      const b = indices[k + 1 === end ? (offsets[facet] as number) : k + 1] as number;
      const edge = Math.min(a, b) * count + Math.max(a, b);
      balance.set(edge, (balance.get(edge) ?? 0) + (a < b ? 1 : -1));
    }
  }
  return [...balance.values()].every((difference) => difference === 0);
}

// Meshes to solids and back (spec/geometry.md §8.3, §8.5). Doubles stay as they are in both directions.
import type { ManifoldStatus } from "../../../wasm/manifold.ts";
import { facetCount, type Mesh } from "../../csg/geometry.ts";
import type { Rgba } from "../../csg/nodes.ts";
import { type Context, defaultFaceColors, type FaceColors } from "../../shared/context.ts";
import type { DiagnosticCode, Severity } from "../../shared/diagnostic.ts";
import { affineDimension } from "../mesh/affine-dimension.ts";
import { isClosed } from "../mesh/closed.ts";
import { isConvexMesh } from "../mesh/convexity.ts";
import { orientSoup } from "../mesh/orient.ts";
import { snapToGrid } from "../mesh/snap.ts";
import { tessellate, triangleOffsets } from "../mesh/tessellate.ts";
import { contractEdges, isCollapsed, mergeOpenEdges } from "../mesh/weld.ts";
import { checkTriangles } from "./boolean.ts";
import type { ManifoldEngine, Runs } from "./engine.ts";
import { noOrigins, type Origins } from "./origins.ts";
import { Solid } from "./solid.ts";

/** The solid that a mesh bounds. A mesh that bounds none is repaired, with warnings; null when that fails. */
export function solidOf(ctx: Context, engine: ManifoldEngine, mesh: Mesh): Solid | null {
  const converted = convert(ctx, engine, mesh);
  return converted instanceof Solid ? converted : repair(ctx, engine, mesh, converted);
}

/** The solid, or why the mesh bounds none; nothing is said of that. */
export function convert(ctx: Context, engine: ManifoldEngine, mesh: Mesh): Solid | ManifoldStatus {
  checkTriangles(ctx, mesh.indices.length - 2 * facetCount(mesh));
  const surface = coloredTriangles(tessellate(ctx, mesh));
  const { positions, triangles } = surface;
  if (!areFinite(positions, triangles)) return "NonFiniteVertex";
  const contracted = contractEdges(positions, triangles);
  let status: ManifoldStatus = "NoError";
  for (const attempt of attempts(positions, contracted, triangles)) {
    const built = build(engine, { ...surface, triangles: attempt });
    if (built instanceof Solid) return built;
    if (attempt === triangles) status = built;
  }
  return status;
}

/** What is tried in order: without edges of length 0, as it is, and with open edges sewn together. */
function* attempts(positions: Float64Array, contracted: Uint32Array, triangles: Uint32Array): Generator<Uint32Array> {
  if (contracted !== triangles) yield contracted;
  yield triangles;
  const merged = mergeOpenEdges(positions, contracted);
  if (merged !== contracted) yield merged;
}

/** True when all points lie in a plane. Nearly always the first ones tell. */
function isFlat(positions: Float64Array): boolean {
  return affineDimension(positions.subarray(0, 24)) < 3 && affineDimension(positions) < 3;
}

/** Triangles sorted by color: the uncolored ones first, then colors ascending. */
interface ColoredTriangles {
  readonly positions: Float64Array;
  readonly triangles: Uint32Array;
  /** In triangles; one more than there are colors. */
  readonly starts: Uint32Array;
  readonly colors: readonly (Rgba | undefined)[];
}

function coloredTriangles(mesh: Mesh): ColoredTriangles {
  const { positions, indices, colors, facetColors } = mesh;
  const count = indices.length / 3;
  if (colors === undefined || facetColors === undefined) {
    return { positions, triangles: indices, starts: Uint32Array.of(0, count), colors: [undefined] };
  }
  const groups = new Map<string, { readonly color: Rgba | undefined; readonly members: number[] }>();
  for (let k = 0; k < count; k++) {
    const color = colors[facetColors[k] as number];
    const name = color?.join() ?? "";
    let group = groups.get(name);
    if (group === undefined) {
      group = { color, members: [] };
      groups.set(name, group);
    }
    group.members.push(k);
  }
  const sorted = [...groups.values()].sort((a, b) => compareColors(a.color, b.color));
  const triangles = new Uint32Array(indices.length);
  const starts = new Uint32Array(sorted.length + 1);
  let used = 0;
  for (const [at, { members }] of sorted.entries()) {
    for (const k of members) {
      triangles.set(indices.subarray(3 * k, 3 * k + 3), used);
      used += 3;
    }
    starts[at + 1] = used / 3;
  }
  return { positions, triangles, starts, colors: sorted.map(({ color }) => color) };
}

function compareColors(a: Rgba | undefined, b: Rgba | undefined): number {
  if (a === undefined || b === undefined) return (a === undefined ? 0 : 1) - (b === undefined ? 0 : 1);
  for (let k = 0; k < 4; k++) {
    const difference = (a[k] as number) - (b[k] as number);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** The solid, or why it is none. */
function build(engine: ManifoldEngine, surface: ColoredTriangles): Solid | ManifoldStatus {
  const { colors } = surface;
  const closed = withoutCollapsed(surface);
  if (!isClosed(closed.triangles)) return "NotManifold";
  // The library would empty a flat body, but it sees none at its own coordinates.
  const { positions, triangles, starts } = isFlat(surface.positions)
    ? { positions: new Float64Array(0), triangles: new Uint32Array(0), starts: new Uint32Array(colors.length + 1) }
    : { ...closed, positions: surface.positions };
  const { solid, ids } = engine.ofTriangles(positions, triangles, starts);
  const status = engine.run(() => solid.status());
  if (status === "NoError") return Solid.of(engine, solid, originsOf(ids, colors));
  engine.run(() => solid.delete());
  return status;
}

function originsOf(ids: Uint32Array, colors: readonly (Rgba | undefined)[]): Origins {
  const known = new Map<number, Rgba>();
  for (const [at, color] of colors.entries()) if (color !== undefined) known.set(ids[at] as number, color);
  return { ids: new Set(ids), colors: known, subtracted: new Set() };
}

function withoutCollapsed({ triangles, starts }: ColoredTriangles): Pick<ColoredTriangles, "triangles" | "starts"> {
  const count = triangles.length / 3;
  let collapsed = 0;
  for (let k = 0; k < count; k++) if (isCollapsed(triangles, k)) collapsed++;
  if (collapsed === 0) return { triangles, starts };
  const kept = new Uint32Array(triangles.length - 3 * collapsed);
  const moved = new Uint32Array(starts.length);
  let used = 0;
  for (let run = 0; run + 1 < starts.length; run++) {
    for (let k = starts[run] as number; k < (starts[run + 1] as number); k++) {
      if (isCollapsed(triangles, k)) continue;
      kept.set(triangles.subarray(3 * k, 3 * k + 3), used);
      used += 3;
    }
    moved[run + 1] = used / 3;
  }
  return { triangles: kept, starts: moved };
}

function areFinite(positions: Float64Array, triangles: Uint32Array): boolean {
  for (let k = 0; k < triangles.length; k++) {
    const index = triangles[k] as number;
    const sum =
      (positions[3 * index] as number) + (positions[3 * index + 1] as number) + (positions[3 * index + 2] as number);
    if (!Number.isFinite(sum)) return false;
  }
  return true;
}

/** Says what is wrong with a mesh and makes the best of it. Colors are lost. */
function repair(ctx: Context, engine: ManifoldEngine, mesh: Mesh, status: ManifoldStatus): Solid | null {
  const say = (severity: Severity, message: string, code: DiagnosticCode = "mesh-repair"): void =>
    ctx.report.push({ severity, code, message });
  say("warning", `PolySet -> Manifold conversion failed: ${status}\nTrying to repair and reconstruct mesh..`);
  const snapped = tessellate(ctx, snapToGrid(mesh));
  if (isConvexMesh(snapped)) {
    if (snapped.positions.length <= 9) return null;
    return Solid.of(engine, engine.hullOf(snapped.positions), noOrigins);
  }
  const { positions, triangles, closed } = orientSoup({ positions: snapped.positions, triangles: snapped.indices });
  if (!closed) say("error", "[manifold] Input mesh is not closed!");
  const count = triangles.length / 3;
  const built = build(engine, { positions, triangles, starts: Uint32Array.of(0, count), colors: [undefined] });
  if (built instanceof Solid) return built;
  say("error", `[manifold] Surface_mesh -> Manifold conversion failed: ${built}`);
  return null;
}

/** The surface of a solid; every face has a color. */
export function meshOf(solid: Solid, scheme: FaceColors = defaultFaceColors): Mesh {
  const { engine, origins, parts } = solid;
  return engine.run(() => {
    const [first] = parts as [Solid];
    const { positions, triangles, runs } = solid.surface;
    const { colors, facetColors } = faceColors(runs, origins, scheme);
    return {
      dimension: 3,
      positions,
      offsets: triangleOffsets(triangles.length / 3),
      indices: triangles,
      colors,
      facetColors,
      manifold: {
        status: parts.map((part) => part.status).find((status) => status !== "NoError") ?? "NoError",
        genus: parts.length > 1 ? genusOf(positions.length / 3, triangles.length / 3) : first.genus,
        vertices: positions.length / 3,
        facets: triangles.length / 3,
      },
    };
  });
}

/** As the library tells it, also of several bodies: by Euler's formula, each triangle having one edge and a half. */
function genusOf(vertices: number, triangles: number): number {
  return 1 - (vertices - triangles / 2) / 2;
}

/** A subtracted original shows the back color; one with a color that color; others the front color. */
function faceColors(
  { starts, ids }: Runs,
  origins: Origins,
  { front, back }: FaceColors,
): Required<Pick<Mesh, "colors" | "facetColors">> {
  const colors: Rgba[] = [];
  const facetColors = new Int32Array(starts.at(-1) ?? 0);
  const places = new Map<string, number>();
  for (const [run, id] of ids.entries()) {
    const start = starts[run] as number;
    const end = starts[run + 1] as number;
    if (start === end) continue;
    const color = origins.subtracted.has(id) ? back : (origins.colors.get(id) ?? front);
    const name = color.join();
    let place = places.get(name);
    if (place === undefined) {
      place = colors.push(color) - 1;
      places.set(name, place);
    }
    facetColors.fill(place, start, end);
  }
  return { colors, facetColors };
}

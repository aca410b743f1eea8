// The texts of the report after a geometry export and of `--summary`, `--summary-file` (spec/cli.md §1.21). The numbers
// come from the kernel's statistics and from the geometry itself.
import { facetCount, type Geometry, isEmpty, isTriangular, type Mesh, type Polygon } from "../csg/geometry.ts";
import type { ExactReport } from "../kernel/occt/report.ts";
import type { CacheStatistics, Statistics } from "../kernel/statistics.ts";
import type { Camera } from "../shared/context.ts";
import { formatFixed } from "../shared/number-text.ts";
import { type Json, jsonText } from "./json-text.ts";
import { boundsOf } from "./polygons.ts";

export interface ReportFacts {
  readonly geometry: Geometry | undefined;
  readonly statistics: Statistics | undefined;
  /** Of exact solids. */
  readonly exactness?: ExactReport | undefined;
  readonly camera: Camera;
  /** Rendering time. */
  readonly milliseconds: number;
}

/** Minimum, maximum and size; two or three numbers each. */
interface Box {
  readonly min: readonly number[];
  readonly max: readonly number[];
}

/** The lines of the log: always caches and time, what the object is unless it is empty, and the parts named by `--summary`. */
export function reportLines(facts: ReportFacts, summary: Iterable<string>): string[] {
  const wants = selection(summary);
  const { geometry, statistics } = facts;
  const shapes = statistics?.shapeCache;
  const solids = statistics?.solidCache;
  const lines = [
    `Geometries in cache: ${shapes?.entries ?? 0}`,
    `Geometry cache size in bytes: ${shapes?.bytes ?? 0}`,
    `CGAL Polyhedrons in cache: ${solids?.entries ?? 0}`,
    `CGAL cache size in bytes: ${solids?.bytes ?? 0}`,
    `Total rendering time: ${clockText(facts.milliseconds)}`,
  ];
  if (geometry !== undefined && !isEmpty(geometry)) {
    lines.push(...objectLines(geometry, statistics));
    if (wants("bounding-box") && geometry.dimension !== "list") lines.push(...boxLines(boxOf(geometry)));
    if (wants("area") && geometry.dimension === 2) {
      lines.push("Measurements:", `   Area: ${formatFixed(areaOf(geometry), 2)}`);
    }
  }
  if (facts.exactness !== undefined) lines.push(...exactnessLines(facts.exactness));
  if (wants("camera")) lines.push(...cameraLines(facts.camera));
  return lines;
}

/** The single line of `--summary-file`; `null` when no part was asked for. */
export function summaryJson(facts: ReportFacts, summary: Iterable<string>): string {
  const wants = selection(summary);
  const { geometry, statistics } = facts;
  const parts = new Map<string, Json>();
  if (wants("cache")) {
    parts.set(
      "cache",
      new Map([
        ["geometry_cache", cacheJson(statistics?.shapeCache)],
        ["cgal_cache", cacheJson(statistics?.solidCache)],
      ]),
    );
  }
  if (wants("time")) parts.set("time", timeJson(facts.milliseconds));
  if (wants("camera")) parts.set("camera", cameraJson(facts.camera));
  if (wants("geometry") && geometry !== undefined && geometry.dimension !== "list" && !isEmpty(geometry)) {
    const entries = geometryEntries(geometry, statistics);
    if (wants("bounding-box")) entries.push(["bounding_box", boxJson(boxOf(geometry))]);
    parts.set("geometry", new Map(entries));
  }
  if (facts.exactness !== undefined) parts.set("brep", toJson(facts.exactness));
  return parts.size === 0 ? "null" : jsonText(parts);
}

/** Nodes in facets that the report names. */
const MOST_NAMED = 10;

function exactnessLines({ tier, confidence, counts, nodes, gate }: ExactReport): string[] {
  const { exact, faceted, mesh } = counts;
  const named = nodes.filter(({ exactness }) => exactness === "mesh").slice(0, MOST_NAMED);
  return [
    "Exact solids:",
    `   Nodes:      ${exact} exact, ${faceted} faceted as asked, ${mesh} in facets of the mesh`,
    `   Tier:       ${tier}, confidence ${confidence}`,
    `   Gate:       ${gate.passed ? "passed" : gate.problems.join(", ")}${gate.healed.length > 0 ? ` (healed: ${gate.healed.join(", ")})` : ""}`,
    `   Solids:     ${gate.solids}`,
    `   Faces:      ${gate.faces}`,
    ...named.map(
      ({ node, reason, file, line }) =>
        `   ${node}() in file ${file ?? ""}, line ${line ?? 0}: facets, because of ${reason ?? ""}`,
    ),
  ];
}

/** Plain data as JSON of this project's own keys; whole numbers stay whole. */
function toJson(value: unknown): Json {
  if (typeof value === "boolean" || typeof value === "string") return value;
  if (typeof value === "number") return Number.isInteger(value) ? { whole: value } : value;
  if (Array.isArray(value)) return value.map(toJson);
  const entries = Object.entries(value as object).filter(([, item]) => item !== undefined);
  return new Map(entries.map(([key, item]) => [key, toJson(item)]));
}

function selection(summary: Iterable<string>): (name: string) => boolean {
  const names = new Set(summary);
  return (name) => names.has("all") || names.has(name);
}

/** What the top level object is. The block of a Boolean result is indented by OpenSCAD, the others are not. */
function objectLines(geometry: Geometry, statistics: Statistics | undefined): string[] {
  if (geometry.dimension === "list") {
    return ["Top level object is a list of objects:", `   Objects:    ${geometry.items.length}`];
  }
  if (geometry.dimension === 2) {
    return ["Top level object is a 2D object:", `   Contours:   ${padded(geometry.outlines.length)}`];
  }
  if (geometry.manifold !== undefined) {
    const { status, genus, vertices, facets } = geometry.manifold;
    return [
      "   Top level object is a 3D object (manifold):",
      `   Status:     ${status}`,
      `   Genus:      ${genus}`,
      `   Vertices:   ${padded(vertices)}`,
      `   Facets:     ${padded(facets)}`,
    ];
  }
  const facets = padded(facetCount(geometry));
  return [
    "Top level object is a 3D object (PolySet):",
    `   Convex:       ${(statistics?.convex ?? geometry.convex) ? "yes" : "no"}`,
    isTriangular(geometry) ? `   Triangles: ${facets}` : `   Facets:    ${facets}`,
  ];
}

function geometryEntries(geometry: Polygon | Mesh, statistics: Statistics | undefined): [string, Json][] {
  if (geometry.dimension === 2) {
    return [
      ["dimensions", { whole: 2 }],
      ["convex", statistics?.convex ?? false],
      ["contours", { whole: geometry.outlines.length }],
    ];
  }
  if (geometry.manifold !== undefined) {
    return [
      ["dimensions", { whole: 3 }],
      ["simple", geometry.manifold.status === "NoError"],
      ["vertices", { whole: geometry.manifold.vertices }],
      ["facets", { whole: geometry.manifold.facets }],
    ];
  }
  return [
    ["dimensions", { whole: 3 }],
    ["convex", statistics?.convex ?? geometry.convex ?? false],
    ["triangular", isTriangular(geometry)],
    ["facets", { whole: facetCount(geometry) }],
  ];
}

/** C's `%6d`. */
function padded(count: number): string {
  return String(count).padStart(6);
}

interface Clock {
  readonly hours: number;
  readonly minutes: number;
  readonly seconds: number;
  readonly milliseconds: number;
}

function clockOf(total: number): Clock {
  return {
    hours: Math.trunc(total / 3_600_000),
    minutes: Math.trunc(total / 60_000) % 60,
    seconds: Math.trunc(total / 1000) % 60,
    milliseconds: Math.trunc(total) % 1000,
  };
}

function clockText(total: number): string {
  const { hours, minutes, seconds, milliseconds } = clockOf(total);
  const two = (part: number): string => String(part).padStart(2, "0");
  return `${hours}:${two(minutes)}:${two(seconds)}.${String(milliseconds).padStart(3, "0")}`;
}

function timeJson(total: number): Json {
  const parts = Object.entries(clockOf(total)).map(([key, whole]): [string, Json] => [key, { whole }]);
  return new Map<string, Json>([...parts, ["time", clockText(total)], ["total", { whole: Math.trunc(total) }]]);
}

function cacheJson(cache: CacheStatistics | undefined): Json {
  return new Map<string, Json>([
    ["bytes", { whole: cache?.bytes ?? 0 }],
    ["entries", { whole: cache?.entries ?? 0 }],
    ["max_size", { whole: cache?.maxBytes ?? 104857600 }],
  ]);
}

function cameraLines({ translation, rotation, distance, fieldOfView }: Camera): string[] {
  return [
    "Camera:",
    `   Translation: ${decimals(translation)}`,
    `   Rotation:    ${decimals(rotation)}`,
    `   Distance:    ${formatFixed(distance, 2)}`,
    `   FOV:         ${formatFixed(fieldOfView, 2)}`,
  ];
}

function cameraJson({ translation, rotation, distance, fieldOfView }: Camera): Json {
  return new Map<string, Json>([
    ["translation", translation],
    ["rotation", rotation],
    ["distance", distance],
    ["fov", fieldOfView],
  ]);
}

function boxLines(box: Box): string[] {
  return [
    "Bounding box:",
    `   Min:  ${decimals(box.min)}`,
    `   Max:  ${decimals(box.max)}`,
    `   Size: ${decimals(sizeOf(box))}`,
  ];
}

function boxJson(box: Box): Json {
  return new Map<string, Json>([
    ["min", box.min],
    ["max", box.max],
    ["size", sizeOf(box)],
  ]);
}

function sizeOf({ min, max }: Box): number[] {
  return max.map((value, axis) => value - (min[axis] as number));
}

function decimals(values: readonly number[]): string {
  return values.map((value) => formatFixed(value, 2)).join(", ");
}

function boxOf(geometry: Polygon | Mesh): Box {
  if (geometry.dimension === 2) {
    const { minX, minY, maxX, maxY } = boundsOf([geometry]);
    return { min: [minX, minY], max: [maxX, maxY] };
  }
  const min = [Infinity, Infinity, Infinity];
  const max = [-Infinity, -Infinity, -Infinity];
  const { positions } = geometry;
  for (let at = 0; at < positions.length; at++) {
    const axis = at % 3;
    const value = positions[at] as number;
    if (value < (min[axis] as number)) min[axis] = value;
    if (value > (max[axis] as number)) max[axis] = value;
  }
  return { min, max };
}

/** Signed areas add up: holes run the other way round. */
function areaOf({ outlines }: Polygon): number {
  let doubled = 0;
  for (const { points } of outlines) {
    const count = points.length;
    for (let at = 0; at < count; at += 2) {
      const next = (at + 2) % count;
      doubled += (points[at] as number) * (points[next + 1] as number);
      doubled -= (points[next] as number) * (points[at + 1] as number);
    }
  }
  return doubled / 2;
}

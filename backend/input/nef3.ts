// Reads NEF3, the text form of CGAL's Nef polyhedra: the facets between what is solid and what is not (spec/geometry.md
// §10.4). Facets with holes are not supported.
import type { Mesh } from "../csg/geometry.ts";
import { MeshBuilder } from "../csg/mesh-builder.ts";
import type { Context } from "../shared/context.ts";
import { decodeUtf8 } from "../shared/text.ts";
import { type FileSource, fileMessage, importLine, takeTriangles } from "./file-source.ts";
import { numberFromText } from "./scan.ts";

class BadFile extends Error {}

/** One line `index { references | numbers } mark`; the references are in groups between commas. */
interface Item {
  readonly references: readonly (readonly number[])[];
  readonly numbers: readonly number[];
  readonly mark: number;
}

const kinds = ["vertices", "halfedges", "facets", "volumes", "shalfedges", "shalfloops", "sfaces"] as const;
type Items = Readonly<Record<(typeof kinds)[number], readonly Item[]>>;

export function readNef3(ctx: Context, source: FileSource): readonly Mesh[] {
  try {
    return [boundary(ctx, source, readItems(ctx, source))];
  } catch (error) {
    if (!(error instanceof BadFile)) throw error;
    const message = `Failure trying to import '${source.path}', ${importLine(ctx, source.position)}`;
    fileMessage(ctx, source, "warning", error.message === "" ? message : `${message}: ${error.message}`);
    return [];
  }
}

function readItems(ctx: Context, source: FileSource): Items {
  const lines = decodeUtf8(source.bytes).split("\n");
  if (lines[0]?.trim() !== "Selective Nef Complex") throw new BadFile();
  const counts = kinds.map((kind, i) => {
    const [name, count] = (lines[2 + i] ?? "").trim().split(/\s+/);
    if (name !== kind || !/^\d{1,9}$/.test(count ?? "")) throw new BadFile();
    return Number(count);
  });
  let at = 2 + kinds.length;
  const lists = counts.map((count) => {
    if (count > lines.length - at) throw new BadFile();
    const items: Item[] = [];
    for (const end = at + count; at < end; at++) {
      if (at % 4096 === 0) ctx.deadline.check(source.position);
      items.push(readItem(lines[at] as string, items.length));
    }
    return items;
  });
  return Object.fromEntries(kinds.map((kind, i) => [kind, lists[i]])) as unknown as Items;
}

function readItem(line: string, index: number): Item {
  const match = /^\s*(\d+)\s*\{([^|}]*)(?:\|([^}]*))?\}\s*([01])\s*$/.exec(line);
  if (match === null || Number(match[1]) !== index) throw new BadFile();
  const words = (text: string): string[] =>
    text
      .trim()
      .split(/\s+/)
      .filter((word) => word !== "");
  const references = (match[2] ?? "").split(",").map((group) => words(group).map(number));
  return { references, numbers: words(match[3] ?? "").map(number), mark: Number(match[4]) };
}

/** A number or a quotient of two. */
function number(text: string): number {
  const parts = text.split("/").map((part) => numberFromText(part) ?? Number.NaN);
  const value = parts.length === 2 ? (parts[0] as number) / (parts[1] as number) : (parts[0] as number);
  if (!Number.isFinite(value) || parts.length > 2) throw new BadFile();
  return value;
}

/** The halffacets that look from solid volumes into empty ones. */
function boundary(ctx: Context, source: FileSource, items: Items): Mesh {
  const builder = new MeshBuilder();
  const vertices = items.vertices.map(({ numbers }) => {
    const [x = 0, y = 0, z = 0, w = 1] = numbers;
    return builder.vertex(Math.fround(x / w), Math.fround(y / w), Math.fround(z / w));
  });
  const points = items.vertices.map(({ numbers }) => numbers.slice(0, 3).map((value) => value / (numbers[3] ?? 1)));
  for (const { references, numbers } of items.facets) {
    const [twin, cycles, , volume] = references;
    const outside = itemAt(items.volumes, volume?.[0]);
    const inside = itemAt(items.volumes, itemAt(items.facets, twin?.[0]).references[3]?.[0]);
    if (outside.mark === 1 || inside.mark === 0) continue;
    if (cycles === undefined || cycles.length !== 1) throw new BadFile("facets with holes are not supported");
    const corners = cycleVertices(items, cycles[0] as number);
    const facing = orientation(corners, points, numbers);
    for (const corner of facing < 0 ? corners.toReversed() : corners) builder.corner(itemAt(vertices, corner));
    builder.closeFacet();
    takeTriangles(ctx, source, builder.facetCount);
  }
  return builder.build();
}

/** Vertices along a facet's border, from one sphere edge to the next. */
function cycleVertices(items: Items, start: number): number[] {
  const corners: number[] = [];
  let at = start;
  do {
    const { references } = itemAt(items.shalfedges, at);
    const halfedge = itemAt(items.halfedges, references[3]?.[0]);
    corners.push(halfedge.references[1]?.[0] ?? -1);
    at = references[6]?.[0] ?? -1;
    if (corners.length > items.shalfedges.length) throw new BadFile();
  } while (at !== start);
  return corners;
}

/** Positive when the corners run counter-clockwise around the plane's normal. */
function orientation(
  corners: readonly number[],
  points: readonly (readonly number[])[],
  plane: readonly number[],
): number {
  let sum = 0;
  for (let i = 0; i < corners.length; i++) {
    const [ax = 0, ay = 0, az = 0] = itemAt(points, corners[i]);
    const [bx = 0, by = 0, bz = 0] = itemAt(points, corners[(i + 1) % corners.length]);
    const [nx = 0, ny = 0, nz = 0] = plane;
    sum += nx * (ay * bz - az * by) + ny * (az * bx - ax * bz) + nz * (ax * by - ay * bx);
  }
  return sum;
}

function itemAt<T>(list: readonly T[], index: number | undefined): T {
  const item = list[index ?? -1];
  if (item === undefined) throw new BadFile();
  return item;
}

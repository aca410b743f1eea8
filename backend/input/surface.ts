// Reads height maps, text or PNG, and makes the solid of surface() (spec/geometry.md §10.7).
import { emptyMesh, type Mesh } from "../csg/geometry.ts";
import { MeshBuilder } from "../csg/mesh-builder.ts";
import type { Context } from "../shared/context.ts";
import { LimitError } from "../shared/limits.ts";
import { type FileSource, fileMessage } from "./file-source.ts";
import { decodePng, isPng } from "./png.ts";
import { LineScanner } from "./scan.ts";

export interface SurfaceOptions {
  readonly center: boolean;
  readonly invert: boolean;
}

/** Heights row by row; `minimum` is what the base lies one below. */
interface HeightMap {
  readonly rows: number;
  readonly columns: number;
  readonly heights: Float64Array;
  readonly minimum: number;
}

/** More cells than this fit into no memory, whatever the limits say. */
const MOST_CELLS = 2 ** 28;
const HASH = 0x23;

export function surfaceMesh(ctx: Context, source: FileSource, options: SurfaceOptions): Mesh {
  const map = isPng(source.bytes) ? readImage(ctx, source, options) : readText(ctx, source);
  return map === undefined ? emptyMesh : buildMesh(ctx, source, map, options);
}

/** Brightness up to 100; the first row of heights is the image's bottom row. */
function readImage(ctx: Context, source: FileSource, { invert }: SurfaceOptions): HeightMap | undefined {
  const image = decodePng(ctx, source);
  if (image === undefined) {
    fileMessage(ctx, source, "warning", `Can't read PNG image '${source.path}'`);
    return undefined;
  }
  const { width, height, rgb } = image;
  const heights = new Float64Array(width * height);
  let minimum = 200;
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      const from = 3 * ((height - 1 - row) * width + column);
      const brightness =
        0.2126 * (rgb[from] as number) + 0.7152 * (rgb[from + 1] as number) + 0.0722 * (rgb[from + 2] as number);
      const z = (100 / 255) * (invert ? 1 - brightness : brightness);
      heights[row * width + column] = z;
      if (z < minimum) minimum = z;
    }
  }
  return { rows: height, columns: width, heights, minimum };
}

/** Numbers separated by blanks, a row per line; missing ones are 0. */
function readText(ctx: Context, source: FileSource): HeightMap | undefined {
  const lines = new LineScanner(source.bytes);
  const values: number[] = [];
  const rowStarts = [0];
  let columns = 0;
  let minimum = 1;
  while (lines.next()) {
    if (lines.isEmpty || source.bytes[lines.start] === HASH) continue;
    ctx.deadline.check(source.position);
    for (let left = lines.countFields(); left > 0; left--) {
      const value = lines.nextNumber();
      if (value === undefined) {
        const what = "bad lexical cast: source type value could not be interpreted as target";
        fileMessage(ctx, source, "warning", `Illegal value in '${source.path}': ${what}`);
        return undefined;
      }
      if (value < minimum) minimum = value;
      values.push(value);
    }
    columns = Math.max(columns, values.length - (rowStarts.at(-1) as number));
    rowStarts.push(values.length);
  }
  const rows = rowStarts.length - 1;
  const allowed = Math.min(ctx.limits.pixels, MOST_CELLS);
  if (rows * columns > allowed) throw new LimitError("pixels", allowed, source.position);
  const heights = new Float64Array(rows * columns);
  for (let row = 0; row < rows; row++) {
    const start = rowStarts[row] as number;
    const end = rowStarts[row + 1] as number;
    for (let at = start; at < end; at++) heights[row * columns + at - start] = values[at] as number;
  }
  return { rows, columns, heights, minimum };
}

function buildMesh(ctx: Context, source: FileSource, map: HeightMap, { center }: SurfaceOptions): Mesh {
  const { rows, columns, heights, minimum } = map;
  const { triangles } = ctx.limits;
  if (4 * (rows - 1) * (columns - 1) + 4 * (rows + columns) > triangles) {
    throw new LimitError("triangles", triangles, source.position);
  }
  const builder = new MeshBuilder();
  const left = center ? -(columns - 1) / 2 : 0;
  const front = center ? -(rows - 1) / 2 : 0;
  const base = minimum - 1;
  const height = (column: number, row: number): number => heights[row * columns + column] as number;
  const top = (column: number, row: number): number => builder.vertex(left + column, front + row, height(column, row));
  const bottom = (column: number, row: number): number => builder.vertex(left + column, front + row, base);
  const facet = (...corners: readonly number[]): void => {
    for (const corner of corners) builder.corner(corner);
    builder.closeFacet();
  };

  for (let i = 1; i < rows; i++) {
    ctx.deadline.check(source.position);
    for (let j = 1; j < columns; j++) {
      const z1 = height(j - 1, i - 1);
      const z2 = height(j, i - 1);
      const z3 = height(j - 1, i);
      const z4 = height(j, i);
      const [v1, v2, v3, v4] = [top(j - 1, i - 1), top(j, i - 1), top(j - 1, i), top(j, i)];
      const middle = builder.vertex(left + j - 0.5, front + i - 0.5, (z1 + z2 + z3 + z4) / 4);
      facet(v1, v2, middle);
      facet(v2, v4, middle);
      facet(v4, v3, middle);
      facet(v3, v1, middle);
    }
  }
  const right = columns - 1;
  const back = rows - 1;
  for (let i = 1; i < rows; i++) {
    facet(bottom(0, i - 1), top(0, i - 1), top(0, i), bottom(0, i));
    facet(bottom(right, i), top(right, i), top(right, i - 1), bottom(right, i - 1));
  }
  for (let j = 1; j < columns; j++) {
    facet(bottom(j, 0), top(j, 0), top(j - 1, 0), bottom(j - 1, 0));
    facet(bottom(j - 1, back), top(j - 1, back), top(j, back), bottom(j, back));
  }
  if (columns > 1 && rows > 1) {
    for (let i = 0; i < back; i++) builder.corner(bottom(0, i));
    for (let j = 0; j < right; j++) builder.corner(bottom(j, back));
    for (let i = back; i > 0; i--) builder.corner(bottom(right, i));
    for (let j = right; j > 0; j--) builder.corner(bottom(j, 0));
    builder.closeFacet();
  }
  return builder.build();
}

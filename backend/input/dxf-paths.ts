// Joins the line segments of a drawing to paths (spec/geometry.md §10.5): end points are snapped to a grid, then open
// paths are followed from their free ends, then closed ones.
import { MinimumHeap } from "./minimum-heap.ts";

/** 2^-10. */
const RESOLUTION = 1 / 1024;

export interface DxfPath {
  /** Point indices from one end to the other; a closed path repeats its first point at the end. */
  readonly indices: readonly number[];
  readonly closed: boolean;
}

/** Points that were given so far, one per used cell of the grid. */
export class PointGrid {
  /** x0, y0, x1, y1, … */
  readonly coordinates: number[] = [];
  readonly #cells = new Map<number | string, number>();

  /**
   * The index of the point at x, y: of the nearest cell; if that one is new, of the nearest used one among its eight
   * neighbors.
   */
  add(x: number, y: number): number {
    const column = roundAway(x / RESOLUTION);
    const row = roundAway(y / RESOLUTION);
    const key = cellOf(column, row);
    const known = this.#cells.get(key) ?? this.#neighbor(column, row);
    if (known !== undefined) return known;
    const index = this.coordinates.length / 2;
    this.#cells.set(key, index);
    this.coordinates.push(column * RESOLUTION, row * RESOLUTION);
    return index;
  }

  /** The point of an index. */
  at(index: number): readonly [number, number] {
    return [this.coordinates[2 * index] as number, this.coordinates[2 * index + 1] as number];
  }

  #neighbor(column: number, row: number): number | undefined {
    let best: number | undefined;
    let shortest = Number.POSITIVE_INFINITY;
    for (let i = -1; i <= 1; i++) {
      for (let j = -1; j <= 1; j++) {
        const found = this.#cells.get(cellOf(column + i, row + j));
        const distance = Math.abs(i) + Math.abs(j);
        if (found === undefined || distance >= shortest) continue;
        best = found;
        shortest = distance;
      }
    }
    return best;
  }
}

/** Cells within ±2^25 of the origin, 32,768 units, are known by a number: texts take four times as long. */
const FAR = 2 ** 25;

function cellOf(column: number, row: number): number | string {
  const isNear = column > -FAR && column < FAR && row > -FAR && row < FAR;
  return isNear ? (column + FAR) * 2 * FAR + row + FAR : `${column},${row}`;
}

/** To the nearest whole number, ties away from zero; never −0. */
function roundAway(x: number): number {
  return (x < 0 ? -Math.round(-x) : Math.round(x)) + 0;
}

/** Joins lines (pairs of point indices) to paths: all open ones, then the closed ones. */
export function joinLines(ends: readonly number[], coordinates: readonly number[]): DxfPath[] {
  const joiner = new Joiner(ends, coordinates.length / 2);
  const paths: DxfPath[] = [];
  for (let start = joiner.takeFreeEnd(); start !== undefined; start = joiner.takeFreeEnd()) {
    paths.push({ indices: joiner.follow(start.line, start.end), closed: false });
  }
  for (let line = joiner.firstLine(); line !== undefined; line = joiner.firstLine()) {
    paths.push({ indices: joiner.follow(line, 0), closed: true });
  }
  return paths.some(({ closed }) => !closed) ? paths : paths.map((path) => directed(path, coordinates));
}

/** The lines that are not yet in a path, by the points where they end. */
class Joiner {
  readonly #ends: readonly number[];
  readonly #used: Uint8Array;
  /** Lines at each point, in order; a line that begins and ends there is listed once. */
  readonly #linesAt: number[][];
  /** Remaining lines at each point. */
  readonly #degree: Uint32Array;
  /** Lines that may have a free end. */
  readonly #candidates = new MinimumHeap();
  #first = 0;

  constructor(ends: readonly number[], pointCount: number) {
    const count = ends.length / 2;
    this.#ends = ends;
    this.#used = new Uint8Array(count);
    this.#linesAt = Array.from({ length: pointCount }, () => []);
    this.#degree = new Uint32Array(pointCount);
    for (let line = 0; line < count; line++) {
      const a = ends[2 * line] as number;
      const b = ends[2 * line + 1] as number;
      this.#linesAt[a]?.push(line);
      this.#degree[a] = (this.#degree[a] as number) + 1;
      if (a === b) continue;
      this.#linesAt[b]?.push(line);
      this.#degree[b] = (this.#degree[b] as number) + 1;
    }
    for (let line = 0; line < count; line++) if (this.#freeEnd(line) !== undefined) this.#candidates.push(line);
  }

  /** The end (0 or 1) of a remaining line that no other remaining line touches. */
  #freeEnd(line: number): 0 | 1 | undefined {
    for (const end of [0, 1] as const) if (this.#degree[this.#ends[2 * line + end] as number] === 1) return end;
    return undefined;
  }

  /** The lowest remaining line with a free end. */
  takeFreeEnd(): { readonly line: number; readonly end: 0 | 1 } | undefined {
    for (let line = this.#candidates.pop(); line !== undefined; line = this.#candidates.pop()) {
      if (this.#used[line] === 1) continue;
      const end = this.#freeEnd(line);
      if (end !== undefined) return { line, end };
    }
    return undefined;
  }

  firstLine(): number | undefined {
    while (this.#used[this.#first] === 1) this.#first++;
    return this.#first < this.#used.length ? this.#first : undefined;
  }

  /** Takes lines from `line` on, always the lowest that goes on from where the last one ended. */
  follow(line: number, end: 0 | 1): number[] {
    const indices = [this.#ends[2 * line + end] as number];
    let from = end;
    for (let next: number | undefined = line; next !== undefined; ) {
      const point: number = this.#ends[2 * next + 1 - from] as number;
      indices.push(point);
      this.#take(next);
      next = this.#lineAt(point);
      if (next !== undefined) from = this.#ends[2 * next] === point ? 0 : 1;
    }
    return indices;
  }

  #lineAt(point: number): number | undefined {
    return this.#linesAt[point]?.find((line) => this.#used[line] === 0);
  }

  #take(line: number): void {
    this.#used[line] = 1;
    const a = this.#ends[2 * line] as number;
    const b = this.#ends[2 * line + 1] as number;
    for (const point of a === b ? [a] : [a, b]) {
      const left = (this.#degree[point] as number) - 1;
      this.#degree[point] = left;
      const last = left === 1 ? this.#lineAt(point) : undefined;
      if (last !== undefined) this.#candidates.push(last);
    }
  }
}

/** A closed path in the direction that its corner with the smallest x asks for. */
function directed(path: DxfPath, coordinates: readonly number[]): DxfPath {
  const { indices } = path;
  const x = (i: number): number => coordinates[2 * (indices[i] as number)] as number;
  const y = (i: number): number => coordinates[2 * (indices[i] as number) + 1] as number;
  let corner = 0;
  for (let i = 1; i < indices.length; i++) if (x(i) < x(corner)) corner = i;
  const before = corner === 0 ? indices.length - 2 : corner - 1;
  const after = corner === indices.length - 1 ? 1 : corner + 1;
  const incoming = Math.atan2(x(before) - x(corner), y(before) - y(corner));
  const outgoing = Math.atan2(x(after) - x(corner), y(after) - y(corner));
  return incoming < outgoing ? { ...path, indices: indices.toReversed() } : path;
}

// minkowski() in 3D (spec/geometry.md §8.7). A convex operand enters as its points. Others are cut into convex pieces, or,
// where that takes too many, represented by their surface, triangle by triangle. Each pair of pieces gives a hull of sums.
import type { Mesh } from "../../csg/geometry.ts";
import type { Context } from "../../shared/context.ts";
import { LimitError } from "../../shared/limits.ts";
import { convexCells } from "../mesh/convex-cells.ts";
import { isConvexMesh } from "../mesh/convexity.ts";
import { combineSolids } from "./boolean.ts";
import { meshOf, solidOf } from "./convert.ts";
import type { ManifoldEngine, Surface } from "./engine.ts";
import { pointsOf } from "./hull.ts";
import { noOrigins } from "./origins.ts";
import { Solid, withTemporaries } from "./solid.ts";

/** The sum of two or more shapes, one after the other. What bounds no volume is left out; null when nothing is left. */
export function minkowskiSum(
  ctx: Context,
  engine: ManifoldEngine,
  shapes: readonly (Mesh | Solid)[],
  position: number,
): Solid | null {
  return withTemporaries((keep) => {
    const [first, ...others] = shapes.flatMap((shape) => operandOf(ctx, engine, shape, keep) ?? []);
    if (first === undefined) return null;
    if (others.length === 0) return first instanceof Solid ? first.copy() : solidOf(ctx, engine, first);
    let sum: Mesh | Solid = first;
    for (const other of others) {
      const next = sumOfTwo(ctx, engine, { left: sum, right: other, position });
      if (next === null) return null;
      sum = keep(next);
    }
    const { handle } = sum as Solid;
    return engine.run(() => Solid.of(engine, handle.simplify(), noOrigins));
  });
}

/** A convex mesh as it is, anything else as a solid; null when it is none. */
function operandOf(
  ctx: Context,
  engine: ManifoldEngine,
  shape: Mesh | Solid,
  keep: (solid: Solid) => Solid,
): Mesh | Solid | null {
  if (shape instanceof Solid || isConvexMesh(shape)) return shape;
  const solid = solidOf(ctx, engine, shape);
  if (solid === null || keep(solid).isEmpty) return null;
  const shells = engine.componentsOf(solid.handle).map((shell) => keep(Solid.of(engine, shell, noOrigins)));
  // Shells of a mesh may overlap; their union does not. A cavity is a shell turned inside out.
  const plain = shells.length > 1 && shells.every(({ handle }) => engine.run(() => handle.volume()) > 0);
  return plain ? keep(combineSolids(ctx, engine, "union", shells)) : solid;
}

interface Pair {
  readonly left: Mesh | Solid;
  readonly right: Mesh | Solid;
  readonly position: number;
}

function sumOfTwo(ctx: Context, engine: ManifoldEngine, { left, right, position }: Pair): Solid | null {
  const check = (): void => ctx.deadline.check(position);
  const a = piecesOf(engine, left, check);
  const b = piecesOf(engine, right, check);
  checkPairs(ctx, totalPoints(a.pieces) * totalPoints(b.pieces), position);
  const sums = new Gathered(ctx, engine);
  try {
    for (const piece of a.pieces) {
      for (const other of b.pieces) {
        const points = pairSums(piece, other);
        if (points.length > 9) sums.add(Solid.of(engine, engine.hullOf(points), noOrigins));
      }
      check();
    }
    // A surface leaves out what lies inside: the other operand, or a shifted copy of this one, covers that.
    if (a.solid !== undefined) for (const at of b.seeds) sums.add(shifted(a.solid, at));
    if (b.solid !== undefined) for (const at of a.seeds) sums.add(shifted(b.solid, at));
    return sums.done();
  } finally {
    sums.free();
  }
}

interface SumOperand {
  readonly pieces: ConvexPieces;
  /** Present when the pieces are only the surface. */
  readonly solid?: Solid;
  /** A point of each connected part. */
  readonly seeds: readonly Point[];
}

type Point = readonly [number, number, number];

function piecesOf(engine: ManifoldEngine, shape: Mesh | Solid, check: () => void): SumOperand {
  if (!(shape instanceof Solid) || isConvexMesh(meshOf(shape))) return wholePieces([pointsOf(engine, shape)]);
  const surface = outwards(
    engine.surfaceOf(shape.handle),
    engine.run(() => shape.handle.volume()),
  );
  const cells = convexCells(surface, { most: Math.max(8, shape.triangles / 2), check });
  return cells === undefined ? surfacePieces(engine, shape, surface) : wholePieces(cells);
}

/** A polyhedron may have been written inside out. */
function outwards(surface: Surface, volume: number): Surface {
  return volume < 0 ? { ...surface, triangles: surface.triangles.toReversed() } : surface;
}

/** Corner points of pieces whose hulls make up an operand, or its surface: x, y, z each. */
type ConvexPieces = readonly Float64Array[];

function wholePieces(pieces: ConvexPieces): SumOperand {
  return { pieces, seeds: pieces.map(firstPoint) };
}

function surfacePieces(engine: ManifoldEngine, solid: Solid, { positions, triangles }: Surface): SumOperand {
  const pieces: Float64Array[] = [];
  for (let k = 0; k < triangles.length; k += 3) {
    const points = new Float64Array(9);
    for (let corner = 0; corner < 3; corner++) {
      const from = 3 * (triangles[k + corner] as number);
      points.set(positions.subarray(from, from + 3), 3 * corner);
    }
    pieces.push(points);
  }
  const seeds: Point[] = [];
  for (const part of engine.componentsOf(solid.handle)) {
    seeds.push(firstPoint(engine.pointsOf(part)));
    engine.run(() => part.delete());
  }
  return { pieces, solid, seeds };
}

function firstPoint(points: Float64Array): Point {
  return [points[0] as number, points[1] as number, points[2] as number];
}

function shifted(solid: Solid, [x, y, z]: Point): Solid {
  return solid.transformed([1, 0, 0, x, 0, 1, 0, y, 0, 0, 1, z, 0, 0, 0, 1]);
}

function totalPoints(pieces: ConvexPieces): number {
  return pieces.reduce((sum, { length }) => sum + length / 3, 0);
}

/** Sums that do not fit into the module's memory at once. */
const MOST_SUMS = 2 ** 25;

function checkPairs(ctx: Context, pairs: number, position: number): void {
  const allowed = ctx.limits.minkowskiPairs;
  if (pairs > allowed) throw new LimitError("minkowskiPairs", allowed, position);
}

/** All sums of a point of one piece and a point of the other. */
function pairSums(a: Float64Array, b: Float64Array): Float64Array {
  if ((a.length / 3) * (b.length / 3) > MOST_SUMS) throw new LimitError("minkowskiPairs", MOST_SUMS);
  const sums = new Float64Array((a.length / 3) * b.length);
  let at = 0;
  for (let i = 0; i < a.length; i += 3) {
    const x = a[i] as number;
    const y = a[i + 1] as number;
    const z = a[i + 2] as number;
    for (let j = 0; j < b.length; j += 3) {
      sums[at++] = x + (b[j] as number);
      sums[at++] = y + (b[j + 1] as number);
      sums[at++] = z + (b[j + 2] as number);
    }
  }
  return sums;
}

/** Unites solids in batches, so that thousands of hulls are never there at the same time. */
class Gathered {
  readonly #ctx: Context;
  readonly #engine: ManifoldEngine;
  #solids: Solid[] = [];
  #united: Solid[] = [];

  constructor(ctx: Context, engine: ManifoldEngine) {
    this.#ctx = ctx;
    this.#engine = engine;
  }

  add(solid: Solid): void {
    solid.retain();
    this.#solids.push(solid);
    if (this.#solids.length >= BATCH) this.#unite();
  }

  /** The union of everything. It belongs to the caller. */
  done(): Solid | null {
    this.#unite();
    const [first, ...others] = this.#united;
    if (first === undefined) return null;
    if (others.length > 0) return combineSolids(this.#ctx, this.#engine, "union", this.#united);
    this.#united = [];
    first.disown();
    return first;
  }

  free(): void {
    for (const solid of [...this.#solids, ...this.#united]) solid.release();
  }

  #unite(): void {
    const [first, ...others] = this.#solids;
    if (first === undefined) return;
    const union = others.length === 0 ? first : combineSolids(this.#ctx, this.#engine, "union", this.#solids);
    if (union !== first) {
      union.retain();
      for (const solid of this.#solids) solid.release();
    }
    this.#solids = [];
    this.#united.push(union);
  }
}

const BATCH = 512;

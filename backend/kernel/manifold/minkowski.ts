// minkowski() in 3D (spec/geometry.md §8.7). A convex operand enters as its points. Others are cut into convex pieces, or,
// where that takes too many, represented by their surface, triangle by triangle. Each pair of pieces gives a hull of sums.
import type { Mesh } from "../../csg/geometry.ts";
import type { Context } from "../../shared/context.ts";
import { LimitError } from "../../shared/limits.ts";
import { affineDimension } from "../mesh/affine-dimension.ts";
import { convexCells } from "../mesh/convex-cells.ts";
import { convexSum, sumWork } from "../mesh/convex-sum.ts";
import { isConvexMesh } from "../mesh/convexity.ts";
import { combineSolids } from "./boolean.ts";
import { meshOf, solidOf } from "./convert.ts";
import type { ManifoldEngine, Surface } from "./engine.ts";
import { Gathered } from "./gathered.ts";
import { pointsOf } from "./hull.ts";
import { noOrigins } from "./origins.ts";
import { Solid, withTemporaries } from "./solid.ts";

/** The sum of two or more shapes. What bounds no volume is left out; null when nothing is left. */
export function minkowskiSum(
  ctx: Context,
  engine: ManifoldEngine,
  shapes: readonly (Mesh | Solid)[],
  position: number,
): Solid | null {
  return withTemporaries((keep) => {
    const sums = new Sums(ctx, engine, position);
    const operands = sums.summable(shapes.flatMap((shape) => operandOf(ctx, engine, shape, keep) ?? []));
    const [first, ...others] = operands;
    if (first === undefined) return null;
    if (others.length === 0) return first instanceof Solid ? first.copy() : solidOf(ctx, engine, first);
    let sum: SumOperand | Solid | null = null;
    for (const operand of sums.convexTogether(operands)) {
      if (sum === null) sum = operand;
      else {
        const next: Solid | null = sums.ofTwo(sum instanceof Solid ? sums.operandOf(sum) : sum, operand);
        if (next === null) return null;
        sum = keep(next);
      }
    }
    const solid = sum instanceof Solid || sum === null ? sum : sums.united(sum);
    if (solid === null) return null;
    const { handle } = keep(solid);
    // As one original: vertices between facets of different pieces go, too.
    const whole = keep(
      Solid.of(
        engine,
        engine.run(() => handle.asOriginal()),
        noOrigins,
      ),
    ).handle;
    return Solid.of(
      engine,
      engine.run(() => whole.simplify()),
      noOrigins,
    );
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

interface SumOperand {
  /** Corner points of pieces whose hulls make up an operand, or its surface: x, y, z each. */
  readonly pieces: readonly Float64Array[];
  /** Present when the pieces are only the surface. */
  readonly solid?: Solid;
  /** A point of each connected part. */
  readonly seeds: readonly Point[];
}

type Point = readonly [number, number, number];

/** The steps of one sum, with what all of them need. */
class Sums {
  readonly #ctx: Context;
  readonly #engine: ManifoldEngine;
  readonly #position: number;
  readonly #check: () => void;

  constructor(ctx: Context, engine: ManifoldEngine, position: number) {
    this.#ctx = ctx;
    this.#engine = engine;
    this.#position = position;
    this.#check = () => ctx.deadline.check(position);
  }

  /** The operands in pieces. The convex ones, whose sum is cheap and convex, become the last one: the order does not matter. */
  convexTogether(shapes: readonly (Mesh | Solid)[]): SumOperand[] {
    const operands = shapes.map((shape) => this.operandOf(shape));
    const isConvex = ({ pieces, solid }: SumOperand): boolean => pieces.length === 1 && solid === undefined;
    const [first, ...others] = operands.filter(isConvex).flatMap(({ pieces }) => pieces);
    const bent = operands.filter((operand) => !isConvex(operand));
    if (first === undefined) return bent;
    const sum = others.reduce((points, other) => this.#convexSum(points, other), first);
    return [...bent, wholePieces([sum])];
  }

  /**
   * What OpenSCAD sums: it gives up when an operand is a line or a point, or when the first two lie flat in one direction, and
   * begins again without all that enclose nothing.
   */
  summable(shapes: readonly (Mesh | Solid)[]): readonly (Mesh | Solid)[] {
    if (shapes.length < 2) return shapes;
    const flat = shapes.map((shape) => (shape instanceof Solid ? undefined : this.#flatPoints(shape)));
    const [first, second] = flat;
    const together = first !== undefined && second !== undefined ? affineDimension(this.#convexSum(first, second)) : 3;
    if (together === 3 && !flat.some((points) => points !== undefined && affineDimension(points) < 2)) return shapes;
    const message = "[manifold] Minkowski hard-crashed, falling back to Nef operation.";
    this.#ctx.report.push({ severity: "warning", code: "mesh-repair", message });
    return shapes.filter((_, i) => flat[i] === undefined);
  }

  /** The points of a mesh that encloses nothing. */
  #flatPoints(mesh: Mesh): Float64Array | undefined {
    const points = pointsOf(this.#engine, mesh);
    return affineDimension(points) < 3 ? points : undefined;
  }

  operandOf(shape: Mesh | Solid): SumOperand {
    const engine = this.#engine;
    if (!(shape instanceof Solid) || isConvexMesh(meshOf(shape))) return wholePieces([pointsOf(engine, shape)]);
    const surface = outwards(
      engine.surfaceOf(shape.handle),
      engine.run(() => shape.handle.volume()),
    );
    const cells = convexCells(surface, { most: Math.max(8, shape.triangles / 2), check: this.#check });
    return cells === undefined ? surfacePieces(engine, shape, surface) : wholePieces(cells);
  }

  ofTwo(a: SumOperand, b: SumOperand): Solid | null {
    let work = 0;
    for (const piece of a.pieces) for (const other of b.pieces) work += sumWork(piece.length / 3, other.length / 3);
    this.#checkWork(work);
    const sums = new Gathered(this.#ctx, this.#engine);
    try {
      for (const piece of a.pieces) {
        for (const other of b.pieces) {
          this.#addHull(sums, this.#convexSum(piece, other));
          this.#check();
        }
      }
      // A surface leaves out what lies inside: the other operand, or a shifted copy of this one, covers that.
      if (a.solid !== undefined) for (const at of b.seeds) sums.add(shifted(a.solid, at));
      if (b.solid !== undefined) for (const at of a.seeds) sums.add(shifted(b.solid, at));
      return sums.done();
    } finally {
      sums.free();
    }
  }

  /** The solid of pieces that are not only a surface. */
  united({ pieces }: SumOperand): Solid | null {
    const hulls = new Gathered(this.#ctx, this.#engine);
    try {
      for (const points of pieces) this.#addHull(hulls, points);
      return hulls.done();
    } finally {
      hulls.free();
    }
  }

  #convexSum(a: Float64Array, b: Float64Array): Float64Array {
    this.#checkWork(sumWork(a.length / 3, b.length / 3));
    return convexSum(a, b, this.#check);
  }

  #addHull(to: Gathered, points: Float64Array): void {
    if (points.length > 9) to.add(Solid.of(this.#engine, this.#engine.hullOf(points), noOrigins));
  }

  #checkWork(points: number): void {
    const allowed = this.#ctx.limits.minkowskiPairs;
    if (points > allowed) throw new LimitError("minkowskiPairs", allowed, this.#position);
  }
}

/** A polyhedron may have been written inside out. */
function outwards(surface: Surface, volume: number): Surface {
  return volume < 0 ? { ...surface, triangles: surface.triangles.toReversed() } : surface;
}

function wholePieces(pieces: readonly Float64Array[]): SumOperand {
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

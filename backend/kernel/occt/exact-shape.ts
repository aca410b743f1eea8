// The shapes of the exact kernel. Each has the mesh kernel's shape of the same node beside its B-rep: messages, dimension
// rules and fallbacks come from there, and where all surfaces are planar the mesh is the exact shape.
import type { Mesh, Polygon } from "../../csg/geometry.ts";
import type { Rgba, Vec3 } from "../../csg/nodes.ts";
import type { Context } from "../../shared/context.ts";
import type { Engines } from "../engines.ts";
import type { Operand } from "../kernel.ts";
import { meshOf, solidOf } from "../manifold/convert.ts";
import { Solid } from "../manifold/solid.ts";
import { isEmptyShape, release, retain, type Shape, type Single } from "../shape.ts";
import type { Brep } from "./brep.ts";
import { Inexact, type OcctEngine, OcctError } from "./engine.ts";
import { type FaceChoice, facesOfPolygon, solidOfMesh } from "./polyhedron.ts";
import type { NodeRecord } from "./record.ts";

/** What a shape is known to be, for the special cases of hull and minkowski. */
export type Form =
  | { readonly kind: "sphere"; readonly center: Vec3; readonly r: number }
  | {
      /** A cylinder or a frustum; `axis` goes from the first circle to the second, and has the height as its length. */
      readonly kind: "cylinder";
      readonly base: Vec3;
      readonly axis: Vec3;
      readonly r1: number;
      readonly r2: number;
    }
  | { readonly kind: "circle"; readonly center: readonly [number, number]; readonly r: number };

/** What a hull has to enclose of a shape: a form, or points, x, y and z (0 in the plane) of each. */
export type Piece = Form | { readonly kind: "points"; readonly points: Float64Array };

export interface ExactFacts {
  readonly record: NodeRecord;
  /** Undefined: all surfaces are planar, and the mesh shows them. */
  readonly brep?: Brep | undefined;
  readonly form?: Form | undefined;
  /** Where they are not its form or the corners of its mesh. */
  readonly pieces?: readonly Piece[] | undefined;
  /** What makes the B-rep when somebody needs it. */
  readonly later?: Deferred | undefined;
}

/** A B-rep that has not been made: a hull needs the pieces of a union only. */
export interface Deferred {
  /** What it is made of. */
  readonly parts: readonly ExactShape[];
  /** Throws Inexact, OcctError or NotLoaded. */
  readonly make: () => Brep;
}

/** B-reps that wait for others are made by recursion. */
const MOST_DEPTH = 100;

/** One object of one node. */
export class ExactShape {
  readonly mesh: Single;
  readonly form: Form | undefined;
  /** How many B-reps wait for each other up to this one. */
  readonly depth: number;
  #record: NodeRecord;
  #brep: Brep | undefined;
  #later: Deferred | undefined;
  #isPlanar: boolean;
  readonly #pieces: readonly Piece[] | undefined;
  #owners = 0;

  constructor(mesh: Single, { record, brep, form, pieces, later }: ExactFacts) {
    this.mesh = mesh;
    this.form = form;
    this.depth = later === undefined ? 0 : 1 + later.parts.reduce((most, { depth }) => Math.max(most, depth), 0);
    this.#record = record;
    this.#brep = brep;
    this.#later = later;
    this.#isPlanar = brep === undefined && later === undefined;
    this.#pieces = pieces ?? (form && [form]);
  }

  /** As far as it is known: what has not been made is exact. */
  get record(): NodeRecord {
    if (this.#later === undefined) return this.#record;
    return { ...this.#record, children: this.#later.parts.map(({ record }) => record) };
  }

  get dimension(): 2 | 3 {
    return this.mesh.dimension;
  }

  /** True when the mesh has the exact surfaces. */
  get isPlanar(): boolean {
    return this.#isPlanar;
  }

  /** True while its B-rep has not been asked for. */
  get waits(): boolean {
    return this.#later !== undefined;
  }

  get isEmpty(): boolean {
    return isEmptyShape(this.mesh);
  }

  /** The hull of these is the hull of the shape. Undefined when it has curves of another kind. */
  pieces(): readonly Piece[] | undefined {
    if (this.#pieces !== undefined || !this.isPlanar) return this.#pieces;
    return [{ kind: "points", points: cornersOf(this.mesh) }];
  }

  /** Its B-rep, made of the mesh when there is none yet. Throws Inexact when the mesh bounds nothing. */
  brep(ctx: Context, engines: Engines, occt: OcctEngine): Brep {
    if (this.#brep !== undefined) return this.#brep;
    const brep =
      this.#made() ??
      (this.mesh.dimension === 2
        ? facesOfPolygon(occt, this.mesh as Polygon)
        : solidOfMesh(occt, closedMesh(ctx, engines, this.mesh)));
    for (let k = 0; k < this.#owners; k++) brep.retain();
    this.#brep = brep;
    return brep;
  }

  /** What was put off; undefined when there was nothing, or when there is no exact form after all: the mesh is it then. */
  #made(): Brep | undefined {
    if (this.#later === undefined) return undefined;
    const { record } = this;
    const { node } = record;
    let brep: Brep | undefined;
    try {
      brep = this.#later.make();
      this.#record = this.record;
    } catch (error) {
      const reason = whyInexact(error);
      if (reason === undefined) throw error;
      this.#record = { node, exactness: "mesh", reason, children: [] };
      this.#isPlanar = true;
    }
    const { parts } = this.#later;
    this.#later = undefined;
    if (this.#owners > 0) for (const part of parts) part.release();
    return brep;
  }

  /**
   * Its mesh as planar faces, whatever its B-rep is; without edges shorter and triangles flatter than the library can tell
   * from nothing. Throws Inexact.
   */
  facets(ctx: Context, engines: Engines, occt: OcctEngine, choice: FaceChoice): Brep {
    if (this.mesh.dimension === 2) throw new Inexact("an outline is no solid");
    return solidOfMesh(occt, closedMesh(ctx, engines, this.mesh, SHORTEST), choice);
  }

  retain(): void {
    if (this.#owners++ === 0) for (const part of this.#later?.parts ?? []) part.retain();
    retain(this.mesh);
    this.#brep?.retain();
  }

  release(): void {
    if (--this.#owners === 0) for (const part of this.#later?.parts ?? []) part.release();
    release(this.mesh);
    this.#brep?.release();
  }
}

/** Whether B-reps that wait for these may wait themselves. */
export function mayWait(parts: readonly ExactShape[]): boolean {
  return parts.every(({ depth }) => depth < MOST_DEPTH);
}

/** The reason for a report; undefined for errors of another kind. */
export function whyInexact(error: unknown): string | undefined {
  if (error instanceof Inexact) return error.message;
  return error instanceof OcctError ? `OpenCascade: ${error.message}` : undefined;
}

function cornersOf(shape: Single): Float64Array {
  if (shape instanceof Solid) return shape.engine.pointsOf(shape.handle);
  if (shape.dimension === 3) return shape.positions;
  const corners = shape.outlines.flatMap(({ points }) =>
    Array.from({ length: points.length / 2 }, (_, k) => [points[2 * k] as number, points[2 * k + 1] as number, 0]),
  );
  return Float64Array.from(corners.flat());
}

/** In millimeters, the library's own precision. */
const SHORTEST = 1e-7;

/**
 * The mesh in triangles with every edge closed; with a tolerance, details below it are gone. Only colors that the program
 * set are kept. Throws Inexact when it bounds nothing.
 */
export function closedMesh(ctx: Context, engines: Engines, shape: Mesh | Solid, tolerance?: number): Mesh {
  const solid = shape instanceof Solid ? shape : solidOf(ctx, engines.manifold, shape);
  if (solid === null) throw new Inexact("the surface is not closed");
  solid.retain();
  try {
    return tolerance === undefined ? withOwnColors(solid) : simplified(solid, tolerance);
  } finally {
    solid.release();
  }
}

function simplified({ engine, handle, origins }: Solid, tolerance: number): Mesh {
  const solid = Solid.of(
    engine,
    engine.run(() => handle.simplify(tolerance)),
    origins,
  );
  solid.retain();
  try {
    return withOwnColors(solid);
  } finally {
    solid.release();
  }
}

/** Faces without a color of their own get none. */
const NONE: Rgba = [-1, -1, -1, -1];

function withOwnColors(solid: Solid): Mesh {
  const mesh = meshOf(solid, { front: NONE, back: NONE });
  const { colors = [], facetColors } = mesh;
  if (facetColors === undefined) return mesh;
  const own = facetColors.map((color) => ((colors[color]?.[0] ?? -1) < 0 ? -1 : color));
  return { ...mesh, facetColors: own };
}

/** The objects of a list. */
export interface ExactList {
  readonly dimension: "list";
  readonly mesh: Shape;
  readonly items: readonly Operand<ExactShape>[];
}

export type Exact = ExactShape | ExactList;

export function meshShapeOf(shape: Exact): Shape {
  return shape.mesh;
}

export function retainExact(shape: Exact): void {
  if (shape instanceof ExactShape) shape.retain();
  else for (const { shape: item } of shape.items) item?.retain();
}

export function releaseExact(shape: Exact): void {
  if (shape instanceof ExactShape) shape.release();
  else for (const { shape: item } of shape.items) item?.release();
}

// The shapes of the exact kernel. Each has the mesh kernel's shape of the same node beside its B-rep: messages, dimension
// rules and fallbacks come from there, and where all surfaces are planar the mesh is the exact shape.
import { isTriangular, type Mesh, type Polygon } from "../../csg/geometry.ts";
import type { Rgba, Vec3 } from "../../csg/nodes.ts";
import type { Context } from "../../shared/context.ts";
import type { Engines } from "../engines.ts";
import type { Operand } from "../kernel.ts";
import { meshOf, solidOf } from "../manifold/convert.ts";
import { Solid } from "../manifold/solid.ts";
import { tessellate } from "../mesh/tessellate.ts";
import { isEmptyShape, release, retain, type Shape, type Single } from "../shape.ts";
import type { Brep } from "./brep.ts";
import { Inexact, type OcctEngine } from "./engine.ts";
import { facesOfPolygon, solidOfMesh } from "./polyhedron.ts";
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

export interface ExactFacts {
  readonly record: NodeRecord;
  /** Undefined: all surfaces are planar, and the mesh shows them. */
  readonly brep?: Brep | undefined;
  readonly form?: Form | undefined;
}

/** One object of one node. */
export class ExactShape {
  readonly mesh: Single;
  readonly record: NodeRecord;
  readonly form: Form | undefined;
  #brep: Brep | undefined;
  readonly #isPlanar: boolean;
  #owners = 0;

  constructor(mesh: Single, { record, brep, form }: ExactFacts) {
    this.mesh = mesh;
    this.record = record;
    this.form = form;
    this.#brep = brep;
    this.#isPlanar = brep === undefined;
  }

  get dimension(): 2 | 3 {
    return this.mesh.dimension;
  }

  /** True when the mesh has the exact surfaces. */
  get isPlanar(): boolean {
    return this.#isPlanar;
  }

  get isEmpty(): boolean {
    return isEmptyShape(this.mesh);
  }

  /** Its B-rep, made of the mesh when there is none yet. Throws Inexact when the mesh bounds nothing. */
  brep(ctx: Context, engines: Engines, occt: OcctEngine): Brep {
    if (this.#brep !== undefined) return this.#brep;
    const brep =
      this.mesh.dimension === 2
        ? facesOfPolygon(occt, this.mesh as Polygon)
        : solidOfMesh(occt, closed(ctx, engines, this.mesh));
    for (let k = 0; k < this.#owners; k++) brep.retain();
    this.#brep = brep;
    return brep;
  }

  retain(): void {
    this.#owners++;
    retain(this.mesh);
    this.#brep?.retain();
  }

  release(): void {
    this.#owners--;
    release(this.mesh);
    this.#brep?.release();
  }
}

/** The mesh in triangles with every edge closed. Only colors that the program set are kept. */
function closed(ctx: Context, engines: Engines, shape: Mesh | Solid): Mesh {
  if (shape instanceof Solid) return withOwnColors(shape);
  const solid = solidOf(ctx, engines.manifold, shape);
  if (solid === null) throw new Inexact("the surface is not closed");
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

/** True when a mesh is in triangles already. */
export function inTriangles(ctx: Context, mesh: Mesh): Mesh {
  return isTriangular(mesh) ? mesh : tessellate(ctx, mesh);
}

// Handlers of the nodes that lead from 2D to 2D or 3D, and of projection, which leads back (spec/geometry.md §6.4, §7).
import { emptyPolygon, type Mesh, type Outline, type Polygon } from "../../csg/geometry.ts";
import type { LinearExtrudeNode, OffsetNode, ProjectionNode, RoofNode, RotateExtrudeNode } from "../../csg/nodes.ts";
import type { Context } from "../../shared/context.ts";
import { collectPolygons, collectSolids } from "../collect.ts";
import type { Engines } from "../engines.ts";
import { linearExtrude } from "../extrude/linear.ts";
import { makeRoof } from "../extrude/roof/roof.ts";
import { rotateExtrude } from "../extrude/rotate.ts";
import type { Operand } from "../kernel.ts";
import { combineSolids } from "../manifold/boolean.ts";
import { solidOf } from "../manifold/convert.ts";
import { Solid, withTemporaries } from "../manifold/solid.ts";
import { combine, sanitize } from "../polygon/boolean.ts";
import { reversePath, signedArea, toGridPaths, toPolygon } from "../polygon/grid.ts";
import { offsetPolygon } from "../polygon/offset.ts";
import { isEmptyShape, type Shape, type Single } from "../shape.ts";

type Operands = readonly Operand<Shape>[];

/** The union of the 2D children; null when there is nothing, or when the only child is empty. */
export function unitePolygons(ctx: Context, engines: Engines, operands: Operands): Polygon | null {
  const polygons = collectPolygons(ctx, operands);
  const [first, ...others] = polygons;
  if (first === undefined) return null;
  if (others.length === 0) return isEmptyShape(first) ? null : first;
  return combine(ctx, engines.clipper, "union", polygons);
}

export function offset(ctx: Context, engines: Engines, node: OffsetNode, operands: Operands): Polygon | null {
  const polygon = unitePolygons(ctx, engines, operands);
  return polygon && offsetPolygon(ctx, engines.clipper, node, polygon);
}

export function extrude(
  ctx: Context,
  engines: Engines,
  node: LinearExtrudeNode | RotateExtrudeNode,
  operands: Operands,
): Single | null {
  const polygon = unitePolygons(ctx, engines, operands);
  if (polygon === null) return null;
  return node.kind === "linear_extrude" ? linearExtrude(ctx, node, polygon) : rotateExtrude(ctx, node, polygon);
}

/**
 * The cut at z = 0, or the shadow, which needs no union: the shadow of several objects is all their shadows. Among several,
 * those that bound nothing are empty operands, as in a union.
 */
export function project(ctx: Context, engines: Engines, node: ProjectionNode, operands: Operands): Polygon | null {
  const shapes = collectSolids(ctx, operands).flatMap(({ shape }) => shape ?? []);
  const contours = node.cut
    ? cutAll(ctx, engines, shapes)
    : shapes.flatMap((shape) => shadowOf(ctx, engines, shape, shapes.length === 1));
  if (contours === null || contours.length === 0) return contours && emptyPolygon;
  const outlines = contours.map((points): Outline => ({ points, positive: true }));
  return unitePositive(ctx, engines, outlines);
}

/** Null when there is nothing to cut. */
function cutAll(ctx: Context, engines: Engines, shapes: readonly (Mesh | Solid)[]): Float64Array[] | null {
  return withTemporaries((keep) => {
    const solids: Solid[] = [];
    for (const shape of shapes) {
      const solid = shape instanceof Solid ? shape : solidOf(ctx, engines.manifold, shape);
      if (solid !== null && solid !== shape) keep(solid);
      if (solid !== null) solids.push(solid);
    }
    const [first, ...others] = solids;
    if (first === undefined) return null;
    const united = others.length === 0 ? first : keep(combineSolids(ctx, engines.manifold, "union", solids));
    return engines.manifold.contoursOf(united.handle, { height: 0 });
  });
}

/** Of a mesh that bounds nothing and is the only child, the facets throw the shadow. */
function shadowOf(ctx: Context, engines: Engines, shape: Mesh | Solid, only: boolean): Float64Array[] {
  return withTemporaries((keep) => {
    const solid = shape instanceof Solid ? shape : solidOf(ctx, engines.manifold, shape);
    if (solid !== null) {
      if (solid !== shape) keep(solid);
      return engines.manifold.contoursOf(solid.handle, "shadow");
    }
    return shape instanceof Solid || !only ? [] : facetShadows(shape);
  });
}

/** The facets in the plane, counter-clockwise. */
function facetShadows({ positions, offsets, indices }: Mesh): Float64Array[] {
  const contours: Float64Array[] = [];
  for (let facet = 0; facet + 1 < offsets.length; facet++) {
    const corners = indices.subarray(offsets[facet], offsets[facet + 1]);
    const contour = new Float64Array(2 * corners.length);
    for (const [k, corner] of corners.entries()) contour.set(positions.subarray(3 * corner, 3 * corner + 2), 2 * k);
    if (signedArea(contour) < 0) reversePath(contour);
    contours.push(contour);
  }
  return contours;
}

/** The contours of the library overlap: what they wind around counter-clockwise counts. */
function unitePositive(ctx: Context, engines: Engines, outlines: readonly Outline[]): Polygon {
  const raw: Polygon = { dimension: 2, outlines, sanitized: true };
  const united = toPolygon(engines.clipper.execute("union", "positive", toGridPaths(ctx, raw)));
  return sanitize(ctx, engines.clipper, { ...united, sanitized: false });
}

/** The experimental roof(): its outline's distance as height. */
export function roof(ctx: Context, engines: Engines, node: RoofNode, operands: Operands): Single | null {
  const polygon = unitePolygons(ctx, engines, operands);
  return polygon && makeRoof(ctx, node, polygon);
}

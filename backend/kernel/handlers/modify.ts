// Handlers of the nodes that change the union of their children: transforms, color and resize (spec/geometry.md §4, §7.7).
import type { ColorNode, EdgeBlendNode, ResizeNode, TransformNode } from "../../csg/nodes.ts";
import type { Context } from "../../shared/context.ts";
import type { Engines } from "../engines.ts";
import { Solid } from "../manifold/solid.ts";
import { boundsOfMesh, colorMesh, resizeMatrix, transformMesh } from "../mesh/transform.ts";
import { resizePolygon, transformPolygon } from "../polygon/transform.ts";
import type { Single } from "../shape.ts";

export function transform(ctx: Context, engines: Engines, node: TransformNode, shape: Single | null): Single | null {
  const { matrix, position } = node;
  if (!matrix.every(Number.isFinite)) {
    ctx.report.push({
      severity: "warning",
      code: "matrix-not-finite",
      message: "Transformation matrix contains Not-a-Number and/or Infinity - removing object.",
      position,
    });
    return null;
  }
  if (shape === null) return null;
  if (shape instanceof Solid) return shape.transformed(matrix);
  if (shape.dimension === 2) return transformPolygon(ctx, () => engines.clipper, matrix, shape);
  return transformMesh(matrix, shape);
}

/** Colors belong to 3D only. */
export function color({ color }: ColorNode, shape: Single | null): Single | null {
  if (shape === null || shape.dimension === 2) return shape;
  return shape instanceof Solid ? shape.colored(color) : colorMesh(color, shape);
}

export function resize(node: ResizeNode, shape: Single | null): Single | null {
  if (shape === null) return null;
  if (shape.dimension === 2) return resizePolygon(node, shape);
  if (shape instanceof Solid) {
    const { min, max } = shape.engine.run(() => shape.handle.boundingBox());
    return shape.isEmpty ? shape : shape.transformed(resizeMatrix(node, { min, max }));
  }
  const box = boundsOfMesh(shape);
  return box === undefined ? shape : transformMesh(resizeMatrix(node, box), shape);
}

/** Edges are cut by the exact kernel; where only this one runs, they stay. */
export function unblended(ctx: Context, { kind, position }: EdgeBlendNode, shape: Single | null): Single | null {
  const message = `${kind}() needs exact solids: the edges stay as they are`;
  if (shape !== null) ctx.report.push({ severity: "warning", code: "geometry", message, position });
  return shape;
}

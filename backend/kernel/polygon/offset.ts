// offset(): moves the outline of a polygon outwards or inwards (spec/geometry.md §6.4).
import { segments } from "../../csg/fragments.ts";
import { emptyPolygon, type Polygon } from "../../csg/geometry.ts";
import type { OffsetNode } from "../../csg/nodes.ts";
import type { Context } from "../../shared/context.ts";
import { cosDegrees } from "../../shared/degrees.ts";
import { LimitError } from "../../shared/limits.ts";
import { sanitize } from "./boolean.ts";
import type { Clipper, InflateOptions, JoinKind } from "./clipper.ts";
import { GRID, toGridPaths, toPolygon } from "./grid.ts";
import { inflateApart } from "./inflate.ts";

/** Below this many grid units nothing is moved. */
const NOTHING = 0.5;

const MITER_LIMIT = 1_000_000;

/** Moves the outline of a polygon by the node's distance. Moved by no finite one, nothing is left. */
export function offsetPolygon(ctx: Context, clipper: Clipper, node: OffsetNode, polygon: Polygon): Polygon {
  if (polygon.outlines.length === 0 || !Number.isFinite(node.distance)) return emptyPolygon;
  const paths = toGridPaths(ctx, sanitize(ctx, clipper, polygon));
  const distance = node.distance * GRID;
  if (Math.abs(distance) < NOTHING) return toPolygon(clipper.execute("union", "positive", paths));
  const options: InflateOptions = {
    distance,
    join: joins[node.join],
    end: "polygon",
    miterLimit: node.join === "miter" ? MITER_LIMIT : 2,
    arcTolerance: node.join === "round" ? arcTolerance(ctx, node) * GRID : 1,
  };
  return toPolygon(inflateApart(clipper, paths, options));
}

const joins: Readonly<Record<OffsetNode["join"], JoinKind>> = { round: "round", miter: "miter", chamfer: "square" };

/** How far the polygon of an arc may stay inside it so that a full circle has the node's number of segments. */
function arcTolerance(ctx: Context, node: OffsetNode): number {
  const radius = Math.abs(node.distance);
  const count = segments(radius, node.fragments) ?? 3;
  if (count > ctx.limits.facets) throw new LimitError("facets", ctx.limits.facets, node.position);
  return radius * (1 - cosDegrees(180 / count));
}

// One handler per kind of node: the mesh kernel's side of kernel.ts. A new kind is a compile error here until it is handled.
import type { Shaper } from "../../csg/text.ts";
import { readImport, readSurface } from "../../input/read.ts";
import type { Context } from "../../shared/context.ts";
import type { Engines } from "../engines.ts";
import type { HandlerTable, Operand } from "../kernel.ts";
import { makeCube, makeCylinder, makePolyhedron, makeSphere } from "../mesh/primitives.ts";
import { makeCircle, makeSquare } from "../polygon/primitives.ts";
import type { Shape } from "../shape.ts";
import { combineAs, fillAll, hull, minkowski, unite } from "./combine.ts";
import { extrude, offset, project, roof } from "./flat.ts";
import { imported, polygon, text } from "./leaf.ts";
import { list, root } from "./list.ts";
import { color, resize, transform, unblended } from "./modify.ts";

export interface HandlerTools {
  readonly engines: Engines;
  /** Throws NotLoaded. */
  readonly findShaper: () => Shaper;
}

type Operands = readonly Operand<Shape>[];

export function makeHandlers({ engines, findShaper }: HandlerTools): HandlerTable<Shape> {
  const united = (ctx: Context, operands: Operands, forHull = false) => unite(ctx, engines, operands, { forHull });
  return {
    root: (ctx, _node, operands) => root(ctx, engines, operands),
    list: (_ctx, _node, operands) => list(operands),
    group: (ctx, _node, operands, forHull) => combineAs("union", ctx, engines, operands, { forHull }),
    union: (ctx, _node, operands, forHull) => combineAs("union", ctx, engines, operands, { forHull }),
    render: (ctx, _node, operands) => united(ctx, operands),
    difference: (ctx, _node, operands) => combineAs("difference", ctx, engines, operands),
    intersection: (ctx, _node, operands) => combineAs("intersection", ctx, engines, operands),
    hull: (ctx, _node, operands) => hull(ctx, engines, operands),
    fill: (ctx, _node, operands) => fillAll(ctx, engines, operands),
    minkowski: (ctx, node, operands) => minkowski(ctx, engines, node, operands),
    transform: (ctx, node, operands, forHull) => transform(ctx, engines, node, united(ctx, operands, forHull)),
    color: (ctx, node, operands) => color(node, united(ctx, operands)),
    resize: (ctx, node, operands) => resize(node, united(ctx, operands)),
    offset: (ctx, node, operands) => offset(ctx, engines, node, operands),
    fillet: (ctx, node, operands) => unblended(ctx, node, united(ctx, operands)),
    chamfer: (ctx, node, operands) => unblended(ctx, node, united(ctx, operands)),
    linear_extrude: (ctx, node, operands) => extrude(ctx, engines, node, operands),
    rotate_extrude: (ctx, node, operands) => extrude(ctx, engines, node, operands),
    projection: (ctx, node, operands) => project(ctx, engines, node, operands),
    roof: (ctx, node, operands) => roof(ctx, engines, node, operands),
    cube: (_ctx, node) => makeCube(node),
    sphere: makeSphere,
    cylinder: makeCylinder,
    polyhedron: makePolyhedron,
    square: (_ctx, node) => makeSquare(node),
    circle: makeCircle,
    polygon: (ctx, node) => polygon(ctx, engines, node),
    text: (ctx, node) => text(ctx, engines, findShaper(), node),
    import: (ctx, node) => imported(ctx, engines, readImport(ctx, node)),
    surface: readSurface,
  };
}

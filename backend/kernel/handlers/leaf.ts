// Handlers of the leaves that need more than their parameters: polygon(), text(), import() and surface().
import { emptyMesh, type Polygon } from "../../csg/geometry.ts";
import type { PolygonNode, TextNode } from "../../csg/nodes.ts";
import type { Shaper } from "../../csg/text.ts";
import type { ImportResult } from "../../input/result.ts";
import type { Context } from "../../shared/context.ts";
import type { Engines } from "../engines.ts";
import { sanitize } from "../polygon/boolean.ts";
import { realizeDrawing } from "../polygon/drawing.ts";
import { makePolygon } from "../polygon/primitives.ts";
import { uniteGlyphs } from "../polygon/text.ts";
import type { Single } from "../shape.ts";
import { uniteShapes } from "./combine.ts";

export function polygon(ctx: Context, engines: Engines, node: PolygonNode): Polygon {
  return sanitize(ctx, engines.clipper, makePolygon(ctx, node));
}

/** Glyphs are united (spec/geometry.md §9.4). A text without a font is empty. */
export function text(ctx: Context, engines: Engines, shaper: Shaper, node: TextNode): Polygon {
  const warn = (message: string): void =>
    ctx.report.push({ severity: "warning", code: "font", message, position: node.position });
  return uniteGlyphs(ctx, engines.clipper, shaper.outlines(node, node.fragments, warn) ?? []);
}

/** What a file holds as one shape: several solids of a file are united. */
export function imported(ctx: Context, engines: Engines, content: ImportResult): Single {
  if (content.dimension === 2) return realizeDrawing(ctx, engines.clipper, content);
  const [first = emptyMesh, ...others] = content.meshes;
  return others.length === 0 ? first : (uniteShapes(ctx, engines, content.meshes) ?? emptyMesh);
}

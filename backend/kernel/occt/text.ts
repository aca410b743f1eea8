// text() with the fonts' own curves.
import type { Polygon } from "../../csg/geometry.ts";
import type { TextNode } from "../../csg/nodes.ts";
import type { CurvedOutline } from "../../csg/text.ts";
import { combine } from "./boolean.ts";
import type { Brep } from "./brep.ts";
import { type Contour, facesOfContours, type Point, type Segment } from "./contour.ts";
import { Inexact } from "./engine.ts";
import { asksForFacets, facetsAsked, type Made, type Maker } from "./maker.ts";
import { areaOf as areaOfPoints } from "./nesting.ts";
import { areaOf } from "./topology.ts";

export const text: Maker<TextNode> = ({ occt, options, findShaper }, { node, mesh }): Made => {
  if (asksForFacets(node.fragments, options)) return facetsAsked(node.fragments);
  const glyphs = findShaper().curves(node, () => undefined) ?? [];
  const contours = glyphs.flatMap((glyph) => glyph.map(contourOf)).filter(({ segments }) => segments.length > 0);
  const united = facesOfContours(occt, contours);
  const area = occt.run((keep, oc) => areaOf({ keep, oc }, united.shape));
  if (isClose(area, mesh as Polygon)) return { brep: united };
  // Glyphs that overlap, or strokes of one glyph that do: each contour is a face of its own then.
  const parts = glyphs.flatMap((glyph): Brep[] => {
    const own = glyph.map(contourOf).filter(({ segments }) => segments.length > 0);
    return own.length === 0 ? [] : [facesOfContours(occt, own)];
  });
  if (parts.length < 2) throw new Inexact("the strokes of a glyph overlap");
  const brep = combine(occt, "union", parts, 2);
  const unitedArea = occt.run((keep, oc) => areaOf({ keep, oc }, brep.shape));
  if (!isClose(unitedArea, mesh as Polygon)) throw new Inexact("the strokes of a glyph overlap");
  return { brep };
};

/** How far the area of divided curves may be from that of the curves. */
const DIVISION = 0.05;

function isClose(area: number, { outlines }: Polygon): boolean {
  const expected = outlines.reduce((sum, { points }) => sum + areaOfPoints(points), 0);
  return Math.abs(area - expected) <= DIVISION * expected;
}

function contourOf({ start, segments }: CurvedOutline): Contour {
  return { start, segments: segments.map(segmentOf) };
}

function segmentOf(values: readonly number[]): Segment {
  const points: Point[] = [];
  for (let k = 0; k < values.length; k += 2) points.push([values[k] as number, values[k + 1] as number]);
  const [only, ...others] = points as [Point, ...Point[]];
  return others.length === 0 ? { kind: "line", to: only } : { kind: "curve", controls: points };
}

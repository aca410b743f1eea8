// The table of exact forms: one maker per kind of node. A new kind is a compile error here until it is handled.
import type { CsgKind, CsgNode } from "../../csg/nodes.ts";
import { blend } from "./blend.ts";
import { combination, united } from "./boolean.ts";
import { Inexact } from "./engine.ts";
import { linearExtrude, rotateExtrude } from "./extrude.ts";
import { hull } from "./hull.ts";
import type { Made, Maker } from "./maker.ts";
import { minkowski } from "./minkowski.ts";
import { fill, offset } from "./offset.ts";
import { circle, cylinder, sphere } from "./primitives.ts";
import { projection } from "./projection.ts";
import { text } from "./text.ts";
import { color, resize, transform } from "./transform.ts";

/** The mesh has the exact surfaces. */
const planar: Maker = (): Made => ({});

/** Exact for planar surfaces, where the mesh kernel's result is; for others there is no exact form. */
const planarOnly =
  (reason: string): Maker =>
  (_tools, { parts }): Made => {
    if (parts.every(({ isPlanar }) => isPlanar)) return {};
    throw new Inexact(reason);
  };

const facetsOfFile: Maker = (): Made => ({ faceted: "the file holds facets" });

const union: Maker = (tools, { parts }): Made => (parts.every(({ isPlanar }) => isPlanar) ? {} : united(tools, parts));

type Makers = { readonly [Kind in CsgKind]: Maker<Extract<CsgNode, { kind: Kind }>> };

export const makers: Makers = {
  root: combination,
  list: planar,
  group: combination,
  union: combination,
  difference: combination,
  intersection: combination,
  render: union,
  hull,
  fill,
  minkowski,
  transform,
  color,
  resize,
  offset,
  fillet: blend,
  chamfer: blend,
  linear_extrude: linearExtrude,
  rotate_extrude: rotateExtrude,
  projection,
  roof: planarOnly("the roof of a curved outline"),
  cube: planar,
  sphere,
  cylinder,
  polyhedron: planar,
  square: planar,
  circle,
  polygon: planar,
  text,
  import: facetsOfFile,
  surface: facetsOfFile,
};

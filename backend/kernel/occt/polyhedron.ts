// Meshes and polygons as exact shapes: planar faces with shared edges and vertices. Triangles of one plane become one face.
import type { TopoDS_Shape } from "../../../wasm/occt.ts";
import type { Mesh, Polygon } from "../../csg/geometry.ts";
import type { Rgba } from "../../csg/nodes.ts";
import { contractEdges, isCollapsed } from "../mesh/weld.ts";
import { Brep, type Paint } from "./brep.ts";
import { Inexact, type OcctEngine } from "./engine.ts";
import { FaceBuilder } from "./face-builder.ts";
import type { FacetedShell } from "./faceted-step.ts";
import { trianglesOf, withoutFolds } from "./folds.ts";
import { nestContours } from "./nesting.ts";
import { findRegions, type Region, type Regions, type Surface } from "./regions.ts";
import { type NestedShells, nestShells } from "./shell-nesting.ts";
import { compoundOf, isValid, type Scope } from "./topology.ts";

/** The library's own precision: points closer together are one point. */
const CONFUSION = 1e-7;

/** As many take a minute, and 250 MB as STEP; ten times as many take a memory of gigabytes, and no program opens their files. */
const MOST_FACES = 100_000;
/** Of the library's memory, where that is less than it could be; as BREP a face takes the most. */
const FACE_BYTES = 33_000;

/** What can be made of planar faces, by what the library may use of memory: one face too many ends the process. */
function mostFaces({ mostBytes, isCapped }: OcctEngine): number {
  return isCapped ? Math.min(MOST_FACES, Math.floor(mostBytes / FACE_BYTES)) : MOST_FACES;
}

/**
 * What becomes a face. planar: all triangles of one plane; checked: the same where the library finds the face valid, else its
 * triangles, since the outline of facets that overlap by rounding may cross itself; triangles: each by itself.
 */
export type FaceChoice = "planar" | "checked" | "triangles";

/** A closed mesh of triangles as solids. Throws Inexact when an edge is open, TooLarge for too many faces. */
export function solidOfMesh(engine: OcctEngine, mesh: Mesh, choice: FaceChoice = "planar"): Brep {
  const { positions } = mesh;
  const { triangles, facets } = boundingTriangles(mesh);
  const { facetColors, colors } = mesh;
  const groupOf = facetColors && ((triangle: number) => facetColors[facets[triangle] as number] as number);
  const surface = { positions, triangles, groupOf };
  const most = mostFaces(engine);
  let found = regionsOf({ ...surface, isAlone: () => choice === "triangles" }, most);
  return engine.run((keep, oc) => {
    const scope: Scope = { keep, oc };
    let faces = facesOf(scope, positions, found);
    const alone = new Set<number>();
    for (let bad = choice === "checked" ? invalidOf(scope, found, faces) : NONE; bad.size > 0; ) {
      const { size } = alone;
      for (const [triangle, region] of found.regionOf.entries()) if (bad.has(region)) alone.add(triangle);
      if (alone.size === size) break;
      found = regionsOf({ ...surface, isAlone: (triangle) => alone.has(triangle) }, most);
      faces = facesOf(scope, positions, found);
      bad = invalidOf(scope, found, faces);
    }
    const made = faces.map((face) => {
      if (face === undefined) throw new Inexact("a face could not be made");
      return face;
    });
    const nested = nestShells(surface, found.shellOf);
    const shape = assemble(scope, found, nested, made);
    const colorOf = ({ seed }: Region): Rgba | undefined => (groupOf ? colors?.[groupOf(seed)] : undefined);
    const facets = { positions, solids: facetedShells(found, nested), colorOf };
    return new Brep(engine, engine.owned(shape), paintsOf(engine, found.regions, made, colorOf), facets);
  });
}

const NONE: ReadonlySet<number> = new Set();

function regionsOf(surface: Surface, most: number): Regions {
  const found = findRegions(surface, most);
  if (found === undefined) throw new Inexact("the surface is not closed");
  return found;
}

type MaybeFace = TopoDS_Shape | undefined;

/** Undefined where the library makes none. */
function facesOf(scope: Scope, positions: Float64Array, { regions }: Regions): MaybeFace[] {
  const builder = new FaceBuilder(scope, positions);
  return regions.map((region) => builder.face(region));
}

/** The numbers of the regions whose faces are not valid. */
function invalidOf(scope: Scope, { regions }: Regions, faces: readonly MaybeFace[]): Set<number> {
  const invalid = new Set<number>();
  for (const [k, { loops }] of regions.entries()) {
    const face = faces[k];
    const isTriangle = loops.length === 1 && loops[0]?.length === 3;
    if (face === undefined || (!isTriangle && !isValid(scope, face))) invalid.add(k);
  }
  return invalid;
}

/** Handles of the faces by color. */
function paintsOf(
  engine: OcctEngine,
  regions: readonly Region[],
  faces: readonly TopoDS_Shape[],
  colorOf: (region: Region) => Rgba | undefined,
): Paint[] {
  const groups = new Map<string, { color: Rgba; faces: TopoDS_Shape[] }>();
  for (const [k, region] of regions.entries()) {
    const color = colorOf(region);
    if (color === undefined) continue;
    const group = groups.get(color.join()) ?? { color, faces: [] };
    groups.set(color.join(), group);
    group.faces.push(engine.owned(faces[k] as TopoDS_Shape));
  }
  return [...groups.values()];
}

/**
 * Of a mesh of triangles, those that bound something for the library: without edges that it takes for points, and without
 * walls that have no thickness then; with the facets that they were.
 */
export function boundingTriangles({ positions, indices }: Mesh): { triangles: Uint32Array; facets: Uint32Array } {
  const snapped = positions.map((coordinate) => Math.round(coordinate / (2 * CONFUSION)));
  const contracted = contractEdges(snapped, indices);
  const all = Uint32Array.from({ length: indices.length / 3 }, (_, k) => k);
  if (contracted === indices) return { triangles: indices, facets: all };
  const facets = all.filter((k) => !isCollapsed(contracted, k));
  const surface = { positions, triangles: trianglesOf({ positions, triangles: contracted }, facets) };
  const kept = withoutFolds(surface) ?? facets.map((_, at) => at);
  return { triangles: trianglesOf(surface, kept), facets: kept.map((k) => facets[k] as number) };
}

/** Shells of connected faces as solids, each right side out. */
function assemble(
  scope: Scope,
  { regions, shellOf }: Regions,
  nested: readonly NestedShells[],
  faces: readonly TopoDS_Shape[],
): TopoDS_Shape {
  const { keep, oc } = scope;
  const builder = keep(new oc.TopoDS_Builder());
  const shells: TopoDS_Shape[] = [];
  for (const [k, { seed }] of regions.entries()) {
    const number = shellOf[seed] as number;
    let shell = shells[number];
    if (shell === undefined) {
      shell = keep(new oc.TopoDS_Shell());
      builder.MakeShell(shell);
      shells[number] = shell;
    }
    builder.Add(shell, faces[k] as TopoDS_Shape);
  }
  for (const shell of shells) shell.Closed(true);
  const solids = nested.map(({ outer, isReversed, cavities }) => {
    const solid = keep(new oc.TopoDS_Solid());
    builder.MakeSolid(solid);
    const shell = shells[outer] as TopoDS_Shape;
    builder.Add(solid, isReversed ? keep(shell.Reversed()) : shell);
    for (const number of cavities) builder.Add(solid, shells[number] as TopoDS_Shape);
    return solid;
  });
  if (solids.length === 0) throw new Inexact("the surface encloses nothing");
  return compoundOf(scope, solids);
}

/** Of the solids of a closed mesh, in cubic millimeters: those that are inside out count as the others. */
export function enclosedVolume(mesh: Mesh): number {
  const surface = { positions: mesh.positions, triangles: boundingTriangles(mesh).triangles };
  const found = findRegions(surface);
  if (found === undefined) throw new Inexact("the surface is not closed");
  return nestShells(surface, found.shellOf).reduce((sum, { volume }) => sum + volume, 0);
}

/** The same solids as plain data. */
function facetedShells({ regions, shellOf }: Regions, nested: readonly NestedShells[]): FacetedShell[][] {
  const shells = new Map<number, Region[]>();
  for (const region of regions) {
    const number = shellOf[region.seed] as number;
    const own = shells.get(number);
    if (own === undefined) shells.set(number, [region]);
    else own.push(region);
  }
  const facesOfShell = (number: number): readonly Region[] => shells.get(number) ?? [];
  return nested.map(({ outer, isReversed, cavities }) => [
    { faces: facesOfShell(outer), isReversed },
    ...cavities.map((number) => ({ faces: facesOfShell(number), isReversed: false })),
  ]);
}

/** A polygon as faces with straight edges in the plane z = 0. */
export function facesOfPolygon(engine: OcctEngine, { outlines }: Polygon): Brep {
  return engine.run((keep, oc) => {
    const scope: Scope = { keep, oc };
    const faces = nestContours(outlines.map(({ points }) => points)).map(({ outer, holes }) => {
      const contours = [outer, ...holes];
      const positions = Float64Array.from(contours.flatMap((points) => spatial(points)));
      let start = 0;
      const loops = contours.map((points) => {
        const loop = Array.from({ length: points.length / 2 }, (_, k) => start + k);
        start += loop.length;
        return loop;
      });
      const face = new FaceBuilder(scope, positions).face({ loops, normal: [0, 0, 1], seed: 0 });
      if (face === undefined) throw new Inexact("a face could not be made");
      return face;
    });
    return new Brep(engine, engine.owned(compoundOf(scope, faces)));
  });
}

function spatial(points: Float64Array): number[] {
  return Array.from({ length: points.length / 2 }, (_, k) => [
    points[2 * k] as number,
    points[2 * k + 1] as number,
    0,
  ]).flat();
}

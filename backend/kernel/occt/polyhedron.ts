// Meshes and polygons as exact shapes: planar faces with shared edges and vertices. Triangles of one plane become one face.
import type { TopoDS_Edge, TopoDS_Shape, TopoDS_Vertex, TopoDS_Wire } from "../../../wasm/occt.ts";
import type { Mesh, Polygon } from "../../csg/geometry.ts";
import type { Rgba } from "../../csg/nodes.ts";
import { contractEdges, isCollapsed } from "../mesh/weld.ts";
import { Brep, type Paint } from "./brep.ts";
import { Inexact, type OcctEngine, TooLarge } from "./engine.ts";
import { nestContours } from "./nesting.ts";
import { findRegions, type Region, type Regions } from "./regions.ts";
import { contains, signedVolume } from "./shell-nesting.ts";
import { compoundOf, type Scope } from "./topology.ts";

/** The library's own precision: points closer together are one point. */
const CONFUSION = 1e-7;

/** Ten times as many take a memory of gigabytes, and no program opens their files. */
const MOST_FACES = 50_000;

/** A closed mesh of triangles as solids. Throws Inexact when an edge is open. */
export function solidOfMesh(engine: OcctEngine, mesh: Mesh): Brep {
  const { positions } = mesh;
  const { triangles, facets } = withoutShortEdges(positions, mesh.indices);
  const { facetColors, colors } = mesh;
  const groupOf = facetColors && ((triangle: number) => facetColors[facets[triangle] as number] as number);
  const found = findRegions({ positions, triangles, groupOf });
  if (found === undefined) throw new Inexact("the surface is not closed");
  const { length: count } = found.regions;
  if (count > MOST_FACES) throw new TooLarge(`it has ${count} faces, and no more than ${MOST_FACES} can be written`);
  return engine.run((keep, oc) => {
    const scope: Scope = { keep, oc };
    const builder = new FaceBuilder(scope, positions);
    const faces = found.regions.map((region) => builder.face(region));
    const shape = assemble(scope, { positions, triangles }, found, faces);
    const paints = colors && groupOf ? paintsOf(engine, found.regions, faces, (seed) => colors[groupOf(seed)]) : [];
    return new Brep(engine, engine.owned(shape), paints);
  });
}

/** Handles of the faces by color. */
function paintsOf(
  engine: OcctEngine,
  regions: readonly Region[],
  faces: readonly TopoDS_Shape[],
  colorOf: (seed: number) => Rgba | undefined,
): Paint[] {
  const groups = new Map<string, { color: Rgba; faces: TopoDS_Shape[] }>();
  for (const [k, { seed }] of regions.entries()) {
    const color = colorOf(seed);
    if (color === undefined) continue;
    const group = groups.get(color.join()) ?? { color, faces: [] };
    groups.set(color.join(), group);
    group.faces.push(engine.owned(faces[k] as TopoDS_Shape));
  }
  return [...groups.values()];
}

/** Triangles without edges that the library takes for points, and the facets that they were. */
function withoutShortEdges(
  positions: Float64Array,
  triangles: Uint32Array,
): { triangles: Uint32Array; facets: Uint32Array } {
  const snapped = positions.map((coordinate) => Math.round(coordinate / (2 * CONFUSION)));
  const contracted = contractEdges(snapped, triangles);
  const facets: number[] = [];
  for (let k = 0; k < contracted.length / 3; k++) if (!isCollapsed(contracted, k)) facets.push(k);
  const kept = new Uint32Array(3 * facets.length);
  for (const [at, k] of facets.entries()) kept.set(contracted.subarray(3 * k, 3 * k + 3), 3 * at);
  return { triangles: kept, facets: Uint32Array.from(facets) };
}

/** Makes faces that share their edges and vertices. */
class FaceBuilder {
  readonly #scope: Scope;
  readonly #positions: Float64Array;
  readonly #vertices = new Map<number, TopoDS_Vertex>();
  /** By the lower number and the higher. */
  readonly #edges = new Map<string, TopoDS_Edge>();

  constructor(scope: Scope, positions: Float64Array) {
    this.#scope = scope;
    this.#positions = positions;
  }

  face({ loops, normal }: Region): TopoDS_Shape {
    const { keep, oc } = this.#scope;
    const [outer, ...holes] = [...loops].sort((a, b) => this.#area(b, normal) - this.#area(a, normal));
    if (outer === undefined) throw new Inexact("a face has no boundary");
    const plane = this.#plane(outer, normal);
    const maker = keep(new oc.BRepBuilderAPI_MakeFace(plane, this.#wire(outer), true));
    for (const hole of holes) maker.Add(this.#wire(hole));
    if (!maker.IsDone()) throw new Inexact("a face could not be made");
    return keep(maker.Face());
  }

  #plane(loop: readonly number[], [x, y, z]: readonly [number, number, number]) {
    const { keep, oc } = this.#scope;
    const point = this.#point(loop[0] as number);
    return keep(new oc.gp_Pln(point, keep(new oc.gp_Dir(x, y, z))));
  }

  #wire(loop: readonly number[]): TopoDS_Wire {
    const { keep, oc } = this.#scope;
    const wire = keep(new oc.TopoDS_Wire());
    const builder = keep(new oc.TopoDS_Builder());
    builder.MakeWire(wire);
    for (const [k, from] of loop.entries()) builder.Add(wire, this.#edge(from, loop[(k + 1) % loop.length] as number));
    wire.Closed(true);
    return wire;
  }

  #edge(from: number, to: number): TopoDS_Shape {
    const { keep, oc } = this.#scope;
    const [low, high] = from < to ? [from, to] : [to, from];
    const key = `${low} ${high}`;
    let edge = this.#edges.get(key);
    if (edge === undefined) {
      const maker = keep(new oc.BRepBuilderAPI_MakeEdge(this.#vertex(low), this.#vertex(high)));
      if (!maker.IsDone()) throw new Inexact("an edge is too short");
      edge = keep(maker.Edge());
      this.#edges.set(key, edge);
    }
    return from < to ? edge : keep(edge.Reversed());
  }

  #vertex(index: number): TopoDS_Vertex {
    const { keep, oc } = this.#scope;
    let vertex = this.#vertices.get(index);
    if (vertex === undefined) {
      const maker = keep(new oc.BRepBuilderAPI_MakeVertex(this.#point(index)));
      vertex = keep(maker.Vertex());
      this.#vertices.set(index, vertex);
    }
    return vertex;
  }

  #point(index: number) {
    const { keep, oc } = this.#scope;
    const [x, y, z] = this.#positions.subarray(3 * index, 3 * index + 3) as unknown as [number, number, number];
    return keep(new oc.gp_Pnt(x, y, z));
  }

  /** The area that a loop encloses, seen along the normal. */
  #area(loop: readonly number[], [nx, ny, nz]: readonly [number, number, number]): number {
    const at = (index: number, axis: number): number => this.#positions[3 * index + axis] as number;
    let area = 0;
    for (const [k, a] of loop.entries()) {
      const b = loop[(k + 1) % loop.length] as number;
      area += nx * (at(a, 1) * at(b, 2) - at(a, 2) * at(b, 1));
      area += ny * (at(a, 2) * at(b, 0) - at(a, 0) * at(b, 2));
      area += nz * (at(a, 0) * at(b, 1) - at(a, 1) * at(b, 0));
    }
    return area / 2;
  }
}

/** Shells of connected faces; a shell that is inside out is a cavity of the smallest solid around it. */
function assemble(
  scope: Scope,
  surface: { positions: Float64Array; triangles: Uint32Array },
  { regions, shellOf }: Regions,
  faces: readonly TopoDS_Shape[],
): TopoDS_Shape {
  const { keep, oc } = scope;
  const builder = keep(new oc.TopoDS_Builder());
  const members = new Map<number, TopoDS_Shape[]>();
  for (const [k, { seed }] of regions.entries()) {
    const shell = shellOf[seed] as number;
    members.set(shell, [...(members.get(shell) ?? []), faces[k] as TopoDS_Shape]);
  }
  const shells = [...members].map(([number, own]) => {
    const shell = keep(new oc.TopoDS_Shell());
    builder.MakeShell(shell);
    for (const face of own) builder.Add(shell, face);
    shell.Closed(true);
    return { number, shell, volume: signedVolume(surface, shellOf, number) };
  });
  const outer = shells.filter(({ volume }) => volume > 0).sort((a, b) => a.volume - b.volume);
  const solids = outer.map(({ shell }) => {
    const solid = keep(new oc.TopoDS_Solid());
    builder.MakeSolid(solid);
    builder.Add(solid, shell);
    return solid;
  });
  for (const { number, shell, volume } of shells) {
    if (volume > 0) continue;
    const around = outer.findIndex((candidate) => contains(surface, shellOf, candidate.number, number));
    if (around === -1) throw new Inexact("the surface is inside out");
    builder.Add(solids[around] as TopoDS_Shape, shell);
  }
  return compoundOf(scope, solids);
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
      return new FaceBuilder(scope, positions).face({ loops, normal: [0, 0, 1], seed: 0 });
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

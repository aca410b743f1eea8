// roof(): the polygon with a roof on it, as high everywhere as the outline is far (spec/geometry.md §7.9).
import { emptyMesh, type Mesh, type Polygon } from "../../../csg/geometry.ts";
import type { RoofNode } from "../../../csg/nodes.ts";
import type { Context } from "../../../shared/context.ts";
import { GRID } from "../../polygon/grid.ts";
import { isConvexPolygon, triangulate } from "../../polygon/triangulate.ts";
import { checkTriangles } from "../mesh.ts";
import { type Cell, findBorders, findCells } from "./cells.ts";
import { drawCurves } from "./curves.ts";
import { type Site, SkeletonError, type SkeletonNode } from "./skeleton.ts";
import { runWavefront } from "./wavefront.ts";

/** What an edge of the outline counts in the budget of triangles: the time of the front grows with the square of its edges. */
const TRIANGLES_PER_EDGE = 250;

/** Degrees between the straight edges that find the shape of an arc; the arc itself is drawn exactly afterwards. */
const ARC_STEP = 4;

/** The mesh on a sanitized polygon, with its floor at 0; empty, with an error, when the skeleton cannot be computed. */
export function makeRoof(ctx: Context, node: RoofNode, polygon: Polygon): Mesh {
  if (polygon.outlines.length === 0) return emptyMesh;
  const count = polygon.outlines.reduce((sum, { points }) => sum + points.length / 2, 0);
  checkTriangles(ctx, count * TRIANGLES_PER_EDGE, node.position);
  try {
    return node.method === "straight" ? straightRoof(ctx, node, polygon) : voronoiRoof(ctx, node, polygon);
  } catch (error) {
    if (!(error instanceof SkeletonError)) throw error;
    const message = `Skeleton computation error. ${error.message}`;
    ctx.report.push({ severity: "error", code: "geometry", message, position: node.position });
    return emptyMesh;
  }
}

/** Every face is a plane of 45 degrees over the area that is reached from one edge. */
function straightRoof(ctx: Context, node: RoofNode, polygon: Polygon): Mesh {
  const skeleton = runWavefront(polygon, { onEvent: () => ctx.deadline.check(node.position) });
  const round = (length: number): number => Math.round(length * GRID) / GRID;
  const nodes = skeleton.nodes.map(({ x, y, height }) => ({ x: round(x), y: round(y), height: round(height) }));
  return assemble(polygon, nodes, skeleton.sites, findCells(skeleton, findBorders(skeleton)));
}

/** Faces over edges are planes, faces over reflex corners are parts of cones. */
function voronoiRoof(ctx: Context, node: RoofNode, polygon: Polygon): Mesh {
  const skeleton = runWavefront(polygon, { arcStep: ARC_STEP, onEvent: () => ctx.deadline.check(node.position) });
  const { nodes, borders } = drawCurves(skeleton, findBorders(skeleton), {
    fragments: node.fragments,
    onCurve: (count) => {
      checkTriangles(ctx, count, node.position);
      ctx.deadline.check(node.position);
    },
  });
  return assemble(polygon, nodes, skeleton.sites, findCells(skeleton, borders));
}

function assemble(
  polygon: Polygon,
  nodes: readonly SkeletonNode[],
  sites: readonly Site[],
  cells: readonly Cell[],
): Mesh {
  const facets: number[][] = [];
  for (const { site, path } of cells) {
    if (path.length < 3) continue;
    if (sites[site]?.kind === "corner") addFan(path, nodes, facets);
    else addPlane(path, nodes, facets);
  }
  // Vertices of the outline are the first nodes.
  const floor = triangulate(polygon);
  for (let i = 0; i < floor.length; i += 3) facets.push([...floor.subarray(i, i + 3)].reverse());
  return pack(nodes, facets);
}

/** A cone seen from its tip, which lies on the floor. */
function addFan(path: readonly number[], nodes: readonly SkeletonNode[], facets: number[][]): void {
  const tip = path.findIndex((index) => nodes[index]?.height === 0);
  const around = [...path.slice(tip + 1), ...path.slice(0, tip)];
  for (let i = 0; i + 1 < around.length; i++) {
    facets.push([path[tip] as number, around[i] as number, around[i + 1] as number]);
  }
}

/** A plane face stays whole if it is convex. */
function addPlane(path: readonly number[], nodes: readonly SkeletonNode[], facets: number[][]): void {
  const points = Float64Array.from(path.flatMap((index) => [nodes[index]?.x ?? 0, nodes[index]?.y ?? 0]));
  const face: Polygon = { dimension: 2, outlines: [{ points, positive: true }], sanitized: true };
  if (isConvexPolygon(face)) {
    facets.push([...path]);
    return;
  }
  const triangles = triangulate(face);
  for (let i = 0; i < triangles.length; i += 3) {
    facets.push([...triangles.subarray(i, i + 3)].map((corner) => path[corner] as number));
  }
}

/** Numbers the vertices in order of first use. */
function pack(nodes: readonly SkeletonNode[], facets: readonly (readonly number[])[]): Mesh {
  const numbers = new Map<number, number>();
  const positions: number[] = [];
  const indices: number[] = [];
  const offsets = [0];
  for (const facet of facets) {
    for (const index of facet) {
      let number = numbers.get(index);
      if (number === undefined) {
        number = numbers.size;
        numbers.set(index, number);
        const { x, y, height } = nodes[index] as SkeletonNode;
        positions.push(x, y, height);
      }
      indices.push(number);
    }
    offsets.push(indices.length);
  }
  return {
    dimension: 3,
    positions: Float64Array.from(positions),
    offsets: Uint32Array.from(offsets),
    indices: Uint32Array.from(indices),
  };
}

// Exact shapes as meshes: chords within a tolerance, vertices shared along edges.
import type { TopoDS_Shape } from "../../../wasm/occt.ts";
import type { Mesh } from "../../csg/geometry.ts";
import type { Fragments, Rgba } from "../../csg/nodes.ts";
import { LimitError, type Limits } from "../../shared/limits.ts";
import { triangleOffsets } from "../mesh/tessellate.ts";
import type { Brep } from "./brep.ts";
import { Inexact, type OcctEngine } from "./engine.ts";
import { boxOf, faceOf, partsOf, type Scope, ShapeMap } from "./topology.ts";

export interface Chords {
  /**
   * Largest distance between a chord and its curve, in millimeters. Undefined: that of the angle in a circle as large as the
   * shape.
   */
  readonly deflection: number | undefined;
  /** Largest angle between two chords, in degrees. */
  readonly angle: number;
}

/** `$fn` divides every circle alike; else `$fa` is the angle, and a tenth of `$fs` the distance. */
export function chordsOf({ fn, fa, fs }: Fragments): Chords {
  if (fn > 0) return { deflection: undefined, angle: 360 / Math.max(fn, 3) };
  return { deflection: fs / 10, angle: fa };
}

/** Points nearer than this are one, in millimeters. */
const CONFUSION = 1e-7;

/** The surface in triangles, in the colors of its faces. Throws Inexact when a face could not be divided. */
export function tessellateBrep(
  ctx: { readonly limits: Pick<Limits, "triangles"> },
  engine: OcctEngine,
  { shape, paints }: Brep,
  { deflection, angle }: Chords,
): Mesh {
  return engine.run((keep, oc) => {
    const scope: Scope = { keep, oc };
    const turn = (angle * Math.PI) / 180;
    const distance = deflection ?? Math.max(CONFUSION, (sizeOf(scope, shape) / 2) * (1 - Math.cos(turn / 2)));
    checkDivisions(scope, shape, turn, Math.min(ctx.limits.triangles, MOST_TRIANGLES));
    keep(new oc.BRepMesh_IncrementalMesh(shape, distance, false, turn, false));
    const collector = new Collector(ctx.limits.triangles);
    const painted = new ShapeMap<number>(scope);
    for (const [color, { faces = [] }] of paints.entries()) for (const face of faces) painted.add(face, color);
    for (const face of partsOf(scope, shape, "FACE")) {
      collector.color = painted.get(face) ?? paints.findIndex(({ faces }) => faces === undefined);
      addFace(scope, face, collector);
    }
    oc.BRepTools.Clean(shape, false);
    return collector.mesh(paints.map(({ color }) => color));
  });
}

/** The library's memory has no room for more. */
const MOST_TRIANGLES = 10_000_000;

/** Counted first, since the library cannot be stopped: a face that is curved both ways takes the product of its divisions. */
function checkDivisions(scope: Scope, shape: TopoDS_Shape, turn: number, most: number): void {
  const { keep, oc } = scope;
  const { GeomAbs_SurfaceType: types } = oc;
  let triangles = 0;
  for (const part of partsOf(scope, shape, "FACE")) {
    const face = faceOf(scope, part);
    const type = keep(new oc.BRepAdaptor_Surface(face, false)).GetType();
    const isRound = type === types.GeomAbs_Sphere || type === types.GeomAbs_Torus;
    if (!isRound && type !== types.GeomAbs_Cylinder && type !== types.GeomAbs_Cone) continue;
    const { UMin, UMax, VMin, VMax } = oc.BRepTools.UVBounds(face);
    triangles += (2 * (UMax - UMin)) / turn + (isRound ? (2 * (UMax - UMin) * (VMax - VMin)) / turn ** 2 : 0);
    if (triangles > most) throw new LimitError("triangles", most);
  }
}

function sizeOf(scope: Scope, shape: TopoDS_Shape): number {
  const box = boxOf(scope, shape);
  return box === undefined ? 0 : Math.hypot(...box.max.map((high, axis) => high - (box.min[axis] as number)));
}

/** Welds vertices by their places. */
class Collector {
  readonly #most: number;
  readonly #positions: number[] = [];
  readonly #triangles: number[] = [];
  readonly #colors: number[] = [];
  readonly #places = new Map<string, number>();
  /** Of the triangles that come; −1: none. */
  color = -1;

  constructor(most: number) {
    this.#most = most;
  }

  vertex(x: number, y: number, z: number): number {
    const key = `${Math.round(x / CONFUSION)} ${Math.round(y / CONFUSION)} ${Math.round(z / CONFUSION)}`;
    const known = this.#places.get(key);
    if (known !== undefined) return known;
    const index = this.#positions.push(x, y, z) / 3 - 1;
    this.#places.set(key, index);
    return index;
  }

  /** Triangles that welding has made flat are left out. */
  triangle(a: number, b: number, c: number): void {
    if (a === b || b === c || c === a) return;
    this.#triangles.push(a, b, c);
    this.#colors.push(this.color);
    if (this.#triangles.length / 3 > this.#most) throw new LimitError("triangles", this.#most);
  }

  mesh(colors: readonly Rgba[]): Mesh {
    const indices = Uint32Array.from(this.#triangles);
    return {
      ...(colors.length > 0 && { colors, facetColors: Int32Array.from(this.#colors) }),
      dimension: 3,
      positions: Float64Array.from(this.#positions),
      indices,
      offsets: triangleOffsets(indices.length / 3),
    };
  }
}

function addFace(scope: Scope, shape: Parameters<typeof faceOf>[1], collector: Collector): void {
  const { keep, oc } = scope;
  const location = keep(new oc.TopLoc_Location());
  const triangulation = oc.BRep_Tool.Triangulation(faceOf(scope, shape), location, 0);
  if (triangulation === null) throw new Inexact("a face could not be divided into triangles");
  keep(triangulation);
  const trsf = location.IsIdentity() ? undefined : keep(location.Transformation());
  const places: number[] = [];
  for (let k = 1; k <= triangulation.NbNodes(); k++) {
    const node = triangulation.Node(k);
    const moved = trsf === undefined ? node : node.Transformed(trsf);
    places.push(collector.vertex(moved.X(), moved.Y(), moved.Z()));
    if (moved !== node) moved.delete();
    node.delete();
  }
  const reversed = shape.Orientation() === oc.TopAbs_Orientation.TopAbs_REVERSED;
  for (let k = 1; k <= triangulation.NbTriangles(); k++) {
    const triangle = triangulation.Triangle(k);
    const [a, b, c] = [1, 2, 3].map((corner) => places[triangle.Value(corner) - 1] as number) as [
      number,
      number,
      number,
    ];
    triangle.delete();
    if (reversed) collector.triangle(a, c, b);
    else collector.triangle(a, b, c);
  }
}

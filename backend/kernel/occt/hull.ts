// hull() where it has true surfaces: of discs in the plane; of spheres; of upright cylinders and prisms of one height; of
// spheres and cylinders about one axis (spec/geometry.md §5.2). The hull of polyhedra is the mesh kernel's.
import type { TopoDS_Shape } from "../../../wasm/occt.ts";
import type { GroupNode, Vec3 } from "../../csg/nodes.ts";
import { combine } from "./boolean.ts";
import { Brep } from "./brep.ts";
import { type Contour, facesOfContours, type Point } from "./contour.ts";
import { convexOf } from "./convex.ts";
import { type Disc, hullOfDiscs } from "./disc-hull.ts";
import { Inexact, type OcctEngine, OcctError } from "./engine.ts";
import type { ExactShape, Form, Piece } from "./exact-shape.ts";
import { outsideOut, prism, revolved } from "./extrude.ts";
import { brepOf, type Made, type Maker, type MakerTools } from "./maker.ts";
import { solidOfMesh } from "./polyhedron.ts";
import { type Convex, roundedHull } from "./rounded-hull.ts";
import { areaOf, isValid, type Scope } from "./topology.ts";
import { piecesImage, trsfOf } from "./transform.ts";
import { cross, dot, length, minus, normalized, plus, times } from "./vectors.ts";

type Sphere = Extract<Form, { kind: "sphere" }>;
type Cylinder = Extract<Form, { kind: "cylinder" }>;

export const hull: Maker<GroupNode> = (tools, { parts }): Made => {
  if (parts.every(({ isPlanar }) => isPlanar)) return {};
  const pieces = parts.flatMap((part) => {
    const own = part.pieces();
    if (own === undefined) throw new Inexact("the hull of curves that are no circles, spheres or cylinders");
    return own;
  });
  const [only, ...others] = pieces;
  const [part] = parts as [ExactShape, ...ExactShape[]];
  if (only !== undefined && others.length === 0 && only.kind !== "points" && parts.length === 1) {
    return { brep: brepOf(tools, part), form: only };
  }
  if (part.dimension === 2)
    return { brep: facesOfContours(tools.occt, [contourOf(pieces.flatMap(flatDiscs))]), pieces };
  const made = coaxialHull(tools, pieces) ?? parallelHull(tools, pieces) ?? sphereHull(tools, pieces);
  if (made === undefined) throw new Inexact("the hull of these curved objects");
  return { ...made, pieces };
};

/** Of circles and polygons. */
function flatDiscs(piece: Piece): readonly Disc[] {
  if (piece.kind === "circle") return [piece];
  if (piece.kind !== "points") throw new Inexact("the hull of solids and outlines");
  return pointsOf(piece.points).map(([x, y]): Disc => ({ center: [x, y], r: 0 }));
}

function pointsOf(points: Float64Array): Vec3[] {
  return Array.from({ length: points.length / 3 }, (_, k) => [
    points[3 * k] as number,
    points[3 * k + 1] as number,
    points[3 * k + 2] as number,
  ]);
}

/** Hulls are looked for by trying all pairs with all others. */
const MOST_DISCS = 200;

function contourOf(discs: readonly Disc[]): Contour {
  if (discs.length > MOST_DISCS) throw new Inexact("the hull of many outlines");
  const contour = hullOfDiscs(discs);
  if (contour === undefined) throw new Inexact("a hull without area");
  return contour;
}

/** Cylinders along one direction, and prisms: laid so that they stand upright. */
function parallelHull(tools: MakerTools, pieces: readonly Piece[]): Made | undefined {
  const first = pieces.find((piece): piece is Cylinder => piece.kind === "cylinder");
  if (first === undefined) return undefined;
  const { axis } = first;
  if (isNothing(axis[0], axis[2]) && isNothing(axis[1], axis[2])) return uprightHull(tools, pieces);
  const direction = normalized(axis);
  const { x, y } = besides(direction);
  const upright = piecesImage([...x, 0, ...y, 0, ...direction, 0, 0, 0, 0, 1], pieces);
  const made = upright && uprightHull(tools, upright);
  return made && { brep: placed(tools.occt, made.brep as Brep, [0, 0, 0], direction) };
}

/** Cylinders along z, and points at their two heights that form upright prisms. */
function uprightHull({ occt }: MakerTools, pieces: readonly Piece[]): Made | undefined {
  const levels: { height: number; discs: Disc[] }[] = [];
  const size = Math.max(
    ...pieces.flatMap((piece) => (piece.kind === "cylinder" ? [...piece.base, ...piece.axis].map(Math.abs) : [0])),
  );
  const add = (height: number, disc: Disc): void => {
    const level = levels.find((known) => Math.abs(known.height - height) <= 1e-12 * size);
    if (level === undefined) levels.push({ height, discs: [disc] });
    else level.discs.push(disc);
  };
  for (const piece of pieces) {
    if (piece.kind === "points") {
      for (const [x, y, z] of pointsOf(piece.points)) add(z, { center: [x, y], r: 0 });
      continue;
    }
    if (piece.kind !== "cylinder" || piece.r1 !== piece.r2) return undefined;
    const { base, axis, r1 } = piece;
    if (!isNothing(axis[0], axis[2]) || !isNothing(axis[1], axis[2])) return undefined;
    for (const height of [base[2], base[2] + axis[2]]) add(height, { center: [base[0], base[1]], r: r1 });
    if (levels.length > 2) return undefined;
  }
  const [low, high, ...others] = levels.sort((a, b) => a.height - b.height);
  if (low === undefined || high === undefined || others.length > 0) return undefined;
  const [below, above] = [low, high].map(({ discs }) => facesOfContours(occt, [contourOf(discs)])) as [Brep, Brep];
  const [a, b] = occt.run((keep, oc) => [areaOf({ keep, oc }, below.shape), areaOf({ keep, oc }, above.shape)]);
  const all = contourOf([...low.discs, ...high.discs]);
  const faces = facesOfContours(occt, [all]);
  const area = occt.run((keep, oc) => areaOf({ keep, oc }, faces.shape));
  // An upright prism has the same outline at both ends.
  if (Math.abs((a as number) - area) > 1e-9 * area || Math.abs((b as number) - area) > 1e-9 * area) return undefined;
  return { brep: prism(occt, faces.shape, [0, 0, low.height], [0, 0, high.height - low.height]) };
}

function near(a: number, b: number): boolean {
  return Math.abs(a - b) <= 1e-12 * Math.max(Math.abs(a), Math.abs(b), 1e-3);
}
function isNothing(value: number, beside: number): boolean {
  return Math.abs(value) <= 1e-12 * Math.abs(beside);
}

/** Spheres, cylinders and frusta about one axis: a solid of revolution. */
function coaxialHull(tools: MakerTools, forms: readonly Piece[]): Made | undefined {
  if (!forms.every((form): form is Sphere | Cylinder => form.kind === "sphere" || form.kind === "cylinder"))
    return undefined;
  const axis = commonAxis(forms);
  if (axis === undefined) return undefined;
  const { origin, direction } = axis;
  const along = (point: Vec3): number => dot(minus(point, origin), direction);
  const discs = forms.flatMap((form): Disc[] => {
    if (form.kind === "sphere") return [{ center: [0, along(form.center)], r: form.r }];
    const [low, high] = [along(form.base), along(plus(form.base, form.axis))];
    return [
      [form.r1, low],
      [form.r2, high],
    ].flatMap(([r, height]): Disc[] =>
      [-1, 1].map((side) => ({ center: [side * (r as number), height as number], r: 0 })),
    );
  });
  const { occt } = tools;
  const whole = facesOfContours(occt, [contourOf(discs)]);
  const reach = 4 * Math.max(...discs.map(({ center: [x, y], r }) => Math.abs(x) + Math.abs(y) + r));
  const corners: Point[] = [
    [0, -reach],
    [reach, -reach],
    [reach, reach],
    [0, reach],
  ];
  const half = facesOfContours(occt, [
    { start: corners[0] as Point, segments: corners.slice(1).map((to) => ({ kind: "line", to })) },
  ]);
  const profile = combine(occt, "intersection", [whole, half], 2);
  const solid = revolved(occt, profile.shape, { start: 0, angle: 360 });
  return { brep: placed(occt, solid, origin, direction) };
}

function commonAxis(forms: readonly (Sphere | Cylinder)[]): { origin: Vec3; direction: Vec3 } | undefined {
  const points = forms.flatMap((form) =>
    form.kind === "sphere" ? [form.center] : [form.base, plus(form.base, form.axis)],
  );
  const [origin] = points as [Vec3, ...Vec3[]];
  const farthest = points.reduce((far, point) =>
    length(minus(point, origin)) > length(minus(far, origin)) ? point : far,
  );
  const reach = length(minus(farthest, origin));
  if (reach === 0) return undefined;
  const direction = times(minus(farthest, origin), 1 / reach);
  const aligned = points.every((point) => length(cross(minus(point, origin), direction)) <= 1e-10 * reach);
  return aligned ? { origin, direction } : undefined;
}

/** Two directions that form a frame with a third one. */
function besides(z: Vec3): { readonly x: Vec3; readonly y: Vec3 } {
  const x = normalized(cross(Math.abs(z[0]) < 0.6 ? [1, 0, 0] : [0, 1, 0], z));
  return { x, y: cross(z, x) };
}

/** The z axis laid on another one. */
function placed(engine: OcctEngine, brep: Brep, origin: Vec3, z: Vec3): Brep {
  const { x, y } = besides(z);
  return engine.run((keep, oc) => {
    const rows = [0, 1, 2].flatMap((k) => [x[k], y[k], z[k], origin[k]] as number[]);
    const trsf = trsfOf({ keep, oc }, [...rows, 0, 0, 0, 1]);
    const maker = keep(new oc.BRepBuilderAPI_Transform(brep.shape, trsf, false, false));
    return new Brep(engine, engine.owned(keep(maker.Shape())));
  });
}

/** Equal spheres: the hull of their centers with everything that is nearer than the radius. */
function sphereHull(tools: MakerTools, spheres: readonly Piece[]): Made | undefined {
  if (!spheres.every((form): form is Sphere => form.kind === "sphere")) return undefined;
  const [{ r }] = spheres as [Sphere, ...Sphere[]];
  if (!spheres.every((sphere) => near(sphere.r, r))) return undefined;
  const convex = convexOf(spheres.map(({ center }) => center));
  return convex && { brep: nearerThan(tools.occt, convex, r) };
}

/** The library's offset takes seconds for solids with more faces than this, and for distances beyond half their size. */
const MOST_OFFSET_FACES = 40;

/**
 * Of polyhedra the library's own offset is preferred: in the parameters of a sphere it draws edges to 10⁻¹¹ of the radius,
 * where the patches that are put together one by one have 10⁻⁷. It does not take every polyhedron.
 */
function nearerThan(engine: OcctEngine, convex: Convex, r: number): Brep {
  const { points, faces } = convex;
  const [start] = points as [Vec3, ...Vec3[]];
  const reach = Math.max(...points.map((point) => length(minus(point, start))));
  if (faces.length === 2 || faces.length > MOST_OFFSET_FACES || r > reach / 2) return roundedHull(engine, convex, r);
  const triangles = faces.flatMap(({ corners: [first, ...rest] }) =>
    rest.slice(1).flatMap((third, k) => [first as number, rest[k] as number, third]),
  );
  const positions = Float64Array.from(points.flat());
  const mesh = { dimension: 3, positions, indices: Uint32Array.from(triangles), offsets: new Uint32Array(0) } as const;
  try {
    return offsetSolid(engine, solidOfMesh(engine, mesh).shape, r);
  } catch (error) {
    if (error instanceof OcctError || error instanceof Inexact) return roundedHull(engine, convex, r);
    throw error;
  }
}

/** Everything that is nearer than r to a solid. */
export function offsetSolid(engine: OcctEngine, shape: TopoDS_Shape, r: number): Brep {
  return engine.run((keep, oc) => {
    const scope: Scope = { keep, oc };
    const maker = keep(new oc.BRepOffsetAPI_MakeOffsetShape());
    maker.PerformByJoin(
      shape,
      r,
      1e-6,
      oc.BRepOffset_Mode.BRepOffset_Skin,
      false,
      false,
      oc.GeomAbs_JoinType.GeomAbs_Arc,
      false,
      keep(new oc.Message_ProgressRange()),
    );
    if (!maker.IsDone()) throw new Inexact("the rounded form could not be made");
    const result = outsideOut(scope, keep(maker.Shape()));
    if (!isValid(scope, result)) throw new Inexact("the rounded form is not valid");
    return new Brep(engine, engine.owned(result));
  });
}

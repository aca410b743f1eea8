// Affine maps of exact shapes: similarities keep every surface; other maps turn curved surfaces into B-splines, by the
// second build of the library.
import type { gp_Trsf, TopoDS_Shape } from "../../../wasm/occt.ts";
import type { ColorNode, Matrix, ResizeNode, TransformNode, Vec3 } from "../../csg/nodes.ts";
import { resizeMatrix } from "../mesh/transform.ts";
import { united, unitedBrep } from "./boolean.ts";
import { Brep, type Paint } from "./brep.ts";
import { transformFaces } from "./curves.ts";
import { Inexact, type OcctEngine, OcctError } from "./engine.ts";
import type { Form, Piece } from "./exact-shape.ts";
import type { Ingredients, Made, Maker, MakerTools } from "./maker.ts";
import { disc, frustum, sphereAt } from "./primitives.ts";
import { boxOf, faceOf, type Scope } from "./topology.ts";
import { cross, dot, normalized } from "./vectors.ts";

/** How far, relative to the scale, columns of a matrix may be from equal length and right angles. */
const ROUNDING = 1e-12;

export const transform: Maker<TransformNode> = (tools, { node, parts }): Made => {
  if (parts.every(({ isPlanar }) => isPlanar)) return {};
  return mapped(tools, node.matrix, parts);
};

export const color: Maker<ColorNode> = (tools, { node, parts, mesh }): Made => {
  if (parts.every(({ isPlanar }) => isPlanar)) return {};
  const made = united(tools, parts);
  const [r, g, b] = node.color;
  if (mesh.dimension === 2 || r < 0 || g < 0 || b < 0) return made;
  return changed(made, ({ shape }) => {
    const { occt } = tools;
    return new Brep(occt, occt.owned(shape), [{ color: node.color, faces: undefined }]);
  });
};

/** With another B-rep, now or later. */
function changed(made: Made, change: (brep: Brep) => Brep): Made {
  const { brep, later } = made;
  if (later !== undefined) return { ...made, later: () => change(later()) };
  return brep === undefined ? made : { ...made, brep: change(brep) };
}

/** The box is that of the true surfaces. */
export const resize: Maker<ResizeNode> = (tools, { node, parts }): Made => {
  if (parts.every(({ isPlanar }) => isPlanar)) return {};
  const brep = unitedBrep(tools, parts);
  const box = tools.occt.run((keep, oc) => boxOf({ keep, oc }, brep.shape));
  if (box === undefined) throw new Inexact("nothing to resize");
  return mapped(tools, resizeMatrix(node, box), parts);
};

/** The image of the union of the parts. */
function mapped(tools: MakerTools, matrix: Matrix, parts: Ingredients["parts"]): Made {
  const whole = united(tools, parts);
  const { form, pieces: before } = whole;
  if (whole.brep === undefined && whole.later === undefined) return {};
  const dimension = parts[0]?.dimension ?? 3;
  const map = dimension === 2 ? planeMap(matrix) : matrix;
  const pieces = before && piecesImage(map, before);
  const image = form && formImage(map, form);
  const { occt } = tools;
  if (image !== undefined && whole.brep !== undefined) {
    const made = ofForm(occt, image);
    return { ...made, brep: withPaints(occt, made.brep as Brep, whole.brep.paints) };
  }
  if (!isSimilarity(map) && determinant(map) === 0) throw new Inexact("the map flattens the object");
  return { ...changed(whole, (brep) => mappedBrep(occt, map, brep, dimension)), form: undefined, pieces };
}

function mappedBrep(engine: OcctEngine, map: Matrix, brep: Brep, dimension: 2 | 3): Brep {
  if (isSimilarity(map)) return similar(engine, map, brep);
  return dimension === 2 ? transformFaces(engine, map, brep) : affine(engine, map, brep);
}

/** What a map of space does to the plane: heights have no part in it. */
function planeMap(m: Matrix): Matrix {
  const at = (k: number): number => m[k] as number;
  return [at(0), at(1), 0, at(3), at(4), at(5), 0, at(7), 0, 0, planeScale(m), 0, 0, 0, 0, 1];
}

/** So that the scale is the same in all directions where it is in two. */
function planeScale(m: Matrix): number {
  return Math.sqrt(Math.abs((m[0] as number) * (m[5] as number) - (m[1] as number) * (m[4] as number)));
}

function withPaints(engine: OcctEngine, brep: Brep, paints: readonly Paint[]): Brep {
  const [paint] = paints;
  if (paint === undefined) return brep;
  return new Brep(engine, engine.owned(brep.shape), [{ color: paint.color, faces: undefined }]);
}

function ofForm(engine: OcctEngine, form: Form): Made {
  if (form.kind === "sphere") return sphereAt(engine, form.center, form.r);
  if (form.kind === "circle") return { brep: disc(engine, form.center, form.r), form };
  return frustum(engine, form);
}

/** Undefined when one has no image of its form. */
export function piecesImage(m: Matrix, pieces: readonly Piece[]): readonly Piece[] | undefined {
  const images = pieces.map((piece): Piece | undefined => {
    if (piece.kind !== "points") return formImage(m, piece);
    const points = new Float64Array(piece.points.length);
    for (let k = 0; k < points.length; k += 3) {
      points.set(image(m, piece.points.subarray(k, k + 3) as unknown as Vec3, 1), k);
    }
    return { kind: "points", points };
  });
  return images.every((piece) => piece !== undefined) ? images : undefined;
}

/** The image, when it is of the same form. */
function formImage(m: Matrix, form: Form): Form | undefined {
  const scale = similarityScale(m);
  if (form.kind === "sphere") {
    return scale === undefined ? undefined : { ...form, center: image(m, form.center, 1), r: form.r * scale };
  }
  if (form.kind === "circle") {
    if (scale === undefined) return undefined;
    const [x, y] = image(m, [...form.center, 0], 1);
    return { ...form, center: [x, y], r: form.r * scale };
  }
  const across = acrossScale(m, form.axis);
  if (across === undefined) return undefined;
  return {
    ...form,
    base: image(m, form.base, 1),
    axis: image(m, form.axis, 0),
    r1: form.r1 * across,
    r2: form.r2 * across,
  };
}

/** By how much circles about an axis grow, when they stay circles square to the axis. */
function acrossScale(m: Matrix, axis: Vec3): number | undefined {
  const length = Math.hypot(...axis);
  const z = axis.map((value) => value / length) as unknown as Vec3;
  const helper: Vec3 = Math.abs(z[0]) < 0.6 ? [1, 0, 0] : [0, 1, 0];
  const x = normalized(cross(helper, z));
  const [u, v, w] = [x, cross(z, x), z].map((direction) => image(m, direction, 0)) as [Vec3, Vec3, Vec3];
  const [lu, lv, lw] = [Math.hypot(...u), Math.hypot(...v), Math.hypot(...w)];
  const tolerance = ROUNDING * lu * Math.max(lu, lw);
  const square =
    Math.abs(dot(u, v)) <= tolerance && Math.abs(dot(u, w)) <= tolerance && Math.abs(dot(v, w)) <= tolerance;
  return square && lu > 0 && lw > 0 && Math.abs(lu - lv) <= ROUNDING * lu ? lu : undefined;
}

function image(m: Matrix, [x, y, z]: Vec3, w: 0 | 1): Vec3 {
  const row = (k: number): number =>
    (m[4 * k] as number) * x +
    (m[4 * k + 1] as number) * y +
    (m[4 * k + 2] as number) * z +
    (m[4 * k + 3] as number) * w;
  return [row(0), row(1), row(2)];
}

function columns(m: Matrix): [Vec3, Vec3, Vec3] {
  return [0, 1, 2].map((k) => [m[k], m[4 + k], m[8 + k]]) as unknown as [Vec3, Vec3, Vec3];
}

function determinant(m: Matrix): number {
  const [a, b, c] = columns(m);
  return dot(a, cross(b, c));
}

/** By how much all lengths grow; undefined when it depends on the direction. */
function similarityScale(m: Matrix): number | undefined {
  const [a, b, c] = columns(m);
  const scale = Math.hypot(...a);
  const tolerance = ROUNDING * scale * scale;
  const right = [dot(a, b), dot(b, c), dot(c, a)].every((product) => Math.abs(product) <= tolerance);
  const equal = [b, c].every((column) => Math.abs(dot(column, column) - scale * scale) <= 2 * tolerance);
  return right && equal && scale > 0 ? scale : undefined;
}

function isSimilarity(m: Matrix): boolean {
  return similarityScale(m) !== undefined;
}

/** Of a matrix that is a similarity. */
export function trsfOf({ keep, oc }: Scope, m: Matrix): gp_Trsf {
  const trsf = keep(new oc.gp_Trsf());
  trsf.SetValues(...(m.slice(0, 12) as Parameters<gp_Trsf["SetValues"]>));
  return trsf;
}

/** The same shape elsewhere. */
export function movedBy(engine: OcctEngine, brep: Brep, [x, y, z]: Vec3): Brep {
  return similar(engine, [1, 0, 0, x, 0, 1, 0, y, 0, 0, 1, z, 0, 0, 0, 1], brep);
}

function similar(engine: OcctEngine, matrix: Matrix, { shape, paints }: Brep): Brep {
  return engine.run((keep, oc) => {
    const scope: Scope = { keep, oc };
    // A shape that is only placed elsewhere is an instance in files, and faces of an instance have no colors there.
    const copies = paints.some(({ faces }) => faces !== undefined);
    const maker = keep(new oc.BRepBuilderAPI_Transform(shape, trsfOf(scope, matrix), copies, false));
    const moved = (face: TopoDS_Shape): TopoDS_Shape => engine.owned(faceOf(scope, keep(maker.ModifiedShape(face))));
    const carried = paints.map(({ color, faces }) => ({ color, faces: faces?.map(moved) }));
    return new Brep(engine, engine.owned(keep(maker.Shape())), carried);
  });
}

/** Any map that can be undone. Colors stay when there is one only. */
function affine(engine: OcctEngine, matrix: Matrix, { shape, paints }: Brep): Brep {
  const { supplement } = engine;
  const text = engine.run((_, oc) => oc.BRepToolsWrapper.Write(shape));
  const mapped = engine.run((keep) => {
    const source = keep(supplement.ReadBREPFromString(text));
    const map = keep(new supplement.gp_GTrsf());
    for (let row = 0; row < 3; row++) {
      for (let column = 0; column < 4; column++) map.SetValue(row + 1, column + 1, matrix[4 * row + column] as number);
    }
    const maker = keep(new supplement.BRepBuilderAPI_GTransform(source, map));
    if (!maker.IsDone()) throw new OcctError("the affine map failed");
    return supplement.WriteBREPToString(keep(maker.Shape()));
  });
  const [paint, ...others] = paints;
  const uniform = paint !== undefined && others.length === 0 && paint.faces === undefined;
  return engine.run((keep, oc) => {
    const result = keep(oc.BRepToolsWrapper.Read(mapped));
    return new Brep(engine, engine.owned(result), uniform ? [paint] : []);
  });
}

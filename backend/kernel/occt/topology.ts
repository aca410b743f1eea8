// Small questions about shapes of OpenCascade, and lists and compounds of them. Every function works inside a scope of the
// engine: what it returns belongs to that scope unless it says otherwise.
import type {
  Bnd_Box,
  gp_Ax2,
  NCollection_List_TopoDS_Shape,
  OpenCascadeInstance,
  TopoDS_Edge,
  TopoDS_Face,
  TopoDS_Shape,
} from "../../../wasm/occt.ts";
import type { Vec3 } from "../../csg/nodes.ts";
import type { Keep } from "./engine.ts";

export type SubshapeKind = "SOLID" | "SHELL" | "FACE" | "WIRE" | "EDGE" | "VERTEX";

/** What every helper needs: the scope and the module. */
export interface Scope {
  readonly keep: Keep;
  readonly oc: OpenCascadeInstance;
}

/** The parts of one kind, in the library's order. A part that several others share comes several times. */
export function partsOf({ keep, oc }: Scope, shape: TopoDS_Shape, kind: SubshapeKind): TopoDS_Shape[] {
  const { TopAbs_ShapeEnum } = oc;
  const wanted = TopAbs_ShapeEnum[`TopAbs_${kind}`];
  const explorer = keep(new oc.TopExp_Explorer(shape, wanted, TopAbs_ShapeEnum.TopAbs_SHAPE));
  const parts: TopoDS_Shape[] = [];
  for (; explorer.More(); explorer.Next()) parts.push(keep(explorer.Current()));
  return parts;
}

/** The same, each part once. */
export function distinctPartsOf(scope: Scope, shape: TopoDS_Shape, kind: SubshapeKind): TopoDS_Shape[] {
  const seen = new ShapeMap<true>(scope);
  return partsOf(scope, shape, kind).filter((part) => seen.add(part, true));
}

/** Values by shape, which is the same whatever its orientation. */
export class ShapeMap<Value> {
  readonly #scope: Scope;
  readonly #buckets = new Map<number, { readonly shape: TopoDS_Shape; readonly value: Value }[]>();

  constructor(scope: Scope) {
    this.#scope = scope;
  }

  get(shape: TopoDS_Shape): Value | undefined {
    return this.#bucket(shape).find((entry) => entry.shape.IsSame(shape))?.value;
  }

  has(shape: TopoDS_Shape): boolean {
    return this.#bucket(shape).some((entry) => entry.shape.IsSame(shape));
  }

  /** The first value of a shape stays. False when it had one. */
  add(shape: TopoDS_Shape, value: Value): boolean {
    if (this.has(shape)) return false;
    this.#bucket(shape).push({ shape, value });
    return true;
  }

  #bucket(shape: TopoDS_Shape): { readonly shape: TopoDS_Shape; readonly value: Value }[] {
    const hash = this.#scope.oc.ReplicadShapeHasher.HashCode(shape, 2 ** 30);
    const bucket = this.#buckets.get(hash) ?? [];
    this.#buckets.set(hash, bucket);
    return bucket;
  }
}

export function listOf({ keep, oc }: Scope, shapes: readonly TopoDS_Shape[]): NCollection_List_TopoDS_Shape {
  const list = keep(new oc.NCollection_List_TopoDS_Shape());
  for (const shape of shapes) keep(list.Append(shape) as unknown as TopoDS_Shape);
  return list;
}

/** The shapes of a list of the library, which is emptied. */
export function drain({ keep }: Scope, list: NCollection_List_TopoDS_Shape): TopoDS_Shape[] {
  const shapes: TopoDS_Shape[] = [];
  keep(list);
  for (let left = list.Size(); left > 0; left--) {
    const first = keep(list.First());
    // The element goes away with the list: the handle must be one of its own.
    shapes.push(keep(first.Oriented(first.Orientation())));
    list.RemoveFirst();
  }
  return shapes;
}

/** One shape as it is; several as a compound. */
export function compoundOf({ keep, oc }: Scope, shapes: readonly TopoDS_Shape[]): TopoDS_Shape {
  const [first, ...others] = shapes;
  if (first !== undefined && others.length === 0) return first;
  const compound = keep(new oc.TopoDS_Compound());
  const builder = keep(new oc.TopoDS_Builder());
  builder.MakeCompound(compound);
  for (const shape of shapes) builder.Add(compound, shape);
  return compound;
}

/** In cubic millimeters; negative when the solid is inside out. */
export function volumeOf({ keep, oc }: Scope, shape: TopoDS_Shape): number {
  const properties = propertiesAt({ keep, oc }, shape);
  oc.BRepGProp.VolumeProperties(shape, properties, true, false, false);
  return properties.Mass();
}

/** Seen from a corner of its box: far from the origin the integral would be lost in rounding. */
function propertiesAt(scope: Scope, shape: TopoDS_Shape) {
  const { keep, oc } = scope;
  const [x, y, z] = quickBoxOf(scope, shape)?.min ?? [0, 0, 0];
  return keep(new oc.GProp_GProps(keep(new oc.gp_Pnt(x, y, z))));
}

/** The same by an integration that divides until it is precise: rational curves and surfaces need it. Slow. */
export function preciseVolumeOf({ keep, oc }: Scope, shape: TopoDS_Shape): number {
  const properties = propertiesAt({ keep, oc }, shape);
  oc.BRepGProp.VolumePropertiesGK(shape, properties, 1e-6, true, true, false, false, false);
  return properties.Mass();
}

/** The box of the library's own mesh with chords nearer than `deflection`: that of B-splines is wider than they are. */
export function meshedBoxOf({ keep, oc }: Scope, shape: TopoDS_Shape, deflection: number): Box | undefined {
  keep(new oc.BRepMesh_IncrementalMesh(shape, deflection, false, 0.5, false));
  const box = keep(new oc.Bnd_Box());
  oc.BRepBndLib.AddOptimal(shape, box, true, false);
  oc.BRepTools.Clean(shape, false);
  return sidesOf(box);
}

/** In square millimeters. */
export function areaOf({ keep, oc }: Scope, shape: TopoDS_Shape): number {
  const properties = keep(new oc.GProp_GProps());
  oc.BRepGProp.SurfaceProperties(shape, properties, false, false);
  return properties.Mass();
}

export interface Box {
  readonly min: Vec3;
  readonly max: Vec3;
}

/** A box that is quickly found, and tight for planes and full cylinders, cones and spheres. */
export function quickBoxOf({ keep, oc }: Scope, shape: TopoDS_Shape): Box | undefined {
  const box = keep(new oc.Bnd_Box());
  oc.BRepBndLib.Add(shape, box, false);
  return sidesOf(box);
}

/** The tight box, slow for surfaces that are cut; undefined for a shape without points. */
export function boxOf({ keep, oc }: Scope, shape: TopoDS_Shape): Box | undefined {
  const box = keep(new oc.Bnd_Box());
  oc.BRepBndLib.AddOptimal(shape, box, false, false);
  return sidesOf(box);
}

function sidesOf(box: Bnd_Box): Box | undefined {
  if (box.IsVoid()) return undefined;
  box.SetGap(0);
  return {
    min: [box.GetXMin(), box.GetYMin(), box.GetZMin()],
    max: [box.GetXMax(), box.GetYMax(), box.GetZMax()],
  };
}

/** What BRepCheck says. */
export function isValid({ keep, oc }: Scope, shape: TopoDS_Shape): boolean {
  return keep(new oc.BRepCheck_Analyzer(shape, true, false, false)).IsValid();
}

export function edgeOf({ keep, oc }: Scope, shape: TopoDS_Shape): TopoDS_Edge {
  return keep(oc.TopoDS.Edge(shape));
}

export function faceOf({ keep, oc }: Scope, shape: TopoDS_Shape): TopoDS_Face {
  return keep(oc.TopoDS.Face(shape));
}

/** A coordinate system at a point with its z axis in a direction. */
export function axesAt({ keep, oc }: Scope, [x, y, z]: Vec3, [dx, dy, dz]: Vec3): gp_Ax2 {
  const point = keep(new oc.gp_Pnt(x, y, z));
  return keep(new oc.gp_Ax2(point, keep(new oc.gp_Dir(dx, dy, dz))));
}

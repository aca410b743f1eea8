// What a Boolean would cost, before it is begun: a call into the library cannot be ended, and where free-form surfaces meet
// by the hundred, as in threads that cross, it takes minutes.
import type { TopoDS_Shape } from "../../../wasm/occt.ts";
import { Inexact } from "./engine.ts";
import { type Box, faceOf, partsOf, quickBoxOf, type Scope } from "./topology.ts";

/**
 * Of all pairs of free-form faces of different operands whose boxes meet, the sum of the products of their poles. Two letters
 * that cross have 200 000 and take 5 s, two threads of four turns 2 million and 8 s, a screw in a spring 50 million, and minutes.
 */
const MOST_EFFORT = 5_000_000;
/** Of a surface that is swept from a curve. */
const SWEPT_POLES = 50;

interface FreeForm {
  readonly poles: number;
  readonly box: Box;
}

/** Throws Inexact for a Boolean that would take too long. */
export function checkEffort(scope: Scope, operands: readonly TopoDS_Shape[]): void {
  const known: FreeForm[] = [];
  let effort = 0;
  for (const operand of operands) {
    const own = freeFormsOf(scope, operand);
    for (const one of own) {
      for (const other of known) if (meet(one.box, other.box)) effort += one.poles * other.poles;
      if (effort > MOST_EFFORT) throw new Inexact("too many free-form surfaces meet");
    }
    known.push(...own);
  }
}

/** The faces that are neither planes nor quadrics nor tori. */
function freeFormsOf(scope: Scope, shape: TopoDS_Shape): FreeForm[] {
  const { keep, oc } = scope;
  const { GeomAbs_SurfaceType: types } = oc;
  const simple: readonly unknown[] = [
    types.GeomAbs_Plane,
    types.GeomAbs_Cylinder,
    types.GeomAbs_Cone,
    types.GeomAbs_Sphere,
    types.GeomAbs_Torus,
  ];
  return partsOf(scope, shape, "FACE").flatMap((part): FreeForm[] => {
    const surface = keep(new oc.BRepAdaptor_Surface(faceOf(scope, part), false));
    const type = surface.GetType();
    if (simple.includes(type)) return [];
    const box = quickBoxOf(scope, part);
    if (box === undefined) return [];
    if (type !== types.GeomAbs_BSplineSurface) return [{ poles: SWEPT_POLES, box }];
    const spline = keep(surface.BSpline());
    return [{ poles: spline.NbUPoles() * spline.NbVPoles(), box }];
  });
}

function meet(a: Box, b: Box): boolean {
  return [0, 1, 2].every(
    (axis) => (a.min[axis] as number) <= (b.max[axis] as number) && (b.min[axis] as number) <= (a.max[axis] as number),
  );
}

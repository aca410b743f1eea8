// Shells that came without their solids, as from IGES: one that lies inside another is a cavity of it.
import type { TopoDS_Shape } from "../../../wasm/occt.ts";
import type { Mesh } from "../../csg/geometry.ts";
import { Brep } from "./brep.ts";
import type { OcctEngine } from "./engine.ts";
import { solidAngle } from "./shell-nesting.ts";
import { tessellateBrep } from "./tessellation.ts";
import type { Box } from "./topology.ts";
import { partsOf, quickBoxOf, type Scope, volumeOf } from "./topology.ts";

interface Closed {
  readonly solid: TopoDS_Shape;
  readonly box: Box | undefined;
  readonly volume: number;
}

/** The solids of shells, each given as the solid that it bounds by itself, right side out. */
export function withCavities(engine: OcctEngine, scope: Scope, solids: readonly TopoDS_Shape[]): TopoDS_Shape[] {
  const { keep, oc } = scope;
  const closed = solids.map((solid): Closed => {
    return { solid, box: quickBoxOf(scope, solid), volume: volumeOf(scope, solid) };
  });
  const around = closed.map((inner) => closed.filter((outer) => outer !== inner && encloses(engine, outer, inner)));
  const builder = keep(new oc.TopoDS_Builder());
  return closed.flatMap(({ solid }, k) => {
    if ((around[k] as Closed[]).length % 2 === 1) return [];
    const own = closed.filter((_, cavity) => innermost(around[cavity] as Closed[]) === closed[k]);
    if (own.length === 0) return [solid];
    const whole = keep(new oc.TopoDS_Solid());
    builder.MakeSolid(whole);
    for (const shell of partsOf(scope, solid, "SHELL")) builder.Add(whole, shell);
    for (const cavity of own) {
      for (const shell of partsOf(scope, cavity.solid, "SHELL")) builder.Add(whole, keep(shell.Reversed()));
    }
    return [whole];
  });
}

/** Of an odd number of solids around a shell, the one whose cavity it is; undefined for a shell that is a solid. */
function innermost(around: readonly Closed[]): Closed | undefined {
  if (around.length % 2 === 0) return undefined;
  return around.reduce((least, other) => (other.volume < least.volume ? other : least));
}

function encloses(engine: OcctEngine, outer: Closed, inner: Closed): boolean {
  const { box } = outer;
  const { box: within } = inner;
  if (box === undefined || within === undefined || outer.volume <= inner.volume) return false;
  const mayEnclose = [0, 1, 2].every(
    (axis) =>
      (box.min[axis] as number) <= (within.min[axis] as number) &&
      (box.max[axis] as number) >= (within.max[axis] as number),
  );
  if (!mayEnclose) return false;
  const [surface, other] = [outer, inner].map(({ solid }) => coarseMesh(engine, solid)) as [Mesh, Mesh];
  const point = [other.positions[0] as number, other.positions[1] as number, other.positions[2] as number] as const;
  const at = (vertex: number) =>
    [
      surface.positions[3 * vertex] as number,
      surface.positions[3 * vertex + 1] as number,
      surface.positions[3 * vertex + 2] as number,
    ] as const;
  let angle = 0;
  for (let k = 0; k < surface.indices.length; k += 3) {
    const [a, b, c] = [0, 1, 2].map((corner) => at(surface.indices[k + corner] as number));
    angle += solidAngle([a, b, c] as Parameters<typeof solidAngle>[0], point);
  }
  return Math.abs(angle) > 2 * Math.PI;
}

function coarseMesh(engine: OcctEngine, solid: TopoDS_Shape): Mesh {
  const limits = { triangles: Number.POSITIVE_INFINITY };
  const brep = new Brep(engine, engine.owned(solid));
  try {
    return tessellateBrep({ limits }, engine, brep, { deflection: undefined, angle: 15 });
  } finally {
    brep.free();
  }
}

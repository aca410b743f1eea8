// Surfaces of several solids as one.
import type { Surface } from "./engine.ts";

/** All surfaces in order. A run stays a run of its own, so that an original may have several. */
export function joinSurfaces(surfaces: readonly Surface[]): Surface {
  const sum = (count: (surface: Surface) => number): number => surfaces.reduce((all, one) => all + count(one), 0);
  const positions = new Float64Array(sum((surface) => surface.positions.length));
  const triangles = new Uint32Array(sum((surface) => surface.triangles.length));
  const ids = new Uint32Array(sum(({ runs }) => runs.ids.length));
  const starts = new Uint32Array(ids.length + 1);
  let point = 0;
  let corner = 0;
  let run = 0;
  for (const { positions: points, triangles: corners, runs } of surfaces) {
    positions.set(points, point);
    const first = point / 3;
    for (let k = 0; k < corners.length; k++) triangles[corner + k] = first + (corners[k] as number);
    ids.set(runs.ids, run);
    for (let k = 0; k < runs.ids.length; k++) starts[run + k] = corner / 3 + (runs.starts[k] as number);
    point += points.length;
    corner += corners.length;
    run += runs.ids.length;
  }
  starts[run] = corner / 3;
  return { positions, triangles, runs: { starts, ids } };
}

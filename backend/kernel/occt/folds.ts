// Walls without thickness: two faces back to back on the same vertices, as they are left when edges too short for the
// library are shrunk to points. They bound nothing and are left out.
import { findRegions, type Surface } from "./regions.ts";

/** The numbers of the triangles that stay. Undefined when an edge is open. */
export function withoutFolds(surface: Surface): Uint32Array | undefined {
  let kept = Uint32Array.from({ length: surface.triangles.length / 3 }, (_, k) => k);
  for (;;) {
    const own = kept;
    const found = findRegions({ positions: surface.positions, triangles: trianglesOf(surface, own) });
    if (found === undefined) return undefined;
    const folded = oppositeRegions(found.regions.map(({ loops }) => loops));
    if (folded.size === 0) return own;
    kept = own.filter((_, at) => !folded.has(found.regionOf[at] as number));
  }
}

/** Some triangles of a surface, as corners. */
export function trianglesOf({ triangles }: Surface, chosen: Uint32Array): Uint32Array {
  const corners = new Uint32Array(3 * chosen.length);
  for (const [at, k] of chosen.entries()) corners.set(triangles.subarray(3 * k, 3 * k + 3), 3 * at);
  return corners;
}

type Loops = readonly (readonly number[])[];

/** Regions with the same loops in opposite directions, in pairs. */
function oppositeRegions(regions: readonly Loops[]): Set<number> {
  const waiting = new Map<string, number[]>();
  const found = new Set<number>();
  for (const [k, loops] of regions.entries()) {
    const partner = waiting.get(nameOf(loops.map((loop) => loop.toReversed())))?.pop();
    if (partner !== undefined) {
      found.add(partner).add(k);
      continue;
    }
    const name = nameOf(loops);
    const others = waiting.get(name);
    if (others === undefined) waiting.set(name, [k]);
    else others.push(k);
  }
  return found;
}

/** Equal for equal loops, wherever they begin. */
function nameOf(loops: Loops): string {
  const names = loops.map((loop) => {
    const first = loop.indexOf(loop.reduce((least, vertex) => Math.min(least, vertex), Number.POSITIVE_INFINITY));
    return [...loop.slice(first), ...loop.slice(0, first)].join();
  });
  return names.sort().join(";");
}

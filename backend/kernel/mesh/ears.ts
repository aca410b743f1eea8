// Triangulates facets that cross or touch themselves, where no sweep is possible: every edge of the border stays the side
// of one triangle, so that the mesh remains connected (spec/geometry.md §8.2). OpenSCAD sweeps them all the same, leaves out
// triangles that end in crossings, and closes what stays open by fans, in an order that its C++ library decides; that is
// followed for quadrilaterals only (facet.ts).
import type { TriangleSink } from "./monotone.ts";
import type { Projection } from "./projection.ts";

/** Cuts off corner after corner: a proper ear where there is one, else the corner that turns left most. */
export function clipEars(plane: Projection, sink: TriangleSink): void {
  const loop = Array.from({ length: plane.count }, (_, k) => k);
  let start = 0;
  while (loop.length > 3) {
    const at = findEar(plane, loop, start);
    const count = loop.length;
    sink(loop[(at + count - 1) % count] as number, loop[at] as number, loop[(at + 1) % count] as number);
    loop.splice(at, 1);
    start = at % loop.length;
  }
  sink(loop[0] as number, loop[1] as number, loop[2] as number);
}

function findEar(plane: Projection, loop: readonly number[], start: number): number {
  const count = loop.length;
  let best = start;
  let widest = Number.NEGATIVE_INFINITY;
  for (let step = 0; step < count; step++) {
    const at = (start + step) % count;
    const a = loop[(at + count - 1) % count] as number;
    const b = loop[at] as number;
    const c = loop[(at + 1) % count] as number;
    const turn = plane.turn(a, b, c);
    if (turn > 0 && isFree(plane, loop, a, b, c)) return at;
    if (turn > widest) {
      widest = turn;
      best = at;
    }
  }
  return best;
}

/** True when no other corner lies in the triangle. Corners at the place of one of its own do not count. */
function isFree(plane: Projection, loop: readonly number[], a: number, b: number, c: number): boolean {
  for (const corner of loop) {
    if (samePlace(plane, corner, a) || samePlace(plane, corner, b) || samePlace(plane, corner, c)) continue;
    if (plane.turn(a, b, corner) >= 0 && plane.turn(b, c, corner) >= 0 && plane.turn(c, a, corner) >= 0) return false;
  }
  return true;
}

function samePlace({ s, t }: Projection, a: number, b: number): boolean {
  return a === b || (s[a] === s[b] && t[a] === t[b]);
}

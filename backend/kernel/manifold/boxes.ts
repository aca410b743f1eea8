// Whether solids certainly do not touch, told by the boxes around them alone.
import type { Solid } from "./solid.ts";

/** Pairs of boxes that are compared per solid, on the average; what is not known by then may touch. */
const MOST_COMPARISONS = 200;

/** True when no two of the boxes overlap or touch. They are held against each other along the x axis. */
export function standApart(solids: readonly Solid[]): boolean {
  const boxes = solids.map(({ bounds }) => bounds).sort((a, b) => (a[0] as number) - (b[0] as number));
  let left = MOST_COMPARISONS * boxes.length;
  for (const [place, box] of boxes.entries()) {
    for (let k = place + 1; k < boxes.length; k++) {
      const other = boxes[k] as Float64Array;
      if ((other[0] as number) > (box[3] as number)) break;
      if (--left < 0 || touch(box, other)) return false;
    }
  }
  return true;
}

function touch(a: Float64Array, b: Float64Array): boolean {
  for (let axis = 0; axis < 3; axis++) {
    if ((a[axis] as number) > (b[axis + 3] as number) || (b[axis] as number) > (a[axis + 3] as number)) return false;
  }
  return true;
}

// Drops the points of a closed path that hardly differ from a straight line (spec/geometry.md §6.2).

/**
 * Clipper2's SimplifyPath for closed paths: repeatedly drops, of neighboring points that lie within `epsilon` of the line
 * through their neighbors, the one that lies nearer.
 */
export function simplifyPath(path: Float64Array, epsilon: number): Float64Array {
  const count = path.length / 2;
  if (count < 4) return path;
  const limit = epsilon * epsilon;
  const distances = new Float64Array(count);
  let near = false;
  for (let i = 0; i < count; i++) {
    const distance = squaredDistance(path, i, i === 0 ? count - 1 : i - 1, i === count - 1 ? 0 : i + 1);
    distances[i] = distance;
    if (!(distance > limit)) near = true;
  }
  return near ? dropNear(path, distances, limit) : path;
}

function dropNear(path: Float64Array, distances: Float64Array, limit: number): Float64Array {
  const count = distances.length;
  const dropped = new Uint8Array(count);
  const after = (index: number): number => {
    let next = index;
    do next = next === count - 1 ? 0 : next + 1;
    while (dropped[next] === 1);
    return next;
  };
  const before = (index: number): number => {
    let previous = index;
    do previous = previous === 0 ? count - 1 : previous - 1;
    while (dropped[previous] === 1);
    return previous;
  };
  const isFar = (index: number): boolean => (distances[index] as number) > limit;
  let left = count;
  let current = 0;
  for (;;) {
    if (isFar(current)) {
      const start = current;
      do current = after(current);
      while (current !== start && isFar(current));
      if (current === start) break;
    }
    let previous = before(current);
    let next = after(current);
    if (next === previous) break;
    let beforePrevious: number;
    if ((distances[next] as number) < (distances[current] as number)) {
      beforePrevious = previous;
      previous = current;
      current = next;
      next = after(next);
    } else {
      beforePrevious = before(previous);
    }
    dropped[current] = 1;
    left--;
    current = next;
    next = after(next);
    distances[current] = squaredDistance(path, current, previous, next);
    distances[previous] = squaredDistance(path, previous, beforePrevious, current);
  }
  const kept = new Float64Array(left * 2);
  let at = 0;
  for (let i = 0; i < count; i++) {
    if (dropped[i] === 1) continue;
    kept[at++] = path[2 * i] as number;
    kept[at++] = path[2 * i + 1] as number;
  }
  return kept;
}

/** Squared distance of a point from the line through two others; 0 when those coincide. */
function squaredDistance(path: Float64Array, point: number, first: number, second: number): number {
  const x = path[2 * first] as number;
  const y = path[2 * first + 1] as number;
  const a = (path[2 * point] as number) - x;
  const b = (path[2 * point + 1] as number) - y;
  const c = (path[2 * second] as number) - x;
  const d = (path[2 * second + 1] as number) - y;
  if (c === 0 && d === 0) return 0;
  const cross = a * d - c * b;
  return (cross * cross) / (c * c + d * d);
}

// Whether triangles leave no edge open: asked before they go into Manifold, which reads beyond its memory when they do.

/**
 * True when every edge is used as often one way as the other. Edges are not collected: each adds a number made of its
 * vertices, or takes it away when it is used the other way, and nothing may remain. That an open mesh passes has a
 * probability of 2^-64.
 */
export function isClosed(triangles: Uint32Array): boolean {
  let first = 0;
  let second = 0;
  for (let k = 0; k < triangles.length; k++) {
    const from = triangles[k] as number;
    const to = triangles[k % 3 === 2 ? k - 2 : k + 1] as number;
    const forward = from < to;
    const low = forward ? from : to;
    const high = forward ? to : from;
    const one = scatter(Math.imul(low + 1, 0x85ebca6b) ^ Math.imul(high, 0x27d4eb2f));
    const other = scatter(Math.imul(high + 1, 0x165667b1) ^ Math.imul(low, 0x9e3779b1) ^ one);
    first = (forward ? first + one : first - one) | 0;
    second = (forward ? second + other : second - other) | 0;
  }
  return first === 0 && second === 0;
}

/** Spreads the bits of a whole number (the finalizer of MurmurHash3). */
function scatter(value: number): number {
  let bits = value ^ (value >>> 16);
  bits = Math.imul(bits, 0x85ebca6b);
  bits ^= bits >>> 13;
  bits = Math.imul(bits, 0xc2b2ae35);
  return bits ^ (bits >>> 16);
}

// A tree of axis-aligned boxes that finds those which overlap: what keeps tests of neighbors in space from being tests of
// all pairs. Boxes are low x, y, z, high x, y, z.

/** Boxes in a leaf. */
const leafSize = 4;

export class BoxTree {
  readonly #boxes: Float64Array;
  /** Numbers of the boxes in the order of the leaves. */
  readonly #items: Uint32Array;
  /** Per node: the box of everything below it. */
  readonly #bounds: Float64Array;
  /** Per node: where its items begin and end. */
  readonly #from: Uint32Array;
  readonly #to: Uint32Array;
  /** Per node: its first child, the second follows it; 0 for a leaf. */
  readonly #child: Uint32Array;

  constructor(boxes: Float64Array) {
    const count = boxes.length / 6;
    this.#boxes = boxes;
    this.#items = Uint32Array.from({ length: count }, (_, item) => item);
    const nodes = Math.max(1, 2 * count);
    this.#bounds = new Float64Array(6 * nodes);
    this.#from = new Uint32Array(nodes);
    this.#to = new Uint32Array(nodes);
    this.#child = new Uint32Array(nodes);
    if (count > 0) this.#build(count);
  }

  /** Calls `visit` for every box that overlaps the given one or touches it. */
  overlapping(box: ArrayLike<number>, visit: (item: number) => void): void {
    if (this.#items.length === 0) return;
    const stack = [0];
    for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
      if (!overlap(this.#bounds, 6 * node, box, 0)) continue;
      const child = this.#child[node] as number;
      if (child > 0) {
        stack.push(child, child + 1);
        continue;
      }
      for (let at = this.#from[node] as number; at < (this.#to[node] as number); at++) {
        const item = this.#items[at] as number;
        if (overlap(this.#boxes, 6 * item, box, 0)) visit(item);
      }
    }
  }

  /** Calls `visit` once for every two boxes that overlap or touch, until it gives false. */
  pairs(visit: (a: number, b: number) => boolean): void {
    if (this.#items.length === 0) return;
    const stack = [0, 0];
    while (stack.length > 0) {
      const b = stack.pop() as number;
      const a = stack.pop() as number;
      if (a !== b && !overlap(this.#bounds, 6 * a, this.#bounds, 6 * b)) continue;
      const [childA, childB] = [this.#child[a] as number, this.#child[b] as number];
      if (childA === 0 && childB === 0) {
        if (!this.#leafPairs(a, b, visit)) return;
      } else if (a === b) {
        stack.push(childA, childA, childA, childA + 1, childA + 1, childA + 1);
      } else if (childB === 0 || (childA > 0 && this.#size(a) > this.#size(b))) {
        stack.push(childA, b, childA + 1, b);
      } else {
        stack.push(a, childB, a, childB + 1);
      }
    }
  }

  #leafPairs(a: number, b: number, visit: (a: number, b: number) => boolean): boolean {
    for (let i = this.#from[a] as number; i < (this.#to[a] as number); i++) {
      const first = this.#items[i] as number;
      for (let j = a === b ? i + 1 : (this.#from[b] as number); j < (this.#to[b] as number); j++) {
        const second = this.#items[j] as number;
        if (overlap(this.#boxes, 6 * first, this.#boxes, 6 * second) && !visit(first, second)) return false;
      }
    }
    return true;
  }

  #size(node: number): number {
    return (this.#to[node] as number) - (this.#from[node] as number);
  }

  /** Halves the items of a node at the median of their middles along its longest side, until leaves are left. */
  #build(count: number): void {
    this.#to[0] = count;
    let used = 1;
    for (let node = 0; node < used; node++) {
      const from = this.#from[node] as number;
      const to = this.#to[node] as number;
      const axis = this.#bound(node);
      if (to - from <= leafSize) continue;
      const middle = (from + to) >> 1;
      this.#partition(from, to, middle, axis);
      this.#child[node] = used;
      this.#from[used] = from;
      this.#to[used] = middle;
      this.#from[used + 1] = middle;
      this.#to[used + 1] = to;
      used += 2;
    }
  }

  /** Sets the box of a node; gives the axis along which the middles of its items spread most. */
  #bound(node: number): number {
    const boxes = this.#boxes;
    const bounds = this.#bounds.subarray(6 * node, 6 * node + 6);
    const spread = new Float64Array(6);
    for (const target of [bounds, spread])
      target.fill(Number.POSITIVE_INFINITY, 0, 3).fill(Number.NEGATIVE_INFINITY, 3);
    for (let at = this.#from[node] as number; at < (this.#to[node] as number); at++) {
      const box = 6 * (this.#items[at] as number);
      for (let axis = 0; axis < 3; axis++) {
        const low = boxes[box + axis] as number;
        const high = boxes[box + 3 + axis] as number;
        const middle = low + high;
        if (low < (bounds[axis] as number)) bounds[axis] = low;
        if (high > (bounds[3 + axis] as number)) bounds[3 + axis] = high;
        if (middle < (spread[axis] as number)) spread[axis] = middle;
        if (middle > (spread[3 + axis] as number)) spread[3 + axis] = middle;
      }
    }
    const side = (axis: number): number => (spread[3 + axis] as number) - (spread[axis] as number);
    const longer = side(1) > side(0) ? 1 : 0;
    return side(2) > side(longer) ? 2 : longer;
  }

  /** Quickselect: afterwards no item before `middle` lies beyond one after it. */
  #partition(from: number, to: number, middle: number, axis: number): void {
    const items = this.#items;
    const boxes = this.#boxes;
    const keyAt = (at: number): number => {
      const box = 6 * (items[at] as number);
      return (boxes[box + axis] as number) + (boxes[box + 3 + axis] as number);
    };
    let low = from;
    let high = to - 1;
    while (low < high) {
      const pivot = keyAt((low + high) >> 1);
      let i = low;
      let j = high;
      while (i <= j) {
        while (keyAt(i) < pivot) i++;
        while (keyAt(j) > pivot) j--;
        if (i > j) break;
        const item = items[i] as number;
        items[i++] = items[j] as number;
        items[j--] = item;
      }
      if (middle <= j) high = j;
      else if (middle >= i) low = i;
      else return;
    }
  }
}

function overlap(a: ArrayLike<number>, atA: number, b: ArrayLike<number>, atB: number): boolean {
  for (let axis = 0; axis < 3; axis++) {
    if ((a[atA + axis] as number) > (b[atB + 3 + axis] as number)) return false;
    if ((b[atB + axis] as number) > (a[atA + 3 + axis] as number)) return false;
  }
  return true;
}

/** The boxes of triangles. */
export function triangleBoxes(positions: Float64Array, triangles: Uint32Array): Float64Array {
  const boxes = new Float64Array(2 * triangles.length);
  for (let triangle = 0; triangle < triangles.length / 3; triangle++) {
    for (let axis = 0; axis < 3; axis++) {
      const a = positions[3 * (triangles[3 * triangle] as number) + axis] as number;
      const b = positions[3 * (triangles[3 * triangle + 1] as number) + axis] as number;
      const c = positions[3 * (triangles[3 * triangle + 2] as number) + axis] as number;
      boxes[6 * triangle + axis] = Math.min(a, b, c);
      boxes[6 * triangle + 3 + axis] = Math.max(a, b, c);
    }
  }
  return boxes;
}

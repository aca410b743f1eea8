// The tree whose mesh the gate compares a B-rep with: curves that the B-rep has as true curves are divided finely, what it
// has in facets stays as the model divides it.
import { changed as changedNode } from "../../csg/build.ts";
import type { CsgNode, Fragments } from "../../csg/nodes.ts";

/** The fewest divisions of a circle, by how many nodes have curves: a mesh of a million facets would take longer than the B-rep. */
const DIVISIONS: readonly (readonly [number, number])[] = [
  [40, 128],
  [400, 64],
];
const LEAST_DIVISIONS = 32;
/** Curves of letters are short. */
const LETTER_DIVISIONS = 32;

export interface Refined {
  readonly root: CsgNode;
  /** Of a full circle in that tree. */
  readonly divisions: number;
}

/** `isFaceted` tells the nodes that have facets in the B-rep; `share` of the divisions is taken. */
export function refine(root: CsgNode, isFaceted: (node: CsgNode) => boolean, share = 1): Refined {
  let curves = 0;
  let sums = false;
  for (const node of nodesOf(root)) {
    if ("fragments" in node) curves++;
    if (node.kind === "minkowski") sums = true;
  }
  const [, divisions] = DIVISIONS.find(([most]) => curves <= most) ?? [0, LEAST_DIVISIONS];
  const least = sums ? LEAST_DIVISIONS : divisions;
  const made = new Map<CsgNode, CsgNode>();
  const stack = [root];
  for (let node = stack.at(-1); node !== undefined; node = stack.at(-1)) {
    const depth = stack.length;
    const keeps = isFaceted(node);
    if (!keeps) for (const child of node.children) if (!made.has(child)) stack.push(child);
    if (stack.length > depth) continue;
    stack.pop();
    if (made.has(node)) continue;
    made.set(node, keeps ? node : refined(node, made, { least, share }));
  }
  return { root: made.get(root) as CsgNode, divisions: share * least };
}

interface Division {
  readonly least: number;
  readonly share: number;
}

function* nodesOf(root: CsgNode): Generator<CsgNode> {
  const stack = [root];
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    yield node;
    stack.push(...node.children);
  }
}

function refined(node: CsgNode, made: ReadonlyMap<CsgNode, CsgNode>, division: Division): CsgNode {
  const children = node.children.map((child) => made.get(child) as CsgNode);
  const changed = "fragments" in node || children.some((child, k) => child !== node.children[k]);
  if (!changed) return node;
  const { least, share } = division;
  const letters = { least: 8 * Math.min(least, LETTER_DIVISIONS), share };
  const finer =
    "fragments" in node ? { fragments: fragmentsOf(node.fragments, node.kind === "text" ? letters : division) } : {};
  const slices = node.kind === "linear_extrude" ? { slices: undefined, segments: undefined } : {};
  return changedNode(node, { ...finer, ...slices, children });
}

/** A model may divide more finely itself; the share is of what is taken. */
function fragmentsOf(fragments: Fragments, { least, share }: Division): Fragments {
  return { ...fragments, fn: Math.ceil(share * Math.max(least, fragments.fn)) };
}

// Which parts of a tree can be realized in another thread. A solid leaves one instance of the library as a mesh only; as one
// that enters another, it would change the bytes of later results. So these are the parts that nothing happens to any more but
// transforms and unions with what stands beside them: they are not cut, and the result is read part by part.
import type { CsgNode, Matrix } from "../../csg/nodes.ts";
import { Efforts } from "./effort.ts";
import { type Extent, Extents, keepApart } from "./extents.ts";
import { Kinship, nodesOf } from "./kinship.ts";
import { liveChildren } from "./operands.ts";
import { type Station, Stations } from "./stations.ts";

/** A subtree that is realized as a whole, and the ways from there to the root. */
export interface PlannedPart {
  readonly node: CsgNode;
  readonly key: string;
  readonly stations: readonly Station[];
  /** By number. */
  readonly group: number;
  /** In how many places it stands. */
  readonly places: number;
}

/** Parts that have solids in common: one thread makes them all, in their order, as without threads. */
export interface PartGroup {
  /** By number, in the order of the walk. */
  readonly parts: readonly number[];
  /** What it will probably take. */
  readonly milliseconds: number;
  /** Another thread may make them. */
  readonly movable: boolean;
}

export interface Plan {
  readonly parts: readonly PlannedPart[];
  readonly groups: readonly PartGroup[];
}

/** More are united at once, not kept beside one another (manifold/boolean.ts). */
const MOST_PARTS = 1000;
/** Larger trees are not looked at: that would take too long. */
const MOST_NODES = 5000;
/** Which tell whether a part may take time at all. */
const FIRST_NODES = 200;
/** Estimates may be wrong by this factor. */
const DOUBT = 3;

/**
 * Undefined when no two threads could work on the tree, or it is certainly too small for them to save `leastGain` milliseconds.
 */
export function planParts(root: CsgNode, keyOf: (node: CsgNode) => string, leastGain: number): Plan | undefined {
  if (!hasSeveralParts(root)) return undefined;
  const tree = Efforts.ofTree(root, MOST_NODES);
  if (tree === undefined || DOUBT * tree.milliseconds < 2 * leastGain) return undefined;
  const found = findParts(root, keyOf);
  if (found === undefined || found.size < 2) return undefined;
  const parts = [...found.values()].map((part) => {
    const nodes = nodesOf(part.node);
    return { ...part, nodes, milliseconds: tree.efforts.of(nodes) };
  });
  const longest = Math.max(...parts.map(({ milliseconds }) => milliseconds));
  const all = parts.reduce((sum, { milliseconds }) => sum + milliseconds, 0);
  if (DOUBT * (all - longest) < leastGain) return undefined;
  const kinship = new Kinship(keyOf);
  const groupOf = kinship.groupsOf(parts.map(({ nodes }) => nodes));
  const groups: { parts: number[]; milliseconds: number; movable: boolean }[] = [];
  for (const [at, { node, nodes, milliseconds, stations }] of parts.entries()) {
    const number = groupOf[at] as number;
    groups[number] ??= { parts: [], milliseconds: 0, movable: true };
    const group = groups[number];
    group.parts.push(at);
    group.milliseconds += milliseconds;
    group.movable &&= stations.areClear(isSettled(node)) && kinship.isMovable(node, nodes);
  }
  if (groups.length < 2 || !groups.some(({ movable }) => movable)) return undefined;
  return {
    parts: parts.map(({ node, key, stations, places }, at) => ({
      node,
      key,
      places,
      stations: stations.list,
      group: groupOf[at] as number,
    })),
    groups,
  };
}

/** Whether there may be more than one part that takes time: told by few nodes, since most trees have none. */
function hasSeveralParts(root: CsgNode): boolean {
  const found = new Set<CsgNode>();
  const stack: CsgNode[] = [root];
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    if (isOpen(node)) for (const child of liveChildren(node)) stack.push(child);
    else if (operates(node)) found.add(node);
    if (found.size > 1) return true;
  }
  return false;
}

/** Whether an operation is among the first nodes. */
function operates(part: CsgNode): boolean {
  const nodes: CsgNode[] = [part];
  for (let at = 0; at < nodes.length && at < FIRST_NODES; at++) {
    const node = nodes[at] as CsgNode;
    const children = liveChildren(node);
    if (node.kind === "hull" || node.kind === "minkowski" || children.length > 1) return true;
    for (const child of children) nodes.push(child);
  }
  return false;
}

/** What has happened to a part since, nearest first. */
interface Way {
  readonly step: Matrix | null;
  readonly next: Way | undefined;
}

interface Found {
  readonly node: CsgNode;
  readonly key: string;
  readonly stations: Stations;
  places: number;
}

/** By key, in the order of the walk; undefined when there are too many. */
function findParts(root: CsgNode, keyOf: (node: CsgNode) => string): ReadonlyMap<string, Found> | undefined {
  const extents = new Extents();
  const found = new Map<string, Found>();
  let places = 0;
  const stack: { readonly node: CsgNode; readonly way: Way | undefined }[] = [{ node: root, way: undefined }];
  for (let top = stack.pop(); top !== undefined; top = stack.pop()) {
    const { node, way } = top;
    const operands = isOpen(node) ? liveChildren(node).filter((child) => extents.of(child) !== null) : [];
    const above = node.kind === "transform" ? { step: node.matrix, next: way } : way;
    const [only, ...others] = operands;
    if (only !== undefined && others.length === 0) stack.push({ node: only, way: above });
    else if (others.length > 0 && standApart(operands, extents)) {
      const beside = { step: null, next: above };
      for (const operand of [...operands].reverse()) stack.push({ node: operand, way: beside });
    } else if (extents.of(node) !== null) {
      if (++places > MOST_PARTS) return undefined;
      const key = keyOf(node);
      const part = found.get(key) ?? { node, key, stations: new Stations(), places: 0 };
      found.set(key, part);
      part.places++;
      part.stations.add(stepsOf(way));
    }
  }
  return found;
}

function* stepsOf(way: Way | undefined): Generator<Matrix | null> {
  for (let at = way; at !== undefined; at = at.next) yield at.step;
}

function standApart(operands: readonly CsgNode[], extents: Extents): boolean {
  return operands.length <= MOST_PARTS && keepApart(operands.map((operand) => extents.of(operand) as Extent));
}

/** Whether the library looks at what it makes of a node, whatever that is made of. */
function isSettled({ kind }: CsgNode): boolean {
  return kind === "hull" || kind === "difference" || kind === "intersection";
}

/** Whether a node does nothing but unite and move what is below it. */
function isOpen(node: CsgNode): boolean {
  switch (node.kind) {
    case "root":
    case "group":
    case "union":
    case "render":
      return true;
    case "transform":
      return node.matrix.every(Number.isFinite);
    case "difference":
    case "intersection":
      return liveChildren(node).length === 1;
    default:
      return false;
  }
}

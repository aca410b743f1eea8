// What is known of how exactly each node was made: one record per node, as a tree like the nodes themselves.
import type { CsgNode } from "../../csg/nodes.ts";

/**
 * exact: the true surfaces; faceted: facets because the model asks for them (a small `$fn`, a file of facets); mesh: facets
 * because no exact form is known here.
 */
export type Exactness = "exact" | "faceted" | "mesh";

export interface NodeRecord {
  readonly node: CsgNode;
  readonly exactness: Exactness;
  /** Why it is not exact. */
  readonly reason?: string;
  /** Of the operands that went into the result: none below a mesh. */
  readonly children: readonly NodeRecord[];
}

/** Every record of a tree, parents first. A record that several parents share comes once for each. */
export function* everyRecord(root: NodeRecord): Generator<NodeRecord> {
  const stack = [root];
  for (let record = stack.pop(); record !== undefined; record = stack.pop()) {
    yield record;
    for (let k = record.children.length - 1; k >= 0; k--) stack.push(record.children[k] as NodeRecord);
  }
}

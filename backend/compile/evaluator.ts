// What run() asks of an evaluator: the tree walk (interpret.ts) and generated code are two of them.
import type { CsgNode } from "../csg/nodes.ts";
import type { Program } from "./link.ts";
import type { Evaluation } from "./runtime.ts";
import type { Value } from "./values/value.ts";

/**
 * Evaluates the main file of a program. Nodes of its top-level statements are added to `nodes` one by one, so that those
 * made before an abortion stay. Gives the special variables that the main file assigns at its top level.
 */
export type Evaluate = (rt: Evaluation, program: Program, nodes: CsgNode[]) => ReadonlyMap<string, Value>;

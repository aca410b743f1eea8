// Modules without parameters that combine their children: group, union, difference, intersection, hull, fill
// (spec/geometry.md §5.2).
import { childrenOf, makeGroup } from "../../csg/build.ts";
import type { GroupNode } from "../../csg/nodes.ts";
import type { BuiltinModule } from "../builtin.ts";
import { defineOperator } from "./define.ts";

function combining(name: Exclude<GroupNode["kind"], "root" | "list">): BuiltinModule {
  return defineOperator({
    name,
    parameters: [],
    read: () => undefined,
    make: (site, contents) => makeGroup(name, site, childrenOf(contents)),
  });
}

/** `group()`: unites its children. */
export const group = combining("group");
/** `union()`: unites its children. */
export const union = combining("union");
/** `difference()`: the first child without the others. */
export const difference = combining("difference");
/** `intersection()`: what all children have in common. */
export const intersection = combining("intersection");
/** `hull()`: the convex hull of all children. */
export const hull = combining("hull");
/** `fill()`: a 2D object without its holes. */
export const fill = combining("fill");

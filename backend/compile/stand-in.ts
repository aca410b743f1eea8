// Definitions that stand in for a built-in module of ours where it does not exist: with them, a model also runs in OpenSCAD.
import type { ModuleDefinition } from "../ast/nodes.ts";
import type { Feature } from "../shared/context.ts";
import type { BuiltinModule } from "./builtin.ts";

/**
 * True when a definition gives way to a built-in module: the module is one of the extensions for exact solids, its feature
 * is on, and the body of the definition is just `children();`.
 */
export function isStandIn(
  { body }: ModuleDefinition,
  builtin: BuiltinModule | undefined,
  features: ReadonlySet<Feature>,
): boolean {
  if (builtin?.feature !== "brep" || !features.has("brep")) return false;
  const [only, ...others] = body.instantiations;
  const plain = body.assignments.length + body.functions.length + body.modules.length + others.length === 0;
  return plain && only?.kind === "ModuleInstantiation" && only.name === "children" && only.args.length === 0;
}

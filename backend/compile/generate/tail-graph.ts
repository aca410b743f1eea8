// Which functions of files may be part of a long chain of tail calls: those that end with a call of a function value, and
// those that call each other in a circle. A function that only calls itself becomes a loop and is not one of them.
import type { FunctionDefinition } from "../../ast/nodes.ts";
import { findTailNames, type TailNames } from "../../ast/tail-names.ts";
import type { FileImage, Image } from "./image.ts";
import type { Definition } from "./machine.ts";

type FileFunction = Definition<FunctionDefinition>;

/** True when the tail calls of a call to this function must be counted. Errs on the side of true. */
export function mayTailCall(image: Image, start: FileFunction, known: Map<FileFunction, boolean>): boolean {
  const onPath = new Set<FileFunction>();
  const visit = (definition: FileFunction): boolean => {
    const decided = known.get(definition);
    if (decided !== undefined) return decided;
    if (onPath.has(definition)) return true;
    onPath.add(definition);
    const chained = mayEndInValue(definition) || targetsOf(image, definition).some(visit);
    onPath.delete(definition);
    known.set(definition, chained);
    return chained;
  };
  return visit(start);
}

function mayEndInValue(definition: FileFunction): boolean {
  const names = tailNamesOf(definition);
  if (names === "value") return true;
  const { functions, variables } = definition.state.file as FileImage;
  return names.some((name) => !functions.has(name) && variables.has(name));
}

/** Other functions of the same file that a function calls in tail position. Used files and built-ins end a chain. */
function targetsOf(image: Image, definition: FileFunction): readonly FileFunction[] {
  const names = tailNamesOf(definition);
  if (names === "value") return [];
  const file = definition.state.file as FileImage;
  return names
    .filter((name) => file.functions.has(name))
    .flatMap((name) => image.findFunction(file, name) ?? [])
    .filter((target) => target !== definition);
}

function tailNamesOf(definition: FileFunction): TailNames {
  definition.tailNames ??= definition.node.tailNames ?? findTailNames(definition.node);
  return definition.tailNames;
}

// Which used files may be evaluated once: a used file is evaluated again for every call into it (spec/language.md §5.4),
// but nothing can tell when its assignments depend on nothing that changes and print nothing.
import { isDynamic } from "../arguments.ts";
import type { FileImage } from "./image.ts";
import { walkExpression } from "./scopes.ts";

/** True when evaluating the file's assignments again must give the same values. Errs on the side of false. */
export function isKeepable(file: FileImage, seen: Set<FileImage> = new Set()): boolean {
  if (seen.has(file)) return true;
  seen.add(file);
  let steady = true;
  const { assignments, functions } = file.file.body;
  const expressions = [
    ...assignments.map(({ value }) => value),
    ...functions.flatMap(({ body, parameters }) => [body, ...parameters.flatMap(({ fallback }) => fallback ?? [])]),
  ];
  if (assignments.length === 0) return true;
  for (const expression of expressions)
    walkExpression(expression, (e) => {
      if (e.kind === "Lookup" && (isDynamic(e.name) || e.name === "rands")) steady = false;
    });
  if (assignments.some(({ name }) => isDynamic(name))) return false;
  return steady && file.uses.every((used) => isKeepable(used, seen));
}

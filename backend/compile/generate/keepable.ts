// Which used files may be evaluated once: a used file is evaluated again for every call into it (spec/language.md §5.4),
// but nothing can tell when its assignments depend on nothing that changes and print nothing.
import type { Expression } from "../../ast/nodes.ts";
import { isDynamic } from "../arguments.ts";
import type { FileImage } from "./image.ts";
import { walkExpression } from "./scopes.ts";

/** Built-in functions that may give something else the next time. */
const unsteady: ReadonlySet<string> = new Set(["rands", "parent_module"]);

/** Those, and built-in functions that may give something else in the next evaluation: files and fonts may be others. */
export const builtinsWithMore: ReadonlySet<string> = new Set([
  ...unsteady,
  ...["import", "dxf_dim", "dxf_cross", "textmetrics", "fontmetrics"],
]);

/**
 * True when evaluating the file's assignments again must give the same values. Errs on the side of false. Only functions
 * that they may call are looked at: a library has hundreds, which are not even parsed before somebody asks for them.
 */
export function isKeepable(file: FileImage): boolean {
  const files = filesBelow(file);
  const entered = new Set<FileImage>();
  const names = new Set<string>();
  const pending: Expression[] = [];
  let steady = true;
  /** A call into a file evaluates its assignments. */
  const enter = (called: FileImage): void => {
    if (entered.has(called)) return;
    entered.add(called);
    for (const { name, value } of called.file.body.assignments) {
      if (isDynamic(name)) steady = false;
      pending.push(value);
    }
  };
  const call = (name: string): void => {
    if (names.has(name)) return;
    names.add(name);
    for (const candidate of files) {
      const definition = candidate.functions.get(name);
      if (definition === undefined) continue;
      enter(candidate);
      pending.push(definition.body, ...definition.parameters.flatMap(({ fallback }) => fallback ?? []));
    }
  };
  enter(file);
  for (let next = pending.pop(); steady && next !== undefined; next = pending.pop())
    walkExpression(next, (e) => {
      if (e.kind !== "Lookup") return;
      if (isDynamic(e.name) || unsteady.has(e.name)) steady = false;
      else call(e.name);
    });
  return steady;
}

/** The file and all that it uses, directly or not. */
function filesBelow(file: FileImage): Set<FileImage> {
  const files = new Set([file]);
  for (const one of files) for (const used of one.uses) files.add(used);
  return files;
}

// What a function calls in tail position, as far as its text says. Kept with the index of a source, where the text itself
// is not read.
import type { Expression, FunctionDefinition } from "./nodes.ts";

/** The names that a function calls in tail position; `"value"` when one of them is not the name of a function. */
export type TailNames = readonly string[] | "value";

export function findTailNames({ parameters, body }: FunctionDefinition): TailNames {
  const names = new Set<string>();
  const stack: { e: Expression; local: ReadonlySet<string> }[] = [
    { e: body, local: new Set(parameters.map(({ name }) => name)) },
  ];
  for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
    const { e, local } = at;
    switch (e.kind) {
      case "TernaryOp":
        stack.push({ e: e.then, local }, { e: e.otherwise, local });
        break;
      case "Let":
        stack.push({ e: e.body, local: new Set([...local, ...e.bindings.flatMap(({ name }) => name ?? [])]) });
        break;
      case "Assert":
      case "Echo":
        if (e.body !== undefined) stack.push({ e: e.body, local });
        break;
      case "FunctionCall": {
        if (e.callee.kind !== "Lookup") return "value";
        const { name } = e.callee;
        if (local.has(name) || name.startsWith("$")) return "value";
        names.add(name);
      }
    }
  }
  return [...names];
}

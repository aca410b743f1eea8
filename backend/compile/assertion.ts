// `assert`, module and expression: the check and its message (spec/language.md §5.7).
import type { Argument } from "../ast/nodes.ts";
import { printExpression } from "../ast/print.ts";
import { matchArguments } from "./arguments.ts";
import type { Runtime } from "./builtin.ts";
import { shownText } from "./values/text.ts";
import { type EvaluatedArgument, isTruthy } from "./values/value.ts";

/** Aborts the evaluation unless the condition holds. `args` are the evaluated `syntax`; `position` is the assert's own. */
export function checkAssertion(
  rt: Runtime,
  args: readonly EvaluatedArgument[],
  syntax: readonly Argument[],
  position: number,
): void {
  const matched = matchArguments(rt, ["condition", "message"], args, position, { checking: true });
  if (isTruthy(matched.get("condition"))) return;
  const condition = syntax.find(({ name }) => name === undefined || name === "condition");
  const source = condition === undefined ? "" : ` '${printExpression(condition.value)}'`;
  const message = matched.has("message") ? `: ${shownText(matched.get("message"), rt)}` : "";
  rt.fail("assertion-failed", `Assertion${source} failed${message}`, position);
}

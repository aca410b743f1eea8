// Vectors and list comprehensions of the tree walk (spec/language.md §3.10).
import { isComprehension } from "../../ast/comprehension.ts";
import type { Element, LcForC, Vector } from "../../ast/nodes.ts";
import { failForLoop } from "../messages.ts";
import { each } from "../values/iterate.ts";
import { isTruthy, type Value } from "../values/value.ts";
import { bindSequentially } from "./bindings.ts";
import type { Environment } from "./environment.ts";
import { evaluate } from "./expressions.ts";
import { Rounds } from "./loops.ts";
import type { Walker } from "./walker.ts";

/** Rounds that a C-style `for` may have. */
const MAX_ROUNDS = 1_000_000;

export function evaluateVector(w: Walker, { elements }: Vector, scope: Environment): readonly Value[] {
  const values: Value[] = [];
  for (const element of elements) contribute(w, element, scope, values);
  return values;
}

/** Adds what an element of a vector contributes. */
function contribute(w: Walker, element: Element, scope: Environment, values: Value[]): void {
  switch (element.kind) {
    case "LcIf": {
      const branch = isTruthy(evaluate(w, element.condition, scope)) ? element.then : element.otherwise;
      if (branch !== undefined) contribute(w, branch, scope, values);
      return;
    }
    case "LcFor": {
      const rounds = new Rounds(w, element.bindings, scope, element.start);
      for (let inner = rounds.next(); inner !== undefined; inner = rounds.next()) {
        contribute(w, element.body, inner, values);
        w.rt.checkLength(values.length);
      }
      return;
    }
    case "LcForC":
      contributeRounds(w, element, scope, values);
      return;
    case "LcLet": {
      const inner = bindSequentially(w, element.bindings, scope, element.start);
      contribute(w, element.body, inner, values);
      w.pop();
      return;
    }
    case "LcEach":
      contributeEach(w, element.body, scope, values, element.start);
      return;
    default:
      values.push(evaluate(w, element, scope));
      w.rt.countElements(1);
  }
}

/** `each` of a comprehension applies to every value that the comprehension contributes. */
function contributeEach(w: Walker, body: Element, scope: Environment, values: Value[], position: number): void {
  const before = values.length;
  if (isComprehension(body)) {
    const inner: Value[] = [];
    contribute(w, body, scope, inner);
    for (const value of inner) each(w.rt, value, values, position);
  } else {
    each(w.rt, evaluate(w, body, scope), values, position);
  }
  w.rt.countElements(values.length - before);
}

/**
 * A C-style `for`. Each round's scope lies inside the first one, so that a variable which the update does not mention has
 * its first value again.
 */
function contributeRounds(w: Walker, loop: LcForC, scope: Environment, values: Value[]): void {
  const { start } = loop;
  const first = bindSequentially(w, loop.init, scope, start);
  let round = bindSequentially(w, [], first, start);
  for (let rounds = 1; isTruthy(evaluate(w, loop.condition, round)); rounds++) {
    w.rt.step(start);
    contribute(w, loop.body, round, values);
    if (rounds > MAX_ROUNDS) failForLoop(w.rt, start);
    const next = bindSequentially(w, loop.update, round, start);
    w.pop();
    w.pop();
    next.parent = first;
    w.push(next);
    round = next;
  }
  w.pop();
  w.pop();
}

// The rounds of `for`, module and comprehension: one scope per variable and round (spec/language.md §3.10).
import type { Argument } from "../../ast/nodes.ts";
import { iterate, roundsOf } from "../values/iterate.ts";
import { elementAt } from "../values/range.ts";
import { RangeValue, type Value } from "../values/value.ts";
import { Environment } from "./environment.ts";
import { evaluate } from "./expressions.ts";
import type { Walker } from "./walker.ts";

/** One variable of a loop. */
interface Level {
  readonly values: readonly Value[] | RangeValue;
  readonly count: number;
  readonly outer: Environment;
  next: number;
  /** True while the scope of a round is active. */
  open: boolean;
}

/**
 * The scopes of every combination of values, the last variable fastest. A scope is active until the next one is asked for.
 * No recursion: a loop takes the native stack of its body only.
 */
export class Rounds {
  readonly #w: Walker;
  readonly #bindings: readonly Argument[];
  readonly #position: number;
  readonly #levels: Level[] = [];
  /** What is given when there is no variable at all: one round in the outer scope. */
  #only: Environment | undefined;

  constructor(w: Walker, bindings: readonly Argument[], outer: Environment, position: number) {
    this.#w = w;
    this.#bindings = bindings;
    this.#position = position;
    if (bindings.length === 0) this.#only = outer;
    else this.#descend(outer);
  }

  /** The scope of the next round; undefined after the last. */
  next(): Environment | undefined {
    const w = this.#w;
    const only = this.#only;
    if (only !== undefined) {
      this.#only = undefined;
      return only;
    }
    for (let level = this.#levels.at(-1); level !== undefined; level = this.#levels.at(-1)) {
      if (level.open) w.pop();
      if (level.next === level.count) {
        this.#levels.pop();
        continue;
      }
      w.rt.step(this.#position);
      const scope = new Environment(level.outer);
      const { name } = this.#bindings[this.#levels.length - 1] as Argument;
      const { values } = level;
      const k = level.next++;
      if (name !== undefined) scope.set(name, values instanceof RangeValue ? elementAt(values, k) : values[k]);
      w.push(scope);
      level.open = true;
      if (this.#levels.length === this.#bindings.length) return scope;
      this.#descend(scope);
    }
    return undefined;
  }

  /** Evaluates the values of the next variable. */
  #descend(outer: Environment): void {
    const { value: expression } = this.#bindings[this.#levels.length] as Argument;
    const value = evaluate(this.#w, expression, outer);
    const { rt } = this.#w;
    const values = value instanceof RangeValue ? value : iterate(rt, value, this.#position);
    const count = values instanceof RangeValue ? roundsOf(rt, values, this.#position) : values.length;
    this.#levels.push({ values, count, outer, next: 0, open: false });
  }
}

// How long programs took that were walked, to know of the next version of one whether code for it is worth making.
import type { Scope } from "../ast/nodes.ts";

/** From so many steps for each of its statements on a program repeats itself, so that its code will be used again. */
const STEPS_PER_STATEMENT = 50;

/** Knows a program by its first statement, which its next version shares if something behind it was changed. */
export class WalkMemory {
  readonly #steps = new WeakMap<object, number>();

  note(body: Scope, steps: number): void {
    const first = firstOf(body);
    if (first !== undefined) this.#steps.set(first, steps);
  }

  /** Whether the version before took so many steps that code, which is kept, would have been faster. */
  wantsCode(body: Scope): boolean {
    const first = firstOf(body);
    const steps = first && this.#steps.get(first);
    const { functions, modules, assignments, instantiations } = body;
    const count = functions.length + modules.length + assignments.length + instantiations.length;
    return steps !== undefined && steps > STEPS_PER_STATEMENT * count;
  }
}

function firstOf({ functions, modules, assignments, instantiations }: Scope): object | undefined {
  let first: { readonly start: number } | undefined;
  for (const [node] of [functions, modules, assignments, instantiations])
    if (node !== undefined && (first === undefined || node.start < first.start)) first = node;
  return first;
}

// Generated code: evaluates a program by compiling its functions and modules to JavaScript, each on its first call.
// Agrees with interpret.ts on every program; what it cannot do to the letter, it leaves to it (generate/repeat.ts).
import type { CsgNode } from "../csg/nodes.ts";
import { isDynamic } from "./arguments.ts";
import { Image } from "./generate/image.ts";
import { type Machine, UNBOUND } from "./generate/machine.ts";
import { RepeatByWalking } from "./generate/repeat.ts";
import { definesSpecialNames } from "./generate/scopes.ts";
import type { Program } from "./link.ts";
import type { Value } from "./values/value.ts";

/**
 * Evaluates the main file in a machine that has begun. Throws an error that `mustRepeat` accepts where the walker has to
 * do it. Nodes and special variables are those of `Evaluate`.
 */
export function generate(machine: Machine, program: Program, nodes: CsgNode[]): ReadonlyMap<string, Value> {
  const files = [program.main, ...program.libraries.values()];
  if (files.some(({ body }) => definesSpecialNames(body))) throw new RepeatByWalking();
  new Image(machine, program).evaluateMain(nodes);
  const specials = new Map<string, Value>();
  for (const { name } of program.main.body.assignments) {
    if (!isDynamic(name)) continue;
    const value = machine.D[machine.special(name)];
    if (value !== UNBOUND) specials.set(name, value as Value);
  }
  return specials;
}

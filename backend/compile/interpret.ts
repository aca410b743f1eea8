// The tree walk: evaluates a program by walking its syntax tree, with scopes as maps. It is slow and small, and says what
// the language means: generated code must agree with it on every test program.
import type { File } from "../ast/nodes.ts";
import type { Evaluate } from "./evaluator.ts";
import { Environment } from "./interpret/environment.ts";
import { assignAll, instantiateAll } from "./interpret/statements.ts";
import { Walker } from "./interpret/walker.ts";

/** Evaluates the main file: its assignments, then its statements, whose nodes are added to `nodes` as they are made. */
export const interpret: Evaluate = (rt, program, nodes) => {
  const w = new Walker(rt, program, enterFile);
  const { main } = program;
  const scope = new Environment(w.base, w.definitionsOf(main.body, main));
  w.push(scope);
  enterFile(w, main, scope);
  instantiateAll(w, main.body.instantiations, scope, nodes);
  return scope.specials ?? new Map();
};

function enterFile(w: Walker, file: File, scope: Environment): void {
  assignAll(w, file.body.assignments, scope);
}

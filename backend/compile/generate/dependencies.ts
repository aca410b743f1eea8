// What the value of a function depends on besides its arguments: the definitions that it reaches, variables of the main
// file, special variables. Found in the text once; whether it is all the same in another program is quickly seen.

import { type FreeNames, freeNamesOfFunction } from "../../ast/free-names.ts";
import type { FunctionDefinition } from "../../ast/nodes.ts";
import { isDynamic } from "../arguments.ts";
import type { Image } from "./image.ts";
import type { Definition } from "./machine.ts";

/** What a name means in the main file. */
interface Meaning {
  readonly name: string;
  readonly definition: Definition<FunctionDefinition> | undefined;
  readonly isVariable: boolean;
}

export interface Dependencies {
  readonly meanings: readonly Meaning[];
  /** Slots of variables of the main file, and of special variables, whose values count. */
  readonly variables: readonly number[];
  readonly specials: readonly number[];
}

/** Names that one function may reach, each counted where it stands: a function of BOSL2 reaches some hundreds. */
const MOST_NAMES = 5000;
/** Names that are looked at in one evaluation: thousands of functions that reach one another need their square. */
const MOST_LOOKED = 200_000;

/** Finds dependencies, as long as that does not take too long. */
export class DependencyFinder {
  #looked = 0;

  /** Starts another evaluation. */
  begin(): void {
    this.#looked = 0;
  }

  /**
   * `null` for a function whose value depends on more, or on too much; undefined where the evaluation has looked at enough.
   * Functions that reach a used file are among the first: its variables are made anew for calls into it, in the scope of
   * the call.
   */
  find(image: Image, definition: Definition<FunctionDefinition>): Dependencies | null | undefined {
    if (this.#looked >= MOST_LOOKED) return undefined;
    const search = new Search(image);
    const isKnown = search.reach(definition);
    this.#looked += search.looked;
    return isKnown ? search.found() : null;
  }
}

/** Whether everything means in this program what it meant when it was found. */
export function areConfirmed(image: Image, { meanings }: Dependencies): boolean {
  const { main } = image;
  return meanings.every(
    ({ name, definition, isVariable }) =>
      main.variables.has(name) === isVariable && image.findFunction(main, name) === definition,
  );
}

class Search {
  readonly #meanings = new Map<string, Meaning>();
  readonly #variables = new Set<number>();
  readonly #specials = new Set<number>();
  readonly #reached = new Set<Definition>();
  readonly #pending: Definition<FunctionDefinition>[] = [];
  /** Names that were looked at. */
  looked = 0;

  constructor(readonly image: Image) {}

  /** False when something is reached whose value does not follow from the text and from values of the main file. */
  reach(definition: Definition<FunctionDefinition>): boolean {
    if (!this.#enter(definition)) return false;
    for (let next = this.#pending.pop(); next !== undefined; next = this.#pending.pop()) {
      next.freeNames ??= freeNamesOfFunction(next.node) ?? "many";
      if (next.freeNames === "many" || !this.#look(next.freeNames)) return false;
    }
    return true;
  }

  found(): Dependencies {
    return {
      meanings: [...this.#meanings.values()],
      variables: [...this.#variables],
      specials: [...this.#specials],
    };
  }

  #enter(definition: Definition<FunctionDefinition>): boolean {
    if (this.#reached.has(definition)) return true;
    this.#reached.add(definition);
    this.#pending.push(definition);
    return definition.state === this.image.machine.main;
  }

  #look({ variables, callees, specials }: FreeNames): boolean {
    for (const name of specials) this.#specials.add(this.image.machine.special(name));
    for (const name of variables) if (!this.#find(name)) return false;
    for (const name of callees) if (!this.#find(name)) return false;
    return true;
  }

  #find(name: string): boolean {
    if (isDynamic(name)) return true;
    if (++this.looked > MOST_NAMES) return false;
    if (this.#meanings.has(name)) return true;
    const { main, machine } = this.image;
    const definition = this.image.findFunction(main, name);
    const isVariable = main.variables.has(name);
    this.#meanings.set(name, { name, definition, isVariable });
    if (isVariable) this.#variables.add(machine.main.slotOf(name));
    return definition === undefined || this.#enter(definition);
  }
}

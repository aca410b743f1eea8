// What the value of a function depends on besides its arguments: the definitions that it reaches, variables of the main
// file, special variables. Found in the text once; whether it is all the same in another program is quickly seen.

import { type FreeNames, freeNamesOfExpression, freeNamesOfFunction } from "../../ast/free-names.ts";
import type { FunctionDefinition, Scope } from "../../ast/nodes.ts";
import { isDynamic } from "../arguments.ts";
import type { FileImage, Image } from "./image.ts";
import { builtinsWithMore } from "./keepable.ts";
import type { Definition, FileState } from "./machine.ts";

/** What a name means in a file. */
interface Meaning {
  readonly state: FileState;
  readonly name: string;
  readonly definition: Definition<FunctionDefinition> | undefined;
  readonly isVariable: boolean;
}

export interface Dependencies {
  readonly meanings: readonly Meaning[];
  /** Used files whose assignments are evaluated, and what they were. */
  readonly bodies: ReadonlyMap<FileState, Scope>;
  /** Slots of variables of the main file, whose values count. Those of used files follow from the rest. */
  readonly variables: readonly number[];
  /** Slots of special variables, whose values count. */
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

  /** Undefined for a function whose value depends on more, or on too much. */
  find(image: Image, definition: Definition<FunctionDefinition>): Dependencies | undefined {
    if (this.#looked >= MOST_LOOKED) return undefined;
    const search = new Search(image);
    const isKnown = search.reach(definition);
    this.#looked += search.looked;
    return isKnown ? search.found() : undefined;
  }
}

/** Whether everything means in this program what it meant when it was found. */
export function areConfirmed(image: Image, { meanings, bodies }: Dependencies): boolean {
  for (const [{ file }, body] of bodies) if (file?.file.body !== body) return false;
  for (const { state, name, definition, isVariable } of meanings) {
    const { file } = state;
    if (file === undefined || file.variables.has(name) !== isVariable) return false;
    if (image.findFunction(file, name) !== definition) return false;
  }
  return true;
}

class Search {
  readonly #meanings = new Map<FileState, Map<string, Meaning>>();
  readonly #bodies = new Map<FileState, Scope>();
  readonly #variables = new Set<number>();
  readonly #specials = new Set<number>();
  readonly #reached = new Set<Definition>();
  readonly #pending: Definition<FunctionDefinition>[] = [];
  /** Names that were looked at. */
  looked = 0;
  /** Whether a built-in is reached whose value comes from elsewhere. */
  #reachesMore = false;

  constructor(readonly image: Image) {}

  /** False when something is reached whose meaning is not known from the text. */
  reach(definition: Definition<FunctionDefinition>): boolean {
    if (!this.#enter(definition)) return false;
    for (let next = this.#pending.pop(); next !== undefined; next = this.#pending.pop()) {
      next.freeNames ??= freeNamesOfFunction(next.node) ?? "many";
      if (next.freeNames === "many" || !this.#look(next.state.file as FileImage, next.freeNames)) return false;
    }
    // A call notices such built-ins, but not those that gave the variables of a used file their values before it.
    return this.#bodies.size === 0 || !this.#reachesMore;
  }

  found(): Dependencies {
    return {
      meanings: [...this.#meanings.values()].flatMap((names) => [...names.values()]),
      bodies: this.#bodies,
      variables: [...this.#variables],
      specials: [...this.#specials],
    };
  }

  #enter(definition: Definition<FunctionDefinition>): boolean {
    if (this.#reached.has(definition)) return true;
    this.#reached.add(definition);
    this.#pending.push(definition);
    const { state } = definition;
    return state === this.image.machine.main || this.#enterUsed(state);
  }

  /** A call into a used file evaluates its assignments. */
  #enterUsed(state: FileState): boolean {
    if (this.#bodies.has(state)) return true;
    const file = state.file as FileImage;
    const { body } = file.file;
    this.#bodies.set(state, body);
    return body.assignments.every(({ name, value }) => {
      const names = isDynamic(name) ? undefined : freeNamesOfExpression(value);
      return names !== undefined && this.#look(file, names);
    });
  }

  #look(file: FileImage, { variables, callees, specials }: FreeNames): boolean {
    for (const name of specials) this.#specials.add(this.image.machine.special(name));
    for (const name of variables) if (!this.#find(file, name)) return false;
    for (const name of callees) if (!this.#find(file, name)) return false;
    return true;
  }

  #find(file: FileImage, name: string): boolean {
    if (isDynamic(name)) return true;
    const { state } = file;
    let names = this.#meanings.get(state);
    if (names === undefined) {
      names = new Map();
      this.#meanings.set(state, names);
    }
    if (++this.looked > MOST_NAMES) return false;
    if (names.has(name)) return true;
    const definition = this.image.findFunction(file, name);
    const isVariable = file.variables.has(name);
    names.set(name, { state, name, definition, isVariable });
    if (isVariable && state === this.image.machine.main) this.#variables.add(state.slotOf(name));
    if (definition !== undefined) return this.#enter(definition);
    if (builtinsWithMore.has(name)) this.#reachesMore = true;
    return true;
  }
}

// What a loop of generated code need not do in each round. The engine finds that out by itself once it has compiled the loop;
// a fresh command is over before that, and each call that a round does without is time.
import type { Code, Emitter } from "./emitter.ts";

/** No variable is declared before it. */
const NOTHING = -1;

/** A loop whose rounds are being emitted. */
export class Loop {
  /** Statements that stand before the loop. */
  readonly before: string[] = [];
  /** Variables of the rounds, declared where these begin. */
  readonly temporaries: string[] = [];
  readonly #known = new Map<string, string>();
  readonly #own = new Set<string>();

  constructor(
    /** Variables with smaller numbers were declared before the loop, and none of its rounds changes them. */
    readonly first: number,
    /** How many children blocks lie around it: what is inside of further ones is called later. */
    readonly childrenAround: number,
    /** Whether its rounds are written for speed. What is long has other things to do, and is read by the engine. */
    readonly isShort: boolean,
  ) {}

  holds(variable: string): boolean {
    return this.#own.has(variable);
  }

  /** A variable for one value of a round. */
  temporary(g: Emitter): string {
    const variable = g.fresh("u");
    this.temporaries.push(variable);
    return variable;
  }

  /** The variable that has the value of an expression from before the loop on. */
  keep(g: Emitter, js: string): string {
    let variable = this.#known.get(js);
    if (variable === undefined) {
      variable = g.fresh("o");
      this.#known.set(js, variable);
      this.#own.add(variable);
      this.before.push(`const ${variable} = ${js};`);
    }
    return variable;
  }
}

/** Where a loop begins: call it before anything of the loop is emitted, and the result once its head is next. */
export function beginLoop(g: Emitter, isShort: boolean): () => void {
  const loop = new Loop(Number(g.fresh("o").slice(1)), g.unit.childrenAround, isShort);
  return () => {
    g.declareLater(() => loop.before);
    g.loops.push(loop);
  };
}

/** Declares what the rounds of the innermost loop need; call it where the body begins. */
export function beginRounds(g: Emitter): void {
  const loop = g.loops.at(-1);
  if (loop !== undefined)
    g.declareLater(() => (loop.temporaries.length === 0 ? [] : [`let ${loop.temporaries.join()};`]));
}

/** The rounds of a function that calls itself: its parameters change, so nothing is known before them. */
export function beginOwnRounds(g: Emitter): void {
  g.loops.push(new Loop(NOTHING, g.unit.childrenAround, true));
  beginRounds(g);
}

/** The innermost loop, where its rounds are short and their variables can be used. */
export function currentRounds(g: Emitter): Loop | undefined {
  const loop = g.loops.at(-1);
  return loop?.isShort && loop.childrenAround === g.unit.childrenAround ? loop : undefined;
}

export function endLoop(g: Emitter): void {
  g.loops.pop();
}

/** The outermost loop in whose rounds the codes are always the same; undefined where there is none. */
export function loopAround(g: Emitter, codes: readonly Code[]): Loop | undefined {
  if (currentRounds(g) === undefined || !codes.every(({ stable }) => stable)) return undefined;
  return g.loops.find(
    (loop, i) =>
      loop.first !== NOTHING &&
      codes.every(({ js }) => {
        const variable = /^([a-z])(\d+)$/.exec(js);
        if (variable === null) return /^(G\[\d+\]|\d+)$/.test(js);
        if (variable[1] === "x" || Number(variable[2]) < loop.first) return true;
        return g.loops.some((around, k) => k <= i && around.holds(js));
      }),
  );
}

/** Whether a value that is the same in all rounds is a vector, as JavaScript; undefined where it may change. */
export function knownVector(g: Emitter, value: Code): string | undefined {
  if (value.type !== "any") return undefined;
  return loopAround(g, [value])?.keep(g, `Array.isArray(${value.js})`);
}

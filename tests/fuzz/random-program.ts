// Makes random programs that are mostly about scopes: few names that hide one another, special variables, closures,
// comprehensions, modules with children. The same seed gives the same program. Every program ends: functions and modules
// call only those that are defined after them.

const variables = ["a", "b", "c", "$x", "$y"];
const functions = ["f", "g", "a"];
const modules = ["m", "n", "p"];
const literals = ["0", "1", "2", "3", "true", "undef", '"s"', "[1, 2]", "[0 : 2]"];
const operators = ["+", "-", "*", "/", "%", "==", "!=", "<", ">=", "&&", "||"];

/** A small generator of numbers in 0 … 1 (Mulberry32). */
function makeRandom(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

class ProgramMaker {
  readonly #random: () => number;
  /** What may be called where text is being made: later definitions only. */
  #functions: readonly string[] = functions;
  #modules: readonly string[] = modules;

  constructor(seed: number) {
    this.#random = makeRandom(seed);
  }

  program(): string {
    const lines: string[] = [];
    for (const name of variables) if (this.#chance(0.7)) lines.push(`${name} = ${this.#expression(2)};`);
    functions.forEach((name, i) => {
      this.#functions = functions.slice(i + 1);
      if (this.#chance(0.8)) lines.push(`function ${name}(${this.#parameters()}) = ${this.#expression(3)};`);
    });
    this.#functions = functions;
    modules.forEach((name, i) => {
      this.#modules = modules.slice(i + 1);
      if (this.#chance(0.85)) lines.push(`module ${name}(${this.#parameters()}) { ${this.#moduleBody()} }`);
    });
    this.#modules = modules;
    for (let i = 0; i < 3; i++) lines.push(this.#statement(3));
    return `${lines.join("\n")}\n`;
  }

  #moduleBody(): string {
    const parts: string[] = [];
    for (let i = this.#int(3); i > 0; i--) parts.push(`${this.#pick(variables)} = ${this.#expression(2)};`);
    if (this.#chance(0.3)) {
      const outer = this.#functions;
      this.#functions = [];
      parts.push(`function ${this.#pick(functions)}(${this.#parameters()}) = ${this.#expression(2)};`);
      this.#functions = outer;
    }
    parts.push(
      this.#pick([
        "children();",
        "children(0);",
        "children([$children - 1 : -1 : 0]);",
        `children(${this.#expression(1)}, $x = ${this.#expression(1)});`,
        "echo($children, $parent_modules, parent_module(0));",
        `let ($x = ${this.#int(9)}) children();`,
      ]),
    );
    parts.push(this.#statement(2));
    return parts.join(" ");
  }

  #statement(depth: number): string {
    if (depth <= 0) return this.#chance(0.5) ? `echo(${this.#expression(1)});` : "cube(1);";
    const block = (): string => this.#block(depth - 1);
    const name = (): string => this.#pick(variables);
    switch (this.#int(12)) {
      case 0:
        return `echo(${this.#expression(3)}, ${name()} = ${this.#expression(2)});`;
      case 1:
        return `for (${name()} = ${this.#expression(2)}) ${block()}`;
      case 2:
        return `for (${name()} = [0:${this.#int(3)}], ${name()} = ${this.#expression(1)}) ${block()}`;
      case 3:
        return `if (${this.#expression(2)}) ${block()} else ${block()}`;
      case 4:
        return `let (${name()} = ${this.#expression(2)}, ${name()} = ${this.#expression(2)}) ${block()}`;
      case 5:
      case 6:
        return this.#modules.length === 0 ? block() : `${this.#pick(this.#modules)}(${this.#args(2)}) ${block()}`;
      case 7:
        return `translate([${this.#int(3)}, 0, 0], $y = ${this.#expression(1)}) ${block()}`;
      case 8:
        return `${this.#pick(["#", "%", "!", "*"])}sphere($fn = ${this.#int(9)});`;
      case 9:
        return `intersection_for(${name()} = ${this.#expression(1)}) ${block()}`;
      case 10:
        return `assert(${this.#chance(0.9) ? "true" : this.#expression(2)}) ${block()}`;
      default:
        return `echo(${variables.join(", ")});`;
    }
  }

  #block(depth: number): string {
    const parts: string[] = [];
    if (this.#chance(0.5)) parts.push(`${this.#pick(variables)} = ${this.#expression(2)};`);
    for (let i = 1 + this.#int(3); i > 0; i--) parts.push(this.#statement(depth - 1));
    return `{ ${parts.join(" ")} }`;
  }

  #expression(depth: number): string {
    if (depth <= 0) return this.#chance(0.4) ? this.#pick(literals) : this.#pick(variables);
    const part = (): string => this.#expression(depth - 1);
    const name = (): string => this.#pick(variables);
    switch (this.#int(18)) {
      case 0:
        return `(${part()} ${this.#pick(operators)} ${part()})`;
      case 1:
        return `(${part()} ? ${part()} : ${part()})`;
      case 2:
        return `[${part()}, ${part()}]`;
      case 3:
        return `(let (${name()} = ${part()}, ${name()} = ${part()}) ${part()})`;
      case 4:
        return `[for (${name()} = ${part()}) ${this.#element(depth - 1)}]`;
      case 5:
        return `[for (${name()} = [0:${this.#int(4)}], ${name()} = ${part()}) ${this.#element(depth - 1)}]`;
      case 6: {
        const init = `i = 0, ${name()} = ${part()}`;
        return `[for (${init}; i < ${this.#int(4)}; i = i + 1, ${name()} = ${part()}) ${this.#element(depth - 1)}]`;
      }
      case 7:
      case 8:
      case 9:
        return this.#functions.length === 0 ? part() : `${this.#pick(this.#functions)}(${this.#args(depth - 1)})`;
      case 10:
        return `(${part()})[${this.#int(3)}]`;
      case 11: {
        const outer = this.#functions;
        this.#functions = [];
        const literal = `(function(${this.#parameters()}) ${part()})`;
        this.#functions = outer;
        return this.#chance(0.7) ? `${literal}(${this.#args(depth - 1)})` : literal;
      }
      case 12:
        return `is_undef(${part()})`;
      case 13:
        return `str(${part()})`;
      case 14:
        return `concat(${part()}, ${part()})`;
      case 15:
        return `(echo(${part()}) ${part()})`;
      case 16:
        return `len(${part()})`;
      default:
        return `(-${part()})`;
    }
  }

  #element(depth: number): string {
    if (depth <= 0) return this.#expression(0);
    switch (this.#int(6)) {
      case 0:
        return `if (${this.#expression(depth - 1)}) ${this.#element(depth - 1)}`;
      case 1:
        return `if (${this.#expression(depth - 1)}) ${this.#element(depth - 1)} else ${this.#element(depth - 1)}`;
      case 2:
        return `let (${this.#pick(variables)} = ${this.#expression(depth - 1)}) ${this.#element(depth - 1)}`;
      case 3:
        return `each ${this.#element(depth - 1)}`;
      case 4:
        return `for (${this.#pick(variables)} = ${this.#expression(depth - 1)}) ${this.#element(depth - 1)}`;
      default:
        return this.#expression(depth);
    }
  }

  #parameters(): string {
    return `${this.#pick(["a", "b", "c", "$x"])}, ${this.#pick(["k", "$y"])} = ${this.#expression(1)}`;
  }

  #args(depth: number): string {
    const args: string[] = [];
    for (let i = this.#int(3); i > 0; i--) args.push(this.#expression(depth - 1));
    if (this.#chance(0.3)) args.push(`${this.#pick(["$x", "k", "b", "zz"])} = ${this.#expression(depth - 1)}`);
    return args.join(", ");
  }

  #int(below: number): number {
    return Math.floor(this.#random() * below);
  }

  #chance(probability: number): boolean {
    return this.#random() < probability;
  }

  #pick(choices: readonly string[]): string {
    return choices[this.#int(choices.length)] as string;
  }
}

/** The text of a random program. */
export function makeProgram(seed: number): string {
  return new ProgramMaker(seed).program();
}

// Makes random programs, the same for the same seed, that dwell on what scopes, calls and bindings mean: few names that
// shadow each other, functions and modules inside modules, closures, special variables, children, used files.
import { MersenneTwister } from "../../backend/compile/values/mersenne-twister.ts";

export interface RandomProgram {
  readonly main: string;
  /** Files by absolute path, for use and include. */
  readonly files: Readonly<Record<string, string>>;
}

/** Names of variables and parameters: few, so that they meet. */
const variables = ["a", "b", "c", "n", "x", "f", "$s", "$t"];
const functions = ["f", "g", "h", "len2"];
const modules = ["m", "k", "w", "cube", "children", "intersection_for"];
const scalars = [
  "0",
  "1",
  "2",
  "3",
  "0.5",
  "-1",
  '"ab"',
  "true",
  "false",
  "undef",
  "[1,2]",
  "[]",
  "[3,[4]]",
  "[0:2]",
  "(0/0)",
];
const binaryOperators = [
  "+",
  "-",
  "*",
  "/",
  "%",
  "<",
  "<=",
  ">",
  ">=",
  "==",
  "!=",
  "&&",
  "||",
  "^",
  "&",
  "|",
  "<<",
  ">>",
];
const builtins = [
  "len",
  "abs",
  "str",
  "is_undef",
  "is_num",
  "min",
  "max",
  "concat",
  "floor",
  "is_function",
  "norm",
  "sin",
  "chr",
];

/** Makes the program of a seed. */
export function randomProgram(seed: number): RandomProgram {
  return new Maker(seed).program();
}

class Maker {
  readonly #random: MersenneTwister;
  /** Lowered by everything that is made: a program stays small. */
  #left = 0;
  /** Functions and modules before these are not called without a test of `n`: most programs end. */
  #firstFunction = 0;
  #firstModule = 0;

  constructor(seed: number) {
    this.#random = new MersenneTwister(seed);
  }

  program(): RandomProgram {
    this.#left = 60 + this.#below(200);
    const uses = this.#chance(3) ? ["use </lib.scad>"] : [];
    if (this.#chance(4)) uses.push("include </part.scad>");
    if (this.#chance(8)) uses.push("use </other.scad>");
    return {
      main: [...uses, this.#file(9)].join("\n"),
      files: {
        "/lib.scad": this.#library("use </other.scad>\n"),
        "/part.scad": this.#library(""),
        "/other.scad": this.#library(""),
      },
    };
  }

  #library(head: string): string {
    const left = this.#left;
    this.#left = 25;
    const text = head + this.#file(4);
    this.#left = left;
    return text;
  }

  #file(size: number): string {
    return Array.from({ length: 2 + this.#below(size) }, () => this.#statement(2 + this.#below(2), true)).join("\n");
  }

  #below(n: number): number {
    return this.#random.next() % n;
  }

  #chance(n: number): boolean {
    return this.#below(n) === 0;
  }

  #pick<T>(choices: readonly T[]): T {
    return choices[this.#below(choices.length)] as T;
  }

  #several(most: number, make: () => string): string[] {
    return Array.from({ length: this.#below(most + 1) }, make);
  }

  // ---- statements ----

  /** `defining`: functions and modules may stand here. */
  #statement(depth: number, defining: boolean): string {
    this.#left--;
    const choice = this.#below(defining ? 12 : 9);
    if (choice < 2) return `${this.#pick(variables)} = ${this.#expression(depth)};`;
    if (choice < 4) return `echo(${this.#arguments(depth)});`;
    if (choice < 9) return this.#instantiation(depth);
    if (choice === 9) return this.#module(depth);
    return this.#function(depth);
  }

  #function(depth: number): string {
    const name = this.#chance(60) ? "$fun" : this.#pick(functions);
    const outer = this.#firstFunction;
    this.#firstFunction = Math.max(outer, functions.indexOf(name) + 1);
    const text = `function ${name}(${this.#parameters()}) = ${this.#body(depth)};`;
    this.#firstFunction = outer;
    return text;
  }

  #module(depth: number): string {
    const size = 1 + this.#below(4);
    const name = this.#chance(60) ? "$mod" : this.#pick(modules);
    const outer = this.#firstModule;
    this.#firstModule = Math.max(outer, modules.lastIndexOf(name) + 1);
    const body = Array.from({ length: size }, () => this.#statement(depth - 1, depth > 0 && this.#left > 0));
    this.#firstModule = outer;
    // Most modules that call themselves end.
    if (!this.#chance(4)) body.push(`if (is_num(n) && n > 0) ${name}(n = n - 1) ${this.#block(0)}`);
    return `module ${name}(${this.#parameters()}) {\n${body.join("\n")}\n}`;
  }

  #instantiation(depth: number): string {
    const modifier = this.#chance(20) ? this.#pick(["#", "%", "*", "!"]) : "";
    if (depth <= 0 || this.#left <= 0)
      return `${modifier}${this.#pick(["cube();", "children();", "echo(a, $s);", "echo(b, n, $t);"])}`;
    const args = this.#arguments(depth - 1);
    switch (this.#below(12)) {
      case 0:
        return `${modifier}if (${this.#expression(depth)}) ${this.#block(depth - 1)} else ${this.#block(depth - 1)}`;
      case 1:
      case 2:
        return `${modifier}${this.#pick(["for", "intersection_for"])}(${this.#bindings(depth, this.#sequence)}) ${this.#block(depth - 1)}`;
      case 3:
        return `${modifier}let(${this.#bindings(depth, this.#expression)}) ${this.#block(depth - 1)}`;
      case 4:
        return `${modifier}children(${this.#chance(2) ? "" : this.#pick(["0", "$children-1", "[0:1]", "a", "$s=2", "1,$t=a"])});`;
      case 5:
        return `${modifier}translate(${args}) ${this.#block(depth - 1)}`;
      case 6:
        return `${modifier}${this.#pick(["union()", "group($s = 3)", "assert(true)", "echo(1, $t = a)", "union($t = a)"])} ${this.#block(depth - 1)}`;
      case 7:
        return `${modifier}${this.#pick(["cube", "sphere", "unknown"])}(${args});`;
      default:
        return `${modifier}${this.#callee(modules, this.#firstModule)}(${args}) ${this.#chance(2) ? ";" : this.#block(depth - 1)}`;
    }
  }

  #block(depth: number): string {
    return `{ ${this.#several(3, () => this.#statement(depth, false)).join(" ")} }`;
  }

  /** Often one that comes later than the definition around, so that most programs end. */
  #callee(names: readonly string[], first: number): string {
    if (this.#chance(40)) return this.#pick(["$fun", "$mod"]);
    const later = this.#chance(20) ? names : names.slice(first);
    return later.length > 0 ? this.#pick(later) : "len";
  }

  // ---- lists of names ----

  #parameters(): string {
    const names = this.#several(3, () => this.#pick(variables));
    return names.map((name) => (this.#chance(3) ? `${name} = ${this.#expression(0)}` : name)).join(", ");
  }

  #arguments(depth: number): string {
    return this.#several(3, () => {
      const value = this.#expression(depth);
      return this.#chance(3) ? `${this.#pick(variables)} = ${value}` : value;
    }).join(", ");
  }

  readonly #sequence = (depth: number): string =>
    this.#pick([
      () => `[${this.#below(2)}:${this.#below(4)}]`,
      () => `[${this.#below(3)}:-1:0]`,
      () => this.#expression(depth),
    ])();

  #bindings(depth: number, value: (depth: number) => string): string {
    const count = this.#chance(12) ? 0 : 1 + this.#below(2);
    return Array.from({ length: count }, () => {
      const name = this.#chance(15) ? "" : `${this.#pick(variables)} = `;
      return name + value(depth - 1);
    }).join(", ");
  }

  // ---- expressions ----

  /** A function body that usually ends: calls in tail position happen under a test of `n`. */
  #body(depth: number): string {
    const value = this.#expression(depth);
    if (this.#chance(3)) return value;
    const call = `${this.#pick(functions)}(${this.#pick(["n - 1", "n = n - 1", "n - 1, $s = n", "a, n = n - 1", "n - 1, b"])})`;
    const tail = this.#pick([
      call,
      `let(${this.#bindings(depth, this.#expression)}) ${call}`,
      `1 + ${call}`,
      `[${call}]`,
    ]);
    return `is_num(n) && n > 0 ? ${tail} : ${value}`;
  }

  readonly #expression = (depth: number): string => {
    this.#left--;
    if (depth <= 0 || this.#left <= 0) return this.#chance(2) ? this.#pick(variables) : this.#pick(scalars);
    const inner = (): string => this.#expression(depth - 1);
    switch (this.#below(22)) {
      case 0:
      case 1:
        return this.#pick(scalars);
      case 2:
      case 3:
      case 4:
        return this.#pick([...variables, "$children", "zz"]);
      case 5:
      case 6:
        return `(${inner()} ${this.#pick(binaryOperators)} ${inner()})`;
      case 7:
        return `${this.#pick(["-", "!", "~", "+"])}${inner()}`;
      case 8:
        return `(${inner()} ? ${inner()} : ${inner()})`;
      case 9:
        return `${this.#chance(2) ? this.#pick(variables) : `(${inner()})`}[${inner()}]`;
      case 10:
        return `${this.#pick(variables)}.${this.#pick(["x", "y", "begin"])}`;
      case 11:
        return `[${this.#several(3, () => this.#element(depth - 1)).join(", ")}]`;
      case 12:
        return `${this.#pick(["", "", "[] == ", "[] != "])}[${this.#element(depth)}]`;
      case 13:
        return `[${inner()} : ${this.#chance(2) ? "" : `${inner()} : `}${inner()}]`;
      case 14:
        return `(let(${this.#bindings(depth, this.#expression)}) ${inner()})`;
      case 15:
        return `(${this.#pick(["echo(a)", "echo(n = 2)", "assert(true)", "assert(condition = 1, a)"])} ${inner()})`;
      case 16:
        return this.#literal(depth);
      case 17:
        return `${this.#literal(depth)}(${this.#arguments(depth - 1)})`;
      case 18:
        if (this.#chance(4)) return `len([${this.#element(depth)}])`;
        return `${this.#pick(builtins)}(${this.#arguments(depth - 1)})`;
      case 19:
        if (this.#firstFunction > 0 && !this.#chance(4)) return inner();
        return `${this.#pick(variables)}(${this.#arguments(depth - 1)})`;
      default:
        return `${this.#callee(functions, this.#firstFunction)}(${this.#arguments(depth - 1)})`;
    }
  };

  #literal(depth: number): string {
    const outer = this.#firstFunction;
    this.#firstFunction++;
    const text = `(function(${this.#parameters()}) ${this.#body(depth - 1)})`;
    this.#firstFunction = outer;
    return text;
  }

  #element(depth: number): string {
    this.#left--;
    if (depth <= 0 || this.#left <= 0) return this.#expression(0);
    const rest = (): string => this.#element(depth - 1);
    switch (this.#below(8)) {
      case 0:
        return `for(${this.#bindings(depth, this.#sequence)}) ${rest()}`;
      case 1:
        return `if (${this.#expression(depth - 1)}) ${rest()}${this.#chance(2) ? ` else ${rest()}` : ""}`;
      case 2:
        return `let(${this.#bindings(depth, this.#expression)}) ${rest()}`;
      case 3:
        return `each ${rest()}`;
      case 4: {
        const counter = this.#pick(["i", "a", "n", "x", "$s"]);
        const more = this.#chance(2) ? "" : `, ${this.#pick(variables)} = ${this.#expression(1)}`;
        const init = this.#chance(2) ? "" : `, ${this.#pick(variables)} = ${this.#expression(1)}`;
        return `for(${counter} = 0${init}; ${counter} < 3; ${counter} = ${counter} + 1${more}) ${rest()}`;
      }
      default:
        return this.#expression(depth);
    }
  }
}

// Random programs of what OpenSCAD 2021.01 and its development version have in common and mean alike: every name is defined
// once and before it is used, and values are of the types that operators expect, or undef. The same seed, the same program.
import { MersenneTwister } from "../../backend/compile/values/mersenne-twister.ts";

type Type = "number" | "vector" | "string" | "boolean";

/** How the body of a function that calls itself begins. */
const loopHead = "!(n > 0 && n <= 9)";

class CommonProgramMaker {
  readonly #random: MersenneTwister;
  /** Names in sight by type, innermost last. */
  #names: { readonly name: string; readonly type: Type }[] = [];
  readonly #functions: { readonly name: string; readonly type: Type; readonly parameters: readonly Type[] }[] = [];
  readonly #modules: { readonly name: string; readonly parameters: readonly Type[] }[] = [];
  #next = 0;
  /**
   * Off where 2021.01 reads special variables at another time:
   * - The assignments of children, and what they call. It evaluated these once for each call of a user module, with the
   *   variables of the caller, before its body began: `module m() { $k = 7; children(); } m() { x = $k; echo(x, $k); }`
   *   gives 1, 7 there where `$k` was 1, and 7, 7 now, since the block is evaluated by each `children()`.
   * - The arguments beside a special one. It bound named arguments first, and evaluated the others where these were
   *   visible already: `m($k, $k = 5)` gives 5 there, and 1 now. Default values it evaluated before all of them.
   */
  #mayReadSpecials = true;

  constructor(seed: number) {
    this.#random = new MersenneTwister(seed);
  }

  program(): string {
    const lines: string[] = [];
    for (let i = 0; i < 4; i++) lines.push(this.#assignment(2));
    this.#mayReadSpecials = false;
    for (let i = 0; i < 4; i++) lines.push(this.#function());
    this.#mayReadSpecials = true;
    for (let i = 0; i < 3; i++) lines.push(this.#module());
    for (let i = 0; i < 3; i++) lines.push(this.#assignment(3));
    for (let i = 0; i < 6; i++) lines.push(this.#statement(3));
    return `$k = 1;\n${lines.join("\n")}\n`;
  }

  // ---- statements ----

  #assignment(depth: number): string {
    const type = this.#type();
    const value = this.#of(type, depth);
    return `${this.#define(type)} = ${value};`;
  }

  /** A function of its parameters; every other one counts down and calls itself. */
  #function(): string {
    const type = this.#type();
    const outer = this.#names;
    this.#names = [...outer];
    const types = Array.from({ length: 1 + this.#below(3) }, () => this.#type());
    const parameters = types.map((parameter) => this.#define(parameter));
    const name = `f${this.#next++}`;
    const list = parameters.map((parameter, i) =>
      i > 0 && this.#below(3) === 0 ? `${parameter} = ${this.#literal(types[i] as Type)}` : parameter,
    );
    const text = this.#below(2) === 0 ? this.#of(type, 3) : this.#loop(name, parameters, types, type);
    const count = text.startsWith(loopHead) ? ["n", ...list] : list;
    this.#names = outer;
    this.#functions.push({ name, type, parameters: count === list ? types : ["number", ...types] });
    return `function ${name}(${count.join(", ")}) = ${text};`;
  }

  #loop(name: string, parameters: readonly string[], types: readonly Type[], type: Type): string {
    const args = parameters.map((parameter, i) => (this.#below(2) === 0 ? parameter : this.#of(types[i] as Type, 1)));
    const call = `${name}(n - 1, ${args.join(", ")})`;
    const step = [
      call,
      `let (n = min(n, 5)) ${call}`,
      type === "number" ? `1 + ${call}` : call,
      type === "vector" ? `concat(${call}, [n])` : call,
    ];
    // Not a number ends it too: endless recursion ends the program, and 2021.01 meets it elsewhere (see #mayReadSpecials).
    return `${loopHead} ? ${this.#of(type, 2)} : ${step[this.#below(step.length)]}`;
  }

  #module(): string {
    const outer = this.#names;
    this.#names = [...outer];
    const types = Array.from({ length: 1 + this.#below(2) }, () => this.#type());
    const parameters = types.map((parameter) => this.#define(parameter));
    const local = this.#assignment(2);
    const body = [
      `echo(${this.#below(2) === 0 ? "$children, " : ""}${this.#any(2)}, $k);`,
      this.#pick(["children();", "children(0);", "for (i = [0 : 1 : $children - 1]) children(i);"]),
    ];
    const name = `m${this.#next++}`;
    this.#names = outer;
    this.#modules.push({ name, parameters: types });
    return `module ${name}(${parameters.join(", ")}) { ${local} ${body.join(" ")} }`;
  }

  #statement(depth: number): string {
    if (depth === 0) return `echo(${this.#any(2)});`;
    const block = (): string => this.#block(depth - 1);
    switch (this.#below(7)) {
      case 0: {
        const outer = this.#names;
        this.#names = [...outer];
        const loop = `for (${this.#define("number")} = ${this.#range()}) ${block()}`;
        this.#names = outer;
        return loop;
      }
      case 1:
        return `if (${this.#of("boolean", 2)}) ${block()} else ${block()}`;
      case 2: {
        const { name, parameters } = this.#pick(this.#modules);
        const special = this.#below(2) === 0 ? `, $k = ${this.#of("number", 1)}` : "";
        this.#mayReadSpecials = special === "";
        const args = parameters.map((type) => this.#of(type, 1)).join(", ");
        this.#mayReadSpecials = true;
        return `${name}(${args}${special}) ${block()}`;
      }
      case 3:
        return `translate([${this.#below(5)}, 0, 0]) ${block()}`;
      default:
        return `echo(${this.#any(3)}, ${this.#any(2)});`;
    }
  }

  #block(depth: number): string {
    const outer = this.#names;
    this.#names = [...outer];
    this.#mayReadSpecials = false;
    const assignment = this.#below(2) === 0 ? `${this.#assignment(2)} ` : "";
    this.#mayReadSpecials = true;
    const text = `{ ${assignment}${this.#statement(depth)} ${this.#statement(depth)} }`;
    this.#names = outer;
    return text;
  }

  // ---- expressions ----

  #any(depth: number): string {
    return this.#of(this.#type(), depth);
  }

  #of(type: Type, depth: number): string {
    if (depth <= 0) return this.#leaf(type);
    const inner = (wanted: Type = type): string => this.#of(wanted, depth - 1);
    switch (this.#below(9)) {
      case 0:
        return `(${inner("boolean")} ? ${inner()} : ${inner()})`;
      case 1: {
        const outer = this.#names;
        const value = inner("number");
        this.#names = [...outer];
        const text = `(let (${this.#define("number")} = ${value}) ${inner()})`;
        this.#names = outer;
        return text;
      }
      case 2: {
        const found = this.#functions.filter((f) => f.type === type);
        if (found.length === 0) return inner();
        const { name, parameters } = this.#pick(found);
        return `${name}(${parameters.map((parameter) => this.#of(parameter, depth - 1)).join(", ")})`;
      }
      case 3:
        return this.#leaf(type);
      default:
        return this.#operation(type, inner, depth);
    }
  }

  #operation(type: Type, inner: (wanted?: Type) => string, depth: number): string {
    switch (type) {
      case "number":
        return this.#pick([
          () => `(${inner()} ${this.#pick(["+", "-", "*", "/", "%"])} ${inner()})`,
          () => `${this.#pick(["abs", "floor", "ceil", "round", "sin", "cos", "sign"])}(${inner()})`,
          () => `len(${inner("vector")})`,
          () => `len(${inner("string")})`,
          () => `max(${inner()}, ${inner()})`,
          () => `-${inner()}`,
        ])();
      case "vector":
        return this.#pick([
          () => `[${inner("number")}, ${inner("number")}]`,
          () => `concat(${inner()}, ${inner("number")})`,
          () => `[each ${inner()}, ${inner("number")}]`,
          () => `(${inner()} * 2)`,
          () => this.#comprehension(depth),
        ])();
      case "string":
        return this.#pick([
          () => `str(${inner()}, ${this.#any(depth - 1)})`,
          () => `chr(65 + (${this.#below(20)}))`,
          () => `str(${inner("number")})`,
        ])();
      case "boolean":
        return this.#pick([
          () => `(${inner("number")} ${this.#pick(["<", "<=", ">", ">=", "==", "!="])} ${inner("number")})`,
          () => `(${inner()} ${this.#pick(["&&", "||"])} ${inner()})`,
          () => `(${inner("vector")} ${this.#pick(["==", "!="])} ${inner("vector")})`,
          () => `!${inner()}`,
          () => `is_undef(${this.#any(depth - 1)})`,
        ])();
    }
  }

  #comprehension(depth: number): string {
    const outer = this.#names;
    this.#names = [...outer];
    const i = this.#define("number");
    const body = this.#of("number", depth - 1);
    const text = this.#pick([
      () => `[for (${i} = ${this.#range()}) ${body}]`,
      () => `[for (${i} = [0 : 3]) if (${this.#of("boolean", depth - 1)}) ${body} else 0]`,
      () => `[for (${i} = 0; ${i} < ${this.#below(4)}; ${i} = ${i} + 1) ${body}]`,
      () => `[for (${i} = [1, 2]) let (h = ${i}) each [${body}, h]]`,
    ])();
    this.#names = outer;
    return text;
  }

  /** Never backwards: 2021.01 turned such ranges around. */
  #range(): string {
    const begin = this.#below(3);
    return `[${begin} : ${begin + this.#below(4)}]`;
  }

  #leaf(type: Type): string {
    const found = this.#names.filter((name) => name.type === type);
    return found.length > 0 && this.#below(3) > 0 ? this.#pick(found).name : this.#literal(type);
  }

  #literal(type: Type): string {
    switch (type) {
      case "number":
        return this.#pick(["0", "1", "2", "3.5", "-1", "0.1", "10", this.#mayReadSpecials ? "$k" : "4"]);
      case "vector":
        return this.#pick(["[]", "[1]", "[1, 2]", "[0.5, -1, 3]"]);
      case "string":
        return this.#pick(['""', '"a"', '"xyz"', '"é☺"']);
      case "boolean":
        return this.#pick(["true", "false"]);
    }
  }

  #type(): Type {
    return this.#pick(["number", "number", "vector", "string", "boolean"]);
  }

  #define(type: Type): string {
    const name = `v${this.#next++}`;
    this.#names.push({ name, type });
    return name;
  }

  #below(n: number): number {
    return this.#random.next() % n;
  }

  #pick<T>(choices: readonly T[]): T {
    return choices[this.#below(choices.length)] as T;
  }
}

export function commonProgram(seed: number): string {
  return new CommonProgramMaker(seed).program();
}

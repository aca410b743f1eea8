// The text of one JavaScript function while it is generated. Nothing of the user's enters it but encoded literals:
// variables are `<letter><number>`, definitions are slots of arrays, names for messages are encoded strings.

import type { FileImage, Image } from "./image.ts";
import type { Loop } from "./loops.ts";
import type { Definition } from "./machine.ts";
import type { Note, Question } from "./questions.ts";

/** What is known about a value when the code is generated. `condition`: true, false or undefined. */
export type StaticType = "number" | "boolean" | "condition" | "string" | "vector" | "undefined" | "any";

/** A JavaScript expression, to be evaluated right where the emitter stands. */
export interface Code {
  readonly js: string;
  readonly type: StaticType;
  /** Evaluating it later, or twice, gives the same: a literal or a variable that is not assigned again. */
  readonly stable: boolean;
  /** Evaluating it can be noticed: it may print, abort or draw random numbers. */
  readonly effects: boolean;
  /** A number that is an integer, or else infinite or none at all: an index that needs no rounding. */
  readonly whole?: boolean;
}

/** A generated text: an expression whose value is a function. */
export interface Generated {
  readonly text: string;
  readonly unit: UnitText;
}

/** What the functions of one unit share: names in use, helpers, constants, and what was asked about the program. */
export class UnitText {
  readonly helpers = new Set<string>();
  /** Values and syntax that the code refers to as x0, x1, … */
  readonly constants: unknown[] = [];
  readonly notes: Note[] = [];
  readonly #noted = new Map<string | Definition, Question[]>();
  /** Variables of the file that the unit itself has assigned so far, and what is known of their values. */
  readonly assigned = new Map<string, StaticType>();
  /** How calls of functions of files begin here: a module or the top level of a file enters, a function only calls. */
  readonly manner: "call" | "entry";
  /** How many children blocks lie around the statement that is being emitted. */
  childrenAround = 0;
  readonly #builtins = new Map<unknown, string>();
  #next = 0;

  constructor(manner: "call" | "entry") {
    this.manner = manner;
  }

  /** Notes an answer, once: all questions of a unit are about one file. */
  note(note: Note): void {
    const asked = this.#noted.get(note.subject);
    if (asked?.includes(note.question)) return;
    if (asked === undefined) this.#noted.set(note.subject, [note.question]);
    else asked.push(note.question);
    this.notes.push(note);
  }

  /** Keeps a value for the code; gives the variable that holds it. */
  constant(value: unknown): string {
    this.constants.push(value);
    return `x${this.constants.length - 1}`;
  }

  /** The variable of something of the built-in tables, kept once. */
  builtin(value: unknown): string {
    let js = this.#builtins.get(value);
    if (js === undefined) {
      js = this.constant(value);
      this.#builtins.set(value, js);
    }
    return js;
  }

  fresh(letter: string): string {
    return `${letter}${this.#next++}`;
  }
}

/** A line of generated text, or lines that are known only when the text is complete. */
export type Line = string | (() => readonly string[]);

/** The text of lines. */
export function textOf(lines: readonly Line[]): string {
  const all: string[] = [];
  for (const line of lines) {
    if (typeof line === "string") all.push(line);
    else all.push(...line());
  }
  return all.join("\n");
}

/** Collects the statements of one JavaScript function. */
export class Emitter {
  lines: Line[] = [];
  /** The loops around what is emitted, the innermost last. */
  readonly loops: Loop[] = [];

  constructor(
    readonly image: Image,
    readonly file: FileImage,
    readonly unit: UnitText,
    /** How many functions whose call is deferred lie between the file and this text. */
    readonly depth: number,
  ) {}

  emit(line: string): void {
    this.lines.push(line);
  }

  /** Emits declarations whose form depends on the code that follows. */
  declareLater(lines: () => readonly string[]): void {
    this.lines.push(lines);
  }

  fresh(letter: string): string {
    return this.unit.fresh(letter);
  }

  /** Asks something about the program and notes the answer. */
  ask(question: Question, file: FileImage, subject: string | Definition): unknown {
    const answer = this.image.answer(question, file, subject);
    this.unit.note({ question, state: file.state, subject, answer });
    return answer;
  }

  /** Whether a variable of the file has its value where this top-level code stands. */
  isAssigned(file: FileImage, name: string): boolean {
    return this.unit.assigned.has(name) || this.ask("assigned", file, name) === true;
  }

  /** The name of a helper, noted as used by the unit. */
  helper(name: string): string {
    this.unit.helpers.add(name);
    return name;
  }

  /** Runs `work` and gives what it emitted instead of emitting it. */
  capture<T>(work: () => T): { readonly lines: Line[]; readonly result: T } {
    const outer = this.lines;
    this.lines = [];
    const result = work();
    const lines = this.lines;
    this.lines = outer;
    return { lines, result };
  }

  append(lines: readonly Line[]): void {
    for (const line of lines) this.lines.push(line);
  }

  /** Gives the code a name if evaluating it later would not be the same. */
  hold(code: Code): Code {
    if (code.stable) return code;
    const name = this.fresh("t");
    this.emit(`const ${name} = ${code.js};`);
    return { js: name, type: code.type, stable: true, effects: false, whole: code.whole };
  }

  /**
   * Codes of several parts that are evaluated in this order: where a later part needs statements of its own, the earlier
   * ones are evaluated into variables before them.
   */
  sequence(parts: readonly (() => Code)[]): Code[] {
    const codes: Code[] = [];
    for (const part of parts) {
      const before = this.lines.length;
      const code = part();
      if (this.lines.length > before && codes.length > 0) this.#holdAll(codes, before);
      codes.push(code);
    }
    return codes;
  }

  /** Gives codes names by lines that come in before the line `at`. */
  #holdAll(codes: Code[], at: number): void {
    const after = this.lines.splice(at);
    for (let i = 0; i < codes.length; i++) codes[i] = this.hold(codes[i] as Code);
    this.append(after);
  }
}

export function literalNumber(value: number): Code {
  const js = Object.is(value, -0) ? "(-0)" : value < 0 ? `(${value})` : String(value);
  const whole = Number.isInteger(value) && Math.abs(value) < 2 ** 31;
  return { js: Number.isFinite(value) ? js : nonFinite(value), type: "number", stable: true, effects: false, whole };
}

function nonFinite(value: number): string {
  if (Number.isNaN(value)) return "NaN";
  return value > 0 ? "Infinity" : "(-Infinity)";
}

/** An encoded string: JSON with the two line separators escaped; lone surrogates are escaped by JSON already. */
export function encodeString(text: string): string {
  return JSON.stringify(text).replaceAll("\u2028", "\\u2028").replaceAll("\u2029", "\\u2029");
}

export const undefinedCode: Code = { js: "undefined", type: "undefined", stable: true, effects: false };

export const trueCode: Code = { js: "true", type: "boolean", stable: true, effects: false };
export const falseCode: Code = { js: "false", type: "boolean", stable: true, effects: false };

/** A code that is not stable; the usual case. */
export function code(js: string, type: StaticType, effects: boolean): Code {
  return { js, type, stable: false, effects };
}

/** A value of a choice, with the statements that it needs. */
interface Alternative {
  readonly lines: readonly Line[];
  readonly result: Code;
}

/** One of two values by a condition. Statements that a value needs run only where it is the one. */
export function choose(
  g: Emitter,
  condition: string,
  [then, otherwise]: readonly [Alternative, Alternative],
  { type, effects }: Pick<Code, "type" | "effects">,
): Code {
  if (then.lines.length === 0 && otherwise.lines.length === 0)
    return code(`(${condition} ? ${then.result.js} : ${otherwise.result.js})`, type, effects);
  const value = g.fresh("t");
  g.emit(`let ${value}; if (${condition}) {`);
  g.append(then.lines);
  g.emit(`${value} = ${then.result.js};} else {`);
  g.append(otherwise.lines);
  g.emit(`${value} = ${otherwise.result.js};}`);
  return { js: value, type, stable: true, effects: false };
}

/** The type of a value that is one of two. */
export function joinTypes(a: StaticType, b: StaticType): StaticType {
  return a === b ? a : "any";
}

/** As `conditionOf`, but a boolean in JavaScript's sense too. */
export function booleanOf(emitter: Emitter, value: Code): string {
  return value.type === "condition" ? `(${value.js} === true)` : conditionOf(emitter, value);
}

/** A condition in JavaScript's sense from a code in the language's sense: NaN, ranges and functions are true. */
export function conditionOf(emitter: Emitter, code: Code): string {
  switch (code.type) {
    case "boolean":
    case "condition":
      return code.js;
    case "number":
      return `(${code.js} !== 0)`;
    case "string":
      return `(${code.js} !== "")`;
    case "vector":
      return `(${code.js}.length > 0)`;
    case "undefined":
      return `(${code.js}, false)`;
    case "any":
      return `${emitter.helper("isTruthy")}(${code.js})`;
  }
}

// What code generation asks about a program. Every answer that shapes the code is noted with it, so that code can be kept:
// it is right in another evaluation when all its questions have the same answers there.
import type { Definition, FileState } from "./machine.ts";

/**
 * - `slot`: of a variable of the file, by name; undefined when it has none;
 * - `value`: of a variable whose value is known and stays: a number, a boolean or undef as it is, else what kind it is;
 * - `assigned`: whether a variable has its value where top-level code stands;
 * - `function`, `module`: the definition that a name means in the file, its own or of a file that it uses;
 * - `tail`: whether calls of a definition must count tail calls.
 */
export type Question = "slot" | "value" | "assigned" | "function" | "module" | "tail";

export interface Note {
  readonly question: Question;
  readonly state: FileState;
  readonly subject: string | Definition;
  readonly answer: unknown;
}

/** Kinds of values that are not written into code; strings, so that no value of a `value` answer equals one. */
export type KnownKind = "string" | "vector" | "object";

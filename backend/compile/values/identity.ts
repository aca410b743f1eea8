// Whether two values are the same to every program, and a hash of values for which that is so. Stricter than `==`
// (equality.ts): `-0` is not `0`, since dividing by it tells.
import { freeNamesOfExpression } from "../../ast/free-names.ts";
import { FunctionValue, RangeValue, type Value } from "./value.ts";

/** Levels of vectors that are looked into. */
const MOST_LEVELS = 60;
/** Characters of a string that its hash depends on, besides its length. */
const HASHED_CHARACTERS = 64;
/** Vectors with at least so many elements, in all levels, are not hashed a second time. */
const LARGE = 64;

/** Functions in one list. */
const MOST_FUNCTIONS = 16;

/** What a vector takes by itself, and each of its elements, in bytes. */
const VECTOR_BYTES = 40;
const ELEMENT_BYTES = 8;
const STRING_BYTES = 24;

/** A hash, and about what the values take in memory, in bytes. */
export interface Fingerprint {
  readonly hash: number;
  readonly bytes: number;
}

/** Of a vector. */
interface Known extends Fingerprint {
  /** How many levels of vectors it has below its own. */
  readonly height: number;
}

/**
 * Makes fingerprints of values. Of functions, only those that name nothing but their parameters have one: they are told
 * apart by their text, and by which of them are the same. Fingerprints of large vectors are remembered while the vectors live.
 */
export class Fingerprints {
  readonly #known = new WeakMap<object, Known>();
  /** Function literals by number; 0: such a function depends on more than its arguments. */
  readonly #literals = new WeakMap<object, number>();
  #nextLiteral = 1;
  /** Functions of the list, in the order in which they are met. */
  #functions: FunctionValue[] = [];
  /** How often functions were met in the list. */
  #met = 0;
  readonly #double = new Float64Array(1);
  readonly #words = new Uint32Array(this.#double.buffer);
  #bytes = 0;
  /** Elements that were looked at since the beginning, and how many may be in the list. */
  #looked = 0;
  #most = 0;
  /** The levels that are left where vectors are nested most. */
  #lowest = 0;

  /**
   * Undefined for a list with another function or an object in it, with more than `most` elements to look at, or with vectors in
   * vectors beyond all use. Symbols are compared by identity.
   */
  of(list: readonly unknown[], most: number): Fingerprint | undefined {
    this.#met = 0;
    this.#bytes = 0;
    this.#lowest = MOST_LEVELS;
    this.#functions = [];
    this.#most = this.#looked + most;
    let hash = list.length;
    for (const item of list) {
      const next = this.#hash(item, MOST_LEVELS);
      if (next === undefined) return undefined;
      hash = mix(hash, next);
    }
    return { hash, bytes: this.#bytes };
  }

  /** As `of`, for values without any function. */
  withoutFunctions(list: readonly unknown[], most: number): Fingerprint | undefined {
    const fingerprint = this.of(list, most);
    return this.#met === 0 ? fingerprint : undefined;
  }

  #hash(value: unknown, levels: number): number | undefined {
    switch (typeof value) {
      case "number":
        return this.#hashNumber(value);
      case "string":
        return this.#hashString(value);
      case "boolean":
        return value ? 11 : 12;
      case "undefined":
        return 13;
      case "symbol":
        return 14;
      case "object":
        if (Array.isArray(value)) return this.#hashVector(value, levels);
        if (value instanceof FunctionValue) return this.#hashFunction(value);
        if (!(value instanceof RangeValue)) return undefined;
        this.#bytes += VECTOR_BYTES;
        return mix(mix(this.#hashNumber(value.begin), this.#hashNumber(value.step)), this.#hashNumber(value.end));
      default:
        return undefined;
    }
  }

  #hashNumber(value: number): number {
    if ((value | 0) === value && !Object.is(value, -0)) return mix(1, value);
    this.#double[0] = value;
    return mix(mix(2, this.#words[0] as number), this.#words[1] as number);
  }

  #hashString(text: string): number | undefined {
    this.#bytes += STRING_BYTES + 2 * text.length;
    // Comparing it looks at all characters, and so does the first look into one that was put together.
    this.#looked += text.length >> 4;
    return this.#looked > this.#most ? undefined : hashText(text);
  }

  #hashFunction(value: FunctionValue): number | undefined {
    const literal = this.#numberOf(value);
    if (literal === 0) return undefined;
    this.#met++;
    let at = this.#functions.indexOf(value);
    if (at < 0) at = this.#functions.push(value) - 1;
    if (at === MOST_FUNCTIONS) return undefined;
    return mix(mix(15, literal), at);
  }

  #numberOf({ literal, self }: FunctionValue): number {
    if (self !== undefined || literal.kind !== "FunctionLiteral") return 0;
    const known = this.#literals.get(literal);
    if (known !== undefined) return known;
    const names = freeNamesOfExpression(literal);
    const isClosed = names !== undefined && names.variables.size + names.callees.size + names.specials.size === 0;
    const number = isClosed ? this.#nextLiteral++ : 0;
    this.#literals.set(literal, number);
    return number;
  }

  #hashVector(vector: readonly unknown[], levels: number): number | undefined {
    const known = this.#known.get(vector);
    if (known !== undefined) {
      if (known.height >= levels) return undefined;
      this.#lowest = Math.min(this.#lowest, levels - known.height);
      this.#bytes += known.bytes;
      return known.hash;
    }
    const { length } = vector;
    const lowestBefore = this.#lowest;
    const metBefore = this.#met;
    this.#lowest = levels;
    const bytesBefore = this.#bytes;
    const lookedBefore = this.#looked;
    this.#looked += length + 1;
    if (levels === 0 || this.#looked > this.#most) return undefined;
    this.#bytes += VECTOR_BYTES + length * ELEMENT_BYTES;
    let hash = length;
    for (let i = 0; i < length; i++) {
      const item = vector[i];
      const next = typeof item === "number" ? this.#hashNumber(item) : this.#hash(item, levels - 1);
      if (next === undefined) return undefined;
      hash = mix(hash, next);
    }
    const height = levels - this.#lowest;
    // What holds functions has another hash where the same functions were met before.
    if (this.#looked - lookedBefore >= LARGE && this.#met === metBefore)
      this.#known.set(vector, { hash, height, bytes: this.#bytes - bytesBefore });
    this.#lowest = Math.min(this.#lowest, lowestBefore);
    return hash;
  }
}

function mix(hash: number, next: number): number {
  const mixed = Math.imul(hash ^ next, 0x9e3779b1);
  return mixed ^ (mixed >>> 15);
}

function hashText(text: string): number {
  let hash = text.length;
  const end = Math.min(text.length, HASHED_CHARACTERS);
  for (let i = 0; i < end; i++) hash = mix(hash, text.charCodeAt(i));
  return hash;
}

/** Stands for a function in a sealed list: the function itself would hold on to everything around it. */
class FunctionMark {
  constructor(
    readonly literal: object,
    /** Which of the functions of the list it is, in the order in which they are met. */
    readonly index: number,
  ) {}
}

/** A list to compare others with. It shares all vectors without functions. */
export type SealedList = readonly unknown[];

export function seal(list: readonly unknown[]): SealedList {
  return sealVector(list, []);
}

function sealVector(vector: readonly unknown[], met: FunctionValue[]): readonly unknown[] {
  let copy: unknown[] | undefined;
  for (let i = 0; i < vector.length; i++) {
    const item = vector[i];
    let sealed = item;
    if (Array.isArray(item)) sealed = sealVector(item, met);
    else if (item instanceof FunctionValue) sealed = new FunctionMark(item.literal, indexOf(item, met));
    if (sealed === item) continue;
    copy ??= vector.slice();
    copy[i] = sealed;
  }
  return copy ?? vector;
}

function indexOf(value: FunctionValue, met: FunctionValue[]): number {
  const known = met.indexOf(value);
  return known < 0 ? met.push(value) - 1 : known;
}

/** True when no program can tell the list from the one that was sealed. Both have fingerprints, so they are not too deep. */
export function isIdentical(sealed: SealedList, list: readonly unknown[]): boolean {
  return areListsIdentical(sealed, list, []);
}

function areListsIdentical(sealed: readonly unknown[], list: readonly unknown[], met: FunctionValue[]): boolean {
  if (sealed.length !== list.length) return false;
  for (let i = 0; i < sealed.length; i++) if (!areValuesIdentical(sealed[i], list[i], met)) return false;
  return true;
}

function areValuesIdentical(a: unknown, b: unknown, met: FunctionValue[]): boolean {
  if (Object.is(a, b)) return true;
  if (Array.isArray(a)) return Array.isArray(b) && areListsIdentical(a, b, met);
  if (a instanceof FunctionMark)
    return b instanceof FunctionValue && a.literal === b.literal && a.index === indexOf(b, met);
  if (!(a instanceof RangeValue) || !(b instanceof RangeValue)) return false;
  return Object.is(a.begin, b.begin) && Object.is(a.step, b.step) && Object.is(a.end, b.end);
}

/** Whether a string somewhere in a value with a fingerprint satisfies a condition. */
export function someString(value: Value, condition: (text: string) => boolean): boolean {
  if (typeof value === "string") return condition(value);
  return Array.isArray(value) && value.some((item) => typeof item !== "number" && someString(item, condition));
}

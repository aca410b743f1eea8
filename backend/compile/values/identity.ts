// Whether two values are the same to every program, and a hash of values for which that is so. Stricter than `==`
// (equality.ts): `-0` is not `0`, since dividing by it tells.
import { RangeValue, type Value } from "./value.ts";

/** Levels of vectors that are looked into. */
const MOST_LEVELS = 60;
/** Characters of a string that its hash depends on, besides its length. */
const HASHED_CHARACTERS = 64;
/** Vectors with at least so many elements, in all levels, are not hashed a second time. */
const LARGE = 64;

/** What a vector takes by itself, and each of its elements, in bytes. */
const VECTOR_BYTES = 40;
const ELEMENT_BYTES = 8;

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

/** Makes fingerprints of values without functions. Those of large vectors are remembered as long as the vectors live. */
export class Fingerprints {
  readonly #known = new WeakMap<object, Known>();
  readonly #double = new Float64Array(1);
  readonly #words = new Uint32Array(this.#double.buffer);
  #bytes = 0;
  #looked = 0;
  #most = 0;
  /** The levels that are left where vectors are nested most. */
  #lowest = 0;

  /** Elements that were looked at since the beginning: what fingerprints cost. */
  get looked(): number {
    return this.#looked;
  }

  /**
   * Undefined for a list with a function or an object in it, with more than `most` elements to look at, or with vectors in
   * vectors beyond all use. Symbols are compared by identity.
   */
  of(list: readonly unknown[], most: number): Fingerprint | undefined {
    this.#bytes = 0;
    this.#lowest = MOST_LEVELS;
    this.#most = this.#looked + most;
    let hash = list.length;
    for (const item of list) {
      const next = this.#hash(item, MOST_LEVELS);
      if (next === undefined) return undefined;
      hash = mix(hash, next);
    }
    return { hash, bytes: this.#bytes };
  }

  #hash(value: unknown, levels: number): number | undefined {
    switch (typeof value) {
      case "number":
        return this.#hashNumber(value);
      case "string":
        this.#bytes += value.length;
        return hashText(value);
      case "boolean":
        return value ? 11 : 12;
      case "undefined":
        return 13;
      case "symbol":
        return 14;
      case "object":
        if (Array.isArray(value)) return this.#hashVector(value, levels);
        if (!(value instanceof RangeValue)) return undefined;
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
    if (this.#looked - lookedBefore >= LARGE)
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

/** True when no program can tell the values apart. `a` has a fingerprint, so it is not too deep. */
export function areIdentical(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (Array.isArray(a)) return Array.isArray(b) && areAllIdentical(a, b);
  if (!(a instanceof RangeValue) || !(b instanceof RangeValue)) return false;
  return Object.is(a.begin, b.begin) && Object.is(a.step, b.step) && Object.is(a.end, b.end);
}

export function areAllIdentical(a: readonly unknown[], b: readonly unknown[]): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (!areIdentical(a[i], b[i])) return false;
  return true;
}

/** Whether a string somewhere in a value with a fingerprint satisfies a condition. */
export function someString(value: Value, condition: (text: string) => boolean): boolean {
  if (typeof value === "string") return condition(value);
  return Array.isArray(value) && value.some((item) => typeof item !== "number" && someString(item, condition));
}

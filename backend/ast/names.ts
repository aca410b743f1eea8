// The lexer's table of words: one string per distinct name, found by hashing the characters in place, so that a name
// that occurs a thousand times is cut out of the text once.
import { Token, words } from "./tokens.ts";

/** Longest run of occupied slots that is walked; names made to collide go to a map instead. */
const longestProbe = 64;

/** Open addressing over a power of two; a parse has its own table. */
export class NameTable {
  #mask = 4095;
  #slots = new Int32Array(4096).fill(-1);
  readonly #hashes: number[] = [];
  readonly #overflow = new Map<string, number>();
  /** Token code by entry: a keyword's own, or that of identifiers. */
  readonly codes: number[] = [];
  readonly names: string[] = [];

  constructor() {
    for (const [word, code] of words) this.codes[this.find(word, 0, word.length, hashOf(word))] = code;
  }

  /** The entry of `text[start, end)`, whose hash the caller computed while scanning; new names are entered. */
  find(text: string, start: number, end: number, hash: number): number {
    const slots = this.#slots;
    const mask = this.#mask;
    const length = end - start;
    let slot = (hash ^ (hash >>> 12)) & mask;
    for (let probe = 0; probe < longestProbe; probe++) {
      const entry = slots[slot] as number;
      if (entry < 0) {
        slots[slot] = this.names.length;
        return this.#enter(text.slice(start, end), hash);
      }
      if (this.#hashes[entry] === hash) {
        const name = this.names[entry] as string;
        if (name.length === length) {
          let i = 0;
          while (i < length && name.charCodeAt(i) === text.charCodeAt(start + i)) i++;
          if (i === length) return entry;
        }
      }
      slot = (slot + 1) & mask;
    }
    const name = text.slice(start, end);
    const known = this.#overflow.get(name);
    if (known !== undefined) return known;
    this.#overflow.set(name, this.names.length);
    return this.#enter(name, hash);
  }

  #enter(name: string, hash: number): number {
    const entry = this.names.length;
    this.names.push(name);
    this.#hashes.push(hash);
    this.codes.push(Token.Identifier);
    if (entry * 2 > this.#mask) this.#grow();
    return entry;
  }

  #grow(): void {
    this.#mask = this.#mask * 2 + 1;
    this.#slots = new Int32Array(this.#mask + 1).fill(-1);
    this.#overflow.clear();
    for (let entry = 0; entry < this.names.length; entry++) this.#place(entry);
  }

  #place(entry: number): void {
    const hash = this.#hashes[entry] as number;
    let slot = (hash ^ (hash >>> 12)) & this.#mask;
    for (let probe = 0; probe < longestProbe; probe++) {
      if ((this.#slots[slot] as number) < 0) {
        this.#slots[slot] = entry;
        return;
      }
      slot = (slot + 1) & this.#mask;
    }
    this.#overflow.set(this.names[entry] as string, entry);
  }
}

/** The hash that the lexer computes character by character. */
export function hashOf(word: string): number {
  let hash = 0;
  for (let i = 0; i < word.length; i++) hash = (Math.imul(hash, 31) + word.charCodeAt(i)) | 0;
  return hash;
}

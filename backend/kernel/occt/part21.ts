// Counts what a STEP file would unfold to before the library reads it: references that lead back to themselves never end,
// and a few lines of assemblies of assemblies make billions of parts (spec/server.md T-STEP-1).
import { SolidFileError } from "./solid-file-error.ts";

/** Of one file. A million make a memory of gigabytes. */
const MOST_ENTITIES = 2_000_000;
/** Entities when each reference is followed to its own copy; parts of real assemblies stay far below. */
const MOST_UNFOLDED = 1e10;
/** Entities in one chain of references: the library follows them by recursion. */
const MOST_DEPTH = 2000;

const HASH = 35;
const QUOTE = 39;
const EQUALS = 61;
const SEMICOLON = 59;

interface Graph {
  /** By entity, its number in the file. */
  readonly names: Float64Array;
  /** Entity k refers to `references[starts[k] .. starts[k + 1])`: numbers of the file. */
  readonly starts: Uint32Array;
  readonly references: Float64Array;
}

/** Throws SolidFileError. */
export function checkPart21(bytes: Uint8Array): void {
  const head = new TextDecoder("latin1").decode(bytes.subarray(0, 200));
  if (!/^\s*ISO-10303-21\s*;/.test(head)) throw new SolidFileError("a STEP file begins with 'ISO-10303-21;'");
  const tail = new TextDecoder("latin1").decode(bytes.subarray(-400));
  if (!tail.includes("END-ISO-10303-21;")) throw new SolidFileError("the end of the STEP file is missing");
  unfold(graphOf(bytes));
}

/** One pass over the bytes; strings are skipped. */
function graphOf(bytes: Uint8Array): Graph {
  const names: number[] = [];
  const starts: number[] = [];
  const references: number[] = [];
  let begins = true;
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at];
    if (byte === QUOTE) {
      at = bytes.indexOf(QUOTE, at + 1);
      if (at < 0) throw new SolidFileError("a string of the STEP file has no end");
    } else if (byte === SEMICOLON) {
      begins = true;
    } else if (byte === HASH) {
      let value = 0;
      while (isDigit(bytes[at + 1])) value = 10 * value + (bytes[++at] as number) - 48;
      if (begins && isDefinition(bytes, at + 1)) {
        names.push(value);
        starts.push(references.length);
        if (names.length > MOST_ENTITIES)
          throw new SolidFileError(`the STEP file has more than ${MOST_ENTITIES} entities`);
      } else if (names.length > 0) references.push(value);
      begins = false;
    }
  }
  starts.push(references.length);
  return {
    names: Float64Array.from(names),
    starts: Uint32Array.from(starts),
    references: Float64Array.from(references),
  };
}

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= 48 && byte <= 57;
}

/** True when the next thing that is no blank is an equals sign. */
function isDefinition(bytes: Uint8Array, from: number): boolean {
  let at = from;
  while (at < bytes.length && (bytes[at] as number) <= 32) at++;
  return bytes[at] === EQUALS;
}

/** Adds up, from the leaves on, how many entities each would unfold to. Iterative. */
function unfold({ names, starts, references }: Graph): void {
  const places = new Map<number, number>();
  for (const [k, name] of names.entries()) places.set(name, k);
  const sizes = new Float64Array(names.length);
  const depths = new Uint32Array(names.length);
  /** 0: not seen, 1: being counted, 2: done. */
  const states = new Uint8Array(names.length);
  const next = starts.slice();
  for (let root = 0; root < names.length; root++) {
    if (states[root] !== 0) continue;
    const stack = [root];
    states[root] = 1;
    for (let k = stack.at(-1); k !== undefined; k = stack.at(-1)) {
      const at = next[k] as number;
      if (at < (starts[k + 1] as number)) {
        next[k] = at + 1;
        const target = places.get(references[at] as number);
        if (target === undefined) continue;
        if (states[target] === 1)
          throw new SolidFileError(`entity #${names[target]} of the STEP file refers to itself`);
        if (states[target] === 0) {
          states[target] = 1;
          stack.push(target);
          continue;
        }
        sizes[k] = (sizes[k] as number) + (sizes[target] as number);
        depths[k] = Math.max(depths[k] as number, depths[target] as number);
        continue;
      }
      stack.pop();
      states[k] = 2;
      sizes[k] = (sizes[k] as number) + 1;
      depths[k] = (depths[k] as number) + 1;
      const parent = stack.at(-1);
      if (parent !== undefined) {
        sizes[parent] = (sizes[parent] as number) + (sizes[k] as number);
        depths[parent] = Math.max(depths[parent] as number, depths[k] as number);
      }
      if ((sizes[k] as number) > MOST_UNFOLDED)
        throw new SolidFileError("the STEP file unfolds to more than 10^10 entities");
      if ((depths[k] as number) > MOST_DEPTH)
        throw new SolidFileError("references of the STEP file are nested too deep");
    }
  }
}

// Where the statements of files begin and end, by content: what is needed to take a file over without reading all of it.
// Only files that were parsed as a whole before, without a word, are in it: a part that is never read hides no error.
import { sha256 } from "../shared/hash.ts";
import type { SourceFacts } from "../shared/source.ts";
import { decodeUtf8, encodeUtf8 } from "../shared/text.ts";
import type { TailNames } from "./tail-names.ts";

/** A definition that is read when it is needed. Offsets into the text, positions relative to it. */
export interface IndexedDefinition {
  readonly kind: "FunctionDefinition" | "ModuleDefinition";
  /** Of the word `function` or `module`. */
  readonly offset: number;
  readonly start: number;
  readonly end: number;
  readonly name: string;
  /** Of a function. */
  readonly tailNames: TailNames | undefined;
}

/** A statement that is always read. */
export interface IndexedOther {
  readonly kind: "other";
  readonly offset: number;
  readonly end: number;
}

export type IndexedStatement = IndexedDefinition | IndexedOther;

export interface IndexedSource {
  readonly statements: readonly IndexedStatement[];
  readonly tokens: number;
  readonly facts: Pick<SourceFacts, "makesSurrogates"> & { readonly mentions: readonly (readonly [string, boolean])[] };
}

/** Words that evaluation looks for in every source (SourceMap.mentions). */
export const wordsLookedFor = ["parent_module"];

/** Changed with every change of what an index says or how it is written. */
const VERSION = 4;
/** Files in an index at most; those that were not used for the longest time are left out. */
const MOST_SOURCES = 400;

export interface SourceIndexOptions {
  /** Gives an encoded index, when something is looked for the first time. */
  readonly load?: () => Uint8Array | undefined;
}

export class SourceIndex {
  /** What came from bytes is decoded when it is found: a program needs few of all libraries that were ever used. */
  readonly #sources = new Map<string, IndexedSource | string>();
  #load: (() => Uint8Array | undefined) | undefined;
  #changed = false;

  constructor({ load }: SourceIndexOptions = {}) {
    this.#load = load;
  }

  /** True when there is something new in it. */
  get changed(): boolean {
    return this.#changed;
  }

  /** What stands for a content. Asked for again, it is the one used last. */
  find(key: string): IndexedSource | undefined {
    const bytes = this.#load?.();
    this.#load = undefined;
    if (bytes !== undefined) this.merge(bytes);
    const known = this.#sources.get(key);
    if (known === undefined) return undefined;
    const found = typeof known === "string" ? decodeSource(known) : known;
    this.#sources.delete(key);
    this.#sources.set(key, found);
    return found;
  }

  add(key: string, source: IndexedSource): void {
    this.#sources.set(key, source);
    this.#changed = true;
  }

  /** The index as bytes: a hash of the rest, the version, then a line for each source: its key, a tab, JSON. */
  encode(): Uint8Array {
    const lines = [...this.#sources]
      .slice(-MOST_SOURCES)
      .map(([key, source]) => `\n${key}\t${typeof source === "string" ? source : encodeSource(source)}`);
    const text = `${VERSION}${lines.join("")}`;
    return encodeUtf8(`${sha256(text)}\n${text}`);
  }

  /** Adds what another index holds; bytes that are no index of this version are not looked at. */
  merge(bytes: Uint8Array): void {
    const text = decodeUtf8(bytes);
    const rest = text.slice(65);
    if (text[64] !== "\n" || sha256(rest) !== text.slice(0, 64)) return;
    const [version, ...lines] = rest.split("\n");
    if (version !== `${VERSION}`) return;
    for (const line of lines) {
      const tab = line.indexOf("\t");
      const key = line.slice(0, tab);
      this.#sources.delete(key);
      this.#sources.set(key, line.slice(tab + 1));
    }
  }
}

type EncodedStatement =
  | readonly [offset: number, end: number]
  | readonly [offset: number, end: number, start: number, name: string]
  | readonly [offset: number, end: number, start: number, name: string, tailNames: TailNames];
type EncodedSource = readonly [number, IndexedSource["facts"], readonly EncodedStatement[]];

function encodeSource({ tokens, facts, statements }: IndexedSource): string {
  return JSON.stringify([tokens, facts, statements.map(encodeStatement)] satisfies EncodedSource);
}

function decodeSource(text: string): IndexedSource {
  const [tokens, facts, statements] = JSON.parse(text) as EncodedSource;
  return { tokens, facts, statements: statements.map(decodeStatement) };
}

function encodeStatement(statement: IndexedStatement): EncodedStatement {
  const { kind, offset, end } = statement;
  if (kind === "other") return [offset, end];
  const { start, name, tailNames } = statement;
  return tailNames === undefined ? [offset, end, start, name] : [offset, end, start, name, tailNames];
}

function decodeStatement([offset, end, start, name, tailNames]: EncodedStatement): IndexedStatement {
  if (start === undefined || name === undefined) return { kind: "other", offset, end };
  const kind = tailNames === undefined ? "ModuleDefinition" : "FunctionDefinition";
  return { kind, offset, end, start, name, tailNames };
}

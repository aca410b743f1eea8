// Source texts and positions. Every source of an evaluation has a base; a position is `base + offset`, one integer
// for the whole program, so that a syntax node carries two numbers and no object. Line and column are computed on demand.

/** One source text: the main file, an included file or a used file. `path` is absolute, or `<stdin>`. */
export interface Source {
  readonly path: string;
  /** Decoded by `decodeUtf8` (shared/text.ts): a byte that is not UTF-8 is a lone surrogate U+DC80..U+DCFF. */
  readonly text: string;
  /** First position of this source. Offset 0 of the text is position `base`. */
  readonly base: number;
  /** What was found out about the text: a library's is looked through once, however many evaluations have it. */
  readonly facts: SourceFacts;
}

export interface SourceFacts {
  lineStarts?: Uint32Array;
  /** Whether a string that is written in the text can hold a surrogate. */
  makesSurrogates?: boolean;
  /** Whether a word stands in the text, by word. */
  readonly mentions: Map<string, boolean>;
}

/** A source that has its place among positions already. */
export function makeSource(path: string, text: string, base: number): Source {
  return { path, text, base, facts: { mentions: new Map() } };
}

/** A piece of a source: two positions, `end` exclusive. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** Where a position lies: lines count from 1, columns from 1 in UTF-16 units. */
export interface Location {
  readonly source: Source;
  readonly path: string;
  readonly offset: number;
  readonly line: number;
  readonly column: number;
}

/** What `parse` puts behind a program's own text: after it stands what options define (spec/language.md §0.1). */
export const END_OF_PROGRAM = "\n\u0003\n";

const surrogate = /[\ud800-\udfff]/;

/** Positions from here on belong to sources that are kept between evaluations: these keep their places. */
export const FIRST_KEPT_BASE = 1 << 28;

/** The sources of one evaluation, in the order they were read. Position 0 means "nowhere". */
export class SourceMap {
  #sources: Source[] = [];
  /** The same by position: those added here, then those that were adopted. */
  #own: Source[] = [];
  #adopted: Source[] = [];
  #admittedSurrogate = false;
  #next = 1;
  #size = 0;

  /** Adds a text and gives it its base. */
  add(path: string, text: string): Source {
    const source = makeSource(path, text, this.#next);
    this.#sources.push(source);
    this.#own.push(source);
    this.#next += text.length + 1;
    this.#size += text.length;
    return source;
  }

  /** Adds a source that is kept between evaluations, once more if it is there already. */
  adopt(source: Source): void {
    this.#sources.push(source);
    this.#size += source.text.length;
    const after = this.#adopted.findIndex(({ base }) => base >= source.base);
    if (after < 0) this.#adopted.push(source);
    else if (this.#adopted[after] !== source) this.#adopted.splice(after, 0, source);
  }

  /** Removes all sources but the first `count`: what came after them is read again. */
  truncate(count: number): void {
    const kept = this.#sources.slice(0, count);
    this.#sources = [];
    this.#adopted = [];
    this.#own = [];
    this.#size = 0;
    this.#next = 1;
    for (const source of kept) {
      if (source.base >= FIRST_KEPT_BASE) {
        this.adopt(source);
        continue;
      }
      this.#sources.push(source);
      this.#own.push(source);
      this.#size += source.text.length;
      this.#next = source.base + source.text.length + 1;
    }
  }

  /** Tells of a string that becomes part of the program though it stands in no source: a customizer parameter. */
  admit(text: string): void {
    if (surrogate.test(text)) this.#admittedSurrogate = true;
  }

  /**
   * False when no string of the program's text can hold a surrogate, so that every character is one UTF-16 unit. Errs on
   * the side of true.
   */
  mayMakeSurrogates(): boolean {
    if (this.#admittedSurrogate) return true;
    return this.#sources.some(({ text, facts }) => {
      facts.makesSurrogates ??= text.includes("\\U") || surrogate.test(text);
      return facts.makesSurrogates;
    });
  }

  /** True when a word stands anywhere in the sources, as code or not. */
  mentions(word: string): boolean {
    return this.#sources.some(({ text, facts }) => {
      let answer = facts.mentions.get(word);
      if (answer === undefined) {
        answer = text.includes(word);
        facts.mentions.set(word, answer);
      }
      return answer;
    });
  }

  /** Characters of all sources together. */
  get size(): number {
    return this.#size;
  }

  get sources(): readonly Source[] {
    return this.#sources;
  }

  /** The source that holds a position, or undefined for position 0. */
  sourceAt(position: number): Source | undefined {
    const sorted = position < this.#next ? this.#own : this.#adopted;
    let low = 0;
    let high = sorted.length - 1;
    while (low <= high) {
      const middle = (low + high) >> 1;
      const source = sorted[middle] as Source;
      if (position < source.base) high = middle - 1;
      else if (position > source.base + source.text.length) low = middle + 1;
      else return source;
    }
    return undefined;
  }

  /** Path, line and column of a position. */
  locate(position: number): Location | undefined {
    const source = this.sourceAt(position);
    if (source === undefined) return undefined;
    const offset = position - source.base;
    const starts = lineStartsOf(source);
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((starts[middle] as number) <= offset) low = middle;
      else high = middle - 1;
    }
    return { source, path: source.path, offset, line: low + 1, column: offset - (starts[low] as number) + 1 };
  }
}

function lineStartsOf({ text, facts }: Source): Uint32Array {
  if (facts.lineStarts !== undefined) return facts.lineStarts;
  const starts = [0];
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
  facts.lineStarts = Uint32Array.from(starts);
  return facts.lineStarts;
}

// Parsed sources kept between evaluations in one process, by what they hold: a file that was changed is another source.
import type { Context } from "../shared/context.ts";
import { sha256 } from "../shared/hash.ts";
import { FIRST_KEPT_BASE } from "../shared/source.ts";
import { decodeUtf8 } from "../shared/text.ts";
import { type Beginning, commonBeginning } from "./beginning.ts";
import { NameTable } from "./names.ts";
import { type ParsedAlone, type ParsedSource, parseAlone, restore } from "./parsed-source.ts";
import type { SourceIndex } from "./source-index.ts";

/** How many versions of one file are kept: one text may be evaluated again while another has been. */
const MOST_VERSIONS = 4;
/** Positions that a program keeps free behind itself, for later versions of it. */
const ROOM = 4096;
/** Positions are small integers: beyond this one the engine would need more room for them. */
const LAST_BASE = 2 ** 30 * 1.9;

export interface SourceCacheOptions {
  /** Characters of source text kept at most. A syntax tree takes about twenty times the room of its text. */
  readonly characters: number;
  /** Of files that were parsed by other processes; what this one parses is added to it. */
  readonly index?: SourceIndex;
  /** Characters from which on a file is worth an entry in the index. */
  readonly indexedFrom?: number;
}

/** Smaller files are parsed faster than they are looked up. */
const INDEXED_FROM = 10_000;

interface Kept {
  /** Undefined when the source cannot be parsed alone: that is worth knowing, too. */
  readonly parsed: ParsedSource | undefined;
  readonly bytes: Uint8Array | undefined;
  readonly text: string;
  readonly nesting: number;
  /** How many positions it may take from its base on. */
  readonly room: number;
  usedIn: number;
}

interface Unparsed extends Pick<Kept, "bytes" | "text"> {
  readonly key: string;
  readonly path: string;
  readonly isIndexed: boolean;
}

/** Evaluations in one process, one after another, share it. */
export class SourceCache {
  readonly #most: number;
  readonly #index: SourceIndex | undefined;
  readonly #indexedFrom: number;
  /** By path; an included file and a program of the same path are different sources. */
  readonly #kept = new Map<string, Kept[]>();
  readonly #names = new NameTable();
  #characters = 0;
  #evaluation = 0;
  #nextBase = FIRST_KEPT_BASE;
  #hits = 0;
  #misses = 0;

  constructor({ characters, index, indexedFrom = INDEXED_FROM }: SourceCacheOptions) {
    this.#most = characters;
    this.#index = index;
    this.#indexedFrom = indexedFrom;
  }

  /** Characters of source text that are kept. */
  get characters(): number {
    return this.#characters;
  }

  /** Lookups that found a source, and that did not. */
  get hits(): number {
    return this.#hits;
  }

  get misses(): number {
    return this.#misses;
  }

  /** Versions of files that are kept. */
  get entries(): number {
    let count = 0;
    for (const versions of this.#kept.values()) count += versions.length;
    return count;
  }

  /** An evaluation begins. Only now may sources be dropped: an evaluation that runs has positions in them. */
  begin(): void {
    this.#evaluation++;
    if (this.#nextBase > LAST_BASE) this.#clear();
    if (this.#characters > this.#most) this.#dropOldest();
  }

  /** The statements of an included file; undefined when it has to be read as part of the program. */
  included(ctx: Context, path: string, bytes: Uint8Array): ParsedSource | undefined {
    if (this.#makesNodesAgain(path)) return undefined;
    const known = this.#find(ctx, path, (kept) => kept.bytes !== undefined && sameBytes(kept.bytes, bytes));
    if (known !== undefined) return known.parsed;
    return this.#keep(ctx, { key: path, path, text: decodeUtf8(bytes), bytes, isIndexed: true });
  }

  /** The statements of a main or used file, with what the options append to it; undefined likewise. */
  program(ctx: Context, path: string, text: string): ParsedSource | undefined {
    const key = `program ${path}`;
    const known = this.#find(ctx, key, (kept) => kept.text === text);
    if (known !== undefined) return known.parsed;
    // The main file is usually another one next time.
    const isIndexed = path !== ctx.world.main.path && ctx.options.definitions.length === 0;
    return this.#keep(ctx, { key, path, text, bytes: undefined, isIndexed });
  }

  /**
   * Whether a file that was included in this evaluation makes nodes. Included again, its statements are others, at other positions:
   * two of them that are marked as roots are told apart by these.
   */
  #makesNodesAgain(path: string): boolean {
    const used = this.#kept.get(path)?.find(({ usedIn }) => usedIn === this.#evaluation);
    return used?.parsed?.items.some(({ kind }) => kind === "ModuleInstantiation" || kind === "IfElse") ?? false;
  }

  #find(ctx: Context, key: string, isSame: (kept: Kept) => boolean): Kept | undefined {
    const { nesting } = ctx.limits;
    const known = this.#kept.get(key)?.find((kept) => kept.nesting === nesting && isSame(kept));
    if (known === undefined) this.#misses++;
    else {
      this.#hits++;
      known.usedIn = this.#evaluation;
    }
    return known;
  }

  #keep(ctx: Context, { key, path, text, bytes, isIndexed }: Unparsed): ParsedSource | undefined {
    const versions = this.#kept.get(key) ?? [];
    const version = isIndexed ? undefined : this.#parseVersion(ctx, path, text, versions);
    const parsed =
      version?.parsed ??
      (isIndexed ? this.#parseIndexed(ctx, path, text, bytes) : this.#parse(ctx, path, text)?.parsed);
    const room = version?.room ?? text.length + 1 + (isIndexed ? 0 : ROOM);
    if (parsed !== undefined && version === undefined) this.#nextBase += room;
    this.#kept.set(key, versions);
    versions.push({ parsed, bytes, text, nesting: ctx.limits.nesting, room, usedIn: this.#evaluation });
    this.#characters += text.length;
    if (versions.length > MOST_VERSIONS) this.#characters -= versions.shift()?.text.length ?? 0;
    return parsed;
  }

  #parse(ctx: Context, path: string, text: string): ParsedAlone | undefined {
    return parseAlone(ctx, { path, text, base: this.#nextBase });
  }

  /** Parses what differs from one of the versions before, in the place of that one; undefined when nothing is gained by it. */
  #parseVersion(ctx: Context, path: string, text: string, versions: readonly Kept[]) {
    let best: { readonly beginning: Beginning; readonly base: number; readonly room: number } | undefined;
    for (const { parsed, nesting, room } of versions) {
      if (parsed === undefined || nesting !== ctx.limits.nesting || text.length >= room) continue;
      const beginning = commonBeginning(parsed, text);
      if (beginning !== undefined && beginning.end >= (best?.beginning.end ?? 0))
        best = { beginning, base: parsed.source.base, room };
    }
    if (best === undefined) return undefined;
    const { base, beginning, room } = best;
    const parsed = parseAlone(ctx, { path, text, base, beginning })?.parsed;
    return parsed && { parsed, room };
  }

  /** Takes a source from the index, or adds it there. */
  #parseIndexed(ctx: Context, path: string, text: string, bytes: Uint8Array | undefined): ParsedSource | undefined {
    if (this.#index === undefined || text.length < this.#indexedFrom) return this.#parse(ctx, path, text)?.parsed;
    // A source within one limit of nesting may not be within another.
    const key = `${ctx.limits.nesting} ${sha256(bytes ?? text)}`;
    const indexed = this.#index.find(key);
    if (indexed !== undefined) return restore(ctx, { path, text, base: this.#nextBase }, indexed, this.#names);
    const alone = this.#parse(ctx, path, text);
    const described = alone?.describe();
    if (described !== undefined) this.#index.add(key, described);
    return alone?.parsed;
  }

  #clear(): void {
    this.#kept.clear();
    this.#characters = 0;
    this.#nextBase = FIRST_KEPT_BASE;
  }

  /** Drops what was not used for the longest time, until half of what may be kept is left. */
  #dropOldest(): void {
    const all = [...this.#kept].flatMap(([key, versions]) => versions.map((kept) => ({ key, kept })));
    for (const { key, kept } of all.sort((a, b) => a.kept.usedIn - b.kept.usedIn)) {
      if (this.#characters <= this.#most / 2) return;
      this.#characters -= kept.text.length;
      const left = (this.#kept.get(key) ?? []).filter((other) => other !== kept);
      if (left.length > 0) this.#kept.set(key, left);
      else this.#kept.delete(key);
    }
  }
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a === b || (a.length === b.length && Buffer.compare(a, b) === 0);
}

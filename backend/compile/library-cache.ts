// What evaluations in one process, one after another, share: parsed sources and generated code. Nothing of it can be
// noticed in what a program prints and makes.
import { SourceCache } from "../ast/source-cache.ts";
import type { SourceIndex } from "../ast/source-index.ts";
import { CodeCache } from "./generate/code-cache.ts";
import { ResultMemory, type ResultMemoryOptions } from "./generate/result-memory.ts";
import { WalkMemory } from "./walk-memory.ts";

export interface LibraryCacheOptions {
  /** Characters of source text kept at most; each takes about twenty bytes as a syntax tree. */
  readonly characters?: number;
  /** Room for results of expensive calls; absent: none are kept. */
  readonly results?: ResultMemoryOptions;
  /** Of files that other processes have parsed. */
  readonly index?: SourceIndex;
}

/** Room for a few large libraries with everything they include. */
const DEFAULT_CHARACTERS = 12_000_000;

export class LibraryCache {
  readonly sources: SourceCache;
  readonly code: CodeCache;
  readonly results: ResultMemory | undefined;
  readonly walks = new WalkMemory();

  constructor({ characters = DEFAULT_CHARACTERS, results, index }: LibraryCacheOptions = {}) {
    this.sources = new SourceCache({ characters, index });
    this.results = results && new ResultMemory(results);
    this.code = new CodeCache(this.results);
  }
}

// The index of library files that the command line keeps between processes: a file in the user's own cache folder. Without
// it, with a damaged one, or where nothing can be written, libraries are parsed as a whole: it only saves time.
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { SourceIndex } from "../ast/source-index.ts";
import type { Environment } from "./search-paths.ts";

/** Not `libraries.index`: programs that know only the form before this one, one text of JSON, fail at any other. */
const FILE = "sources.index";
/** What others may do with the folder: nothing. */
const OTHERS = 0o077;

export class LibraryIndex {
  /** Read when it is asked for the first time: a program without libraries needs none. */
  readonly index: SourceIndex;
  readonly #folder: string | undefined;

  constructor(environment: Environment) {
    this.#folder = cacheFolder(environment);
    this.index = new SourceIndex({ load: () => this.#read() });
  }

  /** Writes what is new, together with what other processes wrote meanwhile. Where it cannot, nothing happens. */
  save(): void {
    const folder = this.#folder;
    if (folder === undefined || !this.index.changed || !makePrivate(folder)) return;
    const file = `${folder}/${FILE}`;
    const temporary = `${file}.${process.pid}`;
    const others = this.#read();
    const bytes = others === undefined ? this.index.encode() : mergedWith(this.index, others);
    try {
      writeFileSync(temporary, bytes, { mode: 0o600 });
      renameSync(temporary, file);
    } catch {
      // The folder cannot be written, or the disk is full: the next process parses the libraries again.
      rmSync(temporary, { force: true });
    }
  }

  #read(): Uint8Array | undefined {
    const folder = this.#folder;
    if (folder === undefined || !isPrivate(folder)) return undefined;
    try {
      return readFileSync(`${folder}/${FILE}`);
    } catch {
      // There is none yet.
      return undefined;
    }
  }
}

/** What `index` holds comes last: it was used last. */
function mergedWith(index: SourceIndex, others: Uint8Array): Uint8Array {
  const merged = new SourceIndex();
  merged.merge(others);
  merged.merge(index.encode());
  return merged.encode();
}

/** `$XDG_CACHE_HOME/moicad` or `~/.cache/moicad`; undefined for a user without a home. */
function cacheFolder({ XDG_CACHE_HOME: cache = "", HOME: home = "" }: Environment): string | undefined {
  if (cache.startsWith("/")) return `${cache}/moicad`;
  return home.startsWith("/") ? `${home}/.cache/moicad` : undefined;
}

/** Makes the folder if need be. False where there is none that is private. */
function makePrivate(folder: string): boolean {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  } catch {
    return false;
  }
  return isPrivate(folder);
}

/** True for a folder of this user that no one else can write to or look into. */
function isPrivate(folder: string): boolean {
  if (!existsSync(folder)) return false;
  const status = statSync(folder);
  return status.isDirectory() && status.uid === process.getuid?.() && (status.mode & OTHERS) === 0;
}

// Bytes of files that were read before and did not change since: one process evaluates with the same libraries again and
// again, and reading those of BOSL2 takes half of what it takes to find that all of them are parsed already.

/** Larger files are read each time; beyond this much in all, everything is forgotten. In bytes. */
const LARGEST = 1_000_000;
const MOST = 32_000_000;

/**
 * A file that changed twice within the resolution of the clock has the same times after both: what changed less than so many
 * milliseconds before it was read is read again.
 */
const SETTLED = 2000;

/** What a file system says of a file, as far as a change shows in it; times in milliseconds. */
export interface FileState {
  readonly dev: number;
  readonly ino: number;
  readonly size: number;
  readonly ctimeMs: number;
  readonly mtimeMs: number;
}

interface Known {
  readonly state: FileState;
  readonly bytes: Uint8Array;
}

/** Several worlds, one after another, share it. It trusts times of change, which programs cannot set, not of modification. */
export class FileMemory {
  readonly #known = new Map<string, Known>();
  #size = 0;

  /** The bytes of a file in the state it is in now: `read` gives them, unless they are known. */
  read(
    path: string,
    state: FileState | undefined,
    read: (path: string) => Uint8Array | undefined,
  ): Uint8Array | undefined {
    const known = this.#known.get(path);
    if (known !== undefined && state !== undefined && isSame(known.state, state)) return known.bytes;
    const started = Date.now();
    const bytes = read(path);
    if (known !== undefined) this.#forget(path, known);
    if (bytes === undefined || state === undefined || bytes.length !== state.size) return bytes;
    if (bytes.length > LARGEST || started - state.ctimeMs < SETTLED) return bytes;
    if (this.#size + bytes.length > MOST) {
      this.#known.clear();
      this.#size = 0;
    }
    this.#known.set(path, { state, bytes });
    this.#size += bytes.length;
    return bytes;
  }

  #forget(path: string, { bytes }: Known): void {
    this.#known.delete(path);
    this.#size -= bytes.length;
  }
}

function isSame(a: FileState, b: FileState): boolean {
  return a.ino === b.ino && a.dev === b.dev && a.size === b.size && a.ctimeMs === b.ctimeMs && a.mtimeMs === b.mtimeMs;
}

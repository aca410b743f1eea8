// The world of the command line: the real file system, read-only. Every file is read once per evaluation.
import { type Dirent, readdirSync, readFileSync, realpathSync, type Stats, statSync } from "node:fs";
import { directoryOf, type FileStatus, type FontFile, joinPath, type World } from "./world.ts";

export interface DiskWorldOptions {
  /** The input as typed, relative to `workingDirectory`; `-` is standard input. */
  readonly input: string;
  /** The input's bytes. */
  readonly bytes: Uint8Array;
  readonly workingDirectory: string;
  readonly libraryPaths: readonly string[];
  /** Directories searched for fonts, in order, each with its origin. */
  readonly fontDirectories?: readonly { readonly path: string; readonly origin: FontFile["origin"] }[];
  /** Font files that the package brings; asked for when fonts are first needed. */
  readonly packageFonts?: () => readonly string[];
  /** Called with a file that the program needs and that does not exist, before it is read (`-m`). */
  readonly makeMissing?: (path: string) => void;
}

export class DiskWorld implements World {
  readonly main: { readonly path: string; readonly bytes: Uint8Array };
  readonly workingDirectory: string;
  readonly documentRoot: string;
  readonly libraryPaths: readonly string[];
  readonly reads = new Map<string, Uint8Array | undefined>();
  /** Every path that was asked for, whether something is there or not. */
  readonly looked = new Set<string>();
  readonly #options: DiskWorldOptions;
  readonly #statuses = new Map<string, Stats>();
  readonly #named = new Set<string>();
  readonly #fonts = new Map<FontFile["origin"], readonly FontFile[]>();
  /** The machine's fonts do not change while a command runs. */
  readonly fontSet = "disk";

  constructor(options: DiskWorldOptions) {
    this.#options = options;
    const path = options.input === "-" ? "<stdin>" : mainPath(options.workingDirectory, options.input);
    this.main = { path, bytes: options.bytes };
    this.workingDirectory = canonical(options.workingDirectory);
    this.documentRoot = path === "<stdin>" ? this.workingDirectory : directoryOf(path);
    this.libraryPaths = options.libraryPaths;
  }

  status(path: string): FileStatus | undefined {
    this.looked.add(path);
    const status = this.#statusOf(path);
    if (status === undefined) return undefined;
    return { kind: status.isDirectory() ? "directory" : "file", mtime: status.mtimeMs };
  }

  read(path: string): Uint8Array | undefined {
    if (this.reads.has(path)) return this.reads.get(path);
    this.looked.add(path);
    const bytes = readIfReadable(path);
    this.reads.set(path, bytes);
    return bytes;
  }

  /** What is there stays for this evaluation; what is not may be made yet. */
  #statusOf(path: string): Stats | undefined {
    const known = this.#statuses.get(path);
    if (known !== undefined) return known;
    const status = statusOf(path);
    if (status !== undefined) this.#statuses.set(path, status);
    return status;
  }

  depend(path: string): void {
    if (this.#named.has(path)) return;
    this.#named.add(path);
    if (this.status(path) === undefined) this.#options.makeMissing?.(path);
  }

  /**
   * Absolute paths of the files that the result depends on, for make: programs and data that were read, and data that the
   * program named. The main file and the system's fonts are not among them.
   */
  dependencies(): string[] {
    const fonts = new Set([...this.#fonts.values()].flat().map(({ path }) => path));
    const read = [...this.reads].filter(([path, bytes]) => bytes !== undefined && !fonts.has(path));
    return [...new Set([...read.map(([path]) => path), ...this.#named])];
  }

  fonts(origin: FontFile["origin"]): readonly FontFile[] {
    const known = this.#fonts.get(origin);
    if (known !== undefined) return known;
    const paths = origin === "package" ? (this.#options.packageFonts?.() ?? []) : this.#fontsIn(origin);
    const fonts = paths.map((path) => ({ path, origin }));
    this.#fonts.set(origin, fonts);
    return fonts;
  }

  #fontsIn(origin: FontFile["origin"]): string[] {
    const directories = this.#options.fontDirectories?.filter((directory) => directory.origin === origin) ?? [];
    return directories.flatMap(({ path }) => fontFilesBelow(path, 0));
  }

  now(): number {
    return Date.now();
  }
}

/** Undefined also for what cannot be a path at all (too long, a NUL in it) and for what may not be looked at. */
function statusOf(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}

function entriesOf(directory: string): Dirent[] {
  try {
    return readdirSync(directory, { withFileTypes: true });
  } catch {
    return [];
  }
}

/** Bytes of a regular file; undefined when it is missing, a directory, or not ours to read: the caller has a message for that. */
function readIfReadable(path: string): Uint8Array | undefined {
  try {
    return readFileSync(path);
  } catch {
    return undefined;
  }
}

/** Links to directories are resolved, a link to the file itself is not: what is beside the link counts. */
function mainPath(workingDirectory: string, input: string): string {
  const typed = input.startsWith("/") ? input : `${workingDirectory}/${input}`;
  const slash = typed.lastIndexOf("/");
  return joinPath(canonical(typed.slice(0, slash) || "/"), typed.slice(slash + 1));
}

function canonical(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}

/** Font files below a directory, sorted by name; one that is missing, or not ours to look into, has none. */
function fontFilesBelow(directory: string, depth: number): string[] {
  if (depth > 8 || !statusOf(directory)?.isDirectory()) return [];
  const files: string[] = [];
  for (const entry of entriesOf(directory).sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = `${directory}/${entry.name}`;
    if (entry.isDirectory()) files.push(...fontFilesBelow(path, depth + 1));
    else if (/\.(ttf|otf|ttc|otc)$/i.test(entry.name)) files.push(path);
  }
  return files;
}

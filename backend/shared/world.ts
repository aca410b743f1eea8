// `World` is the only door to files, fonts and the clock: every stage reads through it, nothing else does I/O.

/** What a path names. `mtime` is in milliseconds since 1970. */
export interface FileStatus {
  readonly kind: "file" | "directory";
  readonly mtime: number;
}

/** A font file as the world lists it: the bytes are read by `read(path)`. */
export interface FontFile {
  readonly path: string;
  /** Fonts of the search path come before system fonts; fonts of the package come last. */
  readonly origin: "path" | "system" | "package";
}

/** What a program names a file for: include and use, or everything else. */
export type FileUse = "source" | "data";

export interface World {
  /** The main program: absolute path or `<stdin>`, and its bytes. */
  readonly main: { readonly path: string; readonly bytes: Uint8Array };
  /** Parse-time messages print paths relative to this directory (the process's own). */
  readonly workingDirectory: string;
  /** Directory of the main file: evaluation-time messages print paths relative to it. */
  readonly documentRoot: string;
  /**
   * Library directories, in search order (spec/language.md §1.6). An empty one stands for a user without a directory for
   * libraries: it is the working directory, for names with a folder in them only (spec/cli.md §1.25).
   */
  readonly libraryPaths: readonly string[];
  /** Undefined when nothing is there, or when the world does not show it. */
  status(path: string): FileStatus | undefined;
  /** The bytes of a file, or undefined when it cannot be read. The same path gives the same bytes during one evaluation. */
  read(path: string): Uint8Array | undefined;
  /** Hears of every file that the program names to read data from, before it is looked at, whether it exists or not. */
  depend?(path: string): void;
  /**
   * Whether the program in the file `from` may name a file so, as a source or as data; if not, nothing is there. Absent: every
   * name is allowed.
   */
  permits?(name: string, from: string, use: FileUse): boolean;
  /** The font files that this world knows, of one origin. Listing the system's takes time. */
  fonts(origin: FontFile["origin"]): readonly FontFile[];
  /** A name for all of them together: worlds of one process with the same name have the same fonts. */
  readonly fontSet?: string;
  /** Milliseconds since 1970. */
  now(): number;
  /** What has been read so far: path → bytes, in order of first reading. Caches and dependency files use it. */
  readonly reads: ReadonlyMap<string, Uint8Array | undefined>;
}

/** The directory part of an absolute path, `/` for the root. */
export function directoryOf(path: string): string {
  const at = path.lastIndexOf("/");
  return at <= 0 ? "/" : path.slice(0, at);
}

/** Joins and normalizes (`.` and `..` resolved); an absolute `name` stands alone. */
export function joinPath(directory: string, name: string): string {
  const parts: string[] = [];
  for (const part of (name.startsWith("/") ? name : `${directory}/${name}`).split("/")) {
    if (part === "" || part === ".") continue;
    if (part === "..") parts.pop();
    else parts.push(part);
  }
  return `/${parts.join("/")}`;
}

/** `path` as seen from `directory`, with `/` separators; may begin with `../`. Both absolute. */
export function relativePath(directory: string, path: string): string {
  if (!path.startsWith("/")) return path;
  const from = directory.split("/").filter((part) => part !== "");
  const to = path.split("/").filter((part) => part !== "");
  let same = 0;
  while (same < from.length && same < to.length && from[same] === to[same]) same++;
  return [...from.slice(same).map(() => ".."), ...to.slice(same)].join("/") || ".";
}

// A world made of values: the files of a request or a test. Nothing outside the given map can be seen.
import { directoryOf, type FileStatus, type FontFile, type World } from "./world.ts";

export interface MemoryWorldOptions {
  /** The main program's text or bytes. */
  readonly main: string | Uint8Array;
  /** Its absolute path inside the world; default `/main.scad`. */
  readonly path?: string;
  /** Other files by absolute path. */
  readonly files?: ReadonlyMap<string, Uint8Array | string>;
  readonly libraryPaths?: readonly string[];
  readonly fonts?: readonly FontFile[];
  /** Reads what is not in `files` (library folders that the operator opened); the default shows nothing. */
  readonly fallback?: Pick<World, "status" | "read">;
  readonly now?: () => number;
}

export class MemoryWorld implements World {
  readonly main: { readonly path: string; readonly bytes: Uint8Array };
  readonly workingDirectory: string;
  readonly documentRoot: string;
  readonly libraryPaths: readonly string[];
  readonly reads = new Map<string, Uint8Array | undefined>();
  readonly #files = new Map<string, Uint8Array>();
  readonly #directories = new Set<string>(["/"]);
  readonly #options: MemoryWorldOptions;

  constructor(options: MemoryWorldOptions) {
    this.#options = options;
    const path = options.path ?? "/main.scad";
    this.main = { path, bytes: bytesOf(options.main) };
    this.documentRoot = path.startsWith("/") ? directoryOf(path) : "/";
    this.workingDirectory = this.documentRoot;
    this.libraryPaths = options.libraryPaths ?? [];
    for (const [name, content] of options.files ?? []) {
      this.#files.set(name, bytesOf(content));
      for (let up = directoryOf(name); !this.#directories.has(up); up = directoryOf(up)) this.#directories.add(up);
    }
    if (path.startsWith("/")) this.#files.set(path, this.main.bytes);
  }

  status(path: string): FileStatus | undefined {
    if (this.#files.has(path)) return { kind: "file", mtime: 0 };
    if (this.#directories.has(path)) return { kind: "directory", mtime: 0 };
    return this.#options.fallback?.status(path);
  }

  read(path: string): Uint8Array | undefined {
    if (this.reads.has(path)) return this.reads.get(path);
    const bytes = this.#files.get(path) ?? this.#options.fallback?.read(path);
    this.reads.set(path, bytes);
    return bytes;
  }

  fonts(origin: FontFile["origin"]): readonly FontFile[] {
    return this.#options.fonts?.filter((font) => font.origin === origin) ?? [];
  }

  now(): number {
    return this.#options.now?.() ?? Date.now();
  }
}

function bytesOf(content: string | Uint8Array): Uint8Array {
  return typeof content === "string" ? new TextEncoder().encode(content) : content;
}

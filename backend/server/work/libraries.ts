// Folders of libraries that the operator opened to every program. Programs see them as /libraries/0, /libraries/1 …; what
// lies outside, also through a link, does not exist for them.
import { closeSync, constants, fstatSync, openSync, readFileSync, realpathSync, statSync } from "node:fs";
import path from "node:path";
import { packageFontFiles } from "../../csg/text/package-fonts.ts";
import { FileMemory } from "../../shared/file-memory.ts";
import { serverLimits } from "../../shared/limits.ts";
import type { FileStatus, World } from "../../shared/world.ts";

export interface Libraries extends Pick<World, "status" | "read"> {
  readonly fonts: PackageFonts;
  /** Their paths in a program's world, in search order. */
  readonly paths: readonly string[];
}

/** The real path of a folder; none where none can be reached: it is missing, a file, behind links in a circle or closed. */
export function libraryFolder(folder: string): string | undefined {
  try {
    const real = realpathSync(folder);
    return statSync(real).isDirectory() ? real : undefined;
  } catch {
    // The service says so in its log when it starts.
    return undefined;
  }
}

/** Folders that cannot be reached are left out. */
export function openLibraries(folders: readonly string[]): Libraries {
  const roots = folders.map(libraryFolder).filter((root) => root !== undefined);
  const files = new FileMemory();

  /** The real path that a program's path means, if it lies in a library. */
  function resolve(name: string): string | undefined {
    const match = /^\/libraries\/(\d+)(\/.*)?$/.exec(name);
    const root = match === null ? undefined : roots[Number(match[1])];
    if (root === undefined) return undefined;
    try {
      const real = realpathSync(path.join(root, match?.[2] ?? "/"));
      return real === root || real.startsWith(`${root}/`) ? real : undefined;
    } catch {
      // Nothing is there.
      return undefined;
    }
  }

  function status(name: string): FileStatus | undefined {
    const real = resolve(name);
    const found = real === undefined ? undefined : statSync(real, { throwIfNoEntry: false });
    if (found === undefined || !(found.isFile() || found.isDirectory())) return undefined;
    return { kind: found.isDirectory() ? "directory" : "file", mtime: found.mtimeMs };
  }

  function read(name: string): Uint8Array | undefined {
    const real = resolve(name);
    if (real === undefined) return undefined;
    return files.read(real, statSync(real, { throwIfNoEntry: false }), readRegularFile);
  }

  return { paths: roots.map((_, index) => `/libraries/${index}`), status, read, fonts: openPackageFonts() };
}

/** The files of the package's fonts, each read once. */
export interface PackageFonts {
  readonly paths: readonly string[];
  /** Undefined for other files. */
  readonly read: (path: string) => Uint8Array | undefined;
}

export function openPackageFonts(): PackageFonts {
  const paths = packageFontFiles();
  const known = new Map<string, Uint8Array>();
  const read = (path: string): Uint8Array | undefined => {
    const bytes = known.get(path) ?? (paths.includes(path) ? readFileSync(path) : undefined);
    if (bytes !== undefined) known.set(path, bytes);
    return bytes;
  };
  return { paths, read };
}

/** Does not follow a link that appeared since the path was resolved, and does not wait for a pipe. */
export function readRegularFile(file: string): Uint8Array | undefined {
  let descriptor: number;
  try {
    descriptor = openSync(file, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch {
    return undefined;
  }
  try {
    const { size, isFile } = describe(descriptor);
    return isFile && size <= serverLimits.importBytes ? readFileSync(descriptor) : undefined;
  } finally {
    closeSync(descriptor);
  }
}

function describe(descriptor: number): { size: number; isFile: boolean } {
  const status = fstatSync(descriptor);
  return { size: status.size, isFile: status.isFile() };
}

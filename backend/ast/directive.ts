// `include <…>` and `use <…>` as text (spec/language.md §1.6): what is between the brackets, and the search for the file.
import { directoryOf, joinPath, type World } from "../shared/world.ts";

export interface Directive {
  /** Just past the closing bracket, or the end of the text. */
  readonly end: number;
  readonly terminated: boolean;
  /** Include only: the part up to the last `/`, or "". */
  readonly directory: string;
  /** The name (of an include: without the directory); undefined when the brackets hold none. */
  readonly name: string | undefined;
  /** Offsets of line breaks between the brackets: one warning each. */
  readonly lineBreaks: readonly number[];
}

const tab = 9;
const newline = 10;
const carriageReturn = 13;
const closingBracket = 62;

/**
 * Reads the name that begins at `start`, just past `<`. Tabs and line breaks cut it in pieces of which the last one
 * counts; an include keeps the directory of an earlier piece unless a later one has its own.
 */
export function readDirective(text: string, start: number, kind: "include" | "use"): Directive {
  const lineBreaks: number[] = [];
  let directory = "";
  let name: string | undefined;
  let at = start;
  while (at < text.length) {
    const code = text.charCodeAt(at);
    if (code === closingBracket) return { end: at + 1, terminated: true, directory, name, lineBreaks };
    if (code === newline || code === carriageReturn) lineBreaks.push(at);
    if (code === newline || code === carriageReturn || code === tab) {
      at++;
      continue;
    }
    const piece = pieceAt(text, at);
    at += piece.length;
    const slash = kind === "include" ? piece.lastIndexOf("/") : -1;
    if (slash >= 0) directory = piece.slice(0, slash + 1);
    if (slash < piece.length - 1) name = piece.slice(slash + 1);
  }
  return { end: at, terminated: false, directory, name, lineBreaks };
}

/** The characters from `at` up to a tab, a line break or the closing bracket. */
function pieceAt(text: string, at: number): string {
  let end = at;
  for (; end < text.length; end++) {
    const code = text.charCodeAt(end);
    if (code === tab || code === newline || code === carriageReturn || code === closingBracket) break;
  }
  return text.slice(at, end);
}

/**
 * The absolute path of the file that `name` in the file `from` means: absolute as it stands, else beside that file,
 * else in the library directories. Directories and the files in `open` do not count.
 */
export function findFile(world: World, from: string, name: string, open: ReadonlySet<string>): string | undefined {
  if (name.endsWith("/")) return undefined;
  if (world.permits?.(name, from, isFontName(name) ? "data" : "source") === false) return undefined;
  if (name.startsWith("/")) return isCandidate(world, joinPath("/", name), open);
  const home = from.startsWith("/") ? directoryOf(from) : world.workingDirectory;
  const beside = isCandidate(world, joinPath(home, name), open);
  if (beside !== undefined) return beside;
  for (const library of world.libraryPaths) {
    if (library === "" && !name.includes("/")) continue;
    const found = isCandidate(world, joinPath(library || world.workingDirectory, name), open);
    if (found !== undefined) return found;
  }
  return undefined;
}

function isCandidate(world: World, path: string, open: ReadonlySet<string>): string | undefined {
  return world.status(path)?.kind === "file" && !open.has(path) ? path : undefined;
}

/** True for the names that `use` takes for a font. */
export function isFontName(name: string): boolean {
  return /\.(ttf|otf)$/i.test(name);
}

// Which files `include` and `use` bring into a program: the search, its messages, and the lists that end up in `File`.
// One per parse, shared by the lexers of all its sources.
import type { Context } from "../shared/context.ts";
import { LimitError } from "../shared/limits.ts";
import { findFile, isFontName } from "./directive.ts";
import type { ParseReport } from "./parse-report.ts";

/** A directive as it stands in a source. */
export interface WrittenDirective {
  /** Path of the source it stands in. */
  readonly from: string;
  readonly name: string;
  /** Where its messages are located, and where it ends. */
  readonly anchor: number;
  readonly end: number;
}

/** An included file that was found and may be read. */
export interface IncludedFile {
  readonly path: string;
  readonly bytes: Uint8Array;
}

/** What a `use` means: a library, a font that was registered, or nothing. */
export interface UsedFile {
  readonly path: string | undefined;
  readonly isFont: boolean;
}

export class Inclusions {
  readonly fonts: string[] = [];
  readonly includes: string[] = [];
  /** The name of the last directive: `use <>` means it again. */
  lastName = "";
  readonly #ctx: Context;
  readonly #report: ParseReport;
  /** Paths of the files being included now: they are not found again. */
  readonly #open: Set<string>;
  readonly #included = new Set<string>();
  /** How many files are being included within each other. */
  #depth = 0;

  constructor(ctx: Context, report: ParseReport, open: Iterable<string> = []) {
    this.#ctx = ctx;
    this.#report = report;
    this.#open = new Set(open);
  }

  /** Paths of the files being included now. */
  get open(): ReadonlySet<string> {
    return this.#open;
  }

  /** Finds and reads an included file; undefined after a warning. */
  find({ from, name, anchor, end }: WrittenDirective): IncludedFile | undefined {
    this.lastName = name.slice(name.lastIndexOf("/") + 1);
    // After an error nothing more is read: OpenSCAD has stopped by then.
    if (this.#report.failed) return undefined;
    const path = findFile(this.#ctx.world, from, name, this.#open);
    const bytes = path === undefined ? undefined : this.#ctx.world.read(path);
    if (path === undefined || bytes === undefined) {
      const problem = path === undefined ? "find" : "open";
      this.#warn(`Can't ${problem} include file '${name}'.`, "include-not-found", anchor, end);
      return undefined;
    }
    this.lastName = "";
    const { includeDepth } = this.#ctx.limits;
    checkSourceBudget(this.#ctx, bytes.length, anchor);
    if (this.#depth >= includeDepth) throw new LimitError("includeDepth", includeDepth, anchor);
    return { path, bytes };
  }

  /** An included file is read from here on. */
  enter(path: string): void {
    this.#depth++;
    this.#open.add(path);
    if (!this.#included.has(path)) this.includes.push(path);
    this.#included.add(path);
  }

  /** The included file `path` has been read. */
  leave(path: string): void {
    this.#depth--;
    this.#open.delete(path);
  }

  /** Finds a used file, or registers a font. */
  use({ from, name, anchor, end }: WrittenDirective): UsedFile {
    this.lastName = name;
    const isFont = isFontName(name);
    if (this.#report.failed) return { path: undefined, isFont };
    const path = findFile(this.#ctx.world, from, name, this.#open);
    if (path === undefined) this.#warn(`Can't open library '${name}'.`, "use-not-found", anchor, end);
    if (!isFont) return { path, isFont };
    if (path !== undefined) {
      this.fonts.push(path);
    } else {
      const message = `Can't read font with path '${name}'`;
      this.#report.note({ severity: "error", code: "font-not-found", message });
    }
    return { path: undefined, isFont };
  }

  #warn(message: string, code: "include-not-found" | "use-not-found", position: number, end: number): void {
    this.#report.warn({ code, message, position, end, base: "working-directory" }, position);
  }
}

/** Whether one more source of so many bytes is within the budgets of one program; throws a LimitError if not. */
export function checkSourceBudget(ctx: Context, bytes: number, position: number): void {
  const { sourceBytes, totalSourceBytes, includes } = ctx.limits;
  if (bytes > sourceBytes) throw new LimitError("sourceBytes", sourceBytes, position);
  if (ctx.sources.size + bytes > totalSourceBytes) {
    throw new LimitError("totalSourceBytes", totalSourceBytes, position);
  }
  // The main file is among the sources, but is no include.
  if (ctx.sources.sources.length > includes) throw new LimitError("includes", includes, position);
  ctx.deadline.check(position);
}

// The standard streams of a command (spec/cli.md §1.6, §1.7): everything but an export goes to standard error, or into the
// file of an `echo` export while one is active.
import { type Diagnostic, formatDiagnostic } from "../shared/diagnostic.ts";
import { SourceMap } from "../shared/source.ts";
import { encodeUtf8 } from "../shared/text.ts";

/** Lines that are written one by one; after these, lines are gathered into pieces of `pieceSize` characters. */
const promptLines = 1000;
const pieceSize = 1 << 14;

/** Where a command reads and writes besides files. */
export interface Streams {
  /** Everything of standard input. */
  readIn(): Uint8Array;
  /** Throws a system error when the bytes cannot be written. */
  writeOut(bytes: Uint8Array): void;
  writeError(bytes: Uint8Array): void;
}

export interface ConsoleOptions {
  readonly streams: Streams;
  readonly quiet: boolean;
}

export class Console {
  readonly streams: Streams;
  /** Shows errors only. */
  readonly #quiet: boolean;
  #pending: string[] = [];
  #size = 0;
  #lines = 0;
  #captured: Uint8Array[] | undefined;

  constructor({ streams, quiet }: ConsoleOptions) {
    this.streams = streams;
    this.#quiet = quiet;
  }

  /** Prints a diagnostic that has been formatted. */
  readonly print = (diagnostic: Diagnostic, line: string): void => {
    if (!this.shows(diagnostic)) return;
    this.#pending.push(line, "\n");
    this.#size += line.length + 1;
    if (++this.#lines <= promptLines || this.#size > pieceSize) this.flush();
  };

  /** Prints a diagnostic without location. */
  report(diagnostic: Diagnostic): void {
    this.print(diagnostic, formatDiagnostic(diagnostic, nowhere));
  }

  /** Prints a line without prefix. */
  say(message: string): void {
    this.print({ severity: "plain", code: "option", message }, message);
  }

  /** False for what `--quiet` hides. */
  shows({ severity }: Diagnostic): boolean {
    return !this.#quiet || severity === "error";
  }

  /** From here on, lines are kept; `release` gives them. */
  capture(): void {
    this.flush();
    this.#captured = [];
  }

  /** Keeps lines that another has formatted, between those printed here. */
  keep(lines: Uint8Array): void {
    this.flush();
    this.#captured?.push(lines);
  }

  /** Ends the capture; further lines go to standard error again. */
  release(): Uint8Array {
    this.flush();
    const kept = this.#captured ?? [];
    this.#captured = undefined;
    return kept.length === 1 ? (kept[0] as Uint8Array) : Buffer.concat(kept);
  }

  /** Writes what is pending. */
  flush(): void {
    if (this.#pending.length === 0) return;
    const bytes = encodeUtf8(this.#pending.join(""));
    this.#pending = [];
    this.#size = 0;
    if (this.#captured === undefined) this.streams.writeError(bytes);
    else this.#captured.push(bytes);
  }

  /** Writes to standard output, after everything that was printed before. Throws a system error. */
  writeOut(bytes: Uint8Array): void {
    if (this.#captured === undefined) this.flush();
    this.streams.writeOut(bytes);
  }

  /** Writes a line to standard error whatever is captured or hidden. */
  writeError(line: string): void {
    if (this.#captured === undefined) this.flush();
    this.streams.writeError(encodeUtf8(`${line}\n`));
  }
}

const nowhere = { sources: new SourceMap(), documentRoot: "/", workingDirectory: "/" };

// A log file that is rotated by size, and that says when it loses lines: on a full disk the usual transport stops for ever
// without a word. Lines are collected for a moment and written together.
import { appendFileSync, renameSync, rmSync, statSync } from "node:fs";
import path from "node:path";
import { Writable } from "node:stream";

export interface LogFileOptions {
  readonly directory: string;
  readonly name: string;
  /** A file of this size is set aside. */
  readonly bytes: number;
  /** How many files there are at most, with the current one. */
  readonly files: number;
}

/** How long a line may wait, in milliseconds. */
const delay = 20;

export class LogFile extends Writable {
  /** Lines that could not be written. */
  lost = 0;
  /** Whether the last attempt to write failed. */
  failing = false;
  readonly #options: LogFileOptions;
  readonly #path: string;
  #waiting: string[] = [];
  #timer: NodeJS.Timeout | undefined;
  #size: number;

  constructor(options: LogFileOptions) {
    super({ decodeStrings: false });
    this.#options = options;
    this.#path = path.join(options.directory, options.name);
    this.#size = statSync(this.#path, { throwIfNoEntry: false })?.size ?? 0;
    // Who follows the file may do so before there is a line in it.
    this.#append("", 0);
  }

  override _write(line: string, _: BufferEncoding, done: () => void): void {
    this.#waiting.push(line);
    this.#timer ??= setTimeout(() => this.flush(), delay).unref();
    done();
  }

  /** Writes what waits. */
  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const lines = this.#waiting;
    if (lines.length === 0) return;
    this.#waiting = [];
    this.#append(lines.join(""), lines.length);
  }

  #append(text: string, lines: number): void {
    try {
      if (this.#size >= this.#options.bytes) this.#rotate();
      appendFileSync(this.#path, text, { mode: 0o640 });
      this.#size += Buffer.byteLength(text);
      this.failing = false;
    } catch {
      // There is nowhere to report it but the metrics, which read the count, and /health.
      this.lost += lines;
      this.failing = true;
    }
  }

  /** `name.log` becomes `name1.log`, that one `name2.log`, and the last is removed. */
  #rotate(): void {
    const { dir, name, ext } = path.parse(this.#path);
    const numbered = (number: number): string => (number === 0 ? this.#path : path.join(dir, `${name}${number}${ext}`));
    const last = this.#options.files - 1;
    rmSync(numbered(last), { force: true });
    for (let number = last - 1; number >= 0; number--) {
      if (statSync(numbered(number), { throwIfNoEntry: false }) !== undefined)
        renameSync(numbered(number), numbered(number + 1));
    }
    this.#size = 0;
  }
}

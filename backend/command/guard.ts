// Ends the command when a library works on a damaged file for ever: it runs in this thread, which can do nothing then, so
// another one watches the clock and ends the process.
import type { Bound, Guard } from "../shared/guard.ts";
import { encodeUtf8 } from "../shared/text.ts";
import type { Console } from "./console.ts";
import type { Environment } from "./search-paths.ts";

/** What reading any file may take, in seconds of processor time: a busy machine makes no difference. */
const DEFAULT_SECONDS = 60;
/** And for each megabyte more. A megabyte of STEP takes a second or two. */
const SECONDS_PER_MEGABYTE = 10;

/** Undefined when the environment's `MOICAD_SOLID_SECONDS` is 0: wait for ever. `file`: what messages begin with. */
export function openGuard(environment: Environment, console: Console, file?: string): Guard | undefined {
  const given = Number(environment.MOICAD_SOLID_SECONDS || DEFAULT_SECONDS);
  const base = given >= 0 ? given : DEFAULT_SECONDS;
  return base === 0 ? undefined : new ThreadGuard(base, console, file === undefined ? "" : `${file}: `);
}

interface Armed {
  /** On the clock of the process's processor time, in milliseconds. */
  readonly end: number;
  /** Not before, in nanoseconds of `process.hrtime`: threads that work beside this one use up the process's time as well. */
  readonly earliest: bigint;
  readonly message: Uint8Array;
}

/** What both threads see. */
interface Shared {
  /** The number of changes so far, and the length of the message. */
  readonly cells: Int32Array;
  /** When to end the process. */
  readonly end: Float64Array;
  readonly earliest: BigInt64Array;
  readonly text: Uint8Array;
}

const VERSION = 0;
const LENGTH = 1;
const MESSAGE_BYTES = 4096;

class ThreadGuard implements Guard {
  readonly #base: number;
  readonly #console: Console;
  readonly #prefix: string;
  readonly #armed: Armed[] = [];
  #shared: Shared | undefined;

  constructor(base: number, console: Console, prefix: string) {
    this.#base = base;
    this.#console = console;
    this.#prefix = prefix;
  }

  run<T>({ what, bytes, patience = 1 }: Bound, work: () => T): T {
    const seconds = patience * (this.#base + (SECONDS_PER_MEGABYTE * bytes) / 1e6);
    const message = `ERROR: ${this.#prefix}${what} takes more than ${Math.round(seconds)} s; the file may be damaged`;
    // What was said before is shown before.
    this.#console.flush();
    const { user, system } = process.cpuUsage();
    this.#armed.push({
      end: (user + system) / 1000 + 1000 * seconds,
      earliest: process.hrtime.bigint() + BigInt(Math.ceil(1e9 * seconds)),
      message: encodeUtf8(`${message}\n`).subarray(0, MESSAGE_BYTES),
    });
    this.#tell();
    try {
      return work();
    } finally {
      this.#armed.pop();
      this.#tell();
    }
  }

  /** The other thread waits for the bound that ends first. */
  #tell(): void {
    this.#shared ??= startThread();
    const { cells, end, earliest, text } = this.#shared;
    const [first] = this.#armed.toSorted((a, b) => a.end - b.end);
    end[0] = first?.end ?? Number.POSITIVE_INFINITY;
    earliest[0] = first?.earliest ?? 0n;
    cells[LENGTH] = first?.message.length ?? 0;
    if (first !== undefined) text.set(first.message);
    Atomics.add(cells, VERSION, 1);
    Atomics.notify(cells, VERSION);
  }
}

/**
 * A program of its own in text, so that it is the same in a bundle and in an executable. No JavaScript can end the first thread
 * while that is busy: the C library does it, with status 1.
 */
const PROGRAM = `self.onmessage = ({ data: { cells, end, earliest, text, libraries } }) => {
  for (;;) {
    const version = Atomics.load(cells, ${VERSION});
    const { user, system } = process.cpuUsage();
    const left = Math.max(end[0] - (user + system) / 1000, Number(earliest[0] - process.hrtime.bigint()) / 1e6);
    if (left > 0) {
      Atomics.wait(cells, ${VERSION}, version, Math.ceil(left));
      continue;
    }
    if (Atomics.load(cells, ${VERSION}) !== version) continue;
    require("node:fs").writeSync(2, text.slice(0, cells[${LENGTH}]));
    for (const library of libraries) {
      try {
        require("bun:ffi").dlopen(library, { _exit: { args: ["i32"], returns: "void" } }).symbols._exit(1);
      } catch {}
    }
    process.kill(process.pid, "SIGKILL");
  }
};`;

/** Where the C library is: glibc, musl, macOS. */
const LIBRARIES = ["libc.so.6", "libc.musl-x86_64.so.1", "libc.musl-aarch64.so.1", "libSystem.B.dylib"];

function startThread(): Shared {
  const shared: Shared = {
    cells: new Int32Array(new SharedArrayBuffer(8)),
    end: new Float64Array(new SharedArrayBuffer(8)),
    earliest: new BigInt64Array(new SharedArrayBuffer(8)),
    text: new Uint8Array(new SharedArrayBuffer(MESSAGE_BYTES)),
  };
  const worker = new Worker(URL.createObjectURL(new Blob([PROGRAM], { type: "text/javascript" })));
  worker.unref();
  worker.postMessage({ ...shared, libraries: LIBRARIES });
  return shared;
}

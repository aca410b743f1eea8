// What the outputs of one command share (spec/cli.md §1.5).
import type { ShapeCache } from "../kernel/cache.ts";
import { type Job, openLibraryCache, openShapeCache } from "../pipeline.ts";
import type { Guard } from "../shared/guard.ts";
import { MessageHistory } from "../shared/reporter.ts";
import { Timer } from "../shared/timing.ts";
import type { Console } from "./console.ts";
import { openGuard } from "./guard.ts";
import { LibraryIndex } from "./library-index.ts";
import type { Surroundings } from "./main.ts";
import type { CommandOptions } from "./options.ts";
import type { Environment } from "./search-paths.ts";

type LibraryCache = NonNullable<Job["libraries"]>;

/** Most commands evaluate once: only a function that is called again and again is worth a look at what it depends on. */
const rememberedInCommand = { bytes: 32 * 2 ** 20, leastCalls: 32 };

/** What one evaluation leaves for the next. */
export interface Kept {
  readonly shapes: ShapeCache;
  readonly libraries: LibraryCache;
}

export interface SessionSetup {
  readonly options: CommandOptions;
  readonly console: Console;
  readonly surroundings: Surroundings;
  /** The command will be done again: what is kept until then. Everything that was looked for is noted. */
  readonly watched?: Kept;
}

export class Session {
  readonly options: CommandOptions;
  readonly console: Console;
  readonly surroundings: Surroundings;
  /** Repeated messages are suppressed across outputs. */
  readonly history = new MessageHistory();
  /** Absolute paths of everything that was read, for `-d`. */
  readonly dependencies = new Set<string>();
  /**
   * Absolute paths of everything that a change of could change the outputs, for `watch`, with what was read first; undefined
   * where nothing was read.
   */
  readonly looked = new Map<string, Uint8Array | undefined>();
  readonly isWatched: boolean;
  /** When the work began, on the clock of `performance.now()`. */
  readonly started = performance.now();
  /** Of all outputs, for `--timings`. */
  readonly timer: Timer;
  /** Of reading files of exact solids. */
  readonly guard: Guard | undefined;
  #inputIsRead = false;
  #cache: ShapeCache | undefined;
  readonly #index: LibraryIndex;
  #libraries: LibraryCache | undefined;

  constructor(setup: SessionSetup) {
    this.options = setup.options;
    this.console = setup.console;
    this.surroundings = setup.surroundings;
    this.isWatched = setup.watched !== undefined;
    this.timer = new Timer(true, { nodes: setup.options.timings !== undefined });
    this.guard = openGuard(setup.surroundings.environment, setup.console);
    this.#cache = setup.watched?.shapes;
    this.#libraries = setup.watched?.libraries;
    this.#index = new LibraryIndex(setup.surroundings.environment);
  }

  get workingDirectory(): string {
    return this.surroundings.workingDirectory;
  }

  get environment(): Environment {
    return this.surroundings.environment;
  }

  /** A path as typed, made absolute. */
  pathOf(name: string): string {
    return name.startsWith("/") ? name : `${this.workingDirectory}/${name}`;
  }

  noteLook(path: string, bytes: Uint8Array | undefined): void {
    if (this.looked.get(path) === undefined) this.looked.set(path, bytes);
  }

  /** The program on standard input; from the second time on it is empty. */
  takeStandardInput(): Uint8Array {
    if (this.#inputIsRead) return new Uint8Array(0);
    this.#inputIsRead = true;
    return this.surroundings.streams.readIn();
  }

  /** Upstream's own behavior where ours deliberately differs (README.md, "Command line"). */
  get isStrict(): boolean {
    return (this.environment.OPENSCAD_STRICT ?? "") !== "";
  }

  /** Parsed libraries and generated code, for later outputs and frames; where libraries were parsed before is known. */
  get libraries(): LibraryCache {
    this.#libraries ??= openLibraryCache({ index: this.#index.index, results: rememberedInCommand });
    return this.#libraries;
  }

  /** All outputs are written: what later processes may use is saved. */
  close(): void {
    this.#index.save();
  }

  /** Shapes that later outputs and frames find again; none for a command that evaluates once. */
  async openCache(): Promise<ShapeCache | undefined> {
    const { outputs, animate } = this.options;
    if (!this.isWatched && outputs.length < 2 && animate < 2) return undefined;
    this.#cache ??= await openShapeCache();
    return this.#cache;
  }
}

// `moicad watch`: does a command again whenever a file changes that its outputs depend on. Takes the same options; shapes
// of unchanged parts are kept from one time to the next.
import { readFileSync, statSync } from "node:fs";
import { openLibraryCache, openShapeCache } from "../pipeline.ts";
import { relativePath } from "../shared/world.ts";
import { type Surroundings, withOptions } from "./main.ts";
import type { CommandOptions } from "./options.ts";
import { exportOutputs } from "./outputs.ts";
import { Session } from "./session.ts";

export interface WatchOptions {
  /** Ends the watch, with status 0. */
  readonly signal?: AbortSignal;
  /** Milliseconds between two looks at the files. */
  readonly interval?: number;
}

/** Gives the exit status: 1 at once when there is nothing to watch. */
export async function watch(
  args: readonly string[],
  surroundings: Surroundings,
  { signal, interval = 250 }: WatchOptions = {},
): Promise<number> {
  return withOptions(args, surroundings, async (options, console) => {
    const problem = problemOf(options);
    if (problem !== undefined) {
      console.say(`moicad watch: ${problem}`);
      return 1;
    }
    const results = { bytes: 64 * 2 ** 20 };
    const watched = { shapes: await openShapeCache(), libraries: openLibraryCache({ results }) };
    for (;;) {
      const started = Date.now();
      const session = new Session({ options, console, surroundings, watched });
      const before = contentsOf(session);
      await exportOutputs(session);
      for (const line of differences(session, before)) console.say(line);
      console.flush();
      const changed = await nextChange(session, { started, signal, interval });
      if (changed.length === 0) return 0;
      const names = changed.map((path) => relativePath(surroundings.workingDirectory, path));
      console.say(`\nchanged: ${names.join(", ")}`);
    }
  });
}

function problemOf({ inputs, outputs }: CommandOptions): string | undefined {
  if (inputs.length !== 1) return "needs one input";
  if (inputs[0] === "-") return "standard input does not change";
  if (outputs.length === 0) return "needs an output (-o)";
  return undefined;
}

/** What the outputs hold, by name. Standard output holds nothing. */
function contentsOf(session: Session): Map<string, Buffer | undefined> {
  const names = session.options.outputs.filter((name) => name !== "-");
  return new Map(names.map((name) => [name, readIfThere(session.pathOf(name))]));
}

/** Undefined also for what may not be read: it cannot be told whether that has changed. */
function readIfThere(path: string): Buffer | undefined {
  if (stampOf(path) === undefined) return undefined;
  try {
    return readFileSync(path);
  } catch {
    return undefined;
  }
}

/** One line for each output. */
function differences(session: Session, before: ReadonlyMap<string, Buffer | undefined>): string[] {
  return [...contentsOf(session)].map(([name, content]) => {
    const old = before.get(name);
    if (content === undefined) return `${name}: not written`;
    if (old === undefined) return `${name}: new, ${content.length} bytes`;
    if (old.equals(content)) return `${name}: unchanged`;
    return `${name}: changed, ${old.length} → ${content.length} bytes`;
  });
}

/** The times of files come from a clock that may be behind by so much, in milliseconds. */
const clockLag = 50;

interface Wait {
  /** When the evaluation began: a file that was written since may have been read before. */
  readonly started: number;
  readonly signal: AbortSignal | undefined;
  readonly interval: number;
}

/** The files that changed, once there are some; none when the watch has ended. */
async function nextChange(session: Session, { started, signal, interval }: Wait): Promise<string[]> {
  const { inputs, outputs, parameterFile } = session.options;
  const own = new Set(outputs.map((name) => session.pathOf(name)));
  const paths = new Set(session.looked.keys());
  for (const name of [inputs[0], parameterFile]) if (name) paths.add(session.pathOf(name));
  const seen = new Map([...paths].filter((path) => !own.has(path)).map((path) => [path, stampOf(path)]));
  const isLate = (path: string): boolean => {
    const bytes = session.looked.get(path);
    return bytes === undefined || !readIfThere(path)?.equals(bytes);
  };
  const late = [...seen].filter(([, stamp]) => stamp !== undefined && stamp.changed >= started - clockLag);
  const changed = late.map(([path]) => path).filter(isLate);
  if (changed.length > 0) return changed;
  while (!signal?.aborted) {
    await Bun.sleep(interval);
    const changed = [...seen].filter(([path, stamp]) => !isSame(stamp, stampOf(path))).map(([path]) => path);
    if (changed.length > 0) return changed;
  }
  return [];
}

interface Stamp {
  readonly time: number;
  /** When the file itself changed, whatever time it was given. */
  readonly changed: number;
  readonly size: number;
}

/**
 * Undefined where nothing is, or nothing that can be looked at: links in a circle, names that are too long. A directory
 * counts as nothing: what is in it has a path of its own.
 */
function stampOf(path: string): Stamp | undefined {
  try {
    const status = statSync(path);
    return status.isFile() ? { time: status.mtimeMs, changed: status.ctimeMs, size: status.size } : undefined;
  } catch {
    return undefined;
  }
}

function isSame(a: Stamp | undefined, b: Stamp | undefined): boolean {
  return a?.time === b?.time && a?.size === b?.size;
}

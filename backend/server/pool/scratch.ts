// The private directory through which large results travel. One per service; what a service that was killed left behind
// is removed by the next one.
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { type FileHandle, open, unlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";

const prefix = "moicad-";

export class Scratch {
  readonly directory: string;
  #next = 0;

  constructor(parent = tmpdir()) {
    mkdirSync(parent, { recursive: true });
    removeAbandoned(parent);
    // mkdtemp makes a directory that only its owner can enter.
    this.directory = mkdtempSync(path.join(parent, `${prefix}${process.pid}-`));
  }

  /** A path that was never given before. */
  nextPath(): string {
    this.#next += 1;
    return path.join(this.directory, `result-${this.#next}`);
  }

  /** Removes what a process that was stopped may have left at a path. */
  discard(file: string): void {
    rmSync(file, { force: true });
  }

  remove(): void {
    rmSync(this.directory, { recursive: true, force: true });
  }
}

/** A result in a file. Opening takes it out of the directory; it is gone when the handle is closed. */
export async function takeFile(file: string): Promise<FileHandle> {
  const handle = await open(file, "r");
  await unlink(file);
  return handle;
}

/** Its bytes, all at once. */
export async function readResult(file: string): Promise<Uint8Array> {
  const handle = await takeFile(file);
  try {
    return await handle.readFile();
  } finally {
    await handle.close();
  }
}

const chunkBytes = 256 * 1024;

/** `prefix`, then the bytes of an open file, as a stream that closes the file at the end, or when the reader leaves. */
export function streamFile(handle: FileHandle, prefix: Uint8Array): ReadableStream<Uint8Array> {
  return new ReadableStream<Uint8Array>({
    start(controller) {
      if (prefix.length > 0) controller.enqueue(prefix);
    },
    async pull(controller) {
      const chunk = new Uint8Array(chunkBytes);
      const { bytesRead } = await handle.read(chunk, 0, chunkBytes);
      if (bytesRead > 0) {
        controller.enqueue(chunk.subarray(0, bytesRead));
        return;
      }
      await handle.close();
      controller.close();
    },
    cancel: () => handle.close(),
  });
}

function removeAbandoned(parent: string): void {
  for (const name of readdirSync(parent)) {
    const owner = new RegExp(`^${prefix}(\\d+)-[A-Za-z0-9]+$`).exec(name)?.[1];
    if (owner === undefined || isRunning(Number(owner))) continue;
    removeOwn(path.join(parent, name));
  }
}

/** What another user's service left in a folder of all users stays: only that user's next one, or root's, may remove it. */
function removeOwn(directory: string): void {
  try {
    rmSync(directory, { recursive: true, force: true });
  } catch (error) {
    if (!refusals.has((error as NodeJS.ErrnoException).code)) throw error;
  }
}

const refusals: ReadonlySet<string | undefined> = new Set(["EPERM", "EACCES"]);

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

// The files and parameters of one live session, as its client last left them.
import { normalizePath } from "../admission/file-names.ts";
import { definitionsOf, type ProgramRequest } from "../admission/program-request.ts";
import { fileCount } from "../admission/program-shape.ts";
import { ApiError } from "../errors.ts";
import type { Content } from "../pool/protocol.ts";
import { applyEdits } from "./edits.ts";
import type { ChangeMessage, FileChange } from "./messages.ts";

export class Project {
  readonly main: string;
  readonly limits: ProgramRequest["limits"];
  readonly #mostBytes: number;
  /** The main program among them. */
  #files: ReadonlyMap<string, Content>;
  #size = 0;
  #definitions: readonly string[];

  /** Throws `ApiError` when the files are larger than `mostBytes` together. */
  constructor({ main, source, files, definitions, limits }: ProgramRequest, mostBytes: number) {
    this.main = main;
    this.limits = limits;
    this.#mostBytes = mostBytes;
    this.#files = this.#checked(new Map([...files, [main, source]]));
    this.#definitions = definitions;
  }

  /** Bytes of all files, about. */
  get size(): number {
    return this.#size;
  }

  /** What a task needs of it. */
  get bundle(): {
    readonly source: Content;
    readonly main: string;
    readonly files: ReadonlyMap<string, Content>;
    readonly definitions: readonly string[];
  } {
    const files = new Map(this.#files);
    files.delete(this.main);
    const source = this.#files.get(this.main) as Content;
    return { source, main: this.main, files, definitions: this.#definitions };
  }

  /** Throws `ApiError` when the change does not fit; nothing is changed then. */
  change({ files = new Map(), parameters }: ChangeMessage): void {
    const definitions = parameters === undefined ? this.#definitions : definitionsOf([...parameters]);
    const changed = new Map(this.#files);
    for (const [name, change] of files) {
      const path = normalizePath(name);
      if (path === undefined) throw invalid(`files: ${JSON.stringify(name.slice(0, 200))} is not a relative path`);
      const content = changedFile(changed.get(path), change);
      if (content !== undefined) changed.set(path, content);
      else if (path === this.main) throw invalid("files: the main program cannot be removed");
      else changed.delete(path);
    }
    this.#files = this.#checked(changed);
    this.#definitions = definitions;
  }

  #checked(files: ReadonlyMap<string, Content>): ReadonlyMap<string, Content> {
    if (files.size > fileCount + 1) throw invalid(`files: at most ${fileCount} files may be given`);
    const size = sizeOf(files);
    if (size > this.#mostBytes) {
      const details = { limit: "body_bytes", allowed: this.#mostBytes };
      throw new ApiError("payload_too_large", `The files are larger than ${this.#mostBytes} bytes`, { details });
    }
    this.#size = size;
    return files;
  }
}

function sizeOf(files: ReadonlyMap<string, Content>): number {
  let size = 0;
  for (const [name, content] of files) size += name.length + content.length;
  return size;
}

function changedFile(before: Content | undefined, change: FileChange): Content | undefined {
  if (change === null) return undefined;
  if (typeof change === "string" || change instanceof Uint8Array) return change;
  if (typeof before !== "string") throw invalid("files: only a text that the session has can be edited in pieces");
  const edited = applyEdits(before, change.edits);
  if (edited === undefined) throw invalid("files: an edit lies outside the text; send the whole file");
  return edited;
}

function invalid(message: string): ApiError {
  return new ApiError("invalid_request", message);
}

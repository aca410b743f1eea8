// Keeps messages for somebody else: parts are made in another order than that of the walk, which says what there is to say.
import type { Diagnostic } from "../../shared/diagnostic.ts";
import { Reporter } from "../../shared/reporter.ts";
import { SourceMap } from "../../shared/source.ts";

export class Recorder extends Reporter {
  #kept: Diagnostic[] = [];

  constructor() {
    super({ print: { sources: new SourceMap(), workingDirectory: "", documentRoot: "" } });
  }

  override get received(): number {
    return this.#kept.length;
  }

  override push(diagnostic: Diagnostic): void {
    this.#kept.push(diagnostic);
  }

  override repeatFrom(received: number): void {
    this.#kept.length = received;
  }

  /** Everything that was said since the last time. */
  takeAll(): readonly Diagnostic[] {
    const all = this.#kept;
    this.#kept = [];
    return all;
  }
}

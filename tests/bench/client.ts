// Evaluations by a running service, as a client sees them.
import { readFileSync } from "node:fs";
import { filesOf, type Prepared } from "./programs.ts";

/** Milliseconds. */
export interface Answer {
  /** From the first byte of the request to the last of the answer. */
  readonly latency: number;
  /** What the service says it spent, by stage. */
  readonly stages: ReadonlyMap<string, number>;
  readonly bytes: number;
}

export interface Change {
  /** The program's text; what it is in the file if absent. */
  readonly source?: string;
  readonly parameters?: Readonly<Record<string, number>>;
}

/** Sends variants of one program. */
export class Client {
  readonly #url: string;
  readonly #format: string;
  readonly #source: string;
  readonly #files: Readonly<Record<string, { readonly base64: string }>>;

  constructor(url: string, prepared: Prepared, format: string = prepared.program.output) {
    this.#url = `${url}/api/evaluate`;
    this.#format = format;
    this.#source = readFileSync(prepared.file, "utf8");
    this.#files = Object.fromEntries(
      [...filesOf(prepared)].map(([name, bytes]) => [name, { base64: Buffer.from(bytes).toString("base64") }]),
    );
  }

  get source(): string {
    return this.#source;
  }

  /** Undefined when the service gave no result. */
  async evaluate({ source = this.#source, parameters = {} }: Change): Promise<Answer | undefined> {
    const body = JSON.stringify({ source, parameters, files: this.#files, format: this.#format });
    const started = performance.now();
    const response = await fetch(this.#url, {
      method: "POST",
      body,
      headers: { "content-type": "application/json", accept: "*/*" },
    });
    const { byteLength } = await response.arrayBuffer();
    const latency = performance.now() - started;
    if (!response.ok) return undefined;
    return { latency, bytes: byteLength, stages: stagesOf(response.headers.get("server-timing") ?? "") };
  }
}

/** `parse;dur=0.31, run;dur=0.62` */
function stagesOf(header: string): Map<string, number> {
  const stages = new Map<string, number>();
  for (const [, stage = "", milliseconds] of header.matchAll(/([\w-]+);dur=([\d.]+)/g)) {
    stages.set(stage, (stages.get(stage) ?? 0) + Number(milliseconds));
  }
  return stages;
}

// Reads one HTTP/1.1 answer at a time from the bytes of a connection: enough of the protocol for a load generator, and
// little enough that the generator is not what is measured.

export interface Answer {
  readonly status: number;
  /** Seconds of the Retry-After header. */
  readonly retryAfter: number | undefined;
  /** Undefined when it was not kept. */
  readonly body: Uint8Array | undefined;
}

/** What of a body is still to come: a count of bytes, or chunks until an empty one. */
type Rest =
  | { readonly kind: "head" }
  | { readonly kind: "length"; readonly left: number }
  | { readonly kind: "size" }
  | { readonly kind: "chunk"; readonly left: number }
  | { readonly kind: "chunk-end" }
  | { readonly kind: "trailer" };

export class AnswerReader {
  readonly #keepBody: boolean;
  /** Bytes that are not understood yet. */
  #pending: Buffer = Buffer.alloc(0);
  #rest: Rest = { kind: "head" };
  #status = 0;
  #retryAfter: number | undefined;
  readonly #kept: Buffer[] = [];

  constructor(options: { readonly keepBody: boolean }) {
    this.#keepBody = options.keepBody;
  }

  /** Takes the next bytes; gives the answer once it is complete. Throws for what is not HTTP. */
  push(bytes: Uint8Array): Answer | undefined {
    this.#pending = this.#pending.length === 0 ? Buffer.from(bytes) : Buffer.concat([this.#pending, bytes]);
    while (this.#step());
    if (this.#rest.kind !== "length" || this.#rest.left > 0) return undefined;
    const body = this.#keepBody ? Buffer.concat(this.#kept) : undefined;
    return { status: this.#status, retryAfter: this.#retryAfter, body };
  }

  /** Understands one more piece; false when more bytes are needed, or nothing is left to come. */
  #step(): boolean {
    const rest = this.#rest;
    switch (rest.kind) {
      case "head":
        return this.#readHead();
      case "length": {
        const taken = this.#take(rest.left);
        this.#rest = { kind: "length", left: rest.left - taken };
        return false;
      }
      case "size": {
        const line = this.#readLine();
        if (line === undefined) return false;
        const size = Number.parseInt(line, 16);
        if (!(size >= 0)) throw new Error(`a chunk of size ${line}`);
        this.#rest = size === 0 ? { kind: "trailer" } : { kind: "chunk", left: size };
        return true;
      }
      case "chunk": {
        const left = rest.left - this.#take(rest.left);
        this.#rest = left === 0 ? { kind: "chunk-end" } : { kind: "chunk", left };
        return left === 0;
      }
      case "chunk-end":
        if (this.#readLine() === undefined) return false;
        this.#rest = { kind: "size" };
        return true;
      case "trailer": {
        const line = this.#readLine();
        if (line === undefined) return false;
        if (line === "") this.#rest = { kind: "length", left: 0 };
        return line !== "";
      }
      default:
        return rest satisfies never;
    }
  }

  #readHead(): boolean {
    const end = this.#pending.indexOf("\r\n\r\n");
    if (end < 0) return false;
    const head = this.#pending.toString("latin1", 0, end);
    this.#pending = this.#pending.subarray(end + 4);
    this.#status = head.startsWith("HTTP/1.1 ") ? Number(head.slice(9, 12)) : 0;
    if (!(this.#status >= 100)) throw new Error(`not an answer: ${head.slice(0, 100)}`);
    const fields = `${head.toLowerCase()}\r\n`;
    const field = (name: string): string | undefined => {
      const at = fields.indexOf(`\r\n${name}:`);
      return at < 0 ? undefined : fields.slice(at + name.length + 3, fields.indexOf("\r\n", at + 2)).trim();
    };
    const seconds = field("retry-after");
    this.#retryAfter = seconds === undefined ? undefined : Number(seconds);
    const chunked = field("transfer-encoding") === "chunked";
    this.#rest = chunked ? { kind: "size" } : { kind: "length", left: Number(field("content-length") ?? 0) };
    return true;
  }

  #readLine(): string | undefined {
    const end = this.#pending.indexOf("\r\n");
    if (end < 0) return undefined;
    const line = this.#pending.toString("latin1", 0, end);
    this.#pending = this.#pending.subarray(end + 2);
    return line;
  }

  /** Takes at most so many bytes of the body; gives their number. */
  #take(most: number): number {
    const taken = this.#pending.subarray(0, most);
    if (this.#keepBody && taken.length > 0) this.#kept.push(Buffer.from(taken));
    this.#pending = this.#pending.subarray(taken.length);
    return taken.length;
  }
}

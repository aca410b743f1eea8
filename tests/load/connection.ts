// One connection to a service on loopback that is used again and again, one request at a time.
import type { Socket } from "bun";
import { type Answer, AnswerReader } from "./answer-reader.ts";

/** The connection ended before the answer did. */
export const lost: Answer = { status: 0, retryAfter: undefined, body: undefined };

interface Waiting {
  readonly reader: AnswerReader;
  readonly settle: (answer: Answer) => void;
}

export class Connection {
  readonly #port: number;
  #socket: Socket | undefined;
  #unsent: Uint8Array | undefined;
  #waiting: Waiting | undefined;

  constructor(port: number) {
    this.#port = port;
  }

  /** Sends the bytes of a whole request. Never rejects: what goes wrong with the connection is `lost`. */
  async send(request: Uint8Array, options: { readonly keepBody?: boolean } = {}): Promise<Answer> {
    if (this.#waiting !== undefined) throw new Error("a connection has one request at a time");
    this.#socket ??= await this.#open();
    if (this.#socket === undefined) return lost;
    const { promise, resolve } = Promise.withResolvers<Answer>();
    this.#waiting = { reader: new AnswerReader({ keepBody: options.keepBody ?? false }), settle: resolve };
    this.#unsent = request;
    this.#flush();
    return await promise;
  }

  close(): void {
    this.#socket?.end();
    this.#drop();
  }

  async #open(): Promise<Socket | undefined> {
    try {
      return await Bun.connect({
        hostname: "127.0.0.1",
        port: this.#port,
        socket: {
          data: (_, bytes) => this.#receive(bytes),
          drain: () => this.#flush(),
          close: () => this.#drop(),
          error: () => this.#drop(),
        },
      });
    } catch {
      return undefined;
    }
  }

  #flush(): void {
    if (this.#unsent === undefined || this.#socket === undefined) return;
    const written = this.#socket.write(this.#unsent);
    this.#unsent = written < this.#unsent.length ? this.#unsent.subarray(Math.max(0, written)) : undefined;
  }

  #receive(bytes: Uint8Array): void {
    const answer = this.#waiting?.reader.push(bytes);
    if (answer !== undefined) this.#settle(answer);
  }

  #drop(): void {
    this.#socket = undefined;
    this.#unsent = undefined;
    this.#settle(lost);
  }

  #settle(answer: Answer): void {
    const waiting = this.#waiting;
    this.#waiting = undefined;
    waiting?.settle(answer);
  }
}

/** The bytes of a request; the connection stays open. */
export function requestBytes(method: string, address: string, body?: unknown): Uint8Array {
  const content = body === undefined ? Buffer.alloc(0) : Buffer.from(JSON.stringify(body));
  const type = body === undefined ? "" : `Content-Type: application/json\r\nContent-Length: ${content.length}\r\n`;
  return Buffer.concat([Buffer.from(`${method} ${address} HTTP/1.1\r\nHost: 127.0.0.1\r\n${type}\r\n`), content]);
}

// A client of the live lane for tests and load: opens a session, sends changes, keeps the scene and the meshes as the
// protocol says, and waits for what is to come.

export interface Part {
  readonly key: string;
  readonly matrix?: readonly number[];
  readonly color?: readonly number[];
  readonly modifier?: string;
  readonly ghost?: boolean;
}

export interface Message {
  readonly type: string;
  readonly revision?: number;
  readonly [member: string]: unknown;
}

export interface PartMesh {
  readonly dimension: number;
  readonly vertices: number;
  /** Triangles or outlines. */
  readonly elements: number;
  readonly colors: number;
  readonly center: readonly number[];
  readonly min: readonly number[];
  readonly max: readonly number[];
  readonly bytes: Uint8Array;
}

/** The head of a mesh's bytes. */
export function readPart(bytes: Uint8Array): PartMesh {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.getUint32(0, true) !== 0x5450434d || view.getUint8(4) !== 1) throw new Error("these are no bytes of a mesh");
  const center = [24, 32, 40].map((at) => view.getFloat64(at, true));
  const relative = (from: number): number[] => center.map((c, axis) => c + view.getFloat32(from + 4 * axis, true));
  return {
    dimension: view.getUint8(5),
    vertices: view.getUint32(8, true),
    elements: view.getUint32(12, true),
    colors: view.getUint32(16, true),
    center,
    min: relative(48),
    max: relative(60),
    bytes,
  };
}

export class LiveClient {
  /** Everything that came, in order. */
  readonly messages: Message[] = [];
  readonly meshes = new Map<string, PartMesh>();
  parts: readonly Part[] = [];
  spans: { readonly files: readonly string[]; readonly places: readonly number[] } = { files: [], places: [] };
  /** Of the connection's end. */
  closed: { readonly code: number; readonly reason: string } | undefined;
  revision = 0;
  readonly #socket: WebSocket;
  #announced: Message | undefined;
  #waiting: (() => void)[] = [];

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.binaryType = "arraybuffer";
    socket.addEventListener("message", ({ data }) => this.#receive(data as string | ArrayBuffer));
    socket.addEventListener("close", ({ code, reason }) => {
      this.closed = { code, reason };
      this.#wake();
    });
  }

  /** Rejects when the server refuses the connection. */
  static async connect(url: string, options: { protocols?: string[]; headers?: Record<string, string> } = {}) {
    const socket = new WebSocket(`${url.replace(/^http/, "ws")}/ws/preview`, options as string[]);
    const client = new LiveClient(socket);
    await new Promise<void>((resolve, reject) => {
      socket.addEventListener("open", () => resolve(), { once: true });
      socket.addEventListener("close", ({ code }) => reject(new Error(`closed with ${code}`)), { once: true });
      socket.addEventListener("error", () => undefined);
    });
    return client;
  }

  send(message: unknown): void {
    this.#socket.send(typeof message === "string" ? message : JSON.stringify(message));
  }

  sendBytes(bytes: Uint8Array<ArrayBuffer>): void {
    this.#socket.send(bytes);
  }

  open(program: object): void {
    this.send({ type: "open", protocol: 1, ...program });
  }

  /** Sends a change as the next revision. */
  change(change: object): number {
    this.revision += 1;
    this.send({ type: "change", revision: this.revision, ...change });
    return this.revision;
  }

  /** The first message that fits, also among those that came already. */
  async next(fits: (message: Message) => boolean, milliseconds = 40_000): Promise<Message> {
    const end = performance.now() + milliseconds;
    for (let seen = 0; ; ) {
      for (; seen < this.messages.length; seen++) {
        const message = this.messages[seen] as Message;
        if (fits(message)) return message;
      }
      const left = end - performance.now();
      if (left <= 0 || this.closed !== undefined) {
        const types = this.messages.map(({ type }) => type).join(" ");
        throw new Error(`the message did not come (${this.closed?.code ?? "open"}): ${types}`);
      }
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, left);
        this.#waiting.push(() => {
          clearTimeout(timer);
          resolve();
        });
      });
    }
  }

  /** The end of a revision's evaluation. */
  ended(revision: number, milliseconds?: number): Promise<Message> {
    return this.next(
      (message) => message.revision === revision && (message.type === "done" || message.type === "failed"),
      milliseconds,
    );
  }

  async whenClosed(milliseconds = 40_000): Promise<{ readonly code: number; readonly reason: string }> {
    for (const end = performance.now() + milliseconds; this.closed === undefined && performance.now() < end; )
      await Bun.sleep(5);
    if (this.closed === undefined) throw new Error("the connection is still open");
    return this.closed;
  }

  close(): void {
    this.#socket.close();
  }

  #receive(data: string | ArrayBuffer): void {
    if (typeof data !== "string") {
      const head = this.#announced;
      if (head === undefined) throw new Error("bytes came without an announcement");
      this.#announced = undefined;
      this.meshes.set(head.key as string, readPart(new Uint8Array(data)));
      this.#wake();
      return;
    }
    const message = JSON.parse(data) as Message;
    if (message.type === "mesh" && message.inline === true) this.#announced = message;
    if (message.type === "scene") this.#takeScene(message);
    this.messages.push(message);
    this.#wake();
  }

  #takeScene(message: Message): void {
    const { head, tail, parts, spans } = message as unknown as {
      readonly head: number;
      readonly tail: number;
      readonly parts: readonly Part[];
      readonly spans?: LiveClient["spans"];
    };
    this.parts = [...this.parts.slice(0, head), ...parts, ...this.parts.slice(this.parts.length - tail)];
    if (spans !== undefined) this.spans = spans;
  }

  #wake(): void {
    for (const wake of this.#waiting.splice(0)) wake();
  }
}

// What waits to be sent to one client, in order. Texts are small; meshes stand in the store until it is their turn, so that
// a client that does not read costs no memory.

/** The client's end of a session. */
export interface Client {
  sendText(text: string): void;
  sendBytes(bytes: Uint8Array): void;
  /** Bytes that were sent and not yet taken. */
  readonly buffered: number;
}

/** Something to be sent; `mesh` may be dropped when it is not wanted any more. */
export interface Item {
  readonly kind: "text" | "mesh";
  readonly send: (client: Client) => void;
}

/** A client that has not taken so many bytes gets no more. */
const mostBuffered = 1_048_576;

export class Outbox {
  readonly #client: Client;
  #items: Item[] = [];

  constructor(client: Client) {
    this.#client = client;
  }

  /** Nothing waits, and the client takes what comes. */
  get isClear(): boolean {
    return this.#items.length === 0 && this.#client.buffered < mostBuffered;
  }

  put(item: Item): void {
    this.#items.push(item);
    this.flush();
  }

  /** Sends what can be sent. To be called whenever the client has taken something. */
  flush(): void {
    while (this.#client.buffered < mostBuffered) {
      const item = this.#items.shift();
      if (item === undefined) return;
      item.send(this.#client);
    }
  }

  dropMeshes(): void {
    this.#items = this.#items.filter(({ kind }) => kind !== "mesh");
  }
}

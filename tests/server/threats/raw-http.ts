// Requests written byte by byte, for what no HTTP client would send.
import { connect } from "node:net";

/** Sends pieces one after another, a pause between them, and gives everything that came back until the connection was closed. */
export async function sendRaw(
  url: string,
  pieces: readonly (string | Uint8Array)[],
  options: RawOptions = {},
): Promise<string> {
  const { pause = 0, milliseconds = 20_000 } = options;
  const { promise, resolve } = Promise.withResolvers<string>();
  let text = "";
  const socket = connect({ host: "127.0.0.1", port: Number(new URL(url).port) });
  const timer = setTimeout(() => socket.destroy(), milliseconds);
  socket.on("data", (bytes) => {
    text += bytes.toString("latin1");
  });
  socket.on("error", () => undefined);
  socket.on("close", () => {
    clearTimeout(timer);
    resolve(text);
  });
  for (const piece of pieces) {
    socket.write(piece);
    if (pause > 0) await Bun.sleep(pause);
  }
  return await promise;
}

export interface RawOptions {
  /** Between the pieces, in milliseconds. */
  readonly pause?: number;
  /** After which the connection is closed from here. */
  readonly milliseconds?: number;
}

/** The status codes of the answers in a text. */
export function statusesOf(text: string): number[] {
  return [...text.matchAll(/^HTTP\/1\.1 (\d{3}) /gm)].map(([, status]) => Number(status));
}

/** A request's head. `Connection: close` unless it is to stay open. */
export function head(
  method: string,
  address: string,
  headers: Readonly<Record<string, string>> = {},
  open = false,
): string {
  const lines = Object.entries({ Host: "x", ...(open ? {} : { Connection: "close" }), ...headers });
  return `${method} ${address} HTTP/1.1\r\n${lines.map(([name, value]) => `${name}: ${value}\r\n`).join("")}\r\n`;
}

// A headless Chromium, spoken to over its own debugging protocol: opens a page, runs expressions in it, takes pictures.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

/** Undefined where no Chromium is installed. */
export const chromium = ["chromium", "chromium-browser", "google-chrome"]
  .map((name) => Bun.which(name))
  .find((found) => found !== null);

const flags = [
  ...["--headless", "--no-sandbox", "--disable-quic", "--no-first-run", "--disable-background-networking"],
  ...["--disable-component-update", "--disable-sync", "--remote-debugging-port=0", "--window-size=1200,800"],
  // WebGL without a graphics card.
  ...["--use-angle=swiftshader", "--enable-unsafe-swiftshader"],
];

interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly params?: Record<string, unknown>;
  readonly result?: Record<string, unknown>;
  readonly error?: { readonly message: string };
}

export class Browser {
  readonly #child: Bun.Subprocess<"ignore", "ignore", "pipe">;
  readonly #folder: string;
  readonly #socket: WebSocket;
  readonly #waiting = new Map<number, (message: Message) => void>();
  readonly #onEvent: (method: string, params: Record<string, unknown>) => void;
  #session: string | undefined;
  #next = 1;

  private constructor(
    child: Bun.Subprocess<"ignore", "ignore", "pipe">,
    folder: string,
    socket: WebSocket,
    onEvent: (method: string, params: Record<string, unknown>) => void,
  ) {
    this.#child = child;
    this.#folder = folder;
    this.#socket = socket;
    this.#onEvent = onEvent;
    socket.onmessage = ({ data }) => this.#receive(JSON.parse(String(data)) as Message);
  }

  /** Starts a browser with one empty page; `onEvent` hears of errors, messages of the console and requests. */
  static async start(onEvent: (method: string, params: Record<string, unknown>) => void): Promise<Browser> {
    const folder = mkdtempSync(path.join(tmpdir(), "moicad-browser-"));
    const child = Bun.spawn([chromium as string, ...flags, `--user-data-dir=${folder}`, "about:blank"], {
      stdin: "ignore",
      stdout: "ignore",
      stderr: "pipe",
    });
    const socket = new WebSocket(await debuggingAddress(child.stderr));
    await new Promise((resolve, reject) => {
      socket.onopen = resolve;
      socket.onerror = reject;
    });
    const browser = new Browser(child, folder, socket, onEvent);
    const { targetId } = await browser.send("Target.createTarget", { url: "about:blank" });
    const { sessionId } = await browser.send("Target.attachToTarget", { targetId, flatten: true });
    browser.#session = sessionId as string;
    for (const domain of ["Page", "Runtime", "Log", "Network"]) await browser.send(`${domain}.enable`);
    return browser;
  }

  async send(method: string, params: Record<string, unknown> = {}): Promise<Record<string, unknown>> {
    const id = this.#next++;
    const answer = new Promise<Message>((resolve) => this.#waiting.set(id, resolve));
    this.#socket.send(JSON.stringify({ id, method, params, sessionId: this.#session }));
    const { result, error } = await answer;
    if (error !== undefined) throw new Error(`${method}: ${error.message}`);
    return result ?? {};
  }

  /** The value of an expression in the page; promises are awaited. */
  async evaluate(expression: string): Promise<unknown> {
    const { result, exceptionDetails } = (await this.send("Runtime.evaluate", {
      expression,
      awaitPromise: true,
      returnByValue: true,
      userGesture: true,
    })) as { result: { value?: unknown }; exceptionDetails?: { exception?: { description?: string } } };
    if (exceptionDetails !== undefined) throw new Error(exceptionDetails.exception?.description ?? expression);
    return result.value;
  }

  /** Waits until an expression is true. */
  async until(expression: string, milliseconds = 40_000): Promise<void> {
    for (const end = performance.now() + milliseconds; performance.now() < end; await Bun.sleep(30))
      if (await this.evaluate(expression).catch(() => false)) return;
    throw new Error(`this did not become true: ${expression}`);
  }

  async picture(): Promise<Uint8Array> {
    const { data } = await this.send("Page.captureScreenshot", { format: "png" });
    return Buffer.from(data as string, "base64");
  }

  async close(): Promise<void> {
    this.#socket.close();
    this.#child.kill("SIGKILL");
    await this.#child.exited;
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #receive(message: Message): void {
    if (message.id === undefined) {
      this.#onEvent(message.method ?? "", message.params ?? {});
      return;
    }
    this.#waiting.get(message.id)?.(message);
    this.#waiting.delete(message.id);
  }
}

async function debuggingAddress(stderr: ReadableStream<Uint8Array>): Promise<string> {
  let seen = "";
  for await (const chunk of stderr) {
    seen += new TextDecoder().decode(chunk);
    const address = /DevTools listening on (ws:\S+)/.exec(seen)?.[1];
    if (address !== undefined) return address;
  }
  throw new Error(`the browser ended at once:\n${seen}`);
}

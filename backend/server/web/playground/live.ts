// The live lane as the playground sees it: one session, kept open, that gets the program while it is typed. Where there is no
// session, the page evaluates as ever.
import type { Diagnostic, Program } from "./api.ts";
import { type PartMesh, readPart } from "./part-mesh.ts";

/** One object of the scene. */
export interface Part {
  readonly key: string;
  /** Row-major 4×4. */
  readonly matrix?: readonly number[];
  readonly color?: readonly number[];
  readonly modifier?: "highlight" | "background";
  readonly ghost?: boolean;
}

export interface Scene {
  readonly parts: readonly Part[];
  /** By the key of the part: final, or a draft. */
  readonly meshes: ReadonlyMap<string, PartMesh>;
}

export interface LiveListener {
  /** From now on programs that are sent will be shown. */
  readonly onOpen: () => void;
  readonly onDiagnostics: (diagnostics: readonly Diagnostic[]) => void;
  /** Something of the scene has changed; called at most once a frame. */
  readonly onScene: (scene: Scene) => void;
  /** `message` is undefined when the revision is shown completely. */
  readonly onEnd: (milliseconds: number, message: string | undefined) => void;
}

interface Message {
  readonly type: string;
  readonly revision?: number;
  readonly key?: string;
  readonly head?: number;
  readonly tail?: number;
  readonly parts?: readonly Part[];
  readonly diagnostics?: readonly Diagnostic[];
  readonly error?: { readonly message: string };
}

/** As the protocol says: a mesh may be forgotten when it was in none of so many scenes. */
const keptScenes = 16;
const firstPause = 1000;
const longestPause = 60_000;

export class LiveSession {
  readonly #listener: LiveListener;
  readonly #meshes = new Map<string, { mesh: PartMesh; scene: number }>();
  #socket: WebSocket | undefined;
  #isOpen = false;
  #pause = firstPause;
  #parts: readonly Part[] = [];
  #scenes = 0;
  #revision = 0;
  #sentAt = 0;
  /** Whether the listener waits for the end of what was sent last. */
  #isWaiting = false;
  /** Results of revisions up to this one are not wanted. */
  #unwanted = 0;
  #announced: string | undefined;
  #frame = 0;

  constructor(listener: LiveListener) {
    this.#listener = listener;
    this.#connect();
  }

  /** Whether a program that is sent will be shown. */
  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** Shows a program; whatever is not shown yet of earlier ones never will be. */
  show({ source, parameters }: Program): void {
    this.#revision += 1;
    this.#sentAt = performance.now();
    this.#isWaiting = true;
    this.#send({ type: "change", revision: this.#revision, files: { "main.scad": source }, parameters });
  }

  /** What was sent so far is not to be shown any more: something newer is. */
  forget(): void {
    this.#unwanted = this.#revision;
    this.#isWaiting = false;
    cancelAnimationFrame(this.#frame);
  }

  #connect(): void {
    const socket = new WebSocket(new URL("/ws/preview", location.href.replace(/^http/, "ws")), "moicad.preview.v1");
    socket.binaryType = "arraybuffer";
    this.#socket = socket;
    socket.addEventListener("open", () => {
      this.#revision += 1;
      this.#unwanted = this.#revision;
      this.#parts = [];
      this.#send({ type: "open", protocol: 1, revision: this.#revision, source: "", have: [...this.#meshes.keys()] });
    });
    socket.addEventListener("message", ({ data }) => this.#receive(data as string | ArrayBuffer));
    socket.addEventListener("close", () => {
      this.#isOpen = false;
      if (this.#isWaiting) this.#end("The connection to the service was lost.");
      setTimeout(() => this.#connect(), this.#pause);
      this.#pause = Math.min(longestPause, 2 * this.#pause);
    });
  }

  #send(message: object): void {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(message));
  }

  #receive(data: string | ArrayBuffer): void {
    if (typeof data !== "string") {
      if (this.#announced !== undefined)
        this.#meshes.set(this.#announced, { mesh: readPart(data), scene: this.#scenes });
      this.#announced = undefined;
      this.#requestScene();
      return;
    }
    const message = JSON.parse(data) as Message;
    if (message.type === "opened") {
      this.#isOpen = true;
      this.#pause = firstPause;
      this.#listener.onOpen();
    }
    if (message.type === "mesh") this.#announced = message.key;
    if (message.type === "scene") this.#takeScene(message);
    if ((message.revision ?? 0) <= this.#unwanted) return;
    if (message.type === "diagnostics") this.#listener.onDiagnostics(message.diagnostics ?? []);
    if (message.type === "scene") this.#requestScene();
    if (message.revision !== this.#revision) return;
    if (message.type === "done") this.#end(undefined);
    if (message.type === "failed") this.#end(message.error?.message ?? "");
  }

  #end(message: string | undefined): void {
    this.#isWaiting = false;
    this.#listener.onEnd(performance.now() - this.#sentAt, message);
  }

  #takeScene({ head = 0, tail = 0, parts = [] }: Message): void {
    const before = this.#parts;
    this.#parts = [...before.slice(0, head), ...parts, ...before.slice(before.length - tail)];
    this.#scenes += 1;
    for (const { key } of this.#parts) {
      const kept = this.#meshes.get(key);
      if (kept !== undefined) kept.scene = this.#scenes;
    }
    for (const [key, { scene }] of this.#meshes) if (scene <= this.#scenes - keptScenes) this.#meshes.delete(key);
  }

  #requestScene(): void {
    cancelAnimationFrame(this.#frame);
    if (this.#revision <= this.#unwanted) return;
    this.#frame = requestAnimationFrame(() => {
      const meshes = new Map([...this.#meshes].map(([key, { mesh }]) => [key, mesh]));
      this.#listener.onScene({ parts: this.#parts, meshes });
    });
  }
}

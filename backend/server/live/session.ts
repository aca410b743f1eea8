// One client's live preview: its project, what it has been told, and what it gets next. A session knows nothing of sockets
// and processes; the lane runs its tasks, and a client takes its messages.
import { ApiError, codes } from "../errors.ts";
import type { PoolResult } from "../pool/pool.ts";
import type { ClientDiagnostic, PreviewEvent, PreviewTask } from "../pool/protocol.ts";
import { successOf } from "../reply-errors.ts";
import { cacheObject, timingObject } from "../respond.ts";
import type { ChangeMessage, OpenOptions, ServerMessage, WireError } from "./messages.ts";
import { type Client, Outbox } from "./outbox.ts";
import type { PartKeys } from "./part-keys.ts";
import type { PartStore } from "./part-store.ts";
import type { Project } from "./project.ts";
import { describeScene, noScene, type SentScene, sceneMessage } from "./scene-message.ts";

export interface SessionOptions {
  readonly project: Project;
  readonly open: OpenOptions;
  readonly client: Client;
  readonly parts: PartStore;
  readonly keys: PartKeys;
  readonly tenant: string | undefined;
  /** Whose files they are: the key's name or the address. */
  readonly holder: string;
  /** Most time of one evaluation, in milliseconds. */
  readonly milliseconds: number;
}

/** A mesh that the client has. */
interface Sent {
  noisy: boolean;
  /** The number of the last scene with it. */
  scene: number;
}

/** Both sides forget a mesh that was in none of so many scenes. */
export const keptScenes = 16;
/** With more meshes than this, the service remembers only those of the last scene, and sends others again. */
const mostSent = 10_000;
/** An evaluation that took longer is worth a draft the next time, in milliseconds. */
const slowMilliseconds = 150;

export class Session {
  readonly #options: SessionOptions;
  readonly #outbox: Outbox;
  /** By node key. */
  readonly #sent = new Map<string, Sent>();
  readonly #have: Set<string>;
  #scene: SentScene = noScene;
  #scenes = 0;
  #told: readonly ClientDiagnostic[] = [];
  #revision: number;
  #isSlow = false;
  /** When the last scene came: what came after it was making meshes. */
  #sceneAt = 0;
  /** A mesh was gone from the store before it could be sent. */
  #isIncomplete = false;
  /** The process that ran the last task. */
  pid: number | undefined;

  constructor(options: SessionOptions) {
    this.#options = options;
    this.#outbox = new Outbox(options.client);
    this.#revision = options.open.revision;
    this.#have = new Set(options.open.have);
    for (const key of this.#have) {
      const part = options.parts.get(key, options.tenant);
      if (part !== undefined) this.#sent.set(part.node, { noisy: true, scene: 0 });
    }
  }

  get revision(): number {
    return this.#revision;
  }

  get holder(): string {
    return this.#options.holder;
  }

  get size(): number {
    return this.#options.project.size;
  }

  get milliseconds(): number {
    return Math.min(this.#options.milliseconds, this.#options.project.limits.time ?? Number.POSITIVE_INFINITY);
  }

  /** Whether the client takes what an evaluation would give. */
  get isReady(): boolean {
    return this.#outbox.isClear;
  }

  /** Throws `ApiError` and stays as it is when the change does not fit. */
  change(message: ChangeMessage): void {
    if (message.revision <= this.#revision)
      throw new ApiError("invalid_request", `revision: must be greater than ${this.#revision}`);
    this.#options.project.change(message);
    this.#revision = message.revision;
    this.#outbox.dropMeshes();
  }

  /** A mesh was lost that the client must still get. */
  get isIncomplete(): boolean {
    return this.#isIncomplete;
  }

  /** The client has taken something. */
  flush(): void {
    this.#outbox.flush();
  }

  /** The task that makes what the client does not have. */
  task(): PreviewTask {
    const { project, open, parts } = this.#options;
    this.#isIncomplete = false;
    this.#sceneAt = 0;
    const noisy = [...this.#sent].flatMap(([key, sent]) => (sent.noisy ? key : []));
    return {
      kind: "preview",
      ...project.bundle,
      limits: { ...project.limits, time: this.milliseconds },
      known: [...this.#sent.keys()],
      noisy,
      drafts: open.drafts ? (this.#isSlow ? "first" : "when-slow") : "never",
      meshBytes: parts.previewBytes,
    };
  }

  /** Something that the task for a revision has made. */
  take(revision: number, event: PreviewEvent): void {
    switch (event.type) {
      case "diagnostics":
        this.#tell(revision, event.diagnostics);
        break;
      case "scene":
        this.#showScene(revision, event.parts);
        break;
      case "mesh":
        this.#putMesh(revision, event);
        break;
      case "known": {
        const sent = this.#sent.get(event.key);
        if (sent !== undefined) sent.noisy = event.noisy;
        break;
      }
      case "progress":
        this.say({ ...event, revision });
        break;
      default:
        event satisfies never;
    }
  }

  /** The task for a revision has ended. Gives the error when there is one; the client has been told. */
  finish(revision: number, result: PoolResult): unknown {
    const { reply } = result;
    if (reply.diagnostics.length !== this.#told.length) this.#tell(revision, reply.diagnostics);
    try {
      const timings = timingObject(successOf(result, this.milliseconds).timings);
      this.#isSlow = (timings.realize ?? 0) > slowMilliseconds;
      this.say({ type: "done", revision, timings, caches: cacheObject(reply.caches) });
      return undefined;
    } catch (error) {
      this.fail(revision, error);
      return error;
    }
  }

  /** There is no result, and there will be none. */
  fail(revision: number, error: unknown): void {
    this.say({ type: "failed", revision, error: wireError(error) });
  }

  /** The task for a revision was cancelled, because there is a newer one. */
  supersede(): void {
    if (this.#sceneAt > 0) this.#isSlow = performance.now() - this.#sceneAt > slowMilliseconds;
  }

  say(message: ServerMessage): void {
    const text = JSON.stringify(message);
    this.#outbox.put({ kind: "text", send: (client) => client.sendText(text) });
  }

  #tell(revision: number, diagnostics: readonly ClientDiagnostic[]): void {
    this.#told = diagnostics;
    this.say({ type: "diagnostics", revision, diagnostics });
  }

  #showScene(revision: number, parts: Extract<PreviewEvent, { type: "scene" }>["parts"]): void {
    this.#scenes++;
    this.#sceneAt = performance.now();
    if (this.#scenes > keptScenes) this.#have.clear();
    for (const { key } of parts) {
      const sent = this.#sent.get(key);
      if (sent !== undefined) sent.scene = this.#scenes;
    }
    const oldest = this.#sent.size > mostSent ? this.#scenes : this.#scenes - keptScenes + 1;
    for (const [key, { scene }] of this.#sent) if (scene < oldest) this.#sent.delete(key);
    const scene = describeScene(parts, (key) => this.#keyOf(key));
    const text = sceneMessage(revision, this.#scene, scene);
    this.#scene = scene;
    this.#outbox.put({ kind: "text", send: (client) => client.sendText(text) });
  }

  #putMesh(revision: number, event: Extract<PreviewEvent, { type: "mesh" }>): void {
    const { parts, tenant, open } = this.#options;
    const { draft, noisy, bytes } = event;
    const key = this.#keyOf(event.key);
    const content = this.#keyOf(event.content);
    parts.put(content, { bytes, node: event.content, tenant });
    const length = bytes.length;
    const inline = open.meshes === "inline";
    // The bytes are not held on to: the store may let them go.
    const send = (client: Client): void => {
      const part = parts.get(content, tenant);
      if (part === undefined) {
        this.#isIncomplete = true;
        return;
      }
      if (!draft) this.#sent.set(event.key, { noisy, scene: this.#scenes });
      if (!draft && this.#have.delete(key)) return;
      const url = `/api/parts/${content}`;
      const head = { type: "mesh", revision, key, content, draft, bytes: length, url, inline } as const;
      client.sendText(JSON.stringify(head satisfies ServerMessage));
      if (inline) client.sendBytes(part.bytes);
    };
    this.#outbox.put({ kind: "mesh", send });
  }

  #keyOf(node: string): string {
    return this.#options.keys.of(node, this.#options.tenant);
  }
}

/** What is not an `ApiError` is a defect: its text stays in the log. Diagnostics come in a message of their own. */
export function wireError(error: unknown): WireError {
  const known = error instanceof ApiError ? error : new ApiError("internal_error", "Internal server error");
  const { diagnostics: _, ...details } = known.options.details ?? {};
  const { retryAfter } = known.options;
  const wait = retryAfter === undefined ? {} : { retryAfter: Math.max(1, Math.ceil(retryAfter)) };
  return { ...details, code: known.code, message: known.message, retryable: codes[known.code].retryable, ...wait };
}

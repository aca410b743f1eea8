// POST /api/preview: the events of a live session as an event stream, for clients without WebSockets. A client that has a new
// revision sends another request and leaves this one, which cancels it.
import type { Context } from "hono";
import { parseJson, readBody } from "../admission/body.ts";
import { ApiError } from "../errors.ts";
import type { Client } from "../live/outbox.ts";
import { openSession } from "../live/socket.ts";
import type { Service, ServiceEnv } from "../service.ts";

/** Silence that a proxy may take for the end, in milliseconds. */
const keepAliveInterval = 15_000;

export function previewRoute(service: Service) {
  const { config, live } = service;
  return async (c: Context<ServiceEnv>): Promise<Response> => {
    const accept = c.req.header("accept");
    if (accept !== undefined && !/\*\/\*|text\/(\*|event-stream)/i.test(accept))
      throw new ApiError("not_acceptable", "Previews come as text/event-stream");
    const room = c.get("room");
    const bytes = await readBody(c.req.raw, { limit: config.bodyBytes, milliseconds: config.requestTime, room });
    const body = parseJson(bytes);
    if (typeof body !== "object" || body === null || Array.isArray(body))
      throw new ApiError("invalid_request", "The body must be an object");
    const events = new EventStream();
    const message = { protocol: 1, ...body, meshes: "reference" };
    const client = c.get("client");
    const session = openSession(service, { tenant: c.get("tenant"), client }, message, events.client);
    live.lane.checkRoom(client, session.size);
    const leave = live.connections.enter(client);
    const end = (): void => {
      leave();
      live.lane.remove(session);
      events.close();
    };
    c.req.raw.signal.addEventListener("abort", end, { once: true });
    events.start({ onDrain: () => live.lane.drained(session), onLeave: end, isLast });
    live.lane.add(session);
    return new Response(events.body, {
      headers: { "content-type": "text/event-stream", "cache-control": "no-store", "x-accel-buffering": "no" },
    });
  };
}

/** Nothing follows these. */
function isLast(type: string): boolean {
  return type === "done" || type === "failed";
}

interface StreamWatch {
  readonly onDrain: () => void;
  /** The stream has ended, or its reader has left. */
  readonly onLeave: () => void;
  readonly isLast: (type: string) => boolean;
}

/** Server-sent events of one request. */
class EventStream {
  readonly body: ReadableStream<Uint8Array>;
  readonly client: Client;
  #controller!: ReadableStreamDefaultController<Uint8Array>;
  #watch: StreamWatch | undefined;
  #isOpen = true;
  #keepAlive: ReturnType<typeof setInterval> | undefined;

  constructor() {
    const strategy = { highWaterMark: 0, size: (chunk?: Uint8Array) => chunk?.length ?? 0 };
    this.body = new ReadableStream<Uint8Array>(
      {
        start: (controller) => {
          this.#controller = controller;
        },
        pull: () => this.#watch?.onDrain(),
        cancel: () => this.#watch?.onLeave(),
      },
      strategy,
    );
    const stream = this;
    this.client = {
      sendText: (text) => stream.#send(text),
      sendBytes: () => {
        throw new Error("event streams carry texts only");
      },
      get buffered() {
        return Math.max(0, -(stream.#controller.desiredSize ?? 0));
      },
    };
  }

  start(watch: StreamWatch): void {
    this.#watch = watch;
    this.#keepAlive = setInterval(() => this.#write(":\n\n"), keepAliveInterval);
  }

  close(): void {
    clearInterval(this.#keepAlive);
    if (!this.#isOpen) return;
    this.#isOpen = false;
    // A stream that its reader has left is closed already.
    if (this.#controller.desiredSize !== null) this.#controller.close();
  }

  #send(text: string): void {
    const { type } = JSON.parse(text) as { type: string };
    this.#write(`event: ${type}\ndata: ${text}\n\n`);
    if (this.#watch?.isLast(type)) this.#watch.onLeave();
  }

  #write(text: string): void {
    if (this.#isOpen) this.#controller.enqueue(new TextEncoder().encode(text));
  }
}

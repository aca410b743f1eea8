// Live sessions over WebSockets: what comes in is counted and checked, what goes out waits for the client, and who is silent
// for too long is let go.
import type { ServerWebSocket, WebSocketHandler } from "bun";
import { readJson } from "../admission/body.ts";
import { checkShape } from "../admission/check-shape.ts";
import { programOf } from "../admission/program-request.ts";
import { ApiError } from "../errors.ts";
import type { Service } from "../service.ts";
import { charactersPerWeight, messageWeight, TokenBucket, valuesPerWeight } from "./connections.ts";
import { changeMessage, openOptions, protocolVersion } from "./messages.ts";
import { Project } from "./project.ts";
import { Session, wireError } from "./session.ts";

/** What a connection is known by from its upgrade on. */
export interface Connection {
  readonly requestId: string;
  readonly tenant: string | undefined;
  /** What the connection counts for: the key's name or the address. */
  readonly client: string;
  /** Counts the connection out. */
  readonly leave: () => void;
  readonly bucket: TokenBucket;
  session: Session | undefined;
  /** When something came from the client, and when it last changed something. */
  heardAt: number;
  changedAt: number;
}

type Socket = ServerWebSocket<Connection>;

/** Codes of closing (RFC 6455 §7.4.1, and 1013 of the registry). */
const goingAway = 1001;
const tryAgainLater = 1013;
/** Texts from this length on are compressed. */
const compressedFrom = 1024;
/** Values in one message: it is read at once, while everybody else waits. */
const mostValues = 50_000;
/** A client that has so much to take beyond what is held back is closed. */
const mostBacklog = 48 * 1_048_576;

export function makeConnection(
  service: Service,
  from: Pick<Connection, "requestId" | "tenant" | "client" | "leave">,
): Connection {
  const now = performance.now();
  const rate = service.config.live.messagesPerSecond;
  return { ...from, bucket: new TokenBucket(rate, 2 * rate), session: undefined, heardAt: now, changedAt: now };
}

export interface LiveSockets {
  readonly handler: WebSocketHandler<Connection>;
  /** Closes every connection: the service stops. */
  close(): void;
}

export function liveSockets(service: Service): LiveSockets {
  const { config, live, log } = service;
  const { pingInterval, pingTimeout, idleTime, messageBytes, compression } = config.live;
  const open = new Set<Socket>();

  const watch = setInterval(() => {
    const now = performance.now();
    for (const socket of open) {
      const { heardAt, changedAt } = socket.data;
      if (now - heardAt > pingTimeout) socket.terminate();
      else if (now - changedAt > idleTime) socket.close(goingAway, "idle");
      else socket.ping();
    }
  }, pingInterval);

  function fail(socket: Socket, error: unknown): void {
    if (!(error instanceof ApiError)) {
      const { requestId } = socket.data;
      log("error", "defect", { requestId, stack: (error as Error).stack ?? String(error) });
    }
    socket.sendText(JSON.stringify({ type: "error", error: wireError(error) }));
  }

  function receive(socket: Socket, text: string): void {
    const { data } = socket;
    const { value: message, values } = readJson(new TextEncoder().encode(text), mostValues);
    live.connections.weightOf(data.client).spend(values / valuesPerWeight);
    const type = (message as { type?: unknown } | null)?.type;
    if (type === "open") {
      if (data.session !== undefined) throw invalid("type: the session is open already");
      data.session = openSession(service, data, message as object, clientOf(socket));
      data.session.say({ type: "opened", protocol: protocolVersion, session: data.requestId });
      live.lane.add(data.session);
    } else if (type === "change") {
      if (data.session === undefined) throw invalid("type: the session is not open yet");
      data.session.change(checkShape(changeMessage, message));
      live.lane.request(data.session);
    } else throw invalid("type: neither open nor change");
    data.changedAt = performance.now();
    try {
      live.lane.checkRoom(data.client, 0);
    } catch (error) {
      fail(socket, error);
      socket.close(tryAgainLater, "no room");
    }
  }

  const handler: WebSocketHandler<Connection> = {
    maxPayloadLength: messageBytes,
    // Connections are watched here, by what they say and by answers to pings.
    idleTimeout: 0,
    sendPings: false,
    perMessageDeflate: compression,
    backpressureLimit: mostBacklog,
    closeOnBackpressureLimit: true,
    open(socket) {
      open.add(socket);
      if (service.draining) socket.close(goingAway, "the server is stopping");
    },
    message(socket, message) {
      const { data } = socket;
      data.heardAt = performance.now();
      const weight = live.connections.weightOf(data.client);
      if (!data.bucket.take() || !weight.take(messageWeight + message.length / charactersPerWeight)) {
        fail(socket, new ApiError("rate_limited", "Too many messages", { retryAfter: 1 }));
        socket.close(tryAgainLater, "too many messages");
        return;
      }
      try {
        if (typeof message !== "string") throw invalid("messages are texts");
        receive(socket, message);
      } catch (error) {
        fail(socket, error);
      }
    },
    pong(socket) {
      socket.data.heardAt = performance.now();
    },
    drain(socket) {
      if (socket.data.session !== undefined) live.lane.drained(socket.data.session);
    },
    close(socket) {
      open.delete(socket);
      socket.data.leave();
      if (socket.data.session !== undefined) live.lane.remove(socket.data.session);
    },
  };
  return {
    handler,
    close() {
      clearInterval(watch);
      for (const socket of open) socket.close(goingAway, "the server is stopping");
    },
  };
}

function clientOf(socket: Socket) {
  return {
    sendText: (text: string): void => void socket.sendText(text, text.length > compressedFrom),
    sendBytes: (bytes: Uint8Array): void => void socket.sendBinary(bytes, false),
    get buffered(): number {
      return socket.getBufferedAmount();
    },
  };
}

/** The members of a program request stand beside the session's own. Throws `ApiError`. */
export function openSession(
  { config, live }: Service,
  { tenant, client: holder }: Pick<Connection, "tenant" | "client">,
  message: object,
  client: ReturnType<typeof clientOf>,
): Session {
  const { type: _, protocol, revision, drafts, meshes, have, ...program } = message as Record<string, unknown>;
  const open = checkShape(openOptions, { protocol, revision, drafts, meshes, have });
  const project = new Project(programOf(program), config.bodyBytes);
  const { parts, keys } = live;
  return new Session({ project, open, client, holder, parts, keys, tenant, milliseconds: config.evaluationTime });
}

function invalid(message: string): ApiError {
  return new ApiError("invalid_request", message);
}

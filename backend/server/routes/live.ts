// GET /ws/preview: a WebSocket for a live session. Who may have one is decided before the connection changes its protocol.
import type { Context } from "hono";
import { isAllowed } from "../admission/cors.ts";
import { ApiError } from "../errors.ts";
import { subprotocol } from "../live/messages.ts";
import { makeConnection } from "../live/socket.ts";
import type { Service, ServiceEnv } from "../service.ts";

export function liveRoute(service: Service) {
  const { config, live } = service;
  return (c: Context<ServiceEnv>): Response => {
    if (service.draining) throw new ApiError("draining", "The server is stopping", { retryAfter: 5 });
    if (c.req.header("upgrade")?.toLowerCase() !== "websocket")
      throw new ApiError("invalid_request", "This address is for WebSockets; POST /api/preview does without");
    const origin = c.req.header("origin");
    // Browsers say where a page comes from, and open WebSockets to anywhere.
    if (origin !== undefined && !isOwn(origin, c.req.header("host")) && !isAllowed(origin, config.allowedOrigins))
      throw new ApiError("forbidden", "Pages of this origin may not open live sessions");
    const offered = c.req
      .header("sec-websocket-protocol")
      ?.split(",")
      .map((name) => name.trim());
    if (offered !== undefined && !offered.includes(subprotocol))
      throw new ApiError("invalid_request", `Sec-WebSocket-Protocol: ${subprotocol} is the only one`);
    const client = c.get("client");
    const leave = live.connections.enter(client);
    const connection = makeConnection(service, {
      requestId: c.get("requestId"),
      tenant: c.get("tenant"),
      client,
      leave,
    });
    const headers: Record<string, string> = offered === undefined ? {} : { "sec-websocket-protocol": subprotocol };
    if (!c.env.upgrade(c.req.raw, connection, headers)) {
      leave();
      throw new ApiError("invalid_request", "The request is not a valid WebSocket handshake");
    }
    // Bun has answered by itself.
    return new Response(null);
  };
}

/** The service's own pages. */
function isOwn(origin: string, host: string | undefined): boolean {
  return URL.canParse(origin) && new URL(origin).host === host;
}

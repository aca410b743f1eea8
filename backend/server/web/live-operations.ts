// The part of the API's description that is about live previews: /ws/preview, /api/preview and /api/parts. The messages are
// described in docs/live-preview.md.
import type { ErrorCode } from "../errors.ts";
import { subprotocol } from "../live/messages.ts";
import { notModified } from "./answer-headers.ts";
import type { Operation } from "./api-description.ts";

const access = ["unauthorized", "forbidden", "rate_limited", "internal_error"] as const satisfies readonly ErrorCode[];

export function liveOperations(): readonly Operation[] {
  return [
    {
      id: "live-session",
      method: "get",
      paths: ["/ws/preview"],
      summary: "A live session over a WebSocket",
      description:
        "Open a session with files, send edits and parameters, and get diagnostics, the parts of the model and their meshes " +
        "while you type: the latest revision wins. Messages are described in docs/live-preview.md. Pages of other origins " +
        "must be allowed. A browser that has an API key names the sub-protocol `moicad.key.KEY` beside the session's own.",
      parameters: [
        {
          name: "Sec-WebSocket-Protocol",
          in: "header",
          description: `\`${subprotocol}\`, if any is named.`,
          schema: { type: "string" },
        },
      ],
      answers: {
        101: { description: "The connection is a WebSocket now.", headers: ["Sec-WebSocket-Protocol"], content: {} },
      },
      errors: ["invalid_request", ...access, "overloaded", "draining"],
    },
    {
      id: "preview",
      method: "post",
      paths: ["/api/preview"],
      summary: "The same for one revision, as an event stream",
      description:
        "For clients without WebSockets: the events of a live session, with meshes by address. Leaving cancels it. Beside the " +
        "members of a program request: `have`, keys of meshes that the client has; `drafts`, false for final meshes only; " +
        "`revision`, a number that comes back with the events.",
      requestBody: {
        required: true,
        description: "JSON only.",
        content: { "application/json": { schema: { $ref: "#/components/schemas/ProgramRequest" } } },
      },
      answers: {
        200: {
          description: "Events: `diagnostics`, `scene`, `mesh`, `progress`, and `done` or `failed` at the end.",
          headers: ["Cache-Control", "X-Accel-Buffering"],
          content: { "text/event-stream": { schema: { type: "string" } } },
        },
      },
      errors: [
        "invalid_request",
        "not_acceptable",
        "payload_too_large",
        "unsupported_media_type",
        ...access,
        "overloaded",
        "request_timeout",
      ],
    },
    {
      id: "part",
      method: "get",
      paths: ["/api/parts/{key}"],
      summary: "The mesh of a part of a preview",
      description:
        "By the key that a preview named it with, as long as it is kept. It never changes. The layout of the bytes is " +
        "described in docs/live-preview.md.",
      parameters: [
        {
          name: "key",
          in: "path",
          required: true,
          description: "32 hexadecimal digits.",
          schema: { type: "string", pattern: "^[0-9a-f]{32}$" },
        },
      ],
      answers: {
        200: {
          description: "The mesh.",
          headers: ["Cache-Control", "ETag"],
          content: { "application/octet-stream": { schema: { type: "string" } } },
        },
        304: { description: notModified, headers: ["Cache-Control", "ETag"], content: {} },
      },
      errors: [...access, "not_found"],
    },
  ];
}

// What clients of a live session say and hear: protocol version 1, described in docs/live-preview.md. Unknown members are
// errors, as everywhere.
import { z } from "zod";
import { fileContent, fileCount, namedValues, parametersShape } from "../admission/program-shape.ts";
import type { ClientDiagnostic, SourceSpan } from "../pool/protocol.ts";

export const protocolVersion = 1;
/** The WebSocket's sub-protocol. */
export const subprotocol = "moicad.preview.v1";

const partKey = z.string().regex(/^[0-9a-f]{32}$/);
const keys = z.array(partKey).max(10_000);
const offset = z.number().int().nonnegative();

/** A replacement of a piece of text; offsets are in UTF-16 units of the text as the edits before it left it. */
export const textEdit = z.strictObject({ start: offset, end: offset, text: z.string() });
export type TextEdit = z.infer<typeof textEdit>;

const fileChange = z.union([
  fileContent,
  z.strictObject({ edits: z.array(textEdit).min(1).max(1000) }),
  // The file is gone.
  z.null(),
]);
export type FileChange = z.infer<typeof fileChange>;

/** Beside these, `open` has the members of a program request. */
export const openOptions = z.object({
  protocol: z.literal(protocolVersion),
  revision: offset.default(0),
  drafts: z.boolean().default(true),
  /** How meshes come: as binary messages, or as addresses. */
  meshes: z.enum(["inline", "reference"]).default("inline"),
  have: keys.default([]),
});
export type OpenOptions = z.infer<typeof openOptions>;

export const changeMessage = z.strictObject({
  type: z.literal("change"),
  revision: offset,
  files: namedValues(fileChange, { most: 2 * fileCount, noun: "files" }).optional(),
  parameters: parametersShape.optional(),
});
export type ChangeMessage = z.infer<typeof changeMessage>;

/** One part as clients see it. */
export interface WirePart {
  readonly key: string;
  readonly matrix?: readonly number[];
  readonly color?: readonly number[];
  readonly modifier?: "highlight" | "background";
  readonly ghost?: true;
}

export type ServerMessage =
  | { readonly type: "opened"; readonly protocol: number; readonly session: string }
  | { readonly type: "diagnostics"; readonly revision: number; readonly diagnostics: readonly ClientDiagnostic[] }
  | {
      readonly type: "mesh";
      readonly revision: number;
      readonly key: string;
      readonly content: string;
      readonly draft: boolean;
      readonly bytes: number;
      readonly url: string;
      readonly inline: boolean;
    }
  | {
      readonly type: "progress";
      readonly revision: number;
      readonly done: number;
      readonly total: number;
      readonly span?: SourceSpan;
    }
  | {
      readonly type: "done";
      readonly revision: number;
      readonly timings: Readonly<Record<string, number>>;
      readonly caches: Readonly<Record<string, { readonly hits: number; readonly misses: number }>>;
    }
  | { readonly type: "failed"; readonly revision: number; readonly error: WireError }
  | { readonly type: "error"; readonly error: WireError };

export interface WireError {
  readonly code: string;
  readonly message: string;
  readonly retryable: boolean;
  /** Seconds. */
  readonly retryAfter?: number;
  readonly [detail: string]: unknown;
}

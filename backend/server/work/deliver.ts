// Puts a result where the service finds it: in the reply if it is small, else in the file that the service named.
import { writeFileSync } from "node:fs";
import type { Limits } from "../../shared/limits.ts";
import { inlineBytes, type Payload, type TaskEnd } from "../pool/protocol.ts";

export interface Delivery {
  readonly bytes: Uint8Array;
  readonly resultPath: string;
  readonly limits: Limits;
  /** The same task would give the same bytes again. */
  readonly repeatable: boolean;
}

export function deliver({ bytes, resultPath, limits, repeatable }: Delivery): TaskEnd {
  if (bytes.length > limits.outputBytes) return { status: "limit", limit: "outputBytes", allowed: limits.outputBytes };
  return { status: "success", payload: payloadOf(bytes, resultPath), repeatable };
}

function payloadOf(bytes: Uint8Array, path: string): Payload {
  if (bytes.length <= inlineBytes) return { inline: bytes };
  writeFileSync(path, bytes, { mode: 0o600, flag: "wx" });
  return { path, size: bytes.length };
}

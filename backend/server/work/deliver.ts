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
  const payload = payloadOf(bytes, resultPath);
  return payload === undefined ? { status: "no-room" } : { status: "success", payload, repeatable };
}

/** Undefined when there is no room for it on the disk. */
function payloadOf(bytes: Uint8Array, path: string): Payload | undefined {
  if (bytes.length <= inlineBytes) return { inline: isWhole(bytes) ? bytes : bytes.slice() };
  try {
    writeFileSync(path, bytes, { mode: 0o600, flag: "wx" });
  } catch (error) {
    if (fullDisk.has((error as NodeJS.ErrnoException).code ?? "")) return undefined;
    throw error;
  }
  return { path, size: bytes.length };
}

/** A part of a buffer would take all of the buffer to the service, and keep it there as long as the result is kept. */
function isWhole({ length, buffer }: Uint8Array): boolean {
  return length === buffer.byteLength;
}

/** No space left, or no quota. */
const fullDisk: ReadonlySet<string> = new Set(["ENOSPC", "EDQUOT"]);

// Which processes run a task: exact solids have their own, with a library that the others do not load.
import { formats } from "../output/formats.ts";
import type { LazyPool } from "./pool/lazy-pool.ts";
import type { Pool } from "./pool/pool.ts";
import type { Task } from "./pool/protocol.ts";
import type { Service } from "./service.ts";

const solidFiles = /\.(step|stp|iges|igs|brep|brp)$/i;

/** True when a task probably needs OpenCascade. */
export function needsSolids(task: Task): boolean {
  if (task.kind === "validate" || task.kind === "heal") return ["step", "iges", "brep"].includes(task.type ?? "");
  if (task.kind !== "evaluate") return false;
  if (task.features?.includes("brep")) return true;
  const wanted = [task.format, ...(task.formats ?? [])];
  if (wanted.some((format) => formats.get(format)?.accepts === "brep")) return true;
  if (task.archive !== undefined && namesSolids(task.archive.bytes)) return true;
  return [...task.files.keys()].some((name) => solidFiles.test(name));
}

/** The beginning of an entry in the directory of a zip. */
const ENTRY = Buffer.from("PK\u0001\u0002", "latin1");

/** True when the directory of a zip names a file of exact solids. One pass; nothing is unpacked, nothing need be right. */
export function namesSolids(zip: Uint8Array): boolean {
  const bytes = Buffer.from(zip.buffer, zip.byteOffset, zip.byteLength);
  for (let at = bytes.indexOf(ENTRY); at >= 0 && at + 46 <= bytes.length; at = bytes.indexOf(ENTRY, at + 4)) {
    const end = at + 46 + bytes.readUInt16LE(at + 28);
    if (solidFiles.test(bytes.toString("latin1", Math.max(at + 46, end - 8), end))) return true;
  }
  return false;
}

export interface Engine {
  readonly name: "manifold" | "occt";
  readonly pool: Pick<Pool & LazyPool, "isFull" | "refusal" | "run">;
}

export function engineOf({ pool, solids }: Service, task: Task): Engine {
  return needsSolids(task) ? { name: "occt", pool: solids } : { name: "manifold", pool };
}

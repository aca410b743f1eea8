// Which processes run a task: exact solids have their own, with a library that the others do not load.
import { formats } from "../output/formats.ts";
import type { LazyPool } from "./pool/lazy-pool.ts";
import type { Pool } from "./pool/pool.ts";
import type { Task } from "./pool/protocol.ts";
import type { Service } from "./service.ts";

const solidFiles = /\.(step|stp|iges|igs|brep|brp)$/i;

/** True when a task probably needs OpenCascade. A file of exact solids in an archive is not seen. */
export function needsSolids(task: Task): boolean {
  if (task.kind === "validate" || task.kind === "heal") return ["step", "iges", "brep"].includes(task.type ?? "");
  if (task.kind !== "evaluate") return false;
  if (task.features?.includes("brep")) return true;
  const wanted = [task.format, ...(task.formats ?? [])];
  if (wanted.some((format) => formats.get(format)?.accepts === "brep")) return true;
  return [...task.files.keys()].some((name) => solidFiles.test(name));
}

export interface Engine {
  readonly name: "manifold" | "occt";
  readonly pool: Pick<Pool & LazyPool, "isFull" | "refusal" | "run">;
}

export function engineOf({ pool, solids }: Service, task: Task): Engine {
  return needsSolids(task) ? { name: "occt", pool: solids } : { name: "manifold", pool };
}

// What a task is known by in the result cache: a hash over everything that can change its result.
import type { Content, Task } from "../pool/protocol.ts";

export interface KeyScope {
  /** The program's own: another version may answer differently. */
  readonly version: string;
  /** Results of one API key's owner are not found by another, nor by those without a key. */
  readonly tenant: string | undefined;
}

/** Time limits do not change a result. */
export function requestKey(task: Task, { version, tenant }: KeyScope): string {
  const hasher = new Bun.CryptoHasher("sha256");
  // Each part is preceded by its length, so that parts cannot run into each other.
  const add = (part: Content): void => {
    const bytes = typeof part === "string" ? Buffer.from(part) : part;
    hasher.update(`${bytes.length}:`).update(bytes);
  };
  const { time: _, ...limits } = task.limits;
  add(version);
  add(tenant === undefined ? "" : `tenant ${tenant}`);
  add(task.kind);
  add(task.source);
  add(task.main ?? "");
  if (task.archive !== undefined) {
    add(`archive ${task.archive.main ?? "/"}`);
    add(task.archive.bytes);
  }
  for (const name of [...task.files.keys()].sort()) {
    add(name);
    add(task.files.get(name) as Content);
  }
  add(JSON.stringify(limits));
  if (task.kind === "evaluate") {
    add(task.format);
    add(JSON.stringify(task.formats ?? null));
    add(JSON.stringify(task.definitions));
    add(JSON.stringify(task.features ?? []));
  }
  if (task.kind === "parse") add(task.wanted);
  if (task.kind === "validate" || task.kind === "heal")
    add(JSON.stringify([task.type ?? null, task.format, task.healsOnDemand]));
  return hasher.digest("hex");
}

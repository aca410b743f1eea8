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
  const { kind, source, main, archive, files } = task;
  const { time: _, ...limits } = task.limits;
  const names = [...files.keys()].sort();
  const contents = [source, ...names.map((name) => files.get(name) as Content)];
  if (archive !== undefined) contents.push(archive.bytes);
  // The lengths stand in front, so that parts cannot run into each other.
  const lengths = contents.map((part) => (typeof part === "string" ? Buffer.byteLength(part) : part.length));
  const archived = archive === undefined ? null : [archive.main ?? null];
  const scope = [version, tenant === undefined ? null : [tenant]];
  const head = JSON.stringify([...scope, kind, main ?? "", archived, names, lengths, limits, wantedOf(task)]);
  const hasher = new Bun.CryptoHasher("sha256").update(head);
  for (const part of contents) hasher.update(part);
  return hasher.digest("hex");
}

/** What the task is to make, as plain data. */
function wantedOf(task: Task): unknown {
  switch (task.kind) {
    case "evaluate":
      return [task.format, task.formats ?? null, task.definitions, task.features ?? []];
    case "parse":
      return task.wanted;
    case "validate":
    case "heal":
      return [task.type ?? null, task.format, task.healsOnDemand];
    case "preview":
      return null;
    default:
      return task satisfies never;
  }
}

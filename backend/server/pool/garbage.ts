// Keeps garbage from ending a process: the engine, which sees all of the machine's memory, lets it grow to several times what
// is in use, and a process that has much of its own memory is replaced, with all that it knows and the engine has compiled.

export interface GarbageOptions {
  /** What the process may use, in bytes. */
  readonly memoryBytes: number;
  readonly readResidentBytes: () => number;
  /** Frees what nothing refers to, and gives its memory back. */
  readonly collect: () => void;
}

/** Beyond this share of its memory a process is replaced. */
export const replacedShare = 0.7;
/** From this share on it looks for garbage. */
const firstShare = 0.6;
/** By how much of it the process must have grown before it looks again: what is in use may be much. */
const stepShare = 0.05;

/** Call it between tasks, and before the service is told of a process that has too much. */
export function garbageWatch({ memoryBytes, readResidentBytes, collect }: GarbageOptions): () => void {
  let bound = firstShare * memoryBytes;
  return () => {
    if (readResidentBytes() < bound) return;
    collect();
    bound = Math.max(firstShare * memoryBytes, readResidentBytes() + stepShare * memoryBytes);
  };
}

// What the system tells about an evaluation process: the processor time and the memory that it uses, and after its end
// whether it ended because there was no more memory.
import { readFileSync } from "node:fs";

export interface ProcessMemory {
  readonly residentBytes: number;
  /** What counts against the limit of its memory: address space, used or not. */
  readonly dataBytes: number;
}

/** Clock ticks a second in /proc, the same on every Linux that Bun runs on. */
const ticksPerSecond = 100;

/** Undefined where the system does not tell, or the process is gone. */
export function readMemory(pid: number | "self"): ProcessMemory | undefined {
  const text = read(`/proc/${pid}/status`);
  const bytesOf = (line: RegExp): number => Number(line.exec(text ?? "")?.[1]) * 1024;
  const memory = { residentBytes: bytesOf(/^VmRSS:\s*(\d+) kB/m), dataBytes: bytesOf(/^VmData:\s*(\d+) kB/m) };
  return memory.residentBytes > 0 && memory.dataBytes > 0 ? memory : undefined;
}

/** Processor time used so far in milliseconds, counted in steps of ten; undefined as above. */
export function readProcessorTime(pid: number): number | undefined {
  const text = read(`/proc/${pid}/stat`);
  if (text === undefined) return undefined;
  // The name in parentheses may hold anything.
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  return ((Number(fields[11]) + Number(fields[12])) * 1000) / ticksPerSecond;
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}

/** How a process ended, as far as its memory is concerned. */
export interface Remains {
  /** The end of what it wrote to standard error. */
  readonly lastWords: string;
  /** The most that it was seen to have, in bytes. */
  readonly peakBytes: number;
  /** What it could use. */
  readonly memoryBytes: number;
}

/** Of its memory a process that is refused more has at least this share; the rest is space that is reserved only. */
const fullShare = 0.6;

/**
 * Whether a process ended because it was refused memory. The engine says so in different words, depending on which part of
 * it was refused; where it does not, its report of the crash says how much it had. The kernel, when the machine or the
 * container has no more, kills without a word.
 */
export function endedForMemory({ lastWords, peakBytes, memoryBytes }: Remains): boolean {
  const reported = Number(/\bPeak: ([\d.]+) GB/.exec(lastWords)?.[1] ?? 0) * 1e9;
  if (Math.max(peakBytes, reported) > fullShare * memoryBytes) return true;
  return /cannot allocate memory|out of memory|memory is exhausted/i.test(lastWords);
}

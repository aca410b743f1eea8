// What the system tells about an evaluation process: the processor time and the memory that it uses, and after its end
// whether it ended because there was no more memory.
import { openSync, readFileSync, readSync } from "node:fs";

export interface ProcessMemory {
  readonly residentBytes: number;
  /** What counts against the limit of its memory: address space, used or not. */
  readonly dataBytes: number;
}

/** Clock ticks a second in /proc, the same on every Linux that Bun runs on. */
const ticksPerSecond = 100;
/** Of /proc/self/statm: seven numbers. */
const longestLine = 256;

/** Undefined where the system does not tell, or the process is gone. */
export function readMemory(pid: number | "self"): ProcessMemory | undefined {
  const text = read(`/proc/${pid}/status`);
  const memory = { residentBytes: bytesOf(text, "VmRSS"), dataBytes: bytesOf(text, "VmData") };
  return memory.residentBytes > 0 && memory.dataBytes > 0 ? memory : undefined;
}

/** The system counts pages for each processor or thread, and adds them up late: a sum may be too small by so much. */
const uncountedBytes = 32 * 2 ** 20;

/** More than this process has used so far, but not much; infinite where the system does not tell. */
export function readPeakBytes(): number {
  const bytes = bytesOf(read("/proc/self/status"), "VmHWM");
  return Number.isNaN(bytes) ? Number.POSITIVE_INFINITY : bytes + uncountedBytes;
}

/** Of a line such as `VmRSS:	   1234 kB`; NaN without it. */
function bytesOf(status: string | undefined, name: string): number {
  return Number(new RegExp(`^${name}:\\s*(\\d+) kB`, "m").exec(status ?? "")?.[1]) * 1024;
}

/**
 * Reads the same of this process again and again, for a twentieth of the time: numbers of pages, from a file that stays open.
 * The stack counts as data here.
 */
export function ownMemoryReader(): () => ProcessMemory | undefined {
  const file = open("/proc/self/statm");
  const line = Buffer.alloc(longestLine);
  const pages = (): readonly number[] => {
    if (file === undefined) return [];
    const length = readSync(file, line, 0, longestLine, 0);
    return line.toString("latin1", 0, length).split(" ").map(Number);
  };
  // What a page has differs between machines; all pages together are all bytes.
  const pageBytes = 2 ** Math.round(Math.log2(bytesOf(read("/proc/self/status"), "VmSize") / (pages()[0] ?? 0)));
  if (!Number.isFinite(pageBytes)) return () => readMemory("self");
  return () => {
    const [, resident = 0, , , , data = 0] = pages();
    return { residentBytes: resident * pageBytes, dataBytes: data * pageBytes };
  };
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

function open(path: string): number | undefined {
  try {
    return openSync(path, "r");
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

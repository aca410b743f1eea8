// The service's log: one JSON object per line on standard output, and in files where a folder is configured. User programs
// never appear in it, only their size.
import { accessSync, constants, mkdirSync } from "node:fs";
import winston from "winston";
import { LogFile } from "./log-file.ts";

export type LogLevel = "debug" | "info" | "warn" | "error";

export interface Log {
  (level: LogLevel, message: string, fields?: Readonly<Record<string, unknown>>): void;
  /** What no handler caught; has files of its own. */
  readonly uncaught: (kind: "exception" | "rejection", error: unknown) => void;
  /** False when there are log files and they cannot be written. */
  readonly filesAccessible: () => boolean;
  /** Lines that are in no file because none could be written. */
  readonly lostLines: () => number;
}

export interface LogOptions {
  readonly level: LogLevel | "none";
  /** Undefined: no files. */
  readonly directory: string | undefined;
}

/** Files are rotated at this size; so many are kept. */
const fileBytes = 10 * 1_048_576;
const fileCount = 5;
/** Longest text of a field: names and paths of clients cannot flood the log. */
const longestField = 1000;

export function createLog({ level, directory }: LogOptions): Log {
  if (directory !== undefined) mkdirSync(directory, { recursive: true });
  const json = winston.format.combine(timestamp(), winston.format.json());
  const text = winston.format.combine(timestamp(), winston.format.printf(textLine));
  const files: LogFile[] = [];
  const file = (name: string, options: winston.transport.TransportStreamOptions = {}): winston.transport[] => {
    if (directory === undefined) return [];
    const stream = new LogFile({ directory, name, bytes: fileBytes, files: fileCount });
    files.push(stream);
    return [new winston.transports.Stream({ stream, format: json, ...options })];
  };
  const shared = { silent: level === "none", defaultMeta: { service: "moicad-backend" } };
  const main = winston.createLogger({
    ...shared,
    level: level === "none" ? "error" : level,
    transports: [
      new winston.transports.Stream({ stream: process.stdout, format: json }),
      ...file("combined.log"),
      ...file("error.log", { level: "error" }),
      ...file("application.log", { format: text }),
    ],
  });
  const own =
    directory === undefined
      ? undefined
      : {
          exception: winston.createLogger({ ...shared, transports: file("exceptions.log") }),
          rejection: winston.createLogger({ ...shared, transports: file("rejections.log") }),
        };

  // A line takes as long as the rest of a small request: those of answers are written when the answer is on its way.
  let waiting: winston.LogEntry[] = [];
  const writeWaiting = (): void => {
    const entries = waiting;
    waiting = [];
    for (const entry of entries) main.log(entry);
  };
  process.on("exit", () => {
    writeWaiting();
    for (const stream of files) stream.flush();
  });
  const log = (at: LogLevel, message: string, fields: Readonly<Record<string, unknown>> = {}): void => {
    if (waiting.length === 0) setImmediate(writeWaiting);
    waiting.push({ ...shortened(fields), level: at, message, timestamp: new Date().toISOString() });
  };
  return Object.assign(log, {
    uncaught(kind: "exception" | "rejection", error: unknown) {
      const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
      log("error", `uncaught ${kind}`, { stack });
      own?.[kind].error(`uncaught ${kind}`, { stack });
    },
    filesAccessible() {
      if (directory === undefined) return true;
      if (files.some(({ failing }) => failing)) return false;
      try {
        accessSync(directory, constants.W_OK);
        return true;
      } catch {
        return false;
      }
    },
    lostLines: () => files.reduce((sum, { lost }) => sum + lost, 0),
  });
}

/** When it happened; a line that was written at once says when that was. */
const timestamp = winston.format((info) => {
  info.timestamp ??= new Date().toISOString();
  return info;
});

function shortened(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [
      name,
      typeof value === "string" && name !== "stack" ? value.slice(0, longestField) : value,
    ]),
  );
}

/** `2026-11-20T06:00:00.000Z ERROR message {…}`; the fields are JSON, so that nothing in them reaches a terminal raw. */
function textLine({ timestamp, level, message, ...rest }: winston.Logform.TransformableInfo): string {
  return `${timestamp} ${level.toUpperCase()} ${JSON.stringify(message).slice(1, -1)} ${JSON.stringify(rest)}`;
}

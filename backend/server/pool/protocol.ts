// What the service and its evaluation processes say to each other. Messages are plain data (structured clone); results
// that are large go through a file that the service names.
import type { Limits } from "../../shared/limits.ts";

/** Text, or the bytes of a file that is not text. */
export type Content = string | Uint8Array;

/** The files of a request: the main program and what it may name, by normalized relative path. */
export interface Bundle {
  readonly source: Content;
  readonly files: ReadonlyMap<string, Content>;
}

export interface EvaluateTask extends Bundle {
  readonly kind: "evaluate";
  /** `json`, or an identifier of the format table. */
  readonly format: string;
  /** Assignments in OpenSCAD's own syntax that override the program's, as `-D` does. */
  readonly definitions: readonly string[];
  readonly limits: Partial<Limits>;
}

export interface ParseTask extends Bundle {
  readonly kind: "parse";
  readonly limits: Partial<Limits>;
}

export type Task = EvaluateTask | ParseTask;

export interface TaskMessage {
  readonly id: number;
  readonly task: Task;
  /** Where a large result is written. */
  readonly resultPath: string;
}

/** A diagnostic as clients see it. Line and column count from 1. */
export interface ClientDiagnostic {
  readonly severity: "error" | "warning" | "deprecated" | "trace" | "echo" | "info";
  readonly code: string;
  readonly message: string;
  /** Relative path of the file in the request. */
  readonly file?: string;
  readonly line?: number;
  readonly column?: number;
  /** The line of source that `line` names. */
  readonly text?: string;
}

/** Bytes of a result: inline if small, else in the file of the message. */
export type Payload = { readonly inline: Uint8Array } | { readonly path: string; readonly size: number };

export interface Timing {
  readonly stage: string;
  readonly milliseconds: number;
}

/** How a task ended. */
export type TaskEnd =
  | { readonly status: "success"; readonly payload: Payload; readonly repeatable: boolean }
  | { readonly status: "parse-error" | "evaluation-error" | "not-exportable" }
  | { readonly status: "limit"; readonly limit: string; readonly allowed: number | undefined }
  | { readonly status: "failure"; readonly reason: "memory" | "defect"; readonly message: string };

export interface Reply {
  readonly kind: "reply";
  readonly id: number;
  readonly end: TaskEnd;
  readonly diagnostics: readonly ClientDiagnostic[];
  readonly timings: readonly Timing[];
  /** The process must not be used again. */
  readonly spent: boolean;
  /** Resident bytes of the process after the task. */
  readonly residentBytes: number;
}

export interface Ready {
  readonly kind: "ready";
}

export type ChildMessage = Ready | Reply;

/** Results up to this size travel in the message. */
export const inlineBytes = 256 * 1024;

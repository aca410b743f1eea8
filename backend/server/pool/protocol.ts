// What the service and its evaluation processes say to each other. Messages are plain data (structured clone); results
// that are large go through a file that the service names.
import type { Limits } from "../../shared/limits.ts";

/** Text, or the bytes of a file that is not text. */
export type Content = string | Uint8Array;

/** The files of a request: the main program and what it may name, by normalized relative path. */
export interface Bundle {
  readonly source: Content;
  /** The main program's path; `main.scad` if absent. */
  readonly main?: string;
  readonly files: ReadonlyMap<string, Content>;
  /** Further files, which the process that runs the task unpacks. */
  readonly archive?: PackedProject;
}

export interface PackedProject {
  /** A zip. */
  readonly bytes: Uint8Array;
  /** Path of the main program in it; empty: to be found; undefined: the program is not in the archive. */
  readonly main: string | undefined;
}

/** A value that overrides a variable of the program, as data: checked against its customizer parameter. */
export type ParameterValue = string | number | boolean | null | readonly ParameterValue[];

export interface EvaluateTask extends Bundle {
  readonly kind: "evaluate";
  /** `json`, an identifier of the format table, or `zip` for all of `formats`. */
  readonly format: string;
  /** Assignments in OpenSCAD's own syntax that override the program's, as `-D` does. */
  readonly definitions: readonly string[];
  /** The same by name, without what is no customizer parameter's. */
  readonly parameters?: readonly (readonly [string, ParameterValue])[];
  /** Files that the answer holds, in JSON (`format` json) or packed (`format` zip); absent: one, or none. */
  readonly formats?: readonly string[];
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

/** A mistake in a request: the member, and what is wrong with it. */
export interface RequestIssue {
  readonly path: string;
  readonly message: string;
}

/** How a task ended. */
export type TaskEnd =
  | { readonly status: "success"; readonly payload: Payload; readonly repeatable: boolean }
  | { readonly status: "parse-error" | "evaluation-error" | "not-exportable" }
  /** The program could not be tried: the archive or the parameters are wrong. */
  | { readonly status: "bad-request"; readonly message: string; readonly issues: readonly RequestIssue[] }
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

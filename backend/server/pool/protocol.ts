// What the service and its evaluation processes say to each other. Messages are plain data (structured clone); results
// that are large go through a file that the service names.
import type { ExactSummary } from "../../kernel/occt/report.ts";
import type { OwnFeature } from "../../shared/context.ts";
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
  /** Extensions of the language that the request switches on. */
  readonly features?: readonly OwnFeature[] | undefined;
  readonly limits: Partial<Limits>;
}

export interface ParseTask extends Bundle {
  readonly kind: "parse";
  readonly limits: Partial<Limits>;
  /** All about the program, its parameters as OpenSCAD's `.param` file has them, or as a JSON Schema of their values. */
  readonly wanted: "program" | "param" | "schema";
}

/** A program whose parts are shown while it is edited. What is made comes as events; the reply has no payload. */
export interface PreviewTask extends Bundle {
  readonly kind: "preview";
  readonly definitions: readonly string[];
  readonly limits: Partial<Limits>;
  /** Keys of parts whose final mesh is where the events go. */
  readonly known: readonly string[];
  /** Those of them that had messages: they are made again, so that the messages come again. */
  readonly noisy: readonly string[];
  /** Coarse meshes come before the final ones: never, where those take long, or always. */
  readonly drafts: "never" | "when-slow" | "first";
  /** Bytes of all meshes together. */
  readonly meshBytes: number;
}

/** A mesh file, as `source`, instead of a program. */
export interface InspectTask extends Bundle {
  readonly kind: "validate" | "heal";
  /** Name of a type of inspect/file-types.ts; undefined: the content tells. */
  readonly type: string | undefined;
  /** `json` for a report, or an identifier of the format table for the healed file. */
  readonly format: string;
  /** A file that is not valid is healed, too. */
  readonly healsOnDemand: boolean;
  readonly limits: Partial<Limits>;
}

export type Task = EvaluateTask | ParseTask | PreviewTask | InspectTask;

export interface TaskMessage {
  /** What the service writes into the process's flag to cancel the task. */
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

/** A piece of source text: UTF-16 offsets in a file of the request, `end` exclusive. */
export interface SourceSpan {
  readonly file: string;
  readonly start: number;
  readonly end: number;
}

/** One object of a preview: where its mesh stands, and how it looks. */
export interface ScenePart {
  /** The node's key: equal keys, equal meshes. */
  readonly key: string;
  /** Row-major 4×4; absent: the mesh stands where it is. */
  readonly matrix?: readonly number[];
  /** Red, green, blue, opacity; −1 where the program does not say. Absent: the mesh's own colors. */
  readonly color?: readonly number[];
  readonly modifier?: "highlight" | "background";
  /** Not a part of the model: shown because of its modifier. */
  readonly ghost?: true;
  readonly span?: SourceSpan;
}

export type PreviewEvent =
  | { readonly type: "diagnostics"; readonly diagnostics: readonly ClientDiagnostic[] }
  | { readonly type: "scene"; readonly parts: readonly ScenePart[] }
  | {
      readonly type: "mesh";
      /** The part that it is for. */
      readonly key: string;
      /** The key of the mesh itself: another one for a draft. */
      readonly content: string;
      readonly draft: boolean;
      /** There were messages about it. */
      readonly noisy: boolean;
      readonly bytes: Uint8Array;
    }
  /** The receiver has the mesh of a part; whether there were messages about it. */
  | { readonly type: "known"; readonly key: string; readonly noisy: boolean }
  | { readonly type: "progress"; readonly done: number; readonly total: number; readonly span?: SourceSpan };

/** A mistake in a request: the member, and what is wrong with it. */
export interface RequestIssue {
  readonly path: string;
  readonly message: string;
}

/** How a task ended. */
export type TaskEnd =
  | { readonly status: "success"; readonly payload: Payload; readonly repeatable: boolean }
  | { readonly status: "parse-error" | "evaluation-error" | "not-exportable" }
  /** The service said that nobody waits any more. */
  | { readonly status: "cancelled" }
  /** The program names a file that it may not. */
  | { readonly status: "denied"; readonly name: string; readonly reason: string }
  /** The program could not be tried: the archive or the parameters are wrong. */
  | { readonly status: "bad-request"; readonly message: string; readonly issues: readonly RequestIssue[] }
  | { readonly status: "limit"; readonly limit: string; readonly allowed: number | undefined }
  /** There is a result, and no room to hand it over. */
  | { readonly status: "no-room" }
  | { readonly status: "failure"; readonly reason: "memory" | "defect"; readonly message: string };

/** Lookups of one task in a cache of its process, and what the cache holds. */
export interface CacheUse {
  readonly name: "shapes" | "primitives" | "sources" | "code" | "results";
  readonly hits: number;
  readonly misses: number;
  readonly entries: number;
  /** Undefined where the cache is not bounded in bytes. */
  readonly bytes?: number;
}

export interface Reply {
  readonly kind: "reply";
  readonly id: number;
  readonly end: TaskEnd;
  readonly diagnostics: readonly ClientDiagnostic[];
  readonly timings: readonly Timing[];
  readonly caches: readonly CacheUse[];
  /** The process must not be used again. */
  readonly spent: boolean;
  /** From 0 to 1, where a file was validated. */
  readonly quality?: number;
  /** Where exact solids were asked for: tier T1, or T2 when some are facets of a mesh (spec/server.md R-53). */
  readonly exactness?: ExactSummary | undefined;
  /** What the task took of processors. */
  readonly processorMilliseconds: number;
  /** Resident bytes of the process after the task. */
  readonly residentBytes: number;
  /** What of its memory's limit it has taken by then; undefined where the system does not tell. */
  readonly dataBytes: number | undefined;
}

export interface Ready {
  readonly kind: "ready";
  /** Why system calls that it does not need are still allowed; undefined when they are not. */
  readonly unconfined: string | undefined;
}

/** Something that a task has made before it is done. */
export interface TaskEvent {
  readonly kind: "event";
  readonly id: number;
  readonly event: PreviewEvent;
}

export type ChildMessage = Ready | TaskEvent | Reply;

/** Results up to this size travel in the message. */
export const inlineBytes = 256 * 1024;

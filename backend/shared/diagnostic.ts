// What an evaluation has to say. A diagnostic is plain data; its OpenSCAD text is made by `formatDiagnostic` alone.

import type { Location, SourceMap } from "./source.ts";
import { relativePath } from "./world.ts";

/** OpenSCAD's message groups (spec/language.md §0.2). */
export type Severity =
  | "plain"
  | "echo"
  | "warning"
  | "ui-warning"
  | "error"
  | "ui-error"
  | "deprecated"
  | "trace"
  | "font-warning"
  | "export-warning"
  | "export-error"
  | "html-link";

/** What happened, as one literal of one union. New codes are added here, in the group they belong to. */
export type DiagnosticCode =
  // reading and parsing
  | "syntax-error"
  | "unterminated"
  | "nesting-too-deep"
  | "stop-on-first-warning"
  | "include-not-found"
  | "use-not-found"
  | "font-not-found"
  | "newline-in-directive"
  | "undefined-escape"
  | "number-precision"
  | "digit-identifier"
  | "reassignment"
  | "cannot-parse"
  | "cannot-open-input"
  // evaluation
  | "echo"
  | "unknown-variable"
  | "unknown-function"
  | "unknown-module"
  | "not-a-function"
  | "experimental-not-enabled"
  | "undefined-operation"
  | "bad-range"
  | "too-many-elements"
  | "for-limit"
  | "unnamed-assignment"
  | "duplicate-assignment"
  | "parameter-overwritten"
  | "argument-repeated"
  | "argument-overrides"
  | "argument-unknown"
  | "argument-surplus"
  | "argument-alias"
  | "assertion-failed"
  | "recursion"
  | "stack-exhausted"
  | "trace"
  | "root-modifier"
  | "no-children-supported"
  | "children-index"
  | "children-type"
  | "builtin-count"
  | "builtin-type"
  | "builtin-value"
  | "parameter-type"
  | "parameter-range"
  | "parameter-conflict"
  | "parameter-deprecated"
  | "color"
  | "fragments"
  | "camera"
  | "file-location"
  | "unknown-feature"
  // geometry
  | "mixing-dimensions"
  | "matrix-not-finite"
  | "scale-zero"
  | "mesh-repair"
  | "brep-gate"
  | "degenerate-polygons"
  | "geometry"
  | "font"
  | "import-open"
  | "import-format"
  | "cache-size"
  | "csg-limit"
  // output
  | "empty-top-level"
  | "wrong-dimension"
  | "export"
  | "report"
  | "option"
  // ours
  | "limit"
  | "not-supported"
  | "internal";

export interface Diagnostic {
  readonly severity: Severity;
  readonly code: DiagnosticCode;
  /** OpenSCAD's text, without prefix and location. */
  readonly message: string;
  /** Start position in the program; absent or 0: the message has no location. */
  readonly position?: number;
  /** End position (exclusive) where a piece of source can be shown. */
  readonly end?: number;
  /** OpenSCAD does not print where this is, though it is known. */
  readonly hidesLocation?: true;
  /** Which directory the printed path is relative to. Default: the document root. */
  readonly base?: "document" | "working-directory";
  readonly hints?: readonly string[];
}

const prefixes: Record<Severity, string> = {
  plain: "",
  echo: "ECHO: ",
  warning: "WARNING: ",
  "ui-warning": "WARNING: ",
  error: "ERROR: ",
  "ui-error": "ERROR: ",
  deprecated: "DEPRECATED: ",
  trace: "TRACE: ",
  "font-warning": "FONT-WARNING: ",
  "export-warning": "EXPORT-WARNING: ",
  "export-error": "EXPORT-ERROR: ",
  "html-link": "",
};

/** What a printed location needs to know. */
export interface PrintContext {
  readonly sources: SourceMap;
  readonly documentRoot: string;
  readonly workingDirectory: string;
}

/** The path of a location as OpenSCAD prints it. */
export function printedPath(location: Location, directory: string): string {
  return location.path.startsWith("/") ? relativePath(directory, location.path) : location.path;
}

/** OpenSCAD's line for a diagnostic, without the newline: `<PREFIX><text>[ in file <path>, line <n>]`. */
export function formatDiagnostic(diagnostic: Diagnostic, print: PrintContext): string {
  const head = prefixes[diagnostic.severity] + diagnostic.message;
  const { position, hidesLocation } = diagnostic;
  const location = position && !hidesLocation ? print.sources.locate(position) : undefined;
  if (location === undefined) return head;
  const directory = diagnostic.base === "working-directory" ? print.workingDirectory : print.documentRoot;
  return `${head} in file ${printedPath(location, directory)}, line ${location.line}`;
}

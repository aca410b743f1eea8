// Diagnostics as clients see them: one severity scale, file names of the request, the line of source beside its number.
import type { File } from "../../ast/nodes.ts";
import { type Diagnostic, printedPath, type Severity } from "../../shared/diagnostic.ts";
import { END_OF_PROGRAM, type Location, type SourceMap } from "../../shared/source.ts";
import type { ClientDiagnostic } from "../pool/protocol.ts";

const severities: Record<Severity, ClientDiagnostic["severity"]> = {
  plain: "info",
  echo: "echo",
  warning: "warning",
  "ui-warning": "warning",
  error: "error",
  "ui-error": "error",
  deprecated: "deprecated",
  trace: "trace",
  "font-warning": "warning",
  "export-warning": "warning",
  "export-error": "error",
  "html-link": "info",
};

/** Longest piece of a source line that is quoted. */
const quotedLength = 400;

/** A diagnostic with its position resolved. `root` is the folder of the main file in the request's world. */
export function toClientDiagnostic(diagnostic: Diagnostic, sources: SourceMap, root: string): ClientDiagnostic {
  const head = {
    severity: severities[diagnostic.severity],
    code: diagnostic.code,
    message: diagnostic.message.trim().toWellFormed(),
  };
  const location = diagnostic.position ? locateInOwnText(diagnostic.position, sources) : undefined;
  if (location === undefined) return head;
  const { text } = location.source;
  const start = location.offset - location.column + 1;
  const end = text.indexOf("\n", start);
  const line = text.slice(start, Math.min(end < 0 ? text.length : end, start + quotedLength));
  return {
    ...head,
    file: printedPath(location, root),
    line: location.line,
    column: location.column,
    text: line.replace(/\r$/, "").toWellFormed(),
  };
}

/** A text that ends too early is wrong where it ends, not at the mark behind it, which the client did not send. */
function locateInOwnText(position: number, sources: SourceMap): Location | undefined {
  const source = sources.sourceAt(position);
  if (source === undefined) return undefined;
  const end = source.text.lastIndexOf(END_OF_PROGRAM);
  return sources.locate(end < 0 ? position : Math.min(position, source.base + end));
}

/** Everything that was reported, and the syntax errors after the first, which OpenSCAD does not print. */
export function toClientDiagnostics(
  reported: readonly Diagnostic[],
  file: File | undefined,
  sources: SourceMap,
  root: string,
): readonly ClientDiagnostic[] {
  return [...reported, ...(file?.furtherErrors ?? [])]
    .filter(({ severity }) => severity !== "html-link")
    .map((diagnostic) => toClientDiagnostic(diagnostic, sources, root));
}

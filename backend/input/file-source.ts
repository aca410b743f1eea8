// A file being read, and how readers speak about it: every reader gets one of these.

import type { Context } from "../shared/context.ts";
import type { Diagnostic } from "../shared/diagnostic.ts";
import { LimitError } from "../shared/limits.ts";

export interface FileSource {
  /** Absolute path, as messages name it. */
  readonly path: string;
  readonly bytes: Uint8Array;
  /** Position of the call that names the file. */
  readonly position: number;
}

/** An error located at the call, its path relative to the working directory. */
export function fileError(ctx: Context, source: FileSource, message: string): void {
  const { position } = source;
  ctx.report.push({ severity: "error", code: "import-format", message, position, base: "working-directory" });
}

/** A message that OpenSCAD prints without location; `import-open` is about a file that is not there. */
export function fileMessage(
  ctx: Context,
  { position }: Pick<FileSource, "position">,
  severity: Diagnostic["severity"],
  message: string,
  code: "import-format" | "import-open" = "import-format",
): void {
  ctx.report.push({ severity, code, message, position, hidesLocation: true });
}

/** `import() at line N`, which some messages end with. */
export function importLine(ctx: Context, position: number): string {
  return `import() at line ${ctx.sources.locate(position)?.line ?? 0}`;
}

/** Throws when a mesh in the making has more triangles than allowed, or the time is over. */
export function takeTriangles(ctx: Context, source: FileSource, count: number): void {
  const { triangles } = ctx.limits;
  if (count > triangles) throw new LimitError("triangles", triangles, source.position);
}

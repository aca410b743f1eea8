// What the comments beside an assignment say about it: the customizer's annotations (spec/cli.md §2, language.md §10.3).
// They are read from the text, not from the tree: comments are not in the tree.
import type { SourceMap } from "../shared/source.ts";
import { parseAnnotation } from "./annotation-text.ts";
import { isLiteral } from "./literal.ts";
import type { Assignment, Expression, File } from "./nodes.ts";

export interface Annotation {
  /** The group comment before the assignment, as written; undefined when there is none. */
  readonly group: string | undefined;
  readonly description: string | undefined;
  /** The annotation itself as a literal expression; the empty string when there is none or it cannot be read. */
  readonly parameter: Expression;
}

interface GroupComment {
  readonly line: number;
  readonly name: string;
}

const noParameter: Expression = { kind: "Literal", start: 0, end: 0, value: "" };

/**
 * The annotations of a file's own top-level assignments to literals, up to the line of the first brace. In the order of
 * the assignments.
 */
export function collectAnnotations(file: File, sources: SourceMap): ReadonlyMap<Assignment, Annotation> {
  const annotations = new Map<Assignment, Annotation>();
  const source = sources.sourceAt(file.base);
  if (source === undefined || file.base === 0) return annotations;
  const { groups, stopLine } = scanComments(source.text);
  const lines = source.text.split("\n").map((line) => (line.endsWith("\r") ? line.slice(0, -1) : line));
  for (const assignment of file.body.assignments) {
    if (!isLiteral(assignment.value)) continue;
    const location = sources.locate(assignment.overwrittenAt ?? assignment.start);
    if (location === undefined || location.source !== source || location.line >= stopLine) continue;
    annotations.set(assignment, {
      group: groupBefore(groups, location.line),
      description: describe(lines[location.line - 2]),
      parameter: annotate(lines[location.line - 1] ?? ""),
    });
  }
  return annotations;
}

/** Finds the group comments, and the line of the first brace outside comments (in a string it counts). */
function scanComments(text: string): { readonly groups: readonly GroupComment[]; readonly stopLine: number } {
  const groups: GroupComment[] = [];
  let stopLine = 0;
  let line = 1;
  let inString = false;
  for (let at = 0; at < text.length; at++) {
    const character = text[at];
    if (character === "\n") line++;
    else if (character === "{" && stopLine === 0) stopLine = line;
    else if (character === "\\" && inString && text[at + 1] === '"') at++;
    else if (character === '"') inString = !inString;
    else if (character === "/" && !inString && text[at + 1] === "/") {
      const end = text.indexOf("\n", at);
      at = (end < 0 ? text.length : end) - 1;
    } else if (character === "/" && !inString && text[at + 1] === "*") {
      const close = text.indexOf("*/", at + 2);
      const comment = text.slice(at + 2, close < 0 ? text.length : close);
      const breaks = comment.split("\n").length - 1;
      if (breaks === 0) groups.push({ line, name: groupName(comment) });
      line += breaks;
      at = close < 0 ? text.length : close + 1;
    }
  }
  return { groups, stopLine: stopLine === 0 ? line : stopLine };
}

/** What stands in brackets within a group comment, joined by `-`. */
function groupName(comment: string): string {
  const names: string[] = [];
  for (let open = comment.indexOf("["); open >= 0; ) {
    const close = comment.indexOf("]", open);
    if (close < 0) break;
    names.push(comment.slice(open + 1, close));
    open = comment.indexOf("[", close);
  }
  return names.join("-");
}

/** The name of the last group comment on a line before `line`; groups are in the order of their lines. */
function groupBefore(groups: readonly GroupComment[], line: number): string | undefined {
  let low = 0;
  let high = groups.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((groups[middle] as GroupComment).line < line) low = middle + 1;
    else high = middle;
  }
  return groups[low - 1]?.name;
}

/** The description in the line above: a comment that begins in the first column. */
function describe(line: string | undefined): string | undefined {
  if (line === undefined || !line.startsWith("//")) return undefined;
  const text = line
    .slice(2)
    .replace(/^[ \t]+/, "")
    .replaceAll("//", " ");
  return text === "" ? undefined : text;
}

/** The annotation behind `//` in the assignment's line, unless a second statement ends before it. */
function annotate(line: string): Expression {
  let inString = false;
  let semicolons = 0;
  for (let at = 0; at < line.length; at++) {
    const character = line[at];
    if (character === "\\" && inString && line[at + 1] === '"') at++;
    else if (character === '"') inString = !inString;
    else if (inString) continue;
    else if (character === ";" && ++semicolons > 1) return noParameter;
    else if (character === "/" && line[at + 1] === "/") return parseAnnotation(line.slice(at + 2)) ?? noParameter;
  }
  return noParameter;
}

// What a text that is parsed has in common with one that was parsed before, from the beginning on: whoever edits a program
// leaves what stands before the change as it is, and the same statements keep the code that was made for them.
import { END_OF_PROGRAM } from "../shared/source.ts";
import type { ParsedSource } from "./parsed-source.ts";
import type { Item } from "./recorder.ts";

/** Statements with which a source begins, at the places that they have in it. */
export interface Beginning {
  readonly items: readonly Item[];
  readonly statements: ParsedSource["statements"];
  /** Offset of their end. */
  readonly end: number;
  /** How many tokens they have. */
  readonly tokens: number;
}

/** The statements of `parsed` that `text` begins with; undefined when there are none. */
export function commonBeginning({ source, items, statements }: ParsedSource, text: string): Beginning | undefined {
  // A message may belong to the token behind a statement. What stands behind the end of the text means something else.
  if (items.some(({ kind }) => kind === "message")) return undefined;
  const last = source.text.indexOf(END_OF_PROGRAM.trim());
  const most = source.base + Math.min(commonLength(source.text, text), last < 0 ? source.text.length : last);
  let count = 0;
  while (count + 1 < statements.length && (statements[count]?.end as number) <= most) count++;
  const [before, after] = [statements[count - 1], statements[count]];
  if (before === undefined || after === undefined) return undefined;
  return {
    items: items.slice(0, after.items),
    statements: statements.slice(0, count),
    end: before.end - source.base,
    tokens: after.tokens,
  };
}

function commonLength(a: string, b: string): number {
  const most = Math.min(a.length, b.length);
  let length = 0;
  while (length < most && a.charCodeAt(length) === b.charCodeAt(length)) length++;
  return length;
}

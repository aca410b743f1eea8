// Edits of a text as an editor sends them: replacements, one after the other.
import type { TextEdit } from "./messages.ts";

/** A part of a string that is not copied before the end. */
interface Piece {
  readonly of: string;
  readonly start: number;
  readonly end: number;
}

/**
 * The text after all edits; undefined when one lies outside of it. What it takes grows with the number of edits, not with
 * the length of the text: a thousand edits, each of which copies nine megabytes, would hold up the service for half a minute.
 */
export function applyEdits(text: string, edits: readonly TextEdit[]): string | undefined {
  const pieces: Piece[] = [{ of: text, start: 0, end: text.length }];
  let length = text.length;
  for (const { start, end, text: given } of edits) {
    if (start > end || end > length) return undefined;
    const first = cut(pieces, start);
    const last = cut(pieces, end);
    const added = given === "" ? [] : [{ of: given, start: 0, end: given.length }];
    pieces.splice(first, last - first, ...added);
    length += given.length - (end - start);
  }
  return pieces.map(({ of, start, end }) => of.slice(start, end)).join("");
}

/** Makes a piece begin at an offset of the whole; gives its index, or the number of pieces where the whole ends there. */
function cut(pieces: Piece[], offset: number): number {
  let before = 0;
  for (const [i, piece] of pieces.entries()) {
    if (before === offset) return i;
    const middle = piece.start + offset - before;
    if (middle < piece.end) {
      pieces.splice(i, 1, { ...piece, end: middle }, { ...piece, start: middle });
      return i + 1;
    }
    before += piece.end - piece.start;
  }
  return pieces.length;
}

// String literals with escapes or line breaks (spec/language.md §1.5). The lexer cuts plain ones out of the text itself.
import { decodeUtf8, encodeUtf8 } from "../shared/text.ts";

export interface StringLiteral {
  readonly value: string;
  /** Just past the closing quote, or the end of the text if there is none. */
  readonly end: number;
  readonly terminated: boolean;
  /** Just past the last line break inside; undefined when it stands on one line. */
  readonly lastLine: number | undefined;
  /** Offsets of backslashes that begin no known escape. */
  readonly undefinedEscapes: readonly number[];
}

const quote = 34;
const backslash = 92;
const newline = 10;

/** Reads the literal whose contents begin at `start` (just past the opening quote). */
export function readString(text: string, start: number): StringLiteral {
  const undefinedEscapes: number[] = [];
  let lastLine: number | undefined;
  let value = "";
  let from = start;
  let at = start;
  for (; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === quote) break;
    if (code === newline) {
      value += text.slice(from, at);
      from = at + 1;
      lastLine = from;
    } else if (code === backslash) {
      value += text.slice(from, at);
      const escaped = readEscape(text, at);
      if (escaped === undefined) {
        // The backslash is dropped and reading goes on with what follows, a line break included.
        undefinedEscapes.push(at);
        from = at + 1;
      } else {
        value += escaped.character;
        from = escaped.end;
        at = from - 1;
      }
    }
  }
  const terminated = at < text.length;
  value = rejoin(value + text.slice(from, at));
  return { value, end: terminated ? at + 1 : at, terminated, lastLine, undefinedEscapes };
}

/** Bytes that a dropped line break or backslash kept apart may form a character now. */
function rejoin(value: string): string {
  return /[\udc80-\udcff]{2}/.test(value) ? decodeUtf8(encodeUtf8(value)) : value;
}

/** The escape at the backslash `at`, or undefined when it is none of the language's. */
function readEscape(text: string, at: number): { readonly character: string; readonly end: number } | undefined {
  switch (text.charCodeAt(at + 1)) {
    case 110:
      return { character: "\n", end: at + 2 };
    case 116:
      return { character: "\t", end: at + 2 };
    case 114:
      return { character: "\r", end: at + 2 };
    case backslash:
      return { character: "\\", end: at + 2 };
    case quote:
      return { character: '"', end: at + 2 };
    case 120: {
      const digits = text.slice(at + 2, at + 4);
      return /^[0-7][0-9a-fA-F]$/.test(digits) ? { character: characterOf(digits), end: at + 4 } : undefined;
    }
    case 117: {
      const digits = text.slice(at + 2, at + 6);
      return /^[0-9a-fA-F]{4}$/.test(digits) ? { character: characterOf(digits), end: at + 6 } : undefined;
    }
    case 85: {
      const digits = text.slice(at + 2, at + 8);
      return /^[0-9a-fA-F]{6}$/.test(digits) ? { character: characterOf(digits), end: at + 8 } : undefined;
    }
    default:
      return undefined;
  }
}

/** The character of a code point in hexadecimal; a space for 0 and for what is no code point. */
function characterOf(digits: string): string {
  const point = Number.parseInt(digits, 16);
  if (point === 0 || point > 0x10ffff || (point >= 0xd800 && point <= 0xdfff)) return " ";
  return String.fromCodePoint(point);
}

// The small language of annotation comments such as `[10:Small, 20:Large]` or `[0:0.5:10]` (spec/cli.md §2.4).
import { formatG } from "../shared/number-text.ts";
import type { Expression, LiteralValue } from "./nodes.ts";

type AnnotationToken =
  | { readonly kind: "number"; readonly value: number }
  | { readonly kind: "word"; readonly text: string }
  | { readonly kind: "[" | "]" | "," | ":" };

const numberForm = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;

/** Reads an annotation; undefined when it follows no rule. The result is a literal, a vector of literals or a range. */
export function parseAnnotation(text: string): Expression | undefined {
  const tokens = readTokens(text);
  if (tokens[0]?.kind !== "[") return tokens.length === 0 ? undefined : readValue(tokens, 0, tokens.length);
  const last = tokens.length - 1;
  if (tokens[last]?.kind !== "]") return undefined;
  return readRange(tokens, last) ?? readList(tokens, last);
}

function readTokens(text: string): readonly AnnotationToken[] {
  const tokens: AnnotationToken[] = [];
  for (let at = 0; at < text.length; ) {
    const character = text[at] as string;
    if (character === "[" || character === "]" || character === "," || character === ":") {
      tokens.push({ kind: character });
      at++;
    } else if (character === " " || character === "(" || character === ")") {
      at++;
    } else if (character === '"') {
      at = readQuoted(text, at, tokens);
    } else {
      const word = text.slice(at, wordEnd(text, at));
      at += word.length;
      if (!numberForm.test(word)) {
        // A tab is a separator only where it stands alone.
        if (word !== "\t") tokens.push({ kind: "word", text: word });
      } else if (Number.isFinite(Number(word))) {
        // A number too large for a double vanishes.
        tokens.push({ kind: "number", value: Number(word) });
      }
    }
  }
  return tokens;
}

function wordEnd(text: string, at: number): number {
  while (at < text.length && !'()[],": '.includes(text[at] as string)) at++;
  return at;
}

/** A word in quotes, of which the closing one may be missing; gives the offset behind it. */
function readQuoted(text: string, at: number, tokens: AnnotationToken[]): number {
  let end = at + 1;
  while (end < text.length && text[end] !== '"') end += text[end] === "\\" ? 2 : 1;
  tokens.push({ kind: "word", text: unescapeWord(text.slice(at + 1, end)) });
  return end + 1;
}

/** Unlike in the language, a backslash before any other character just goes. */
function unescapeWord(text: string): string {
  return text.replace(/\\(.?)/g, (_, letter: string) => {
    if (letter === "n") return "\n";
    if (letter === "t") return "\t";
    return letter === "r" ? "\r" : letter;
  });
}

/** `[min:max]` or `[min:step:max]`: numbers only. */
function readRange(tokens: readonly AnnotationToken[], last: number): Expression | undefined {
  const parts: Expression[] = [];
  for (let at = 1; at < last; at += 2) {
    const number = tokens[at];
    const after = tokens[at + 1]?.kind;
    if (number?.kind !== "number" || after !== (at + 1 === last ? "]" : ":")) return undefined;
    parts.push(literal(number.value));
  }
  const [begin, second, third] = parts;
  if (begin === undefined || second === undefined || parts.length > 3) return undefined;
  const step = third === undefined ? undefined : second;
  return { kind: "Range", start: 0, end: 0, begin, step, limit: third ?? second };
}

/** `[item, item, …]` with at least one item; an item is a value or `value : label`, which becomes a vector of two. */
function readList(tokens: readonly AnnotationToken[], last: number): Expression | undefined {
  const elements: Expression[] = [];
  let from = 1;
  for (let at = 1; at <= last; at++) {
    const kind = tokens[at]?.kind;
    if (at < last && kind !== ",") continue;
    const item = readItem(tokens, from, at);
    if (item === undefined) return undefined;
    elements.push(item);
    from = at + 1;
  }
  return vector(elements);
}

function readItem(tokens: readonly AnnotationToken[], from: number, to: number): Expression | undefined {
  for (let at = from; at < to; at++) {
    if (tokens[at]?.kind !== ":") continue;
    const value = readValue(tokens, from, at);
    const label = readValue(tokens, at + 1, to);
    return value === undefined || label === undefined ? undefined : vector([value, label]);
  }
  return readValue(tokens, from, to);
}

/** A single number, or words and numbers with at least one word, joined by single spaces. */
function readValue(tokens: readonly AnnotationToken[], from: number, to: number): Expression | undefined {
  const first = tokens[from];
  if (from >= to || first === undefined) return undefined;
  if (to === from + 1 && first.kind === "number") return literal(first.value);
  const parts: string[] = [];
  let words = 0;
  for (let at = from; at < to; at++) {
    const token = tokens[at];
    if (token?.kind === "word") {
      parts.push(token.text);
      words++;
    } else if (token?.kind === "number") {
      parts.push(formatG(token.value));
    } else {
      return undefined;
    }
  }
  return words === 0 ? undefined : literal(parts.join(" "));
}

function literal(value: LiteralValue): Expression {
  return { kind: "Literal", start: 0, end: 0, value };
}

function vector(elements: readonly Expression[]): Expression {
  return { kind: "Vector", start: 0, end: 0, elements };
}

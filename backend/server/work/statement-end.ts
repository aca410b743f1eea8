// Where a statement ends that begins at an offset of a source text: at its semicolon or closing brace. Strings, comments
// and brackets are passed over; the text is known to parse.

const string = /"(?:[^"\\]|\\[\s\S])*(?:"|$)/y;
const comment = /\/\/[^\n]*|\/\*[\s\S]*?(?:\*\/|$)/y;

/** Exclusive. */
export function statementEnd(text: string, start: number): number {
  let depth = 0;
  for (let at = start; at < text.length; at++) {
    const character = text[at];
    if (character === '"' || character === "/") {
      const pattern = character === '"' ? string : comment;
      pattern.lastIndex = at;
      if (pattern.test(text)) at = pattern.lastIndex - 1;
    } else if (character === "(" || character === "[" || character === "{") depth++;
    else if (character === ")" || character === "]") depth--;
    else if (character === "}") {
      depth--;
      // The brace of the block around the statement is not its own.
      if (depth <= 0) return depth < 0 ? at : at + 1;
    } else if (character === ";" && depth === 0) return at + 1;
  }
  return text.length;
}

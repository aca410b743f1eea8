// HTML as a value: text becomes markup only through `html`, which escapes what is put in.

export class Markup {
  constructor(readonly text: string) {}
}

export type Piece = string | number | Markup | readonly Piece[] | undefined;

/** A template whose values are escaped unless they are markup. Lists are joined; undefined is nothing. */
export function html(strings: TemplateStringsArray, ...values: readonly Piece[]): Markup {
  let text = strings[0] as string;
  for (const [at, value] of values.entries()) text += toText(value) + strings[at + 1];
  return new Markup(text);
}

function toText(piece: Piece): string {
  if (piece === undefined) return "";
  if (piece instanceof Markup) return piece.text;
  if (typeof piece === "object") return piece.map(toText).join("");
  return escapeText(String(piece));
}

function escapeText(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll("'", "&#39;");
}

/** JSON for a script element that holds data: no text in it can end the element. */
export function jsonForScript(value: unknown): string {
  return JSON.stringify(value).replaceAll("<", "\\u003c");
}

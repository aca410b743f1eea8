// Colors as text: the names and hexadecimal forms that color() takes (spec/geometry.md §4.3).
import { cssColors, xkcdColors } from "./color-names.ts";
import type { Rgba } from "./nodes.ts";

/** A color of which nothing is set: what color() without arguments makes. */
export const unsetColor: Rgba = [-1, -1, -1, -1];

const XKCD = "xkcd:";
/** No color has a longer text. */
const LONGEST = 64;

/** `#rgb`, `#rgba`, `#rrggbb`, `#rrggbbaa`, a CSS name or `xkcd:` and a name, in any case of letters. Undefined: none of these. */
export function parseColor(text: string): Rgba | undefined {
  if (text.length > LONGEST) return undefined;
  if (text.startsWith("#")) return fromDigits(text.slice(1));
  // Only ASCII letters fold: the Kelvin sign is no k.
  const name = text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
  const xkcd = name.startsWith(XKCD) ? lookUp(xkcdColors, name.slice(XKCD.length)) : undefined;
  return xkcd ?? lookUp(cssColors, name);
}

function lookUp(table: string, name: string): Rgba | undefined {
  if (name.includes(";")) return undefined;
  const start = `;${name} `;
  // "green" is also the first word of "green blue": what follows must be digits and nothing else.
  for (let at = table.indexOf(start); at >= 0; at = table.indexOf(start, at + 1)) {
    const digits = at + start.length;
    const color = fromDigits(table.slice(digits, table.indexOf(";", digits)));
    if (color !== undefined) return color;
  }
  return undefined;
}

/** Components in single precision, 1 for an alpha that is not there. */
function fromDigits(digits: string): Rgba | undefined {
  if (!/^[0-9a-f]+$/i.test(digits)) return undefined;
  const { length } = digits;
  if (length !== 3 && length !== 4 && length !== 6 && length !== 8) return undefined;
  const width = length > 4 ? 2 : 1;
  const component = (index: number) => {
    const hex = digits.slice(index * width, (index + 1) * width);
    return hex === "" ? 1 : Math.fround(Number.parseInt(hex, 16) / (width === 2 ? 255 : 15));
  };
  return [component(0), component(1), component(2), component(3)];
}

// Font names as fontconfig writes them: `Family:style=Bold:fontfeatures=+liga` (spec/geometry.md §9.2).

/** What a name asks for. Empty lists and undefined: not asked for. */
export interface FontPattern {
  readonly families: readonly string[];
  readonly styles: readonly string[];
  /** 100 to 1000, as fonts themselves count. */
  readonly weight: number | undefined;
  readonly slanted: boolean | undefined;
  /** OpenType features in HarfBuzz's syntax. */
  readonly features: readonly string[];
}

/** The name that an empty one stands for. */
export const DEFAULT_FONT = "Liberation Sans:style=Regular";

/** fontconfig's weights and the OpenType weights they stand for. */
const weights: readonly (readonly [number, number])[] = [
  [0, 100],
  [40, 200],
  [50, 300],
  [55, 350],
  [75, 380],
  [80, 400],
  [100, 500],
  [180, 600],
  [200, 700],
  [205, 800],
  [210, 900],
  [215, 1000],
];

const weightNames: ReadonlyMap<string, number> = new Map([
  ["thin", 100],
  ["extralight", 200],
  ["ultralight", 200],
  ["light", 300],
  ["demilight", 350],
  ["semilight", 350],
  ["book", 380],
  ["regular", 400],
  ["normal", 400],
  ["medium", 500],
  ["demibold", 600],
  ["semibold", 600],
  ["bold", 700],
  ["extrabold", 800],
  ["ultrabold", 800],
  ["black", 900],
  ["heavy", 900],
  ["extrablack", 1000],
  ["ultrablack", 1000],
]);

const slantNames: ReadonlyMap<string, boolean> = new Map([
  ["roman", false],
  ["italic", true],
  ["oblique", true],
]);

/** Parses a name. Undefined when it is malformed: a character set that is not one. */
export function parsePattern(name: string): FontPattern | undefined {
  const reader = new PatternReader(name.trim() || DEFAULT_FONT);
  const families: string[] = [];
  let field: Field;
  do {
    field = reader.next("-,:");
    if (field.text !== "") families.push(field.text);
  } while (field.end === ",");
  // Point sizes after a hyphen do not matter: text() has its own.
  while (field.end === "-" || field.end === ",") field = reader.next("-,:");
  const styles: string[] = [];
  const features: string[] = [];
  let weight: number | undefined;
  let slanted: boolean | undefined;
  while (field.end === ":") {
    field = reader.next("=_:");
    const property = field.text.toLowerCase();
    if (field.end !== "=" && field.end !== "_") {
      weight = weightNames.get(property) ?? weight;
      slanted = slantNames.get(property) ?? slanted;
      continue;
    }
    do {
      field = reader.next(",:");
      const value = field.text;
      if (property === "family") families.push(value);
      else if (property === "style") styles.push(value);
      else if (property === "fontfeatures") features.push(...value.split(";").filter((feature) => feature !== ""));
      else if (property === "weight") weight ??= weightNames.get(value.toLowerCase()) ?? fromFontconfigWeight(value);
      else if (property === "slant") slanted ??= slantNames.get(value.toLowerCase()) ?? Number.parseInt(value, 10) > 0;
      else if (property === "charset" && !isCharset(value)) return undefined;
    } while (field.end === ",");
  }
  return { families, styles, weight, slanted, features };
}

/** Ranges of hexadecimal numbers. */
function isCharset(value: string): boolean {
  return value.split(" ").every((range) => /^(0x)?[0-9a-f]+(-(0x)?[0-9a-f]+)?$/i.test(range));
}

/** A number on fontconfig's scale, between whose marks OpenType weights go in straight lines. */
function fromFontconfigWeight(value: string): number {
  const weight = Number.parseInt(value, 10) || 0;
  let [before, weightBefore] = [0, 100];
  for (const [mark, openType] of weights) {
    if (weight === mark) return openType;
    if (weight < mark)
      return weightBefore + ((openType - weightBefore) * (weight - before)) / Math.max(1, mark - before);
    [before, weightBefore] = [mark, openType];
  }
  return 1000;
}

interface Field {
  readonly text: string;
  readonly end: string;
}

/** Cuts a name at separators; a backslash takes the next character as it is. */
class PatternReader {
  #at = 0;

  constructor(readonly text: string) {}

  /** The text up to one of the separators, and that separator, or "" at the end. */
  next(separators: string): Field {
    let text = "";
    while (this.#at < this.text.length) {
      const character = this.text.charAt(this.#at++);
      if (separators.includes(character)) return { text, end: character };
      text += character === "\\" ? this.text.charAt(this.#at++) : character;
    }
    return { text, end: "" };
  }
}

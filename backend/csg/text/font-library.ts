// Finds the font that a name asks for (spec/geometry.md §9.2), in the spirit of fontconfig: family, then style, slant,
// weight. Files are read only when the name cannot be answered without them.
import type { World } from "../../shared/world.ts";
import { type FontFacts, readFonts } from "./font-tables.ts";
import { packageFamilies } from "./package-fonts.ts";
import type { FontPattern } from "./pattern.ts";

/** A font of a file. */
export interface FoundFont {
  readonly path: string;
  readonly bytes: Uint8Array;
  readonly facts: FontFacts;
  /** Under the name by which it was found: the package's fonts answer to other names than their own. */
  readonly family: string;
  readonly style: string;
  /** One of the package's. */
  readonly packaged?: true;
}

type FontStyle = Pick<FontFacts, "styles" | "weight" | "slanted" | "width">;

/** Styles of the files of a package family, in their order. */
const packageStyles: readonly FontStyle[] = [
  { styles: ["Regular"], weight: 400, slanted: false, width: 5 },
  { styles: ["Italic"], weight: 400, slanted: true, width: 5 },
  { styles: ["Bold"], weight: 700, slanted: false, width: 5 },
  { styles: ["Bold Italic"], weight: 700, slanted: true, width: 5 },
];

/** A font that could be chosen. */
interface Candidate {
  readonly style: FontStyle;
  load(): FoundFont | undefined;
}

/** Families that share the measures of one of ours, and generic names; all in the form of `plain`. */
const aliases: ReadonlyMap<string, string> = new Map([
  ["sansserif", "liberationsans"],
  ["sans", "liberationsans"],
  ["arial", "liberationsans"],
  ["helvetica", "liberationsans"],
  ["arimo", "liberationsans"],
  ["serif", "liberationserif"],
  ["timesnewroman", "liberationserif"],
  ["times", "liberationserif"],
  ["tinos", "liberationserif"],
  ["monospace", "liberationmono"],
  ["mono", "liberationmono"],
  ["couriernew", "liberationmono"],
  ["courier", "liberationmono"],
  ["cousine", "liberationmono"],
]);

const FALLBACK = "liberationsans";

export class FontLibrary {
  readonly #world: World;
  readonly #used: readonly string[];
  readonly #files = new Map<string, readonly FoundFont[]>();

  /** `used` are the font files that the program names by `use`. */
  constructor(world: World, used: readonly string[]) {
    this.#world = world;
    this.#used = used;
  }

  /**
   * The best match. Fonts that the program names come first, then those of the package, so that results do not depend
   * on the machine; other fonts of the world only give families that neither has. An unknown family is answered with a
   * font without serifs. Undefined only when there is no font at all.
   */
  find(pattern: FontPattern): FoundFont | undefined {
    for (const name of pattern.families) {
      const family = plain(name);
      const font = bestOf([...this.#familyOf(this.#used, family), ...this.#packageFonts(family)], pattern)?.load();
      if (font !== undefined) return font;
    }
    const others = this.#otherFiles();
    for (const name of pattern.families) {
      const font = bestOf(this.#familyOf(others, plain(name)), pattern)?.load();
      if (font !== undefined) return font;
    }
    for (const name of [...pattern.families.map((family) => aliases.get(plain(family))), FALLBACK]) {
      const font = name === undefined ? undefined : bestOf(this.#packageFonts(name), pattern)?.load();
      if (font !== undefined) return font;
    }
    return bestOf(
      [...this.#used, ...others].flatMap((path) => this.#candidates(path)),
      pattern,
    )?.load();
  }

  #familyOf(paths: readonly string[], family: string): Candidate[] {
    return paths.flatMap((path) =>
      this.#candidates(path, ({ facts }) => facts.families.some((name) => plain(name) === family)),
    );
  }

  #candidates(path: string, accepts: (font: FoundFont) => boolean = () => true): Candidate[] {
    return this.#fontsOf(path)
      .filter(accepts)
      .map((font): Candidate => ({ style: font.facts, load: () => font }));
  }

  /** The package's fonts of a family under its Liberation name. Their styles are known, so only the chosen one is read. */
  #packageFonts(wanted: string): Candidate[] {
    const family = packageFamilies.find(({ name }) => plain(name) === wanted);
    if (family === undefined) return [];
    const paths = this.#world.fonts("package").map(({ path }) => path);
    return family.files.flatMap((file, i): Candidate[] => {
      const path = paths.find((path) => path.endsWith(`/${file}`));
      if (path === undefined) return [];
      const load = (): FoundFont | undefined => {
        const [font] = this.#fontsOf(path);
        return font && { ...font, family: family.name, packaged: true };
      };
      return [{ style: packageStyles[i] as FontStyle, load }];
    });
  }

  #otherFiles(): string[] {
    return [...this.#world.fonts("path"), ...this.#world.fonts("system")].map(({ path }) => path);
  }

  #fontsOf(path: string): readonly FoundFont[] {
    const known = this.#files.get(path);
    if (known !== undefined) return known;
    const bytes = this.#world.read(path);
    const fonts =
      bytes === undefined
        ? []
        : readFonts(bytes).map((facts): FoundFont => {
            const family = facts.families[0] ?? "";
            return { path, bytes, facts, family, style: facts.styles[0] ?? "" };
          });
    this.#files.set(path, fonts);
    return fonts;
  }
}

/** Names are compared without regard to case and spaces. */
function plain(name: string): string {
  return name.toLowerCase().replaceAll(" ", "");
}

/** The first of those that fit best. */
function bestOf(candidates: readonly Candidate[], pattern: FontPattern): Candidate | undefined {
  let best: Candidate | undefined;
  let least: readonly number[] = [];
  for (const candidate of candidates) {
    const distance = distanceOf(candidate.style, pattern);
    if (best === undefined || isLess(distance, least)) {
      best = candidate;
      least = distance;
    }
  }
  return best;
}

/** How far a font is from what is asked for, most important first. */
function distanceOf(style: FontStyle, pattern: FontPattern): readonly number[] {
  const wanted = pattern.styles.map((name) => name.toLowerCase());
  const styled = wanted.length === 0 || style.styles.some((name) => wanted.includes(name.toLowerCase()));
  return [
    styled ? 0 : 1,
    style.slanted === (pattern.slanted ?? false) ? 0 : 1,
    Math.abs(style.weight - (pattern.weight ?? 400)),
    Math.abs(style.width - 5),
  ];
}

function isLess(a: readonly number[], b: readonly number[]): boolean {
  for (let i = 0; i < a.length; i++) {
    if (a[i] !== b[i]) return (a[i] as number) < (b[i] as number);
  }
  return false;
}

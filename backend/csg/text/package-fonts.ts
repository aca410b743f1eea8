// The fonts that come with the program: Arimo, Tinos and Cousine have the outlines and widths of Liberation Sans, Serif
// and Mono 2.00.1 (spec/geometry.md §9.2) and answer to those names.

export interface PackageFamily {
  /** The name it answers to. */
  readonly name: string;
  /** File names: regular, italic, bold, bold italic. */
  readonly files: readonly string[];
}

function family(name: string, prefix: string): PackageFamily {
  const styles = ["400Regular", "400Regular_Italic", "700Bold", "700Bold_Italic"];
  return { name, files: styles.map((style) => `${prefix}_${style}.ttf`) };
}

export const packageFamilies: readonly PackageFamily[] = [
  family("Liberation Sans", "Arimo"),
  family("Liberation Serif", "Tinos"),
  family("Liberation Mono", "Cousine"),
];

/** Absolute paths of the font files of the package. Nothing is read; the list is loaded by the first who asks for it. */
export function packageFontFiles(): readonly string[] {
  const { fontFiles }: typeof import("./font-files.ts") = require("./font-files.ts");
  return fontFiles;
}

// `--colorscheme`: OpenSCAD's schemes by name, and those of the user (spec/cli.md §1.16). Of a scheme, exports use the
// colors of faces: the front one, and the back one where a part was subtracted.
import { readdirSync, readFileSync } from "node:fs";
import type { FaceColors } from "../shared/context.ts";
import { colorSchemeDirectories, type Environment, isDirectory } from "./search-paths.ts";

/** `#rrggbb` each. */
export interface ColorScheme {
  readonly front: string;
  readonly back: string;
}

/** The scheme's colors as exporters want them. */
export function faceColorsOf({ front, back }: ColorScheme): FaceColors {
  return { front: components(front), back: components(back) };
}

function components(color: string): FaceColors["front"] {
  const part = (at: number): number => Number.parseInt(color.slice(at, at + 2), 16) / 255;
  return [part(1), part(3), part(5), 1];
}

/** In the order in which they are listed. */
export const colorSchemes: ReadonlyMap<string, ColorScheme> = new Map([
  ["Cornfield", { front: "#f9d72c", back: "#9dcb51" }],
  ["Metallic", { front: "#ddddff", back: "#dd22dd" }],
  ["Sunset", { front: "#ffaaaa", back: "#882233" }],
  ["Starnight", { front: "#ffffe0", back: "#00ffff" }],
  ["BeforeDawn", { front: "#cccccc", back: "#5563dd" }],
  ["Nature", { front: "#16a085", back: "#dbf4da" }],
  ["Daylight Gem", { front: "#02daf7", back: "#014da1" }],
  ["Nocturnal Gem", { front: "#02daf7", back: "#014da1" }],
  ["DeepOcean", { front: "#eeeeee", back: "#0babc8" }],
  ["Solarized", { front: "#b58800", back: "#882233" }],
  ["Tomorrow", { front: "#3e999f", back: "#eab700" }],
  ["Tomorrow Night", { front: "#8abeb7", back: "#f0c674" }],
  ["ClearSky", { front: "#ffec5e", back: "#9dcb51" }],
  ["Monotone", { front: "#f9d72c", back: "#f9d72c" }],
]);

/**
 * The scheme of a name: OpenSCAD's own, else the user's. For an unknown one, prints all names that there are and gives
 * undefined.
 */
export function findColorScheme(
  name: string,
  environment: Environment,
  say: (line: string) => void,
): ColorScheme | undefined {
  const own = colorSchemes.get(name);
  if (own !== undefined) return own;
  const ofUser = userSchemes(environment, say);
  if (!ofUser.has(name)) for (const known of new Set([...colorSchemes.keys(), ...ofUser.keys()])) say(known);
  return ofUser.get(name);
}

interface SchemeFile {
  readonly name: string;
  /** Place in the list. */
  readonly index: number;
  readonly scheme: ColorScheme;
}

/** The schemes that stand in files. What is wrong with a file is printed. */
function userSchemes(environment: Environment, say: (line: string) => void): Map<string, ColorScheme> {
  const found: SchemeFile[] = [];
  for (const path of colorSchemeDirectories(environment).flatMap(jsonFiles)) {
    try {
      found.push(readScheme(readFileSync(path, "utf8")));
    } catch (error) {
      say(`Error reading color scheme file: '${path}': ${error instanceof Error ? error.message : error}`);
    }
  }
  found.sort((a, b) => a.index - b.index);
  return new Map(found.map(({ name, scheme }) => [name, scheme]));
}

function jsonFiles(directory: string): string[] {
  if (!isDirectory(directory)) return [];
  const names = readdirSync(directory).filter((file) => file.endsWith(".json"));
  return names.map((file) => `${directory}/${file}`);
}

/** Throws an Error that says what is wrong. */
function readScheme(text: string): SchemeFile {
  const content: unknown = JSON.parse(text);
  const name = memberOf(content, "name");
  const index = memberOf(content, "index");
  if (typeof name !== "string") throw new Error("no name");
  const colors = memberOf(content, "colors");
  const scheme = { front: readColor(colors, "cgal-face-front"), back: readColor(colors, "cgal-face-back") };
  return { name, index: typeof index === "number" ? index : 0, scheme };
}

function readColor(colors: unknown, key: string): string {
  const value = memberOf(colors, key);
  if (typeof value === "string" && /^#[0-9a-f]{6}$/i.test(value)) return value;
  throw new Error(`invalid color value for key '${key}': '${value}'`);
}

function memberOf(value: unknown, key: string): unknown {
  return typeof value === "object" && value !== null && Object.hasOwn(value, key)
    ? (value as Record<string, unknown>)[key]
    : undefined;
}

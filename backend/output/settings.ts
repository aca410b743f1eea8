// The settings of exporters, `-O section/key=value`: one table that is read, and printed by `--help-export`. A value that
// cannot be read is the default; ranges are shown but not enforced (spec/cli.md §1.20).
import type { ExportOptions } from "./exporter.ts";

export interface Setting<Value> {
  readonly type: "bool" | "int" | "double" | "string" | "enum";
  /** Values, default and range as `--help-export` shows them. */
  readonly info: string;
  /** Undefined: the setting was not given. */
  read(text: string | undefined): Value;
}

function bool(byDefault: boolean): Setting<boolean> {
  return {
    type: "bool",
    info: byDefault ? "<true>/false" : "true/<false>",
    read(text) {
      const trimmed = text?.trim();
      if (trimmed === "true" || trimmed === "1") return true;
      return trimmed === "false" || trimmed === "0" ? false : byDefault;
    },
  };
}

function double(min: number, byDefault: number, max: number): Setting<number> {
  return {
    type: "double",
    info: `${min.toFixed(6)} : <${byDefault.toFixed(6)}> : ${max.toFixed(6)}`,
    read(text = "") {
      const value = /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(text.trim()) ? Number(text) : byDefault;
      // More than a double holds is no number.
      return Number.isFinite(value) ? value : byDefault;
    },
  };
}

function int(min: number, byDefault: number, max: number): Setting<number> {
  return {
    type: "int",
    info: `${min} : <${byDefault}> : ${max}`,
    read(text = "") {
      return /^[-+]?\d{1,9}$/.test(text.trim()) ? Number(text) : byDefault;
    },
  };
}

function string(byDefault: string): Setting<string> {
  return { type: "string", info: `"${byDefault}"`, read: (text) => text ?? byDefault };
}

/** One of several names; the default is one of them. */
function oneOf<Name extends string>(byDefault: NoInfer<Name>, ...names: readonly Name[]): Setting<Name> {
  return {
    type: "enum",
    info: `[${names.map((name) => (name === byDefault ? `<${name}>` : name)).join(",")}]`,
    read: (text) => names.find((name) => name === text) ?? byDefault,
  };
}

export const pdfSettings = {
  "paper-size": oneOf("a4", "a6", "a5", "a4", "a3", "letter", "legal", "tabloid"),
  orientation: oneOf("portrait", "portrait", "landscape", "auto"),
  "show-filename": bool(false),
  "show-scale": bool(true),
  "show-scale-message": bool(true),
  "show-grid": bool(false),
  "grid-size": double(1, 10, 100),
  "add-meta-data": bool(true),
  "meta-data-title": string(""),
  "meta-data-author": string(""),
  "meta-data-subject": string(""),
  "meta-data-keywords": string(""),
  fill: bool(false),
  "fill-color": string("black"),
  stroke: bool(true),
  "stroke-color": string("black"),
  "stroke-width": double(0, 0.35, 999),
};

/** Settings of the section `export-3mf`. */
export const modelSettings = {
  "color-mode": oneOf("model", "model", "none", "selected-only"),
  unit: oneOf("millimeter", "micron", "millimeter", "centimeter", "meter", "inch", "foot"),
  color: string("#f9d72c"),
  "material-type": oneOf("basematerial", "color", "basematerial"),
  "decimal-precision": int(1, 6, 16),
  "add-meta-data": bool(true),
  "meta-data-title": string(""),
  "meta-data-designer": string(""),
  "meta-data-description": string(""),
  "meta-data-copyright": string(""),
  "meta-data-license-terms": string(""),
  "meta-data-rating": string(""),
};

export const svgSettings = {
  fill: bool(false),
  "fill-color": string("white"),
  stroke: bool(true),
  "stroke-color": string("black"),
  "stroke-width": double(0, 0.35, 999),
};

/** Settings of the sections `export-step`, `export-brep` and `export-iges`: a `$fn` below this asks for facets. */
export const solidSettings = {
  "facets-below": int(3, 12, 1_000_000),
};

/** Every section with its settings in order, for `--help-export`. */
export const exportSettings: readonly (readonly [
  string,
  readonly { readonly key: string; readonly type: string; readonly info: string }[],
])[] = [
  ["export-pdf", listed(pdfSettings)],
  ["export-3mf", listed(modelSettings)],
  ["export-svg", listed(svgSettings)],
  ["export-step", listed(solidSettings)],
  ["export-brep", listed(solidSettings)],
  ["export-iges", listed(solidSettings)],
];

function listed(section: Readonly<Record<string, Setting<unknown>>>): { key: string; type: string; info: string }[] {
  return Object.entries(section).map(([key, { type, info }]) => ({ key, type, info }));
}

/** The values of a section: what was given, else the defaults. */
export type SettingsOf<Section> = {
  readonly [Key in keyof Section]: Section[Key] extends Setting<infer Value> ? Value : never;
};

export function readSettings<Section extends Readonly<Record<string, Setting<unknown>>>>(
  section: Section,
  options: ExportOptions,
): SettingsOf<Section> {
  const values = Object.entries(section).map(([key, setting]) => [key, setting.read(options.get(key))]);
  return Object.fromEntries(values) as SettingsOf<Section>;
}

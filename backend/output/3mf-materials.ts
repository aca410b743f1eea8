// The material group of a 3MF model: which colors it lists and what index a triangle's color has (spec/geometry.md §11.8).
import { parseColor } from "../csg/color.ts";
import type { Mesh } from "../csg/geometry.ts";
import type { Rgba } from "../csg/nodes.ts";
import type { Context } from "../shared/context.ts";
import { defaultColor, isValidColor } from "./color-bytes.ts";
import type { modelSettings, SettingsOf } from "./settings.ts";

export interface Materials {
  readonly kind: "basematerial" | "color" | "none";
  /** Colors in order; the first is the default. */
  readonly colors: readonly Rgba[];
  /** Index of a mesh's color; 0: the default, to be left out. */
  indexOf(color: Rgba): number;
}

/** Lists the colors of all meshes in order of first use. */
export function materialsOf(
  ctx: Context,
  settings: SettingsOf<typeof modelSettings>,
  meshes: readonly Mesh[],
): Materials {
  const fallback = defaultColor(ctx);
  const mode = settings["color-mode"];
  if (mode === "none") return { kind: "none", colors: [], indexOf: () => 0 };
  const kind = settings["material-type"];
  if (mode === "selected-only") {
    const selected = parseColor(settings.color) ?? fallback;
    return { kind, colors: [selected], indexOf: () => 0 };
  }
  const colors: Rgba[] = [fallback];
  const indices = new Map<string, number>([[hexDigits(fallback), 0]]);
  for (const { colors: table, facetColors } of meshes) {
    if (table === undefined || facetColors === undefined) continue;
    const seen = new Set<number>();
    for (const index of facetColors) {
      if (seen.has(index)) continue;
      seen.add(index);
      const color = table[index];
      if (color === undefined) continue;
      if (!isValidColor(color)) {
        ctx.report.push({ severity: "warning", code: "export", message: "Invalid color in 3MF export" });
      }
      const key = hexDigits(color);
      if (!indices.has(key)) indices.set(key, colors.push(color) - 1);
    }
  }
  return { kind, colors, indexOf: (color) => indices.get(hexDigits(color)) ?? 0 };
}

/** The element of the group, or nothing. The alpha byte of a base material is not used and written as zero. */
export function materialXml({ kind, colors }: Materials): string {
  if (kind === "none") return "";
  const lines = colors.map((color, i) => {
    const digits = hexDigits(color);
    if (kind === "color") return `\t\t\t<m:color color="#${digits}" />\n`;
    const name = i === 0 ? "Default" : `Color ${i}`;
    return `\t\t\t<base name="${name}" displaycolor="#${digits.slice(0, 6)}00" />\n`;
  });
  const element = kind === "color" ? "m:colorgroup" : "basematerials";
  return `\t\t<${element} id="1">\n${lines.join("")}\t\t</${element}>\n`;
}

/** `RRGGBBAA`. */
function hexDigits(color: Rgba): string {
  const bytes = color.map((component) => Math.round(Math.min(1, Math.max(0, component)) * 255));
  return bytes.map((byte) => byte.toString(16).toUpperCase().padStart(2, "0")).join("");
}

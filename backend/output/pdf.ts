// PDF: one page with the outlines in true size, optionally with scale, grid and file name (spec/geometry.md §11.12).
import { parseColor } from "../csg/color.ts";
import type { Polygon } from "../csg/geometry.ts";
import type { Rgba } from "../csg/nodes.ts";
import type { Context } from "../shared/context.ts";
import { formatFixed, formatG } from "../shared/number-text.ts";
import { creationTime } from "./creation-time.ts";
import type { ExportInput } from "./exporter.ts";
import { baseName } from "./names.ts";
import { drawGrid, drawScale, drawText } from "./pdf-annotations.ts";
import { pdfDocument } from "./pdf-document.ts";
import { MARGIN, type Page, POINTS_PER_MM } from "./pdf-page.ts";
import { type Bounds, boundsOf, separatePolygons } from "./polygons.ts";
import { pdfSettings, readSettings, type SettingsOf } from "./settings.ts";

/** Portrait sizes in points. */
const papers = {
  a6: [298, 420],
  a5: [420, 595],
  a4: [595, 842],
  a3: [842, 1190],
  letter: [612, 792],
  legal: [612, 1008],
  tabloid: [792, 1224],
} as const;

type PdfSettings = SettingsOf<typeof pdfSettings>;

export function writePdf(ctx: Context, input: ExportInput): Uint8Array {
  const settings = readSettings(pdfSettings, input.options);
  const polygons = separatePolygons(input.geometry);
  const bounds = wholeBounds(boundsOf(polygons));
  const page = pageOf(settings, bounds);
  const spanX = (bounds.maxX - bounds.minX) * POINTS_PER_MM;
  const spanY = (bounds.maxY - bounds.minY) * POINTS_PER_MM;
  if (spanX > page.width - MARGIN || spanY > page.height - MARGIN) {
    const message = "Geometry is too large to fit into selected size.";
    ctx.report.push({ severity: "export-warning", code: "export", message });
  }
  const content = [annotations(ctx, settings, page), drawing(ctx, settings, polygons, page, bounds)];
  return pdfDocument({ page, content: content.join(""), information: metadata(ctx, settings) });
}

/** Bounds in whole millimeters: outwards in x, inwards in y, which is what OpenSCAD centers by. */
function wholeBounds({ minX, minY, maxX, maxY }: Bounds): Bounds {
  return { minX: Math.floor(minX), minY: Math.ceil(minY), maxX: Math.ceil(maxX), maxY: Math.floor(maxY) };
}

function pageOf(settings: PdfSettings, bounds: Bounds): Page {
  const [short, long] = papers[settings["paper-size"]];
  const { orientation } = settings;
  const wide = bounds.maxX - bounds.minX > bounds.maxY - bounds.minY;
  const landscape = orientation === "landscape" || (orientation === "auto" && wide);
  return landscape ? { width: long, height: short } : { width: short, height: long };
}

function annotations(ctx: Context, settings: PdfSettings, page: Page): string {
  let out = "";
  if (settings["show-filename"]) out += drawText(baseName(ctx), MARGIN, MARGIN / 3, 10);
  if (settings["show-scale"]) {
    out += drawScale(page, { message: settings["show-scale-message"] });
  }
  if (settings["show-grid"]) {
    const size = settings["grid-size"];
    // Sizes below 1 mm would be black paper; OpenSCAD takes 2.
    out += drawGrid(page, size < 1 ? 2 : size);
  }
  return out;
}

/** The outlines as one path, filled and stroked as asked. */
function drawing(
  ctx: Context,
  settings: PdfSettings,
  polygons: readonly Polygon[],
  page: Page,
  bounds: Bounds,
): string {
  const { fill, stroke } = settings;
  if (!fill && !stroke) return "";
  const originX = page.width / 2 - ((bounds.minX + bounds.maxX) / 2) * POINTS_PER_MM;
  const originY = page.height / 2 - ((bounds.minY + bounds.maxY) / 2) * POINTS_PER_MM;
  let out = "q\n";
  if (fill) out += `${rgb(readColor(ctx, settings["fill-color"]))} rg\n`;
  if (stroke) {
    out += `${rgb(readColor(ctx, settings["stroke-color"]))} RG\n`;
    out += `${formatG(settings["stroke-width"] * POINTS_PER_MM)} w\n`;
  }
  for (const { outlines } of polygons) {
    for (const { points } of outlines) {
      for (let at = 0; at < points.length; at += 2) {
        const x = originX + (points[at] as number) * POINTS_PER_MM;
        const y = originY + (points[at + 1] as number) * POINTS_PER_MM;
        out += `${formatFixed(x, 4)} ${formatFixed(y, 4)} ${at === 0 ? "m" : "l"}\n`;
      }
      out += "h\n";
    }
  }
  return `${out}${fill ? (stroke ? "B*" : "f*") : "S"}\nQ\n`;
}

function rgb(color: Rgba): string {
  return color
    .slice(0, 3)
    .map((component) => formatG(component))
    .join(" ");
}

function readColor(ctx: Context, text: string): Rgba {
  const color = parseColor(text);
  if (color !== undefined) return color;
  const message = `Unable to parse color "${text}", reverting to default color.`;
  ctx.report.push({ severity: "warning", code: "export", message });
  return [0, 0, 0, 1];
}

/** Entries of the document's information dictionary. */
function metadata(ctx: Context, settings: PdfSettings): ReadonlyMap<string, string> {
  const entries = new Map<string, string>();
  if (!settings["add-meta-data"]) return entries;
  const title = settings["meta-data-title"];
  entries.set("Title", title === "" ? baseName(ctx) : title);
  entries.set("Creator", "OpenSCAD (https://www.openscad.org/)");
  entries.set("CreationDate", `D:${creationTime(ctx.world).replace(/\D/g, "")}Z`);
  for (const [key, name] of [
    ["meta-data-author", "Author"],
    ["meta-data-subject", "Subject"],
    ["meta-data-keywords", "Keywords"],
  ] as const) {
    const text = settings[key];
    if (text !== "") entries.set(name, text);
  }
  return entries;
}

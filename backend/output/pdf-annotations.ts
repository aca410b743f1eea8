// What is drawn beside the outlines of a PDF page: file name, scale, grid; all in 48 % black (spec/geometry.md §11.12).
import { formatG } from "../shared/number-text.ts";
import { pdfShownText } from "./pdf-document.ts";
import { MARGIN, type Page, POINTS_PER_MM } from "./pdf-page.ts";

/** 48 % black. */
const GRAY = "0.52";

/** A line of Helvetica at a position in points. */
export function drawText(text: string, x: number, y: number, size: number): string {
  return `BT ${GRAY} g /F1 ${formatG(size)} Tf ${formatG(x)} ${formatG(y)} Td ${pdfShownText(text)} Tj ET\n`;
}

/** Axes along the left and the lower margin with a tick every 10 mm and a label every 20 mm. */
export function drawScale(page: Page, options: { readonly message: boolean }): string {
  const right = page.width - MARGIN;
  const top = page.height - MARGIN;
  let out = `q ${GRAY} G 0.5 w\n`;
  out += line(MARGIN, MARGIN, right, MARGIN) + line(MARGIN, MARGIN, MARGIN, top);
  let labels = "";
  for (let mm = 0; MARGIN + mm * POINTS_PER_MM <= Math.max(right, top); mm += 10) {
    const at = MARGIN + mm * POINTS_PER_MM;
    const length = mm % 20 === 0 ? 6 : 4;
    if (at <= right) out += line(at, MARGIN, at, MARGIN - length);
    if (at <= top) out += line(MARGIN, at, MARGIN - length, at);
    if (mm % 20 !== 0) continue;
    if (at <= right) labels += drawText(String(mm), at + 1, MARGIN - 12, 6);
    if (at <= top) labels += drawText(String(mm), MARGIN - 16, at + 1, 6);
  }
  out += `S\nQ\n${labels}`;
  if (!options.message) return out;
  const message =
    "Scale is to calibrate actual printed dimension. Check both X and Y. Measure between tick 0 and last tick";
  return out + drawText(message, MARGIN + 10, MARGIN + 4, 5);
}

/** Lines every `size` mm between the margins; every tenth is stronger. */
export function drawGrid(page: Page, size: number): string {
  const right = page.width - MARGIN;
  const top = page.height - MARGIN;
  const step = size * POINTS_PER_MM;
  const fine: string[] = [];
  const strong: string[] = [];
  for (let i = 0; MARGIN + i * step <= Math.max(right, top); i++) {
    const at = MARGIN + i * step;
    const lines = i % 10 === 0 ? strong : fine;
    if (at <= right) lines.push(line(at, MARGIN, at, top));
    if (at <= top) lines.push(line(MARGIN, at, right, at));
  }
  return `q ${GRAY} G 0.1 w\n${fine.join("")}S\n0.3 w\n${strong.join("")}S\nQ\n`;
}

function line(x1: number, y1: number, x2: number, y2: number): string {
  return `${formatG(x1)} ${formatG(y1)} m ${formatG(x2)} ${formatG(y2)} l\n`;
}

// The page of an SVG file: what its size, viewBox and alignment make of user units (spec/geometry.md §10.6).
import type { Affine } from "./result.ts";
import { numberFromText } from "./scan.ts";
import type { SvgElement } from "./svg-tree.ts";

export interface Page {
  /** User units to millimeters, y upwards. */
  readonly matrix: Affine;
  /** Where the middle of everything goes with `center = true`. */
  readonly center: readonly [number, number];
}

interface ViewBox {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Without an `svg` element: user units are millimeters. */
export const plainPage: Page = { matrix: [1, 0, 0, -1, 0, 0], center: [0, 0] };

export function pageOf({ attributes }: SvgElement, dpi: number): Page {
  const box = viewBoxOf(attributes.viewBox);
  const width = millimeters(attributes.width, box?.width, dpi);
  const height = millimeters(attributes.height, box?.height, dpi);
  if (box === undefined) return { matrix: [1, 0, 0, -1, 0, height.value], center: [0, 0] };

  let scaleX = width.value / box.width;
  let scaleY = height.value / box.height;
  let alignX = 0;
  let alignY = 0;
  const align = /^\s*(?:defer\s+)?(none|x(Min|Mid|Max)Y(Min|Mid|Max))(?:\s+(meet|slice))?\s*$/.exec(
    attributes.preserveAspectRatio ?? "xMidYMid",
  ) ?? ["", "", "Mid", "Mid"];
  if (align[1] !== "none") {
    // Where the width is no number, as for a viewBox without one, that of y.
    const scale = (align[4] === "slice" ? scaleX > scaleY : scaleX < scaleY) ? scaleX : scaleY;
    scaleX = scale;
    scaleY = scale;
    alignX = offset(align[2], width.value, scale * box.width);
    alignY = offset(align[3], height.value, scale * box.height);
  }
  // OpenSCAD subtracts the origin's y where it should add it; files are made to look right with that.
  const originX = box.x * width.originFactor * scaleX;
  const originY = box.y * height.originFactor * scaleY;
  return {
    matrix: [scaleX, 0, 0, -scaleY, alignX - originX, height.value - alignY - originY],
    center: [-originX, -originY],
  };
}

function offset(align: string | undefined, page: number, content: number): number {
  if (align === "Min") return 0;
  return align === "Max" ? page - content : page / 2 - content / 2;
}

function viewBoxOf(text: string | undefined): ViewBox | undefined {
  const numbers = (text ?? "")
    .trim()
    .split(/[\s,]+/)
    .map((part) => numberFromText(part) ?? Number.NaN);
  const [x = 0, y = 0, width = 0, height = 0] = numbers;
  if (numbers.length !== 4 || !numbers.every(Number.isFinite) || width < 0 || height < 0) return undefined;
  return { x, y, width, height };
}

interface Length {
  readonly value: number;
  /** Percentages scale the origin of the viewBox too. */
  readonly originFactor: number;
}

/** A width or height; `size`: that of the viewBox. */
function millimeters(text: string | undefined, size: number | undefined, dpi: number): Length {
  const match = /^\s*([-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)\s*(px|pt|pc|in|cm|mm|%|em|ex)?\s*$/.exec(text ?? "");
  const n = Number(match?.[1] ?? 0);
  const plain = (value: number): Length => ({ value, originFactor: 1 });
  switch (match === null ? "missing" : match[2]) {
    case undefined:
      return plain((25.4 * n) / dpi);
    case "px":
      return plain((25.4 * n) / 96);
    case "pt":
      return plain((25.4 * n) / 72);
    case "pc":
      return plain((25.4 * n) / 6);
    case "in":
      return plain(25.4 * n);
    case "cm":
      return plain(10 * n);
    case "mm":
      return plain(n);
    case "%":
      return { value: (((25.4 * n) / 100) * (size ?? 0)) / dpi, originFactor: n / 100 };
    case "em":
    case "ex":
      return plain(size ?? 0);
    default:
      return plain((25.4 * (size ?? 0)) / dpi);
  }
}

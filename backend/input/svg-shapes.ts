// The basic shapes of SVG as subpaths, and how open ones are stroked (spec/geometry.md §10.6).
import { segments } from "../csg/fragments.ts";
import type { Stroke } from "./result.ts";
import { plainNumber } from "./scan.ts";
import { type CurveSettings, pathSubPaths, type SubPath } from "./svg-path.ts";
import { type SvgElement, styleOf } from "./svg-tree.ts";

/** Undefined: the element draws nothing itself. */
export function subPathsOf(element: SvgElement, curves: CurveSettings): SubPath[] | undefined {
  const { attributes } = element;
  const number = (name: string): number => plainNumber(attributes[name]);
  switch (element.name) {
    case "path":
      return pathSubPaths(attributes.d ?? "", curves);
    case "rect":
      return rectangle(element, curves);
    case "circle":
      return ellipse(number("cx"), number("cy"), number("r"), number("r"), curves);
    case "ellipse":
      return ellipse(number("cx"), number("cy"), number("rx"), number("ry"), curves);
    case "line":
      return [{ points: [number("x1"), number("y1"), number("x2"), number("y2")], closed: false }];
    case "polyline":
    case "polygon":
      return [{ points: pointList(attributes.points ?? ""), closed: element.name === "polygon" }];
    default:
      return undefined;
  }
}

function rectangle({ attributes }: SvgElement, curves: CurveSettings): SubPath[] {
  const [x, y, width, height] = ["x", "y", "width", "height"].map((name) => plainNumber(attributes[name])) as [
    number,
    number,
    number,
    number,
  ];
  const givenX = plainNumber(attributes.rx);
  const givenY = plainNumber(attributes.ry);
  if (givenX === 0 && givenY === 0) {
    return [{ points: [x, y, x + width, y, x + width, y + height, x, y + height], closed: true }];
  }
  const rx = Math.min(givenX || givenY, width / 2);
  const ry = Math.min(givenY || givenX, height / 2);
  const arc = (dx: number, dy: number): string => `a ${rx} ${ry} 0 0 1 ${dx} ${dy}`;
  const right = `H ${x + width - rx} ${arc(rx, ry)} V ${y + height - ry} ${arc(-rx, ry)}`;
  const left = `H ${x + rx} ${arc(-rx, -ry)} V ${y + ry} ${arc(rx, -ry)} z`;
  return pathSubPaths(`M ${x + rx} ${y} ${right} ${left}`, curves);
}

function ellipse(cx: number, cy: number, rx: number, ry: number, curves: CurveSettings): SubPath[] {
  const count = Math.max(segments(Math.max(rx, ry), curves.fragments) ?? 0, 40);
  curves.count(count);
  const points: number[] = [];
  for (let k = 1; k <= count; k++) {
    const angle = (2 * Math.PI * k) / count;
    points.push(cx + rx * Math.sin(angle), cy + ry * Math.cos(angle));
  }
  return [{ points, closed: true }];
}

/** Numbers separated by blanks and commas; one without a partner is left out. */
function pointList(text: string): number[] {
  const numbers = text.split(/[\s,]+/).filter((part) => part !== "");
  if (numbers.length % 2 === 1) numbers.pop();
  return numbers.map(plainNumber);
}

/** The stroke of an element's open paths. */
export function strokeOf(element: SvgElement): Stroke {
  const property = (name: string): string | undefined => element.attributes[name] ?? styleOf(element, name);
  const width = plainNumber(property("stroke-width"));
  const join = property("stroke-linejoin");
  const cap = property("stroke-linecap");
  return {
    radius: (width < 0.01 ? 1 : width) / 2,
    join: join === "round" ? "round" : join === "bevel" ? "square" : "miter",
    cap: cap === "round" || cap === "square" ? cap : "butt",
  };
}

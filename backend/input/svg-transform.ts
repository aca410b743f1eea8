// The `transform` attribute of SVG elements.

import type { Affine } from "./result.ts";
import { plainNumber } from "./scan.ts";

export const identity: Affine = [1, 0, 0, 1, 0, 0];

/** First `inner`, then `outer`. */
export function compose(outer: Affine, inner: Affine): Affine {
  const [a, b, c, d, e, f] = outer;
  const [ia, ib, ic, id, ie, jf] = inner;
  return [a * ia + c * ib, b * ia + d * ib, a * ic + c * id, b * ic + d * id, a * ie + c * jf + e, b * ie + d * jf + f];
}

/** The product of a list such as `translate(1 2) rotate(30)`. What is unknown or has a wrong number of arguments is left out. */
export function parseTransform(text: string | undefined): Affine {
  let matrix = identity;
  for (const [, name = "", list = ""] of (text ?? "").matchAll(/([A-Za-z]+)\s*\(([^)]*)/g)) {
    const numbers = list
      .split(/[\s,]+/)
      .filter((part) => part !== "")
      .map(plainNumber);
    const step = single(name, numbers);
    if (step?.every(Number.isFinite)) matrix = compose(matrix, step);
  }
  return matrix;
}

function single(name: string, v: readonly number[]): Affine | undefined {
  const [first = 0, second] = v;
  const radians = (first * Math.PI) / 180;
  switch (name) {
    case "matrix":
      return v.length === 6 ? ([...v] as unknown as Affine) : undefined;
    case "translate":
      return v.length === 1 || v.length === 2 ? [1, 0, 0, 1, first, second ?? 0] : undefined;
    case "scale":
      return v.length === 1 || v.length === 2 ? [first, 0, 0, second ?? first, 0, 0] : undefined;
    case "rotate":
      return v.length === 1 || v.length === 3 ? rotation(radians, v[1] ?? 0, v[2] ?? 0) : undefined;
    case "skewX":
      return v.length === 1 ? [1, 0, Math.tan(radians), 1, 0, 0] : undefined;
    case "skewY":
      return v.length === 1 ? [1, Math.tan(radians), 0, 1, 0, 0] : undefined;
    default:
      return undefined;
  }
}

function rotation(radians: number, x: number, y: number): Affine {
  const cos = Math.cos(radians);
  const sin = Math.sin(radians);
  return [cos, sin, -sin, cos, x - cos * x + sin * y, y - sin * x - cos * y];
}

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

const letters = { matrix: "m", translate: "t", scale: "s", rotate: "r", skewX: "x", skewY: "y" } as const;
type Letter = (typeof letters)[keyof typeof letters];

/**
 * The product of a list such as `translate(1 2) rotate(30)`. Steps with a wrong number of arguments are left out. OpenSCAD
 * writes a letter for each name and then tells letters from arguments: unknown names are arguments of the step before them.
 */
export function parseTransform(text: string | undefined): Affine {
  if (text === undefined) return identity;
  const short = text.replace(
    /matrix|translate|scale|rotate|skew[XY]/g,
    (name) => letters[name as keyof typeof letters],
  );
  let matrix = identity;
  for (const [, letter, list = ""] of short.matchAll(/([mtsrxy])([^mtsrxy]*)/g)) {
    const numbers = list.split(/[\s,()]+/).filter((part) => part !== "");
    const step = single(letter as Letter, numbers.map(plainNumber));
    if (step !== undefined) matrix = compose(matrix, step);
  }
  return matrix;
}

function single(letter: Letter, v: readonly number[]): Affine | undefined {
  const [first = 0, second] = v;
  const radians = (first * Math.PI) / 180;
  switch (letter) {
    case "m":
      return v.length === 6 ? ([...v] as unknown as Affine) : undefined;
    case "t":
      return v.length === 1 || v.length === 2 ? [1, 0, 0, 1, first, second ?? 0] : undefined;
    case "s":
      return v.length === 1 || v.length === 2 ? [first, 0, 0, second ?? first, 0, 0] : undefined;
    case "r":
      return v.length === 1 || v.length === 3 ? rotation(radians, v[1] ?? 0, v[2] ?? 0) : undefined;
    case "x":
      return v.length === 1 ? [1, 0, Math.tan(radians), 1, 0, 0] : undefined;
    case "y":
      return v.length === 1 ? [1, Math.tan(radians), 0, 1, 0, 0] : undefined;
  }
}

function rotation(radians: number, x: number, y: number): Affine {
  const cos = Math.cos(radians);
  const sin = Math.sin(radians);
  return [cos, sin, -sin, cos, x - cos * x + sin * y, y - sin * x - cos * y];
}

// Colors as files hold them: bytes computed in single precision like OpenSCAD does, and the colors of its default scheme.
import type { Rgba } from "../csg/nodes.ts";
import { type Context, defaultFaceColors } from "../shared/context.ts";

/** The color of faces that have none, `cgal-face-front` of the color scheme. */
export function defaultColor({ faceColors = defaultFaceColors }: Context): Rgba {
  const [red, green, blue, alpha] = faceColors.front;
  return [Math.fround(red), Math.fround(green), Math.fround(blue), alpha];
}

/** A component as a byte, cut off like C's conversion to int; 0 for what is no number, which processors make the least int. */
export function colorByte(component: number): number {
  const byte = Math.trunc(Math.fround(Math.fround(component) * 255));
  return byte > 0 ? Math.min(255, byte) : 0;
}

/**
 * A component as a number in text. OpenSCAD writes `inf` and `nan` for colors beyond single precision, which no reader of WRL
 * and POV takes; here they are as full or as dark as their bytes would be.
 */
export function finiteComponent(component: number): number {
  return Number.isFinite(component) ? component : colorByte(component) / 255;
}

/** False when a component is unset (−1). */
export function isValidColor(color: Rgba): boolean {
  return color.every((component) => component >= 0);
}

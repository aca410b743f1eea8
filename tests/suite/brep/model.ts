// A model of the corpus of exact solids.
import type { Exactness } from "../../../backend/kernel/occt/record.ts";

export interface Model {
  readonly source: string;
  /** By analysis, in cubic millimeters. */
  readonly volume: number;
  /** Nodes that are not exact, by the names of the report; every other one must be. */
  readonly inexact?: Readonly<Record<string, Exactness>>;
  /** Relative; 1e-9 unless the surfaces are B-splines, whose volume the library integrates. */
  readonly tolerance?: number;
  readonly solids?: number;
  /** Surfaces: how many faces the solid has, where that shows that they were joined. */
  readonly faces?: number;
}

export const { PI, sqrt } = Math;

/** Of a polygon with n corners on a circle of radius r. */
export function ngon(n: number, r: number): number {
  return (n / 2) * r * r * Math.sin((2 * PI) / n);
}
export function ball(r: number): number {
  return (4 / 3) * PI * r ** 3;
}
export function disc(r: number): number {
  return PI * r * r;
}
/** A frustum. */
export function cone(r1: number, r2: number, h: number): number {
  return ((PI * h) / 3) * (r1 * r1 + r1 * r2 + r2 * r2);
}
/** A cap of height h of a ball of radius r. */
export function cap(r: number, h: number): number {
  return (PI * h * h * (3 * r - h)) / 3;
}

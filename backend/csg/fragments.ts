// How finely a curve is divided: `$fn $fa $fs $fe` as a node captures them, and the number of segments of a circle or
// an arc (spec/language.md §7.3 and §7.4). Modules capture, kernels count.
import type { Fragments } from "./nodes.ts";

/** OpenSCAD's fine grid, 2^-20: a circle with a smaller radius has no segments of its own. */
export const GRID_FINE = 2 ** -20;

/** The smallest `$fa` and `$fs`. */
const MINIMUM = 0.01;

/** Settings where no special variable was changed: shared, because nearly every node has them. */
export const defaultFragments: Fragments = { fn: 0, fa: 12, fs: 2, fe: 0 };

export interface FragmentSource {
  /** The dynamic value of a special variable. Anything but a number counts as 0. */
  special(name: string): unknown;
  /** True when discretization-by-error is on: otherwise `$fe` is not read. */
  readonly byError: boolean;
  /** Told of every value that was out of range, in order. Absent: values are clamped silently (offset, text). */
  readonly warn?: (message: string) => void;
}

/** Reads and clamps the special variables for one node. */
export function captureFragments(source: FragmentSource): Fragments {
  let fn = numberOf(source.special("$fn"));
  let fa = numberOf(source.special("$fa"));
  let fs = numberOf(source.special("$fs"));
  let fe = source.byError ? numberOf(source.special("$fe")) : 0;
  if (fa === 12 && fs === 2 && Object.is(fn, 0) && Object.is(fe, 0)) return defaultFragments;
  if (fn < 0) {
    source.warn?.("$fn negative - setting to 0");
    fn = 0;
  }
  if (fe < 0) {
    source.warn?.("$fe negative - setting to 0");
    fe = 0;
  }
  if (fs < MINIMUM) {
    source.warn?.("$fs too small - clamping to 0.010000");
    fs = MINIMUM;
  }
  if (fa < MINIMUM) {
    source.warn?.("$fa too small - clamping to 0.010000");
    fa = MINIMUM;
  }
  return { fn, fa, fs, fe };
}

function numberOf(value: unknown): number {
  return typeof value === "number" ? value : 0;
}

/**
 * Segments of an arc of radius `r` that sweeps `angle` degrees: at least 1. Undefined when there is no meaningful count
 * (a radius below the grid, an infinite or NaN setting); each caller has its own fallback, 3 for circles.
 */
export function segments(r: number, fragments: Fragments, angle = 360): number | undefined {
  const { fn, fa, fs, fe } = fragments;
  if (!(r >= GRID_FINE) || !Number.isFinite(fn) || !Number.isFinite(angle) || !Number.isFinite(fe)) return undefined;
  return Math.max(1, Math.ceil((fullCircle(r, fn, fa, fs, fe) * Math.abs(angle)) / 360));
}

/** Segments of the full circle; a fraction only when they follow from `$fe`. */
function fullCircle(r: number, fn: number, fa: number, fs: number, fe: number): number {
  if (fn > 0) return Math.ceil(Math.max(fn, 3));
  if (fe < GRID_FINE) return Math.ceil(maximum(minimum(360 / fa, (2 * Math.PI * r) / fs), 5));
  const ratio = fe / r;
  // From this ratio on (1 − cos 36°) a pentagon is close enough.
  if (ratio >= 0.1909830056) return 5;
  const finest = Math.max(Math.min(360 / MINIMUM, (2 * Math.PI * r) / MINIMUM), 5);
  return Math.min(finest, Math.PI / Math.acos(1 - ratio));
}

/** C's fmin and fmax: a NaN loses against a number. */
function minimum(a: number, b: number): number {
  return a < b || Number.isNaN(b) ? a : b;
}
function maximum(a: number, b: number): number {
  return a > b || Number.isNaN(b) ? a : b;
}

// The first parameter of every stage: where to report, what may be used up, what time it is, what can be read.

import type { Guard } from "./guard.ts";
import type { Deadline, Limits } from "./limits.ts";
import type { Reporter } from "./reporter.ts";
import type { SourceMap } from "./source.ts";
import type { Timer } from "./timing.ts";
import type { World } from "./world.ts";

/** Experimental features by OpenSCAD's own names (spec/language.md §6.12). */
export type Feature =
  | "roof"
  | "lazy-union"
  | "textmetrics"
  | "import-function"
  | "object-function"
  | "vector-swizzle"
  | "discretization-by-error"
  | "predictible-output"
  | "input-driver-dbus"
  | "vertex-object-renderers-indexing"
  | "ai-features"
  | OwnFeature;

/** Extensions of our own: `brep` has fillet() and chamfer(). */
export type OwnFeature = "brep";
export const ownFeatures = ["brep"] as const satisfies readonly OwnFeature[];

export const features: readonly Feature[] = [
  "roof",
  "input-driver-dbus",
  "lazy-union",
  "vertex-object-renderers-indexing",
  "textmetrics",
  "import-function",
  "object-function",
  "predictible-output",
  "vector-swizzle",
  "discretization-by-error",
  "ai-features",
];

/** The camera behind `$vpt $vpr $vpd $vpf`, in user form (spec/language.md §7.1). */
export interface Camera {
  readonly translation: readonly [number, number, number];
  readonly rotation: readonly [number, number, number];
  readonly distance: number;
  readonly fieldOfView: number;
  /** True when the command line set it: assignments in the program have no effect then. */
  readonly locked: boolean;
  /** True when viewall or autocenter is on (the default without `--camera`). */
  readonly fitted: boolean;
}

export const defaultCamera: Camera = {
  translation: [0, 0, 0],
  rotation: [55, 0, 25],
  distance: 140,
  fieldOfView: 22.5,
  locked: false,
  fitted: true,
};

/** What the options of a run change about the language. */
export interface LanguageOptions {
  readonly features: ReadonlySet<Feature>;
  readonly hardWarnings: boolean;
  readonly checkParameters: boolean;
  readonly checkParameterRanges: boolean;
  readonly traceUserModuleParameters: boolean;
  /** Frames at the beginning and lines at the end of a trace; 12 when it is not said. */
  readonly traceDepth?: number;
  /** `$preview` and `$t`. */
  readonly preview: boolean;
  readonly time: number;
  readonly camera: Camera;
  /** Texts of `-D`, appended to the program (spec/language.md §0.1). */
  readonly definitions: readonly string[];
}

export const defaultLanguageOptions: LanguageOptions = {
  features: new Set(),
  hardWarnings: false,
  checkParameters: true,
  checkParameterRanges: false,
  traceUserModuleParameters: true,
  preview: false,
  time: 0,
  camera: defaultCamera,
  definitions: [],
};

/** Colors of faces that have none of their own, components from 0 to 1: outside, and where something was cut away. */
export interface FaceColors {
  readonly front: readonly [number, number, number, number];
  readonly back: readonly [number, number, number, number];
}

/** Those of OpenSCAD's color scheme Cornfield (spec/geometry.md §14). */
export const defaultFaceColors: FaceColors = {
  front: [0xf9 / 255, 0xd7 / 255, 0x2c / 255, 1],
  back: [0x9d / 255, 0xcb / 255, 0x51 / 255, 1],
};

export interface Context {
  readonly world: World;
  readonly sources: SourceMap;
  readonly report: Reporter;
  readonly limits: Limits;
  readonly deadline: Deadline;
  readonly timer: Timer;
  readonly options: LanguageOptions;
  readonly faceColors?: FaceColors;
  readonly guard?: Guard | undefined;
}

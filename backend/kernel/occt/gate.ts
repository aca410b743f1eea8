// The gate that every B-rep passes before it leaves: valid by the library's own check, closed, and of the volume and box
// that the mesh of the same tree has. What fails is healed once; what fails still is reported and not written.
import type { TopoDS_Shape } from "../../../wasm/occt.ts";
import { Brep } from "./brep.ts";
import type { OcctEngine } from "./engine.ts";
import type { Measures } from "./measure.ts";
import {
  type Box,
  boxOf,
  compoundOf,
  isValid,
  meshedBoxOf,
  partsOf,
  preciseVolumeOf,
  quickBoxOf,
  type Scope,
  volumeOf,
} from "./topology.ts";

export interface GateReport {
  readonly passed: boolean;
  /** By BRepCheck. */
  readonly valid: boolean;
  /** Every edge of every shell has two faces. */
  readonly closed: boolean;
  readonly solids: number;
  readonly faces: number;
  /** Of the B-rep and of the mesh, in cubic millimeters, and how far apart they may be. */
  readonly volume: number;
  readonly meshVolume: number;
  readonly volumeTolerance: number;
  /** The largest distance between sides of the two boxes, and how large it may be, in millimeters. */
  readonly boxDeviation: number;
  readonly boxTolerance: number;
  /** What was done to make it pass. */
  readonly healed: readonly string[];
  /** What is wrong, in words; empty when it passed. */
  readonly problems: readonly string[];
}

export interface GateOptions {
  readonly mesh: Measures;
  /** The mesh with circles of half as many divisions. */
  readonly coarse: Measures;
  /** Of a full circle in the mesh; undefined when the B-rep has no curves. */
  readonly divisions: number | undefined;
  readonly healed?: readonly string[];
}

/** Rounding, relative to what is measured. */
const ROUNDING = 1e-6;
/** Chords of chords: a curve of a Boolean of tessellated surfaces may be off by a few sagittas. */
const SAGITTAS = 4;

export function checkGate(engine: OcctEngine, shape: TopoDS_Shape, options: GateOptions): GateReport {
  const { divisions } = options;
  // A mesh that is inside out is a solid all the same, but not of this kind: the B-rep is right side out.
  const isReversed = options.mesh.volume < 0;
  const mesh = { ...options.mesh, volume: Math.abs(options.mesh.volume) };
  const healed = [...(options.healed ?? []), ...(isReversed ? ["turned outside out"] : [])];
  const boxTolerance = SAGITTAS * sagittaOf(sizeOf(mesh.box), divisions) + ROUNDING * sizeOf(mesh.box);
  const volumeTolerance = convergedTolerance(options);
  const deviationOf = (box: Box | undefined): number =>
    box === undefined || mesh.box === undefined ? Number.POSITIVE_INFINITY : deviation(box, mesh.box);
  const facts = engine.run((keep, oc) => {
    const scope: Scope = { keep, oc };
    const quick = volumeOf(scope, shape);
    const volume = Math.abs(quick - mesh.volume) <= volumeTolerance ? quick : preciseVolumeOf(scope, shape);
    // From quick to slow: the first that fits the mesh tells enough.
    let boxDeviation = Number.POSITIVE_INFINITY;
    for (const box of boxesOf(scope, shape, boxTolerance)) {
      boxDeviation = Math.min(boxDeviation, deviationOf(box));
      if (boxDeviation <= boxTolerance) break;
    }
    return {
      valid: isValid(scope, shape),
      closed: isClosed(scope, shape),
      solids: partsOf(scope, shape, "SOLID").length,
      faces: partsOf(scope, shape, "FACE").length,
      volume,
      boxDeviation,
    };
  });
  const problems: string[] = [];
  if (!facts.valid) problems.push("BRepCheck finds it invalid");
  if (!facts.closed) problems.push("a shell is open");
  if (facts.solids === 0) problems.push("there is no solid");
  if (!(Math.abs(facts.volume - mesh.volume) <= volumeTolerance)) problems.push("its volume is not that of the mesh");
  if (!(facts.boxDeviation <= boxTolerance)) problems.push("its box is not that of the mesh");
  return {
    passed: problems.length === 0,
    ...facts,
    meshVolume: mesh.volume,
    volumeTolerance,
    boxTolerance,
    healed,
    problems,
  };
}

/** When there was nothing to check. */
export function failedGate(mesh: Measures, problem: string): GateReport {
  return {
    passed: false,
    valid: false,
    closed: false,
    solids: 0,
    faces: 0,
    volume: 0,
    meshVolume: mesh.volume,
    volumeTolerance: 0,
    boxDeviation: 0,
    boxTolerance: 0,
    healed: [],
    problems: [problem],
  };
}

/** Of what the bound of the sagitta allows: cuts through facets fall now on the one side, now on the other. */
const REST = 0.25;

/**
 * The error of a mesh's volume goes with the square of the divisions: what is left is a third of what doubling them changed.
 * The whole change is allowed.
 */
function convergedTolerance({ mesh, coarse, divisions }: GateOptions): number {
  if (divisions === undefined) return volumeToleranceOf(mesh, divisions);
  return Math.abs(mesh.volume - coarse.volume) + REST * volumeToleranceOf(mesh, divisions);
}

/** How far apart the volumes of an exact body and of its mesh may be: a shell as thick as two sagittas. */
export function volumeToleranceOf({ area, box }: Measures, divisions: number | undefined): number {
  const size = sizeOf(box);
  return area * (2 * sagittaOf(size, divisions) + ROUNDING * size);
}

function sizeOf(box: Box | undefined): number {
  return box === undefined ? 0 : Math.hypot(...box.max.map((high, axis) => high - (box.min[axis] as number)));
}

/** A chord of a circle of half the size is this far from its arc. */
function sagittaOf(size: number, divisions: number | undefined): number {
  return divisions === undefined ? 0 : (size / 2) * (1 - Math.cos(Math.PI / divisions));
}

function* boxesOf(scope: Scope, shape: TopoDS_Shape, deflection: number): Generator<Box | undefined> {
  yield quickBoxOf(scope, shape);
  yield boxOf(scope, shape);
  yield meshedBoxOf(scope, shape, deflection);
}

/** The largest distance between sides of two boxes. */
function deviation(a: Box, b: Box): number {
  const gaps = [0, 1, 2].flatMap((axis) => [
    Math.abs((a.min[axis] as number) - (b.min[axis] as number)),
    Math.abs((a.max[axis] as number) - (b.max[axis] as number)),
  ]);
  return Math.max(...gaps);
}

function isClosed(scope: Scope, shape: TopoDS_Shape): boolean {
  return partsOf(scope, shape, "SHELL").every((shell) => scope.oc.BRep_Tool.IsClosed(shell));
}

/** The solids repaired by ShapeFix. Faces may be others then: only colors of the whole stay. */
export function heal(engine: OcctEngine, { shape, paints }: Brep): Brep {
  return engine.run((keep, oc) => {
    const scope: Scope = { keep, oc };
    const solids = partsOf(scope, shape, "SOLID").map((solid) => {
      const fixer = keep(new oc.ShapeFix_Solid(keep(oc.TopoDS.Solid(solid))));
      fixer.Perform(keep(new oc.Message_ProgressRange()));
      return keep(fixer.Solid());
    });
    const healed = compoundOf(
      scope,
      solids.flatMap((solid) => partsOf(scope, solid, "SOLID")),
    );
    return new Brep(
      engine,
      engine.owned(healed),
      paints.filter(({ faces }) => faces === undefined),
    );
  });
}

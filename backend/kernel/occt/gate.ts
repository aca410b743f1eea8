// The gate that every B-rep passes before it leaves: valid by the library's own check, closed, and of the volume and box
// that the mesh of the same tree has. What fails is healed once; what fails still is reported and not written.
import type { TopoDS_Shape } from "../../../wasm/occt.ts";
import type { OcctEngine } from "./engine.ts";
import type { Measures } from "./measure.ts";
import { type Box, boxOf, compoundOf, isValid, partsOf, type Scope, volumeOf } from "./topology.ts";

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
  /** Of a full circle in the mesh; undefined when the B-rep has no curves. */
  readonly divisions: number | undefined;
  readonly healed?: readonly string[];
}

/** Rounding, relative to what is measured. */
const ROUNDING = 1e-6;
/** Chords of chords: a curve of a Boolean of tessellated surfaces may be off by a few sagittas. */
const SAGITTAS = 4;

export function checkGate(engine: OcctEngine, shape: TopoDS_Shape, options: GateOptions): GateReport {
  const { mesh, divisions, healed = [] } = options;
  const facts = engine.run((keep, oc) => {
    const scope: Scope = { keep, oc };
    return {
      valid: isValid(scope, shape),
      closed: isClosed(scope, shape),
      solids: partsOf(scope, shape, "SOLID").length,
      faces: partsOf(scope, shape, "FACE").length,
      volume: volumeOf(scope, shape),
      box: boxOf(scope, shape),
    };
  });
  const { box, ...counted } = facts;
  const size = sizeOf(mesh.box);
  const boxTolerance = SAGITTAS * sagittaOf(size, divisions) + ROUNDING * size;
  const volumeTolerance = volumeToleranceOf(mesh, divisions);
  const boxDeviation =
    box === undefined || mesh.box === undefined
      ? Infinity
      : Math.max(
          ...[0, 1, 2].flatMap((axis) => [gap(box.min, mesh.box?.min, axis), gap(box.max, mesh.box?.max, axis)]),
        );
  const problems: string[] = [];
  if (!facts.valid) problems.push("BRepCheck finds it invalid");
  if (!facts.closed) problems.push("a shell is open");
  if (facts.solids === 0) problems.push("there is no solid");
  if (!(Math.abs(facts.volume - mesh.volume) <= volumeTolerance)) problems.push("its volume is not that of the mesh");
  if (!(boxDeviation <= boxTolerance)) problems.push("its box is not that of the mesh");
  return {
    passed: problems.length === 0,
    ...counted,
    meshVolume: mesh.volume,
    volumeTolerance,
    boxDeviation,
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

/** How far apart the volumes of an exact body and of its mesh may be. */
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

function gap(a: readonly number[], b: readonly number[] | undefined, axis: number): number {
  return Math.abs((a[axis] as number) - (b?.[axis] ?? Infinity));
}

function isClosed(scope: Scope, shape: TopoDS_Shape): boolean {
  return partsOf(scope, shape, "SHELL").every((shell) => scope.oc.BRep_Tool.IsClosed(shell));
}

/** The solids repaired by ShapeFix. The caller owns the result. */
export function heal(engine: OcctEngine, shape: TopoDS_Shape): TopoDS_Shape {
  return engine.run((keep, oc) => {
    const scope: Scope = { keep, oc };
    const solids = partsOf(scope, shape, "SOLID").map((solid) => {
      const fixer = keep(new oc.ShapeFix_Solid(keep(oc.TopoDS.Solid(solid))));
      fixer.Perform(keep(new oc.Message_ProgressRange()));
      return keep(fixer.Solid());
    });
    return engine.owned(
      compoundOf(
        scope,
        solids.flatMap((solid) => partsOf(scope, solid, "SOLID")),
      ),
    );
  });
}

// The way through the gate: a part that fails it is healed, then made of facets, in part and as a whole, until it passes.
import type { TopoDS_Shape } from "../../../wasm/occt.ts";
import { KeyMemo, keyOf } from "../../csg/key.ts";
import type { CsgNode } from "../../csg/nodes.ts";
import type { Context } from "../../shared/context.ts";
import { Reporter } from "../../shared/reporter.ts";
import { realize } from "../realize.ts";
import { Brep } from "./brep.ts";
import { Inexact, type OcctEngine, OcctError, TooLarge } from "./engine.ts";
import { closedMesh, ExactShape } from "./exact-shape.ts";
import { checkGate, failedGate, type GateReport, heal } from "./gate.ts";
import { type Measures, measure } from "./measure.ts";
import { needsSolids } from "./needs.ts";
import { enclosedVolume, type FaceChoice } from "./polyhedron.ts";
import { everyRecord, type NodeRecord } from "./record.ts";
import { type Refined, refine } from "./refine.ts";
import { type ExactReport, makeReport } from "./report.ts";
import { compoundOf } from "./topology.ts";
import { type ModelTools, type Walk, walkExactly } from "./walk.ts";
import { type Part, stepText } from "./write.ts";

export interface Checked {
  readonly parts: readonly Part[];
  readonly whole: () => TopoDS_Shape;
  /** The text of the file, when it is wanted and the gate was passed. */
  readonly step: string | undefined;
  readonly report: ExactReport;
  /** Nothing else that is tried will pass. */
  readonly hopeless: boolean;
  readonly close: () => void;
}

/** Of the divisions of the gate's mesh, those that facets for nodes at fault have. */
const ROUGH = 0.25;

/** As made, then healed, then with facets for the nodes that are at fault, then all in facets. */
export async function passGate(
  ctx: Context,
  root: CsgNode,
  occt: OcctEngine,
  tools: ModelTools,
  walk: Walk,
): Promise<Checked> {
  const refined = refineFor(ctx, root, walk);
  const mesh = await measureMesh(ctx, refined, tools);
  const coarse = await measureMesh(ctx, refineFor(ctx, root, walk, 0.5), tools);
  const first = attempt(ctx, occt, tools, walk, { mesh, coarse, refined });
  if (first.report.gate.passed || first.hopeless) return first;
  const healed = attempt(ctx, occt, tools, walk, { mesh, coarse, refined, healed: ["ShapeFix"] });
  if (healed.report.gate.passed) return healed;
  if (!walk.objects.every(({ isPlanar }) => isPlanar)) {
    // What comes in facets then should not be finer than it must.
    const rough = refineFor(ctx, root, walk, ROUGH);
    const again = await walkExactly(ctx, rough.root, occt, tools, rough.divisions);
    const last = attempt(ctx, occt, tools, again, { mesh, coarse, refined, healed: ["facets for the nodes at fault"] });
    if (last.report.gate.passed) {
      walk.close();
      return last;
    }
    again.close();
  }
  const plain = measureClosed(quietly(ctx), tools, walk);
  if (plain === undefined) return first;
  const problems = first.report.gate.problems.join(", ");
  for (const choice of ["planar", "checked", "triangles"] as const) {
    const facets = inFacets(quietly(ctx), occt, tools, walk, { choice, problems });
    if (facets === undefined) continue;
    const trial = { mesh: plain, coarse: plain, healed: [nameOfFacets[choice]] };
    const final = attempt(ctx, occt, tools, facets, trial);
    if (final.report.gate.passed || final.hopeless) return final;
  }
  return first;
}

const nameOfFacets: Readonly<Record<FaceChoice, string>> = {
  planar: "facets",
  checked: "facets, in triangles where they do not join",
  triangles: "triangles",
};

interface Fallback {
  readonly choice: FaceChoice;
  readonly problems: string;
}

/** The whole in the facets of the mesh kernel. Undefined when they bound nothing. */
function inFacets(
  ctx: Context,
  occt: OcctEngine,
  { engines }: ModelTools,
  walk: Walk,
  { choice, problems }: Fallback,
): Walk | undefined {
  const objects: ExactShape[] = [];
  const close = (): void => {
    for (const object of objects) object.release();
    walk.close();
  };
  try {
    for (const object of walk.objects) {
      const { node } = object.record;
      const reason = `the gate: ${problems}`;
      // The facets of planar surfaces are as exact as they were.
      const record: NodeRecord = object.isPlanar ? object.record : { node, exactness: "mesh", reason, children: [] };
      const shape = new ExactShape(object.mesh, { record, brep: object.facets(ctx, engines, occt, choice) });
      shape.retain();
      objects.push(shape);
    }
    return { shape: walk.shape, objects, close };
  } catch (error) {
    if (!(error instanceof Inexact) && !(error instanceof OcctError)) throw error;
    for (const object of objects) object.release();
    return undefined;
  }
}

/** The solids that the meshes of the objects bound, as the mesh kernel repairs them. Undefined when one bounds none. */
function measureClosed(ctx: Context, { engines }: ModelTools, { objects }: Walk): Measures | undefined {
  try {
    const items = objects.flatMap(({ mesh }) => (mesh.dimension === 2 ? [] : [closedMesh(ctx, engines, mesh)]));
    const volume = items.reduce((sum, item) => sum + enclosedVolume(item), 0);
    return { ...measure(ctx, { dimension: "list", items }), volume };
  } catch (error) {
    if (error instanceof Inexact) return undefined;
    throw error;
  }
}

/** What is said of a tree that has been made before has been said. */
function quietly(ctx: Context): Context {
  const { sources, world } = ctx;
  return { ...ctx, report: new Reporter({ print: { sources, ...world } }) };
}

interface Trial {
  readonly mesh: Measures;
  readonly coarse: Measures;
  /** Undefined for facets. */
  readonly refined?: Refined;
  readonly healed?: readonly string[];
}

function attempt(ctx: Context, occt: OcctEngine, tools: ModelTools, walk: Walk, trial: Trial): Checked {
  const { mesh, coarse, refined, healed = [] } = trial;
  const records = walk.objects.map(({ record }) => record);
  const record = rootRecord(walk, records);
  const parts: Part[] = [];
  const close = (): void => {
    for (const { brep } of parts) brep.release();
    walk.close();
  };
  const whole = (): TopoDS_Shape => wholeOf(occt, parts);
  let gate: GateReport;
  let hopeless = false;
  let step: string | undefined;
  try {
    for (const [k, object] of walk.objects.entries()) {
      const given = object.brep(ctx, tools.engines, occt);
      const brep = healed.includes("ShapeFix") ? heal(occt, given) : given;
      brep.retain();
      parts.push({ name: nameOf(ctx, tools, walk, k), brep });
    }
    const curved =
      [...everyRecord(record)].some(({ exactness }) => exactness === "exact") &&
      !walk.objects.every(({ isPlanar }) => isPlanar);
    gate = checkGate(occt, whole(), { mesh, coarse, divisions: curved ? refined?.divisions : undefined, healed });
    // The library cannot write all that it finds valid.
    if (gate.passed && tools.formats.includes("step")) step = stepText(occt, parts);
  } catch (error) {
    if (!(error instanceof Inexact) && !(error instanceof OcctError)) throw error;
    gate = failedGate(mesh, error.message);
    hopeless = error instanceof TooLarge;
  }
  return { parts, whole, step, report: makeReport(ctx, record, gate), hopeless, close };
}

/** A list of objects has no record of its own. */
function rootRecord({ objects }: Walk, records: readonly NodeRecord[]): NodeRecord {
  const [first, ...others] = records as [NodeRecord, ...NodeRecord[]];
  if (others.length === 0) return first;
  return { node: (objects[0] as ExactShape).record.node, exactness: "exact", children: records };
}

function wholeOf(occt: OcctEngine, parts: readonly Part[]): TopoDS_Shape {
  const [first, ...others] = parts as [Part, ...Part[]];
  if (others.length === 0) return first.brep.shape;
  const brep = occt.run((keep, oc) => {
    const shapes = parts.map((part) => part.brep.shape);
    return new Brep(occt, occt.owned(compoundOf({ keep, oc }, shapes)));
  });
  return brep.shape;
}

/** The file's own name, or for one of several objects the module that made it. */
function nameOf(ctx: Context, { name }: ModelTools, { objects }: Walk, k: number): string {
  const [, ...others] = objects;
  if (others.length === 0) return name;
  const { position } = (objects[k] as ExactShape).record.node;
  const location = ctx.sources.locate(position);
  const word = location && /^[A-Za-z_]\w*/.exec(location.source.text.slice(location.offset))?.[0];
  return word === undefined ? `${name} ${k + 1}` : `${word} ${k + 1}`;
}

/** By keys, because equal nodes are made once. */
function refineFor(ctx: Context, root: CsgNode, { objects }: Walk, share = 1): Refined {
  const memo = new KeyMemo();
  const keyFor = (node: CsgNode): string => memo.nodes.get(node) ?? keyOf(node, ctx.world, memo);
  const faceted = new Set<string>();
  for (const { record } of objects) {
    for (const { node, exactness } of everyRecord(record)) if (exactness !== "exact") faceted.add(keyFor(node));
  }
  return refine(root, (node) => faceted.size > 0 && faceted.has(keyFor(node)), share);
}

/** The mesh kernel's measures of the refined tree; what it says about it has been said. */
async function measureMesh(ctx: Context, { root }: Refined, tools: ModelTools): Promise<Measures> {
  const { engines, mesh } = tools;
  const quiet = quietly(ctx);
  if (!needsSolids(root)) return measure(quiet, (await realize(quiet, root, mesh)).geometry);
  const walk = await walkExactly(quiet, root, await engines.loadOcct(), { ...tools, formats: [] });
  try {
    return measure(quiet, walk.shape && mesh.toGeometry(quiet, walk.shape.mesh));
  } finally {
    walk.close();
  }
}

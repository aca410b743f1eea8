// A tree as exact solids that have passed the gate, ready to be written: the exact counterpart of realize().
import type { TopoDS_Shape } from "../../../wasm/occt.ts";
import type { Geometry } from "../../csg/geometry.ts";
import { NodeIds } from "../../csg/id.ts";
import { KeyMemo, keyOf } from "../../csg/key.ts";
import type { CsgNode } from "../../csg/nodes.ts";
import type { Context } from "../../shared/context.ts";
import { Reporter } from "../../shared/reporter.ts";
import { Arena } from "../arena.ts";
import type { Engines } from "../engines.ts";
import { NotWritten } from "../kernel.ts";
import type { MeshKernel } from "../load.ts";
import { realize, walkTree, withLibraries } from "../realize.ts";
import { Statistics } from "../statistics.ts";
import { Brep } from "./brep.ts";
import { Inexact, type OcctEngine, OcctError, TooLarge } from "./engine.ts";
import { type Exact, ExactShape } from "./exact-shape.ts";
import { checkGate, failedGate, type GateReport, heal } from "./gate.ts";
import { exactKernel } from "./kernel.ts";
import type { ExactOptions } from "./maker.ts";
import { type Measures, measure } from "./measure.ts";
import { needsSolids } from "./needs.ts";
import { everyRecord, type NodeRecord } from "./record.ts";
import { type Refined, refine } from "./refine.ts";
import { type ExactReport, makeReport } from "./report.ts";
import { ResultStore } from "./result-store.ts";
import { compoundOf } from "./topology.ts";
import { brepText, igesText, type Part, stepText } from "./write.ts";

/** What exporters see. The texts are as the library writes them; where it cannot, they throw NotWritten. */
export interface ExactModel {
  /** Of the mesh kernel, of the same tree. */
  readonly geometry: Geometry | null;
  readonly statistics: Statistics;
  /** Undefined when the tree gives no solid. */
  readonly report: ExactReport | undefined;
  step(): string;
  brep(): string;
  iges(): Promise<string>;
  /** Frees what the model holds in the library's memory. */
  close(): void;
}

export interface ModelTools {
  readonly engines: Engines;
  readonly mesh: MeshKernel;
  readonly options: ExactOptions;
  /** Names the product of the file. */
  readonly name: string;
  /** False when only the mesh is wanted, of a tree that the mesh kernel alone cannot make. */
  readonly solids: boolean;
}

/** What one walk made: the objects of the root, and what frees them. */
interface Walk {
  readonly shape: Exact | null;
  readonly objects: readonly ExactShape[];
  close(): void;
}

/** Makes the exact solids of a tree. Throws as realize() does. */
export async function realizeExact(ctx: Context, root: CsgNode, tools: ModelTools): Promise<ExactModel> {
  const { engines, mesh } = tools;
  const occt = await ctx.timer.measureAsync("occt", () => engines.loadOcct());
  // B-reps are also made outside the walk, which alone waits for what is missing.
  await engines.load({ clipper: true, manifold: true });
  const walk = await ctx.timer.measureAsync("realize", () => walkExactly(ctx, root, occt, tools));
  try {
    const geometry = walk.shape === null ? null : mesh.toGeometry(ctx, walk.shape.mesh);
    const statistics = new Statistics(new NodeIds(ctx), [], geometry);
    if (walk.objects.length === 0 || !tools.solids) {
      walk.close();
      return { geometry, statistics, report: undefined, step: none, brep: none, iges: none, close: () => undefined };
    }
    const checked = await ctx.timer.measureAsync("gate", () => passGate(ctx, root, occt, tools, walk));
    const { parts, whole } = checked;
    return {
      geometry,
      statistics,
      report: checked.report,
      step: () => written(() => stepText(occt, parts)),
      brep: () => written(() => brepText(occt, whole())),
      iges: () => withLibraries(() => written(() => igesText(occt, whole()))),
      close: checked.close,
    };
  } catch (error) {
    walk.close();
    throw error;
  }
}

function written(write: () => string): string {
  try {
    return write();
  } catch (error) {
    throw error instanceof OcctError ? new NotWritten(error.message) : error;
  }
}

function none(): never {
  throw new Error("there is no solid");
}

async function walkExactly(
  ctx: Context,
  root: CsgNode,
  occt: OcctEngine,
  tools: ModelTools,
  checked?: number,
): Promise<Walk> {
  const { engines, mesh, options } = tools;
  const kernel = exactKernel({ engines, occt, options: { ...options, checked }, mesh });
  const arena = new Arena<Exact>(kernel);
  const cache = new ResultStore(kernel);
  try {
    const shape = await walkTree(ctx, root, kernel, { arena, cache, progress: undefined });
    const close = (): void => {
      arena.close();
      occt.sweep();
    };
    return { shape, objects: objectsOf(shape), close };
  } catch (error) {
    arena.close();
    throw error;
  } finally {
    cache.clear();
  }
}

/** The solids of the root: one, or those of a list. */
function objectsOf(shape: Exact | null): readonly ExactShape[] {
  const objects = shape === null ? [] : shape instanceof ExactShape ? [shape] : shape.items.map((item) => item.shape);
  return objects.filter((object): object is ExactShape => object?.dimension === 3 && !object.isEmpty);
}

interface Checked {
  readonly parts: readonly Part[];
  readonly whole: () => TopoDS_Shape;
  readonly report: ExactReport;
  /** Nothing else that is tried will pass. */
  readonly hopeless: boolean;
  readonly close: () => void;
}

/** Of the divisions of the gate's mesh, those that facets for nodes at fault have. */
const ROUGH = 0.25;

/** As made, then healed, then with facets for the nodes that are at fault. */
async function passGate(
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
  // What comes in facets then should not be finer than it must.
  const rough = refineFor(ctx, root, walk, ROUGH);
  const again = await walkExactly(ctx, rough.root, occt, tools, rough.divisions);
  const last = attempt(ctx, occt, tools, again, { mesh, coarse, refined, healed: ["facets for the nodes at fault"] });
  if (last.report.gate.passed) {
    walk.close();
    return last;
  }
  again.close();
  const facets = inFacets(walk, last.report.gate.problems.join(", "));
  const plain = await measureMesh(ctx, { root, divisions: 0 }, tools);
  const final = attempt(ctx, occt, tools, facets, { mesh: plain, coarse: plain, refined, healed: ["facets"] });
  return final.report.gate.passed ? final : first;
}

/** The whole in the facets of the mesh kernel. */
function inFacets(walk: Walk, problems: string): Walk {
  const objects = walk.objects.map(({ mesh, record: { node } }) => {
    const record: NodeRecord = { node, exactness: "mesh", reason: `the gate: ${problems}`, children: [] };
    const shape = new ExactShape(mesh, { record });
    shape.retain();
    return shape;
  });
  const close = (): void => {
    for (const object of objects) object.release();
    walk.close();
  };
  return { shape: walk.shape, objects, close };
}

interface Trial {
  readonly mesh: Measures;
  readonly coarse: Measures;
  readonly refined: Refined;
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
  try {
    for (const [k, object] of walk.objects.entries()) {
      const brep = withHealing(occt, object.brep(ctx, tools.engines, occt), healed.includes("ShapeFix"));
      brep.retain();
      parts.push({ name: nameOf(ctx, tools, walk, k), brep });
    }
    const curved =
      [...everyRecord(record)].some(({ exactness }) => exactness === "exact") &&
      !walk.objects.every(({ isPlanar }) => isPlanar);
    gate = checkGate(occt, whole(), { mesh, coarse, divisions: curved ? refined.divisions : undefined, healed });
  } catch (error) {
    if (!(error instanceof Inexact) && !(error instanceof OcctError)) throw error;
    gate = failedGate(mesh, error.message);
    hopeless = error instanceof TooLarge;
  }
  return { parts, whole, report: makeReport(ctx, record, gate), hopeless, close };
}

/** A list of objects has no record of its own. */
function rootRecord({ objects }: Walk, records: readonly NodeRecord[]): NodeRecord {
  const [first, ...others] = records as [NodeRecord, ...NodeRecord[]];
  if (others.length === 0) return first;
  return { node: (objects[0] as ExactShape).record.node, exactness: "exact", children: records };
}

function withHealing(occt: OcctEngine, brep: Brep, heals: boolean): Brep {
  return heals
    ? new Brep(
        occt,
        heal(occt, brep.shape),
        brep.paints.filter(({ faces }) => faces === undefined),
      )
    : brep;
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
  const { sources, world } = ctx;
  const quiet: Context = { ...ctx, report: new Reporter({ print: { sources, ...world } }) };
  if (!needsSolids(root)) return measure(quiet, (await realize(quiet, root, mesh)).geometry);
  const walk = await walkExactly(quiet, root, await engines.loadOcct(), tools);
  try {
    return measure(quiet, walk.shape && mesh.toGeometry(quiet, walk.shape.mesh));
  } finally {
    walk.close();
  }
}

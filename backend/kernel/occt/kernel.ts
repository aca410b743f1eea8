// The exact kernel: the mesh kernel's handlers with the exact shape of each node beside theirs. A node without an exact
// form gets the mesh's facets, with the reason.
import type { CsgKind, CsgNode } from "../../csg/nodes.ts";
import type { Context } from "../../shared/context.ts";
import type { Engines } from "../engines.ts";
import type { Handler, HandlerTable, Kernel, Operand } from "../kernel.ts";
import type { MeshKernel } from "../load.ts";
import { geometryOf, isEmptyShape, type Shape, sizeOf } from "../shape.ts";
import type { Brep } from "./brep.ts";
import { Inexact, type OcctEngine } from "./engine.ts";
import { type Exact, ExactShape, meshShapeOf, releaseExact, retainExact, whyInexact } from "./exact-shape.ts";
import { volumeToleranceOf } from "./gate.ts";
import { importSolid, importsSolid } from "./import.ts";
import type { ExactOptions, Made, Maker, MakerTools } from "./maker.ts";
import { makers } from "./makers.ts";
import { measure } from "./measure.ts";
import type { NodeRecord } from "./record.ts";
import { chordsOf, tessellateBrep } from "./tessellation.ts";
import { isValid, volumeOf } from "./topology.ts";

export interface ExactKernelTools {
  readonly engines: Engines;
  readonly occt: OcctEngine;
  readonly options: ExactOptions;
  readonly mesh: MeshKernel;
}

export function exactKernel(tools: ExactKernelTools): Kernel<Exact> {
  const { mesh } = tools;
  const kinds = Object.keys(mesh.handlers) as CsgKind[];
  const handlers = Object.fromEntries(kinds.map((kind) => [kind, handlerFor(tools, kind)]));
  return {
    name: "exact",
    handlers: handlers as unknown as HandlerTable<Exact>,
    toGeometry: (ctx, shape) => mesh.toGeometry(ctx, meshShapeOf(shape)),
    toSolid: (_ctx, shape) => shape,
    sizeOf: (shape) => sizeOf(shape && meshShapeOf(shape)),
    retain: retainExact,
    release: releaseExact,
  };
}

function handlerFor({ engines, occt, options, mesh }: ExactKernelTools, kind: CsgKind): Handler<Exact> {
  const meshHandler = mesh.handlers[kind] as Handler<Shape>;
  const maker = makers[kind] as Maker;
  const unitedMesh = mesh.handlers.group as Handler<Shape>;
  return (ctx, node, operands) => {
    occt.sweep();
    if (importsSolid(node)) {
      const imported = importSolid(ctx, occt, node);
      return imported
        ? new ExactShape(imported.mesh, { brep: imported.brep, record: { node, exactness: "exact", children: [] } })
        : null;
    }
    // What this kernel makes of the node is not what the mesh kernel would say of it.
    const shape = (node.kind === "fillet" || node.kind === "chamfer" ? unitedMesh : meshHandler)(
      ctx,
      node,
      operands.map(({ node: child, shape: exact }) => ({ node: child, shape: exact && meshShapeOf(exact) })),
    );
    if (shape === null) return null;
    const items = flatten(operands);
    if (shape.dimension === "list") return { dimension: "list", mesh: shape, items };
    const operandDimension = flatFrom(kind) ?? (kind === "projection" ? 3 : shape.dimension);
    const parts = items.flatMap(({ shape: part }) =>
      part && !part.isEmpty && part.dimension === operandDimension ? [part] : [],
    );
    if (isEmptyShape(shape)) return new ExactShape(shape, { record: recordOf(node, {}, parts) });
    const attempt = attemptWith({ ctx, engines, occt, options, findShaper: mesh.findShaper }, maker, {
      node,
      parts,
      mesh: shape,
    });
    const cuts = node.kind === "fillet" || node.kind === "chamfer";
    if (cuts && attempt.failed !== undefined) warnUncut(ctx, node, attempt.failed);
    const cut = cuts && attempt.brep !== undefined && node.size > 0;
    const own = cut ? tessellateBrep(ctx, occt, attempt.brep as Brep, chordsOf(node.fragments)) : shape;
    const { later: make } = attempt;
    const later = make && { make, parts };
    return new ExactShape(own, { ...attempt, later, record: recordOf(node, attempt, parts) });
  };
}

function warnUncut(ctx: Context, { kind, position }: CsgNode, reason: string): void {
  const message = `${kind}() leaves the edges as they are: ${reason}`;
  ctx.report.push({ severity: "warning", code: "geometry", message, position });
}

/** What a node takes, where that is not what it gives. */
function flatFrom(kind: CsgKind): 2 | undefined {
  return kind === "linear_extrude" || kind === "rotate_extrude" || kind === "roof" ? 2 : undefined;
}

type Attempt = Made & { readonly failed?: string };

function attemptWith(tools: MakerTools, maker: Maker, ingredients: Parameters<Maker>[1]): Attempt {
  try {
    const made = maker(tools, ingredients);
    const { checked } = tools.options;
    if (checked === undefined) return made;
    const { brep, later } = made;
    if (later !== undefined) return { ...made, later: () => checkSolid(tools, ingredients, later(), checked) };
    return brep === undefined ? made : { ...made, brep: checkSolid(tools, ingredients, brep, checked) };
  } catch (error) {
    const failed = whyInexact(error);
    if (failed === undefined) throw error;
    return { failed };
  }
}

/** Of the bound that chords give, what a solid that is not at fault stays within. */
const FAULT = 0.25;

/** The solid itself. Throws Inexact for one that is invalid or is not what the mesh shows. */
function checkSolid({ ctx, occt }: MakerTools, { mesh }: Parameters<Maker>[1], brep: Brep, divisions: number): Brep {
  if (mesh.dimension !== 3) return brep;
  const measures = measure(ctx, geometryOf(mesh));
  const facts = occt.run((keep, oc) => ({
    valid: isValid({ keep, oc }, brep.shape),
    volume: volumeOf({ keep, oc }, brep.shape),
  }));
  if (!facts.valid) throw new Inexact("BRepCheck finds the exact form invalid");
  const tolerance = FAULT * volumeToleranceOf(measures, divisions);
  if (!(Math.abs(facts.volume - measures.volume) <= tolerance))
    throw new Inexact("the exact form is not what the mesh shows");
  return brep;
}

function recordOf(node: CsgNode, { faceted, failed }: Attempt, parts: readonly ExactShape[]): NodeRecord {
  const children = parts.map(({ record }) => record);
  if (failed !== undefined) return { node, exactness: "mesh", reason: failed, children: [] };
  if (faceted !== undefined) return { node, exactness: "faceted", reason: faceted, children };
  return { node, exactness: "exact", children };
}

/** Lists taken apart. */
function flatten(operands: readonly Operand<Exact>[]): readonly Operand<ExactShape>[] {
  return operands.flatMap(({ node, shape }): readonly Operand<ExactShape>[] =>
    shape === null || shape instanceof ExactShape ? [{ node, shape }] : shape.items,
  );
}

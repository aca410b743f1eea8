// Union, difference and intersection of exact shapes, by the library's list forms, with what follows for their colors.
import type { BRepAlgoAPI_BooleanOperation, TopoDS_Shape } from "../../../wasm/occt.ts";
import type { GroupNode } from "../../csg/nodes.ts";
import { Brep, type Paint } from "./brep.ts";
import { checkEffort } from "./effort.ts";
import { Inexact, type OcctEngine, OcctError } from "./engine.ts";
import { mayWait } from "./exact-shape.ts";
import { brepOf, type Ingredients, type Made, type Maker, type MakerTools } from "./maker.ts";
import { areaOf, compoundOf, drain, faceOf, listOf, partsOf, type Scope, volumeOf } from "./topology.ts";

export type Operation = "union" | "difference" | "intersection";

/** Points closer together than this count as one, in millimeters. */
const FUZZY = 1e-7;

export const combination: Maker<GroupNode> = (tools, { node, parts }): Made => {
  const [first, ...others] = parts;
  if (first === undefined) throw new Inexact("nothing to combine");
  if (others.length === 0) return same(tools, first);
  if (parts.every(({ isPlanar }) => isPlanar)) return {};
  const operation = node.kind === "difference" || node.kind === "intersection" ? node.kind : "union";
  return combined(tools, operation, parts);
};

/** A part as it is. */
function same(tools: MakerTools, part: Ingredients["parts"][number]): Made {
  if (part.isPlanar) return {};
  const known = { form: part.form, pieces: part.pieces() };
  if (part.waits && mayWait([part])) return { ...known, later: () => brepOf(tools, part) };
  return { ...known, brep: brepOf(tools, part) };
}

/** What a node works on that unites its children. */
export function united(tools: MakerTools, parts: Ingredients["parts"]): Made {
  const [first, ...others] = parts;
  if (first === undefined) throw new Inexact("nothing to unite");
  return others.length === 0 ? same(tools, first) : combined(tools, "union", parts);
}

/** The B-rep of the union; of a planar part, made of its mesh. */
export function unitedBrep(tools: MakerTools, parts: Ingredients["parts"]): Brep {
  const { brep, later } = united(tools, parts);
  return brep ?? later?.() ?? brepOf(tools, parts[0] as Ingredients["parts"][number]);
}

function combined(tools: MakerTools, operation: Operation, parts: Ingredients["parts"]): Made {
  const dimension = parts[0]?.dimension ?? 3;
  const make = (): Brep => {
    const breps = parts.map((part) => brepOf(tools, part));
    return combine(tools.occt, operation, breps, dimension);
  };
  if (operation !== "union" || !mayWait(parts)) return { brep: make() };
  const pieces = parts.map((part) => part.pieces());
  // A hull needs no union.
  return pieces.every((own) => own !== undefined) ? { later: make, pieces: pieces.flat() } : { brep: make() };
}

/** The first shape with or without the others, or what all have in common. */
export function combine(engine: OcctEngine, operation: Operation, breps: readonly Brep[], dimension: 2 | 3): Brep {
  return engine.run((keep, oc) => {
    const scope: Scope = { keep, oc };
    const [first, ...others] = breps as [Brep, ...Brep[]];
    // The library's common part is that of the first with the union of the others.
    const groups = operation === "intersection" ? others.map((other) => [other]) : [others];
    let current: Painted = { shape: first.shape, paints: first.paints };
    for (const tools of groups) current = step(scope, operation, current, tools, dimension);
    const paints = current.paints.map(({ color, faces }) => ({
      color,
      faces: faces?.map((face) => engine.owned(face)),
    }));
    return new Brep(engine, engine.owned(current.shape), paints);
  });
}

interface Painted {
  readonly shape: TopoDS_Shape;
  readonly paints: readonly Paint[];
}

function step(
  scope: Scope,
  operation: Operation,
  first: Painted,
  tools: readonly Painted[],
  dimension: 2 | 3,
): Painted {
  const { keep, oc } = scope;
  const algorithm = keep(
    operation === "union"
      ? new oc.BRepAlgoAPI_Fuse()
      : operation === "difference"
        ? new oc.BRepAlgoAPI_Cut()
        : new oc.BRepAlgoAPI_Common(),
  );
  const operands = [first, ...tools];
  const colors = new Set(
    operands.flatMap(({ paints }) => (paints.length === 0 ? [""] : paints.map(({ color }) => color.join()))),
  );
  const plain = colors.size === 1;
  if (dimension === 3)
    checkEffort(
      scope,
      operands.map(({ shape }) => shape),
    );
  algorithm.SetArguments(listOf(scope, [first.shape]));
  algorithm.SetTools(
    listOf(
      scope,
      tools.map(({ shape }) => shape),
    ),
  );
  algorithm.SetFuzzyValue(FUZZY);
  algorithm.SetNonDestructive(true);
  algorithm.SetToFillHistory(!plain);
  algorithm.Build(keep(new oc.Message_ProgressRange()));
  if (algorithm.HasErrors()) throw new OcctError(`the ${operation} failed`);
  const parts = partsOf(scope, keep(algorithm.Shape()), dimension === 3 ? "SOLID" : "FACE");
  if (parts.length === 0) throw new Inexact(`the ${operation} is empty`);
  const shape = compoundOf(scope, parts);
  if (!plain) return { shape, paints: carriedPaints(scope, algorithm, operands) };
  return {
    shape: unified(scope, shape),
    paints: first.paints.length === 0 ? [] : [{ color: (first.paints[0] as Paint).color, faces: undefined }],
  };
}

/** Faces of one surface, and edges of one curve, become one. */
export function unified({ keep, oc }: Scope, shape: TopoDS_Shape): TopoDS_Shape {
  const unifier = keep(new oc.ShapeUpgrade_UnifySameDomain(shape, true, true, false));
  unifier.Build();
  const result = keep(unifier.Shape());
  // Around the seam of a sphere it may lose faces: what it makes must be as large as before. Measuring takes as long as the
  // Boolean.
  const countOf = (whole: TopoDS_Shape): number => partsOf({ keep, oc }, whole, "FACE").length;
  if (countOf(result) === countOf(shape)) return result;
  const [before, after] = [sizesOf({ keep, oc }, shape), sizesOf({ keep, oc }, result)];
  const same = before.every((size, k) => Math.abs(size - (after[k] as number)) <= UNIFIED * Math.abs(size));
  return same ? result : shape;
}

/** How far, relatively, joining faces may move volume and area. */
const UNIFIED = 1e-6;

function sizesOf(scope: Scope, shape: TopoDS_Shape): readonly number[] {
  return [volumeOf(scope, shape), areaOf(scope, shape)];
}

/** The faces that the painted faces have become. */
function carriedPaints(scope: Scope, algorithm: BRepAlgoAPI_BooleanOperation, operands: readonly Painted[]): Paint[] {
  const paints: Paint[] = [];
  for (const { shape, paints: own } of operands) {
    for (const { color, faces = partsOf(scope, shape, "FACE") } of own) {
      const carried = faces.flatMap((face) => {
        const modified = drain(scope, algorithm.Modified(face));
        if (modified.length > 0) return modified;
        return algorithm.IsDeleted(face) ? [] : [faceOf(scope, face)];
      });
      if (carried.length > 0) paints.push({ color, faces: carried });
    }
  }
  return paints;
}

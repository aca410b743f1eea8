// Converts the operands of one operation. A mesh that stands in several places is converted once: its copies are transforms
// of one solid, which cost a tenth.
import { isTriangular, type Mesh } from "../../csg/geometry.ts";
import type { Matrix } from "../../csg/nodes.ts";
import type { Context } from "../../shared/context.ts";
import { determinantOf } from "../mesh/transform.ts";
import { convert, solidOf } from "./convert.ts";
import type { ManifoldEngine } from "./engine.ts";
import { Solid } from "./solid.ts";

export interface ConversionTools {
  readonly ctx: Context;
  readonly engine: ManifoldEngine;
  /** Keeps a solid until the operation is done. */
  readonly keep: (solid: Solid) => Solid;
}

/** All solids that it makes are kept by the tools; solids among the operands stay as they are. */
export class Conversions {
  readonly #tools: ConversionTools;
  /** How often a mesh stands somewhere. */
  readonly #uses = new Map<Mesh, number>();
  readonly #originals = new Map<Mesh, Solid | undefined>();

  constructor(tools: ConversionTools, operands: readonly (Mesh | Solid | null)[]) {
    this.#tools = tools;
    for (const operand of operands) {
      if (operand === null || operand instanceof Solid || operand.placed === undefined) continue;
      const { mesh } = operand.placed;
      this.#uses.set(mesh, (this.#uses.get(mesh) ?? 0) + 1);
    }
  }

  /** Null when the mesh bounds no volume. */
  solidOf(operand: Mesh | Solid): Solid | null {
    if (operand instanceof Solid) return operand;
    const { ctx, engine, keep } = this.#tools;
    const solid = this.#copyOf(operand) ?? solidOf(ctx, engine, operand);
    return solid && keep(solid);
  }

  /** Undefined when nothing is gained, or when a copy would not have the same triangles. */
  #copyOf({ placed }: Mesh): Solid | undefined {
    if (placed === undefined || (this.#uses.get(placed.mesh) ?? 0) < 2) return undefined;
    const { mesh, matrix } = placed;
    const alike = isTranslation(matrix) || (isTriangular(mesh) && determinantOf(matrix) !== 0);
    return alike ? this.#originalOf(mesh)?.transformed(matrix) : undefined;
  }

  /** Undefined for a mesh that needs repair: each of its copies says so itself. */
  #originalOf(mesh: Mesh): Solid | undefined {
    if (this.#originals.has(mesh)) return this.#originals.get(mesh);
    const { ctx, engine, keep } = this.#tools;
    const converted = convert(ctx, engine, mesh);
    const original = converted instanceof Solid ? keep(converted) : undefined;
    this.#originals.set(mesh, original);
    return original;
  }
}

/** Diagonals of facets depend on how they are turned (spec/geometry.md §8.2), not on where they are. */
function isTranslation(matrix: Matrix): boolean {
  return [1, 0, 0, 0, 1, 0, 0, 0, 1].every((value, k) => matrix[4 * Math.floor(k / 3) + (k % 3)] === value);
}

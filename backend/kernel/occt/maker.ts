// What makes the exact shape of one kind of node, and what it is given.
import type { CsgNode } from "../../csg/nodes.ts";
import type { Shaper } from "../../csg/text.ts";
import type { Context } from "../../shared/context.ts";
import type { Engines } from "../engines.ts";
import type { Single } from "../shape.ts";
import type { Brep } from "./brep.ts";
import type { OcctEngine } from "./engine.ts";
import type { ExactShape, Form, Piece } from "./exact-shape.ts";

export interface ExactOptions {
  /** A `$fn` from 3 to below this asks for facets; curves of every other model are true curves. */
  readonly facetsBelow: number;
  /**
   * Every solid is compared with its mesh at once, in which a circle has this many divisions; one that differs has no exact
   * form. Undefined: only the result is compared.
   */
  readonly checked?: number | undefined;
}

export interface MakerTools {
  readonly ctx: Context;
  readonly engines: Engines;
  readonly occt: OcctEngine;
  readonly options: ExactOptions;
  /** Throws NotLoaded. */
  readonly findShaper: () => Shaper;
}

/** What a node is made of. */
export interface Ingredients<Node extends CsgNode = CsgNode> {
  readonly node: Node;
  /** The operands that have geometry of the node's kind, lists taken apart. */
  readonly parts: readonly ExactShape[];
  /** What the mesh kernel made of the node: never empty. */
  readonly mesh: Single;
}

/** An exact shape. Without a B-rep the mesh is it. */
export interface Made {
  readonly brep?: Brep | undefined;
  /** Makes the B-rep of the parts, where they may be all that is needed. Throws as a maker does. */
  readonly later?: (() => Brep) | undefined;
  readonly form?: Form | undefined;
  readonly pieces?: readonly Piece[] | undefined;
  /** Set when the mesh was asked for, with the reason. */
  readonly faceted?: string;
}

/** Throws Inexact or OcctError when there is no exact form. */
export type Maker<Node extends CsgNode = CsgNode> = (tools: MakerTools, ingredients: Ingredients<Node>) => Made;

/** True when a model asks for a polygon rather than a circle. */
export function asksForFacets({ fn }: { readonly fn: number }, { facetsBelow }: ExactOptions): boolean {
  return fn > 0 && fn < facetsBelow;
}

export function facetsAsked({ fn }: { readonly fn: number }): Made {
  return { faceted: `$fn = ${fn} asks for facets` };
}

/** The B-rep of a part. */
export function brepOf({ ctx, engines, occt }: MakerTools, part: ExactShape): Brep {
  return part.brep(ctx, engines, occt);
}

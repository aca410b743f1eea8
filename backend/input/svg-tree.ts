// The elements of an SVG file as a tree, with what decides which of them are drawn (spec/geometry.md §10.6).
import type { Context } from "../shared/context.ts";
import { LimitError } from "../shared/limits.ts";
import type { FileSource } from "./file-source.ts";
import { type Attributes, parseXml } from "./xml.ts";

export interface SvgElement {
  /** As written: with a prefix it is no element of OpenSCAD's. */
  readonly name: string;
  readonly attributes: Attributes;
  readonly children: SvgElement[];
  /** Place in the order of start tags. */
  readonly order: number;
}

export interface SvgTree {
  readonly root: SvgElement;
  /** What definitions hold, in document order. */
  readonly byId: ReadonlyMap<string, readonly SvgElement[]>;
}

/** Elements that `use` can name, within `defs` only. */
const known = new Set("svg g path rect circle ellipse line polygon polyline use text tspan".split(" "));

/** Undefined: not well-formed. */
export function parseSvg(ctx: Context, source: FileSource): SvgTree | undefined {
  const byId = new Map<string, SvgElement[]>();
  const open: SvgElement[] = [];
  let root: SvgElement | undefined;
  let order = 0;
  let definitions = 0;
  const { nesting } = ctx.limits;
  const wellFormed = parseXml(ctx, source.position, source.bytes, {
    open(name, attributes) {
      if (open.length >= nesting) throw new LimitError("nesting", nesting, source.position);
      const element: SvgElement = { name, attributes, children: [], order: order++ };
      open.at(-1)?.children.push(element);
      open.push(element);
      root ??= element;
      if (name === "defs") definitions++;
      const { id } = attributes;
      if (id === undefined || definitions === 0 || !known.has(name)) return;
      const same = byId.get(id);
      if (same === undefined) byId.set(id, [element]);
      else same.push(element);
    },
    close() {
      if (open.pop()?.name === "defs") definitions--;
    },
  });
  return wellFormed && root !== undefined ? { root, byId } : undefined;
}

/** The definition with an id that stands before an element; of several the last. */
export function elementBefore(tree: SvgTree, id: string, before: SvgElement): SvgElement | undefined {
  return tree.byId.get(id)?.findLast(({ order }) => order < before.order);
}

/** A declaration of the attribute `style`. */
export function styleOf({ attributes }: SvgElement, property: string): string | undefined {
  for (const declaration of (attributes.style ?? "").split(";")) {
    const colon = declaration.indexOf(":");
    if (colon >= 0 && declaration.slice(0, colon).trim() === property) return declaration.slice(colon + 1).trim();
  }
  return undefined;
}

/** An Inkscape layer of this name. */
export function isLayer({ attributes }: SvgElement, name: string): boolean {
  return attributes["inkscape:groupmode"] === "layer" && attributes["inkscape:label"] === name;
}

export function isHidden(element: SvgElement): boolean {
  return (styleOf(element, "display") ?? element.attributes.display) === "none";
}

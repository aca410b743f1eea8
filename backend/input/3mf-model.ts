// Reads one model part of a 3MF archive: objects, property groups, build items, title.
import type { Rgba } from "../csg/nodes.ts";
import type { Context } from "../shared/context.ts";
import { type FileSource, takeTriangles } from "./file-source.ts";
import { numberFromText } from "./scan.ts";
import { type Attributes, localName, parseXml, type XmlHandler } from "./xml.ts";

/** Row-major 4×3: a point is a row vector before it. */
export type Placement = readonly number[];

export interface ModelComponent {
  readonly objectId: string;
  /** The part that has the object (production extension); undefined: the same. */
  readonly path: string | undefined;
  readonly placement: Placement | undefined;
}

/** A mesh or a list of components. */
export interface ModelObject {
  /** x, y, z per vertex in single precision. */
  readonly vertices: number[];
  /** Three vertex indices per triangle. */
  readonly triangles: number[];
  /** Color per triangle, or undefined. */
  readonly colors: (Rgba | undefined)[];
  readonly components: ModelComponent[];
}

export interface Model {
  readonly title: string | undefined;
  readonly objects: ReadonlyMap<string, ModelObject>;
  readonly items: readonly ModelComponent[];
}

/** Undefined: not a well-formed model, or one with numbers that are none. */
export function readModel(ctx: Context, source: FileSource, bytes: Uint8Array): Model | undefined {
  const reader = new ModelReader(ctx, source);
  try {
    return parseXml(ctx, source.position, bytes, reader) && reader.isModel ? reader : undefined;
  } catch (error) {
    if (error instanceof BadModel) return undefined;
    throw error;
  }
}

class BadModel extends Error {}

interface PropertyGroup {
  readonly kind: "materials" | "colors";
  readonly colors: (Rgba | undefined)[];
}

class ModelReader implements XmlHandler, Model {
  title: string | undefined;
  readonly objects = new Map<string, ModelObject>();
  readonly items: ModelComponent[] = [];
  isModel = false;
  readonly #ctx: Context;
  readonly #source: FileSource;
  readonly #groups = new Map<string, PropertyGroup>();
  #depth = 0;
  #group: PropertyGroup | undefined;
  #object: ModelObject | undefined;
  #objectProperty: { readonly pid: string | undefined; readonly index: string | undefined } | undefined;
  #inTitle = false;
  #triangles = 0;

  constructor(ctx: Context, source: FileSource) {
    this.#ctx = ctx;
    this.#source = source;
  }

  open(qualified: string, attributes: Attributes): void {
    const name = localName(qualified);
    if (this.#depth++ === 0) this.isModel = name === "model";
    switch (name) {
      case "vertex":
        this.#object?.vertices.push(single(attributes.x), single(attributes.y), single(attributes.z));
        return;
      case "triangle":
        if (this.#object !== undefined) this.#addTriangle(this.#object, attributes);
        return;
      case "object":
        this.#object = { vertices: [], triangles: [], colors: [], components: [] };
        this.#objectProperty = { pid: attributes.pid, index: attributes.pindex };
        this.objects.set(attributes.id ?? "", this.#object);
        return;
      case "component":
        this.#object?.components.push(reference(attributes));
        return;
      case "item":
        this.items.push(reference(attributes));
        return;
      case "basematerials":
      case "colorgroup":
        this.#group = { kind: name === "colorgroup" ? "colors" : "materials", colors: [] };
        this.#groups.set(attributes.id ?? "", this.#group);
        return;
      case "base":
        this.#group?.colors.push(colorOf(attributes.displaycolor));
        return;
      case "color":
        this.#group?.colors.push(colorOf(attributes.color));
        return;
      case "metadata":
        this.#inTitle = attributes.name === "Title" && this.#object === undefined;
    }
  }

  text(text: string): void {
    if (this.#inTitle) this.title = (this.title ?? "") + text;
  }

  close(qualified: string): void {
    this.#depth--;
    const name = localName(qualified);
    if (name === "object") this.#object = undefined;
    else if (name === "basematerials" || name === "colorgroup") this.#group = undefined;
    else if (name === "metadata") this.#inTitle = false;
  }

  #addTriangle(object: ModelObject, attributes: Attributes): void {
    takeTriangles(this.#ctx, this.#source, ++this.#triangles);
    object.triangles.push(whole(attributes.v1), whole(attributes.v2), whole(attributes.v3));
    object.colors.push(this.#colorOf(attributes));
  }

  /** Of its own property, else of the object's. */
  #colorOf(attributes: Attributes): Rgba | undefined {
    const own = attributes.pid !== undefined || attributes.p1 !== undefined;
    const group = this.#groups.get((own ? attributes.pid : undefined) ?? this.#objectProperty?.pid ?? "");
    if (group === undefined) return undefined;
    const first = own ? attributes.p1 : this.#objectProperty?.index;
    const indices = own ? [first, attributes.p2 ?? first, attributes.p3 ?? first] : [first, first, first];
    const colors = indices.map((index) => group.colors[index === undefined ? 0 : whole(index)]);
    const [a, b, c] = colors;
    if (group.kind === "materials") return a === undefined ? undefined : [a[0], a[1], a[2], 1];
    if (a === undefined || b === undefined || c === undefined) return undefined;
    const mean = (i: number): number => Math.fround(((a[i] as number) + (b[i] as number) + (c[i] as number)) / 3);
    const color: Rgba = [mean(0), mean(1), mean(2), mean(3)];
    return color.every((component) => component === 0) ? undefined : color;
  }
}

function reference(attributes: Attributes): ModelComponent {
  const path = Object.entries(attributes).find(([name]) => name.includes(":") && localName(name) === "path")?.[1];
  return { objectId: attributes.objectid ?? "", path, placement: placementOf(attributes.transform) };
}

function placementOf(text: string | undefined): Placement | undefined {
  if (text === undefined) return undefined;
  const numbers = text.trim().split(/\s+/).map(single);
  if (numbers.length !== 12) throw new BadModel();
  return numbers;
}

/** A number in single precision, as 3MF libraries keep it. */
function single(text: string | undefined): number {
  const value = text === undefined ? undefined : numberFromText(text.trim());
  if (value === undefined || !Number.isFinite(value)) throw new BadModel();
  return Math.fround(value);
}

function whole(text: string | undefined): number {
  if (text === undefined || !/^\s*\d{1,10}\s*$/.test(text)) throw new BadModel();
  return Number(text);
}

/** `#rrggbb` or `#rrggbbaa`. */
function colorOf(text: string | undefined): Rgba | undefined {
  const digits = /^#([0-9a-f]{6})([0-9a-f]{2})?$/i.exec(text ?? "");
  if (digits === null) return undefined;
  const rgb = digits[1] as string;
  const byte = (at: number): number => Math.fround(Number.parseInt(rgb.slice(at, at + 2), 16) / 255);
  const alpha = digits[2] === undefined ? 1 : Math.fround(Number.parseInt(digits[2], 16) / 255);
  return [byte(0), byte(2), byte(4), alpha];
}

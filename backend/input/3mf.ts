// Reads 3MF: the meshes of all build items, components resolved, with colors (spec/geometry.md §10.4). Units are ignored.
import type { Mesh } from "../csg/geometry.ts";
import { MeshBuilder } from "../csg/mesh-builder.ts";
import type { Context } from "../shared/context.ts";
import { LimitError } from "../shared/limits.ts";
import { type Model, type ModelComponent, type ModelObject, type Placement, readModel } from "./3mf-model.ts";
import { type FileSource, fileMessage, importLine, takeTriangles } from "./file-source.ts";
import { parseXml } from "./xml.ts";
import { ZipArchive } from "./zip.ts";

const MODEL_TYPE = "http://schemas.microsoft.com/3dmanufacturing/2013/01/3dmodel";
/** Components of components: deeper than any real file, and an end to circles. */
const DEEPEST = 32;

class BadComponents extends Error {}

export function read3mf(ctx: Context, source: FileSource): readonly Mesh[] {
  const at = importLine(ctx, source.position);
  const archive = ZipArchive.open(ctx, source);
  const parts = new Map<string, Model | undefined>();
  const partOf = (path: string): Model | undefined => {
    if (!parts.has(path)) {
      const bytes = archive?.read(path);
      parts.set(path, bytes === undefined ? undefined : readModel(ctx, source, bytes));
    }
    return parts.get(path);
  };
  const rootPath = archive === undefined ? "" : rootPart(ctx, source, archive);
  const root = partOf(rootPath);
  if (root === undefined) {
    fileMessage(ctx, source, "warning", `Could not read file '${source.path}', ${at}`);
    return [];
  }
  if (root.title !== undefined && root.title !== "") {
    fileMessage(ctx, source, "plain", `Reading 3MF with title '${root.title}'`);
  }
  try {
    return new Collector(ctx, source, partOf).collect(root.items, rootPath);
  } catch (error) {
    if (!(error instanceof BadComponents)) throw error;
    // The library that OpenSCAD reads with refuses such a file as a whole.
    fileMessage(ctx, source, "warning", `Could not read file '${source.path}', ${at}`);
    return [];
  }
}

/** The part that the package's relationships name; every writer calls it `3D/3dmodel.model`. */
function rootPart(ctx: Context, source: FileSource, archive: ZipArchive): string {
  let target = "3D/3dmodel.model";
  const relationships = archive.read("_rels/.rels");
  if (relationships === undefined) return target;
  parseXml(ctx, source.position, relationships, {
    open: (_name, attributes) => {
      if (attributes.Type === MODEL_TYPE && attributes.Target !== undefined) target = attributes.Target;
    },
    close: () => undefined,
  });
  return target.replace(/^\//, "");
}

/** Walks the items and their components; one mesh for each object with triangles that it meets. */
class Collector {
  readonly #ctx: Context;
  readonly #source: FileSource;
  readonly #partOf: (path: string) => Model | undefined;
  readonly #meshes: Mesh[] = [];
  #triangles = 0;
  #visits = 0;

  constructor(ctx: Context, source: FileSource, partOf: (path: string) => Model | undefined) {
    this.#ctx = ctx;
    this.#source = source;
    this.#partOf = partOf;
  }

  collect(items: readonly ModelComponent[], path: string): readonly Mesh[] {
    for (const item of items) this.#visit(item, path, undefined, 0);
    return this.#meshes;
  }

  #visit(component: ModelComponent, from: string, parent: Placement | undefined, depth: number): void {
    const path = component.path?.replace(/^\//, "") ?? from;
    const object = this.#partOf(path)?.objects.get(component.objectId);
    if (object === undefined || depth > DEEPEST) throw new BadComponents();
    // Components that each name the next one twice visit 2^depth objects.
    const { csgNodes } = this.#ctx.limits;
    if (++this.#visits > csgNodes) throw new LimitError("csgNodes", csgNodes, this.#source.position);
    this.#ctx.deadline.check(this.#source.position);
    const placement = compose(component.placement, parent);
    for (const inner of object.components) this.#visit(inner, path, placement, depth + 1);
    if (object.components.length === 0) this.#addMesh(object, placement);
  }

  #addMesh(object: ModelObject, placement: Placement | undefined): void {
    if (object.triangles.length === 0) {
      fileMessage(this.#ctx, this.#source, "warning", `Empty mesh, ${importLine(this.#ctx, this.#source.position)}`);
      return;
    }
    this.#triangles += object.triangles.length / 3;
    takeTriangles(this.#ctx, this.#source, this.#triangles);
    const builder = new MeshBuilder();
    for (let i = 0; i < object.triangles.length; i++) {
      const at = 3 * (object.triangles[i] as number);
      const [x, y, z] = [object.vertices[at], object.vertices[at + 1], object.vertices[at + 2]];
      if (x === undefined || y === undefined || z === undefined) throw new BadComponents();
      const point = placement === undefined ? [x, y, z] : place(placement, x, y, z);
      builder.corner(builder.vertex(point[0] as number, point[1] as number, point[2] as number));
      if (i % 3 === 2) builder.closeFacet(object.colors[(i - 2) / 3]);
    }
    this.#meshes.push(builder.build());
  }
}

/** The point (`w` = 1) or direction (`w` = 0) x y z, transformed. */
function place(m: Placement, x: number, y: number, z: number, w = 1): number[] {
  return [0, 1, 2].map(
    (i) => x * (m[i] as number) + y * (m[3 + i] as number) + z * (m[6 + i] as number) + w * (m[9 + i] as number),
  );
}

/** First `inner`, then `outer`. The last row of a placement is a point, the others are directions. */
function compose(inner: Placement | undefined, outer: Placement | undefined): Placement | undefined {
  if (inner === undefined || outer === undefined) return inner ?? outer;
  return [0, 1, 2, 3].flatMap((row) => {
    const [x, y, z] = inner.slice(3 * row, 3 * row + 3) as [number, number, number];
    return place(outer, x, y, z, row === 3 ? 1 : 0);
  });
}

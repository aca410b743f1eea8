// Makes the mesh kernel for one tree and loads the libraries that its nodes need, so that the walk seldom has to wait.
import { emptyMesh } from "../csg/geometry.ts";
import type { CsgNode, TextNode } from "../csg/nodes.ts";
import type { Shaper } from "../csg/text.ts";
import type { Context } from "../shared/context.ts";
import { Engines } from "./engines.ts";
import { makeHandlers } from "./handlers/table.ts";
import { type Kernel, NotLoaded } from "./kernel.ts";
import { solidOf } from "./manifold/convert.ts";
import { needsManifold } from "./manifold/needs.ts";
import { Solid } from "./manifold/solid.ts";
import { needsClipper } from "./polygon/needs.ts";
import { geometryOf, release, retain, type Shape, sizeOf } from "./shape.ts";

export interface KernelOptions {
  /** Libraries that are loaded already; shapes of a cache are at home in the cache's own. */
  readonly engines?: Engines;
  /** Files of fonts that the program names. */
  readonly fonts?: readonly string[];
  /** The result will be converted to a solid. */
  readonly forceConversion?: boolean;
}

/** The kernel of meshes, with what the exact kernel shares with it. */
export interface MeshKernel extends Kernel<Shape> {
  /** Throws NotLoaded. */
  readonly findShaper: () => Shaper;
}

/** A kernel with what the nodes of `root` will probably ask for. The walk loads the rest, should they ask for more. */
export async function loadKernel(ctx: Context, root: CsgNode, options: KernelOptions = {}): Promise<MeshKernel> {
  const { engines = new Engines(), fonts = [], forceConversion = false } = options;
  let shaper: Shaper | undefined;
  const texts = textsOf(root);
  const loadShaper = async (): Promise<void> => {
    shaper = await loadFonts(ctx, fonts, texts);
  };
  const findShaper = (): Shaper => {
    if (shaper === undefined) throw new NotLoaded(loadShaper);
    return shaper;
  };
  await Promise.all([
    texts.length > 0 ? loadShaper() : undefined,
    engines.loadMissing({
      clipper: () => needsClipper(root),
      manifold: () => forceConversion || needsManifold(root),
    }),
  ]);
  return {
    name: "mesh",
    findShaper,
    handlers: makeHandlers({ engines, findShaper }),
    toGeometry: ({ faceColors }, shape) => geometryOf(shape, faceColors),
    toSolid: (ctx, shape) => convert(ctx, engines, shape),
    sizeOf,
    retain,
    release,
  };
}

/** Says so, as OpenSCAD does. What cannot be converted is empty. */
function convert(ctx: Context, engines: Engines, shape: Shape): Shape {
  if (shape.dimension !== 3) return shape;
  const solid = shape instanceof Solid ? shape : solidOf(ctx, engines.manifold, shape);
  ctx.report.push({ severity: "plain", code: "geometry", message: "Converted to backend-specific geometry" });
  return solid ?? emptyMesh;
}

async function loadFonts(ctx: Context, fonts: readonly string[], texts: readonly TextNode[]): Promise<Shaper> {
  const { loadShaper } = await import("../csg/text/shaper.ts");
  // A node that asks for a shaper though the tree has no text asks for any.
  return loadShaper(ctx.world, fonts, { limits: ctx.limits, texts: texts.length > 0 ? texts : undefined });
}

function textsOf(root: CsgNode): TextNode[] {
  const seen = new Set<CsgNode>([root]);
  const texts: TextNode[] = [];
  for (const node of seen) {
    if (node.kind === "text") texts.push(node);
    for (const child of node.children) seen.add(child);
  }
  return texts;
}

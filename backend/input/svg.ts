// Reads SVG: every element that is drawn becomes a shape (spec/geometry.md §10.6). Fills and colors are ignored.
import type { Fragments } from "../csg/nodes.ts";
import type { Context } from "../shared/context.ts";
import { LimitError } from "../shared/limits.ts";
import { type FileSource, fileMessage, importLine } from "./file-source.ts";
import type { Affine, ImportedDrawing, ImportedShape } from "./result.ts";
import { plainNumber } from "./scan.ts";
import { type Page, pageOf, plainPage } from "./svg-page.ts";
import type { CurveSettings } from "./svg-path.ts";
import { strokeOf, subPathsOf } from "./svg-shapes.ts";
import { compose, identity, parseTransform } from "./svg-transform.ts";
import { elementBefore, isHidden, isLayer, parseSvg, type SvgElement, type SvgTree } from "./svg-tree.ts";

export interface SvgOptions {
  readonly id: string | undefined;
  readonly layer: string | undefined;
  readonly dpi: number;
  readonly center: boolean;
  readonly fragments: Fragments;
}

export function readSvg(ctx: Context, source: FileSource, options: SvgOptions): ImportedDrawing {
  const tree = parseSvg(ctx, source);
  if (tree === undefined) {
    fileMessage(ctx, source, "error", `Error parsing file '${source.path}', ${importLine(ctx, source.position)}`);
    return { dimension: 2, shapes: [] };
  }
  const drawing = new Drawing(ctx, source, options, tree);
  drawing.visit(tree.root, {
    matrix: identity,
    selected: selectsAll(options),
    hidden: false,
    inLayer: false,
    uses: [],
  });
  if (!drawing.matched) reportNoMatch(ctx, source, options);
  const shapes = drawing.shapes.map(
    ({ paths, matrix }): ImportedShape => ({ paths, matrix: compose(drawing.page.matrix, matrix) }),
  );
  return options.center ? { dimension: 2, shapes, center: drawing.page.center } : { dimension: 2, shapes };
}

function selectsAll({ id, layer }: SvgOptions): boolean {
  return id === undefined && layer === undefined;
}

function reportNoMatch(ctx: Context, source: FileSource, { id, layer }: SvgOptions): void {
  const parts = [id === undefined ? [] : [`id = "${id}"`], layer === undefined ? [] : [`layer = "${layer}"`]];
  const message = `import() filter ${parts.flat().join(", ")} did not match anything`;
  ctx.report.push({ severity: "warning", code: "import-format", message, position: source.position });
}

/** What an element inherits from the elements around it. */
interface Surroundings {
  readonly matrix: Affine;
  /** It or something around it is what `id` and `layer` ask for. */
  readonly selected: boolean;
  readonly hidden: boolean;
  readonly inLayer: boolean;
  /** Elements that `use` is copying. */
  readonly uses: readonly SvgElement[];
}

const containers = new Set(["svg", "g", "text", "tspan", "use"]);

class Drawing {
  /** In the units of the drawing. */
  readonly shapes: Required<ImportedShape>[] = [];
  /** Of the last `svg` element, for all shapes. */
  page: Page = plainPage;
  matched: boolean;
  readonly #ctx: Context;
  readonly #source: FileSource;
  readonly #options: SvgOptions;
  readonly #tree: SvgTree;
  readonly #curves: CurveSettings;
  #visits = 0;
  #points = 0;

  constructor(ctx: Context, source: FileSource, options: SvgOptions, tree: SvgTree) {
    this.#ctx = ctx;
    this.#source = source;
    this.#options = options;
    this.#tree = tree;
    this.matched = selectsAll(options);
    this.#curves = { fragments: options.fragments, count: (points) => this.#countPoints(points) };
  }

  visit(element: SvgElement, around: Surroundings): void {
    this.#count();
    if (element.name === "defs") return;
    const paths = subPathsOf(element, this.#curves);
    // What is not known is as if its children stood in its place.
    const inside = paths === undefined && !containers.has(element.name) ? around : this.#inside(element, around);
    if (element.name === "svg") this.page = pageOf(element, this.#options.dpi);
    if (paths !== undefined && inside.selected && !inside.hidden) {
      const stroke = strokeOf(element);
      const shapePaths = paths
        .filter(({ points }) => points.length > 0)
        .map(({ points, closed }) => {
          const outline = Float64Array.from(points);
          return closed ? { points: outline } : { points: outline, stroke };
        });
      if (shapePaths.length > 0) {
        this.shapes.push({ paths: shapePaths, matrix: inside.matrix });
      }
    }
    if (element.name === "use") this.#visitUsed(element, inside);
    for (const child of element.children) this.visit(child, inside);
  }

  #inside(element: SvgElement, around: Surroundings): Surroundings {
    const { id, layer } = this.#options;
    const own = element.name === "svg" ? identity : parseTransform(element.attributes.transform);
    const inLayer = around.inLayer || (layer !== undefined && isLayer(element, layer));
    const isMatch = id === undefined ? layer !== undefined && isLayer(element, layer) : element.attributes.id === id;
    const selectedItself = isMatch && (layer === undefined || inLayer);
    if (selectedItself) this.matched = true;
    return {
      matrix: compose(around.matrix, own),
      selected: around.selected || selectedItself,
      // What is asked for by name is shown even if it is hidden.
      hidden: !selectedItself && (around.hidden || isHidden(element)),
      inLayer,
      uses: around.uses,
    };
  }

  #visitUsed(element: SvgElement, inside: Surroundings): void {
    const { attributes } = element;
    const reference = attributes.href ?? attributes["xlink:href"] ?? "";
    const used = reference.startsWith("#") ? elementBefore(this.#tree, reference.slice(1), element) : undefined;
    if (used === undefined || inside.uses.includes(used)) return;
    const shift: Affine = [1, 0, 0, 1, plainNumber(attributes.x), plainNumber(attributes.y)];
    this.visit(used, { ...inside, matrix: compose(inside.matrix, shift), uses: [...inside.uses, used] });
  }

  /** References can multiply what a small file draws. */
  #count(): void {
    const { csgNodes } = this.#ctx.limits;
    if (++this.#visits > csgNodes) throw new LimitError("csgNodes", csgNodes, this.#source.position);
    if (this.#visits % 256 === 0) this.#ctx.deadline.check(this.#source.position);
  }

  #countPoints(points: number): void {
    const { facets, triangles } = this.#ctx.limits;
    if (points > facets) throw new LimitError("facets", facets, this.#source.position);
    this.#points += points;
    if (this.#points > triangles) throw new LimitError("triangles", triangles, this.#source.position);
  }
}

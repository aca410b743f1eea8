// The `.csg` text of one node without its children (spec/geometry.md §1.4): used by print.ts and id.ts.
import { TextBuffer } from "../shared/text-buffer.ts";
import { relativePath, type World } from "../shared/world.ts";
import type {
  CsgNode,
  EdgeBlendNode,
  Fragments,
  ImportNode,
  LinearExtrudeNode,
  Matrix,
  OffsetNode,
  ResizeNode,
  SurfaceNode,
  TextNode,
} from "./nodes.ts";

export interface NodeTextOptions {
  /** File names are printed relative to its document root, with the time they were changed. */
  readonly world: Pick<World, "documentRoot" | "status">;
  /** True when discretization-by-error is on: `$fe` is printed too. */
  readonly byError: boolean;
}

/** Seconds between 1970 and the epoch of the clock that OpenSCAD's file times count from, 2174-01-01. */
const FILE_CLOCK_EPOCH = 6437664000;

/** Writes the texts of one dump. It remembers what many nodes share: the text of their fragments, the state of a file. */
export class NodeText {
  readonly #out: TextBuffer;
  readonly #options: NodeTextOptions;
  readonly #files = new Map<string, { readonly name: string; readonly timestamp: string }>();
  #fragments: Fragments | undefined;
  #fragmentsText = "";

  constructor(out: TextBuffer, options: NodeTextOptions) {
    this.#out = out;
    this.#options = options;
  }

  /** Writes the name and the arguments of a node, `cube(size = [1, 1, 1], center = false)`. Roots and lists have none. */
  write(node: CsgNode): void {
    const out = this.#out;
    switch (node.kind) {
      case "root":
      case "list":
        break;
      case "group":
      case "union":
      case "difference":
      case "intersection":
      case "hull":
      case "fill":
        out.text(node.kind).text("()");
        break;
      case "transform":
        this.#matrix(node.matrix);
        break;
      case "cube":
        out.text("cube(size = ");
        this.#vector(node.size);
        out.text(`, center = ${node.center})`);
        break;
      case "sphere":
        out.text("sphere(").text(this.#curve(node.fragments)).text(", r = ").general(node.r).text(")");
        break;
      case "cylinder":
        out.text("cylinder(").text(this.#curve(node.fragments)).text(", h = ").general(node.h);
        out.text(", r1 = ").general(node.r1).text(", r2 = ").general(node.r2).text(`, center = ${node.center})`);
        break;
      case "polyhedron":
        out.text("polyhedron(points = ");
        this.#vectors(node.points);
        out.text(", faces = ");
        this.#vectors(node.faces);
        out.text(`, convexity = ${node.convexity})`);
        break;
      case "square":
        out.text("square(size = ");
        this.#vector(node.size);
        out.text(`, center = ${node.center})`);
        break;
      case "circle":
        out.text("circle(").text(this.#curve(node.fragments)).text(", r = ").general(node.r).text(")");
        break;
      case "polygon":
        out.text("polygon(points = ");
        this.#vectors(node.points);
        out.text(", paths = ");
        if (node.paths.length === 0) out.text("undef");
        else this.#vectors(node.paths);
        out.text(`, convexity = ${node.convexity})`);
        break;
      case "color":
        out.text("color(");
        this.#vector(node.color);
        out.text(")");
        break;
      case "minkowski":
        out.text(`minkowski(convexity = ${unsignedText(node.convexity)})`);
        break;
      case "resize":
        this.#resize(node);
        break;
      case "offset":
        this.#offset(node);
        break;
      case "fillet":
      case "chamfer":
        this.#edgeBlend(node);
        break;
      case "linear_extrude":
        this.#linearExtrude(node);
        break;
      case "rotate_extrude":
        out.text("rotate_extrude(angle = ").general(node.angle).text(", start = ").general(node.start);
        out.text(`, convexity = ${node.convexity}, `).text(this.#curve(node.fragments)).text(")");
        break;
      case "projection":
        out.text(`projection(cut = ${node.cut}, convexity = ${node.convexity})`);
        break;
      case "render":
        out.text(`render(convexity = ${node.convexity})`);
        break;
      case "roof":
        out.text(`roof(method = "${node.method}", ${this.#curve(node.fragments)}, convexity = ${node.convexity})`);
        break;
      case "text":
        this.#text(node);
        break;
      case "import":
        this.#import(node);
        break;
      case "surface":
        this.#surface(node);
        break;
      default:
        node satisfies never;
    }
  }

  /** An extension: the selector as it can be written again. */
  #edgeBlend({ kind, size, edges, fragments }: EdgeBlendNode): void {
    const out = this.#out.text(`${kind}(${kind === "fillet" ? "r" : "d"} = `).general(size);
    const conditions = edges.map((edge) =>
      edge.kind === "word" ? edge.word : edge.kind === "direction" ? edge.direction : [edge.low, edge.high],
    );
    out.text(`, edges = ${JSON.stringify(conditions).replaceAll(",", ", ")}, ${this.#curve(fragments)})`);
  }

  /** `$fn = 0, $fa = 12, $fs = 2` */
  #curve(fragments: Fragments): string {
    if (fragments === this.#fragments) return this.#fragmentsText;
    const { fn, fe, fa, fs } = fragments;
    const text = new TextBuffer(128).text("$fn = ").general(fn);
    if (this.#options.byError) text.text(", $fe = ").general(fe);
    text.text(", $fa = ").general(fa).text(", $fs = ").general(fs);
    this.#fragments = fragments;
    this.#fragmentsText = new TextDecoder().decode(text.finish());
    return this.#fragmentsText;
  }

  #matrix(m: Matrix): void {
    const out = this.#out.text("multmatrix(");
    for (let i = 0; i < 16; i++) {
      out.text(i === 0 ? "[[" : i % 4 === 0 ? "], [" : ", ").general(m[i] as number);
    }
    out.text("]])");
  }

  #vector(vector: readonly number[]): void {
    const out = this.#out.text("[");
    for (let i = 0; i < vector.length; i++) {
      if (i > 0) out.text(", ");
      out.general(vector[i] as number);
    }
    out.text("]");
  }

  #vectors(vectors: readonly (readonly number[])[]): void {
    const out = this.#out.text("[");
    for (let i = 0; i < vectors.length; i++) {
      if (i > 0) out.text(", ");
      this.#vector(vectors[i] as readonly number[]);
    }
    out.text("]");
  }

  /** The one module whose vectors are printed without blanks, and whose flags are numbers. */
  #resize({ newsize: [x, y, z], auto, convexity }: ResizeNode): void {
    const out = this.#out.text("resize(newsize = [").general(x).text(",").general(y).text(",").general(z);
    out.text(`], auto = [${auto.map(Number)}], convexity = ${unsignedText(convexity)})`);
  }

  #offset({ join, distance, fragments }: OffsetNode): void {
    const out = this.#out;
    if (join === "round") out.text("offset(r = ").general(distance).text(", ");
    else
      out
        .text("offset(delta = ")
        .general(distance)
        .text(`, chamfer = ${join === "chamfer"}, `);
    out.text(this.#curve(fragments)).text(")");
  }

  /** spec/geometry.md §1.5 */
  #linearExtrude(node: LinearExtrudeNode): void {
    const out = this.#out;
    const [x, y, z] = node.height;
    const length = Math.sqrt(x * x + y * y + z * z);
    const [scaleX, scaleY] = node.scale;
    out.text("linear_extrude(height = ").general(length);
    if (length > 0 && z / length < 1) {
      out.text(", v = [ ").general(x / length);
      out.text(", ").general(y / length);
      out.text(", ").general(z / length);
      out.text("]");
    }
    if (node.center) out.text(", center = true");
    if (node.twist !== 0) out.text(", twist = ").general(node.twist);
    if (node.slices !== undefined) out.text(`, slices = ${unsignedText(node.slices)}`);
    if (node.segments !== undefined) out.text(`, segments = ${unsignedText(node.segments)}`);
    if (scaleX !== scaleY) out.text(", scale = [").general(scaleX).text(", ").general(scaleY).text("]");
    else if (scaleX !== 1) out.text(", scale = ").general(scaleX);
    if (node.slices === undefined || node.segments === undefined) out.text(", ").text(this.#curve(node.fragments));
    if (node.convexity > 1) out.text(`, convexity = ${unsignedText(node.convexity)}`);
    out.text(")");
  }

  /** Strings of a text are printed as they are, without any escape. */
  #text(node: TextNode): void {
    const out = this.#out.text('text(text = "').rawText(node.text);
    out.text('", size = ').general(node.size).text(", spacing = ").general(node.spacing);
    const script = node.script === "" ? "" : `, script = "${node.script}"`;
    out.rawText(`, font = "${node.font}", direction = "${node.direction}", language = "${node.language}"${script}`);
    out.rawText(`, halign = "${node.halign}", valign = "${node.valign}", ${this.#curve(node.fragments)})`);
  }

  #import(node: ImportNode): void {
    const { name, timestamp } = this.#file(node.file);
    const out = this.#out.text("import(file = ").rawText(name);
    if (node.id !== undefined) out.text(", id = ").rawText(quote(node.id));
    if (node.layer !== undefined) out.text(", layer = ").rawText(quote(node.layer));
    out.text(", origin = ");
    this.#vector(node.origin);
    if (/\.svg$/i.test(node.file)) out.text(", dpi = ").general(node.dpi);
    out.text(", scale = ").general(node.scale).text(`, center = ${node.center}, convexity = ${node.convexity}, `);
    out.text(this.#curve(node.fragments)).text(`, timestamp = ${timestamp})`);
  }

  #surface({ file, center, invert }: SurfaceNode): void {
    const { name, timestamp } = this.#file(file);
    this.#out.text("surface(file = ").rawText(name);
    this.#out.text(`, center = ${center}, invert = ${invert}, timestamp = ${timestamp})`);
  }

  #file(path: string): { readonly name: string; readonly timestamp: string } {
    const known = this.#files.get(path);
    if (known !== undefined) return known;
    const { world } = this.#options;
    const status = path === "" ? undefined : world.status(path);
    const file = {
      name: quote(path === "" ? "" : relativePath(world.documentRoot, path)),
      timestamp: status === undefined ? "0" : String(Math.trunc(status.mtime / 1000 - FILE_CLOCK_EPOCH)),
    };
    this.#files.set(path, file);
    return file;
  }
}

const escapes: Readonly<Record<string, string>> = { "\t": "\\t", "\n": "\\n", "\r": "\\r", '"': '\\"', "\\": "\\\\" };

/** A string as source text, in quotes. */
function quote(text: string): string {
  return `"${text.replace(/[\t\n\r"\\]/g, (character) => escapes[character] as string)}"`;
}

/** A 32-bit integer printed as unsigned: −1 is 4294967295. */
function unsignedText(value: number): string {
  return String(value >>> 0);
}

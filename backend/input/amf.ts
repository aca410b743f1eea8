// Reads AMF, plain or zipped: the triangles of each object (spec/geometry.md §10.4). Units and colors are ignored.
import type { Mesh } from "../csg/geometry.ts";
import { MeshBuilder } from "../csg/mesh-builder.ts";
import type { Context } from "../shared/context.ts";
import { type FileSource, fileMessage, importLine, takeTriangles } from "./file-source.ts";
import { numberFromText } from "./scan.ts";
import { parseXml, type XmlHandler } from "./xml.ts";
import { looksZipped, ZipArchive } from "./zip.ts";

const coordinatePath = "/amf/object/mesh/vertices/vertex/coordinates/";
const trianglePath = "/amf/object/mesh/volume/triangle/";

class BadFile extends Error {}

export function readAmf(ctx: Context, source: FileSource): readonly Mesh[] {
  const at = importLine(ctx, source.position);
  const bytes = looksZipped(source.bytes) ? unpack(ctx, source, at) : source.bytes;
  if (bytes === undefined) return [];
  const objects = new ObjectReader(ctx, source);
  try {
    if (parseXml(ctx, source.position, bytes, objects)) return objects.meshes;
  } catch (error) {
    if (!(error instanceof BadFile)) throw error;
  }
  fileMessage(ctx, source, "warning", `Failed to parse file '${source.path}', ${at}`);
  return [];
}

/** The entry that is named like the file, else the only one. */
function unpack(ctx: Context, source: FileSource, at: string): Uint8Array | undefined {
  const archive = ZipArchive.open(ctx, source);
  const name = source.path.slice(source.path.lastIndexOf("/") + 1);
  const named = archive?.read(name);
  if (named !== undefined) return named;
  fileMessage(ctx, source, "warning", `Can't read file '${name}' from zipped AMF '${source.path}', ${at}`);
  const [single, ...others] = archive?.names ?? [];
  if (single !== undefined && others.length === 0) {
    fileMessage(ctx, source, "warning", `Trying to read single entry '${single}'`);
    const content = archive?.read(single);
    if (content !== undefined) return content;
  }
  fileMessage(ctx, source, "warning", `Can't open import file '${source.path}', ${at}`);
  return undefined;
}

/** Collects the objects of a document. */
class ObjectReader implements XmlHandler {
  readonly meshes: Mesh[] = [];
  readonly #ctx: Context;
  readonly #source: FileSource;
  readonly #path: string[] = [];
  #vertices: number[] = [];
  #builder = new MeshBuilder();
  /** What was read of the current vertex (x y z) or triangle (v1 v2 v3), by the name of the element. */
  readonly #values = new Map<string, number>();

  constructor(ctx: Context, source: FileSource) {
    this.#ctx = ctx;
    this.#source = source;
  }

  open(name: string): void {
    this.#path.push(`${this.#path.at(-1) ?? ""}/${name}`.slice(0, 100));
    const path = this.#path.at(-1) as string;
    if (path === "/amf/object") {
      this.#vertices = [];
      this.#builder = new MeshBuilder();
    } else if (`${path}/` === coordinatePath || `${path}/` === trianglePath) this.#values.clear();
  }

  text(text: string): void {
    const path = this.#path.at(-1) ?? "";
    const isCoordinate = path.startsWith(coordinatePath);
    if ((!isCoordinate && !path.startsWith(trianglePath)) || text.trim() === "") return;
    const value = numberFromText(text);
    if (value === undefined || (!isCoordinate && !Number.isInteger(value))) {
      // Colors of triangles and the like have longer paths.
      if (/\/(x|y|z|v1|v2|v3)$/.test(path)) throw new BadFile();
      return;
    }
    this.#values.set(path.slice((isCoordinate ? coordinatePath : trianglePath).length), value);
  }

  close(): void {
    const path = this.#path.pop();
    const values = this.#values;
    if (path === "/amf/object") this.meshes.push(this.#builder.build());
    else if (`${path}/` === coordinatePath) {
      this.#vertices.push(values.get("x") ?? 0, values.get("y") ?? 0, values.get("z") ?? 0);
    } else if (`${path}/` === trianglePath) {
      for (const name of ["v1", "v2", "v3"]) this.#corner(values.get(name) ?? 0);
      this.#builder.closeFacet();
      takeTriangles(this.#ctx, this.#source, this.#builder.facetCount);
    }
  }

  #corner(index: number): void {
    const at = 3 * index;
    const [x, y, z] = [this.#vertices[at], this.#vertices[at + 1], this.#vertices[at + 2]];
    if (x === undefined || y === undefined || z === undefined) throw new BadFile();
    this.#builder.corner(this.#builder.vertex(x, y, z));
  }
}

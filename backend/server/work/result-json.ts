// The result of an evaluation as the text of JSON members, without the opening brace: the service puts in front what
// differs from request to request, so that equal programs give equal bytes here.
import { type Geometry, isTriangular, type Mesh, type Polygon } from "../../csg/geometry.ts";
import { joinMeshes } from "../../csg/mesh-builder.ts";
import type { ExactReport } from "../../kernel/occt/report.ts";
import { formats } from "../../output/formats.ts";
import { sha256 } from "../../shared/hash.ts";
import { TextBuffer } from "../../shared/text-buffer.ts";
import type { ClientDiagnostic } from "../pool/protocol.ts";
import { emptyMeasures, Measurer, type Measures, measurePolygons } from "./measures.ts";

export interface ResultOptions {
  readonly diagnostics: readonly ClientDiagnostic[];
  /** Files by format; with them, the mesh or the outlines are left out. */
  readonly outputs?: ReadonlyMap<string, Uint8Array> | undefined;
  /** How exact the solids of files are. */
  readonly exactness?: ExactReport | undefined;
  /** What stands in front: members with the commas behind them. */
  readonly members?: string;
  /** What measured the geometry already. */
  readonly measurer?: Measurer;
}

/**
 * `"measures":…,"mesh":…,"diagnostics":…}` for 3D, `"polygon"` instead of `"mesh"` for 2D, `"outputs"` instead of both for
 * files, as UTF-8. The mesh must be triangular unless there are files.
 */
export function resultJson(geometry: Geometry | undefined, options: ResultOptions): Uint8Array {
  const { diagnostics, outputs, exactness, members = "", measurer = new Measurer() } = options;
  const objects = geometry === undefined ? [] : geometry.dimension === "list" ? geometry.items : [geometry];
  const meshes = objects.filter((object) => object.dimension === 3);
  const polygons = objects.filter((object) => object.dimension === 2);
  const mesh = meshes.length > 1 ? joinMeshes(meshes) : meshes[0];
  const text = new TextBuffer(mesh === undefined ? undefined : roomFor(mesh)).text(members);
  const isDrawn = polygons.some(({ outlines }) => outlines.length > 0);
  if (mesh !== undefined && mesh.indices.length > 0) {
    appendMeasures(text, measurer.mesh(mesh));
    if (outputs === undefined) appendMesh(text, mesh);
  } else if (isDrawn) {
    appendMeasures(text, measurePolygons(polygons));
    if (outputs === undefined) appendPolygon(text, polygons);
  } else appendMeasures(text, emptyMeasures);
  if (outputs !== undefined) text.text(`"outputs":${outputsText(outputs)},`);
  if (exactness !== undefined) text.text(`"exactness":${JSON.stringify(exactness)},`);
  return text.text(`"diagnostics":${JSON.stringify(diagnostics)}}`).finish();
}

function outputsText(outputs: ReadonlyMap<string, Uint8Array>): string {
  const described = [...outputs].map(([format, bytes]) => [
    format,
    {
      mediaType: formats.get(format)?.mediaType,
      bytes: bytes.length,
      sha256: sha256(bytes),
      base64: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("base64"),
    },
  ]);
  return JSON.stringify(Object.fromEntries(described));
}

/** About how many bytes a mesh takes: growing by half copies it again and again. */
function roomFor({ positions, indices }: Mesh): number {
  return 4096 + 20 * positions.length + 7 * indices.length;
}

function appendMeasures(text: TextBuffer, measures: Measures): void {
  text.text(`"measures":${JSON.stringify(measures)},`);
}

function appendMesh(text: TextBuffer, mesh: Mesh): void {
  if (!isTriangular(mesh)) throw new Error("the mesh was not tessellated before writing");
  const { positions, indices, colors, facetColors = new Int32Array(0) } = mesh;
  appendNumbers(text.text('"mesh":{"positions":['), positions);
  text.text('],"triangles":[');
  for (let i = 0; i < indices.length; i++) {
    if (i > 0) text.code(COMMA);
    text.whole(indices[i] as number);
  }
  text.text("]");
  if (colors !== undefined) {
    appendNumbers(text.text(`,"colors":${JSON.stringify(colors)},"triangleColors":[`), facetColors);
    text.text("]");
  }
  text.text("},");
}

function appendPolygon(text: TextBuffer, polygons: readonly Polygon[]): void {
  text.text('"polygon":{"outlines":[');
  let isFirst = true;
  for (const { outlines } of polygons)
    for (const { points, positive } of outlines) {
      appendNumbers(text.text(`${isFirst ? "" : ","}{"points":[`), points);
      text.text(`],"hole":${!positive}}`);
      isFirst = false;
    }
  text.text("]},");
}

function appendNumbers(text: TextBuffer, values: ArrayLike<number>): void {
  for (let i = 0; i < values.length; i++) {
    if (i > 0) text.code(COMMA);
    text.text(String(values[i]));
  }
}

const COMMA = 0x2c;

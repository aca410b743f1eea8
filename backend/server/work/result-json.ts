// The result of an evaluation as the text of JSON members, without the opening brace: the service puts in front what
// differs from request to request, so that equal programs give equal bytes here.
import { type Geometry, isTriangular, type Mesh, type Polygon } from "../../csg/geometry.ts";
import { joinMeshes } from "../../csg/mesh-builder.ts";
import type { ExactReport } from "../../kernel/occt/report.ts";
import { formats } from "../../output/formats.ts";
import { sha256 } from "../../shared/hash.ts";
import type { ClientDiagnostic } from "../pool/protocol.ts";
import { emptyMeasures, type Measures, measureMesh, measurePolygons } from "./measures.ts";

export interface ResultOptions {
  readonly diagnostics: readonly ClientDiagnostic[];
  /** Files by format; with them, the mesh or the outlines are left out. */
  readonly outputs?: ReadonlyMap<string, Uint8Array> | undefined;
  /** How exact the solids of files are. */
  readonly exactness?: ExactReport | undefined;
}

/**
 * `"measures":…,"mesh":…,"diagnostics":…}` for 3D, `"polygon"` instead of `"mesh"` for 2D, `"outputs"` instead of both for
 * files. The mesh must be triangular unless there are files.
 */
export function resultJson(geometry: Geometry | undefined, { diagnostics, outputs, exactness }: ResultOptions): string {
  const objects = geometry === undefined ? [] : geometry.dimension === "list" ? geometry.items : [geometry];
  const meshes = objects.filter((object) => object.dimension === 3);
  const polygons = objects.filter((object) => object.dimension === 2);
  const told = exactness === undefined ? "" : `"exactness":${JSON.stringify(exactness)},`;
  const tail = `${told}"diagnostics":${JSON.stringify(diagnostics)}}`;
  const files = outputs === undefined ? undefined : `"outputs":${outputsText(outputs)},`;
  if (meshes.length > 0) {
    const mesh = meshes.length === 1 ? (meshes[0] as Mesh) : joinMeshes(meshes);
    if (mesh.indices.length > 0)
      return `${measuresText(measureMesh(mesh))},${files ?? `"mesh":${meshText(mesh)},`}${tail}`;
  }
  if (polygons.some(({ outlines }) => outlines.length > 0))
    return `${measuresText(measurePolygons(polygons))},${files ?? `"polygon":${polygonText(polygons)},`}${tail}`;
  return `${measuresText(emptyMeasures)},${files ?? ""}${tail}`;
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

function measuresText(measures: Measures): string {
  return `"measures":${JSON.stringify(measures)}`;
}

function meshText(mesh: Mesh): string {
  if (!isTriangular(mesh)) throw new Error("the mesh was not tessellated before writing");
  const colors =
    mesh.colors === undefined
      ? ""
      : `,"colors":${JSON.stringify(mesh.colors)},"triangleColors":[${mesh.facetColors?.join(",") ?? ""}]`;
  return `{"positions":[${mesh.positions.join(",")}],"triangles":[${mesh.indices.join(",")}]${colors}}`;
}

function polygonText(polygons: readonly Polygon[]): string {
  const outlines = polygons
    .flatMap((polygon) => polygon.outlines)
    .map(({ points, positive }) => `{"points":[${points.join(",")}],"hole":${!positive}}`);
  return `{"outlines":[${outlines.join(",")}]}`;
}

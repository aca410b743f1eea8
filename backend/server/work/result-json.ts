// The result of an evaluation as the text of JSON members, without the opening brace: the service puts in front what
// differs from request to request, so that equal programs give equal bytes here.
import { type Geometry, isTriangular, type Mesh, type Polygon } from "../../csg/geometry.ts";
import { joinMeshes } from "../../csg/mesh-builder.ts";
import type { ClientDiagnostic } from "../pool/protocol.ts";
import { emptyMeasures, type Measures, measureMesh, measurePolygons } from "./measures.ts";

/**
 * `"measures":…,"mesh":…,"diagnostics":…}` for 3D, `"polygon"` instead of `"mesh"` for 2D. The mesh must be triangular.
 * Undefined when there are coordinates that are not finite, which a file that was imported may hold.
 */
export function resultJson(
  geometry: Geometry | undefined,
  diagnostics: readonly ClientDiagnostic[],
): string | undefined {
  const objects = geometry === undefined ? [] : geometry.dimension === "list" ? geometry.items : [geometry];
  const meshes = objects.filter((object) => object.dimension === 3);
  const polygons = objects.filter((object) => object.dimension === 2);
  const tail = `"diagnostics":${JSON.stringify(diagnostics)}}`;
  if (meshes.length > 0) {
    const mesh = meshes.length === 1 ? (meshes[0] as Mesh) : joinMeshes(meshes);
    if (mesh.indices.length > 0) {
      if (!areFinite(mesh.positions)) return undefined;
      return `${measuresText(measureMesh(mesh))},"mesh":${meshText(mesh)},${tail}`;
    }
  }
  if (polygons.some(({ outlines }) => outlines.length > 0)) {
    if (!polygons.every(({ outlines }) => outlines.every(({ points }) => areFinite(points)))) return undefined;
    return `${measuresText(measurePolygons(polygons))},"polygon":${polygonText(polygons)},${tail}`;
  }
  return `${measuresText(emptyMeasures)},${tail}`;
}

/** Measures are not asked: from finite coordinates they may be more than a number holds, and become null. */
function areFinite(coordinates: Float64Array): boolean {
  return coordinates.every((value) => Number.isFinite(value));
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

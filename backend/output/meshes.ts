// The meshes of a result in the form the mesh formats write them: as separate objects or joined, sorted where the run
// asks for predictable output.
import { type Geometry, isTriangular, type Mesh, type Polygon } from "../csg/geometry.ts";
import { joinMeshes } from "../csg/mesh-builder.ts";
import type { Context } from "../shared/context.ts";
import { sortMesh } from "./sort-mesh.ts";

/** The objects of a result, each sorted if the feature `predictible-output` is on. */
export function separateMeshes(ctx: Context, geometry: Geometry | undefined): Mesh[] {
  const meshes = objectsOf(geometry).filter((object) => object.dimension === 3);
  return ctx.options.features.has("predictible-output") ? meshes.map(sortMesh) : meshes;
}

/** The same for a format that needs triangles, which the pipeline has made. */
export function triangularMeshes(ctx: Context, geometry: Geometry | undefined): Mesh[] {
  const meshes = separateMeshes(ctx, geometry);
  for (const mesh of meshes) if (!isTriangular(mesh)) throw new Error("the mesh was not tessellated before writing");
  return meshes;
}

/** All objects of a result as one mesh, sorted if the feature `predictible-output` is on. */
export function joinedMesh(ctx: Context, geometry: Geometry | undefined): Mesh {
  const mesh = joinMeshes(objectsOf(geometry).filter((object) => object.dimension === 3));
  return ctx.options.features.has("predictible-output") ? sortMesh(mesh) : mesh;
}

function objectsOf(geometry: Geometry | undefined): readonly (Polygon | Mesh)[] {
  if (geometry === undefined) return [];
  return geometry.dimension === "list" ? geometry.items : [geometry];
}

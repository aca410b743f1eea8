// `center = true` of 3D imports: the middle of the bounding box of all meshes moves to the origin (spec/geometry.md §10.2).
import type { Mesh } from "../csg/geometry.ts";

export function centerMeshes(meshes: readonly Mesh[]): readonly Mesh[] {
  const min = [Infinity, Infinity, Infinity];
  const max = [-Infinity, -Infinity, -Infinity];
  for (const { positions } of meshes) {
    for (let at = 0; at < positions.length; at++) {
      const axis = at % 3;
      const value = positions[at] as number;
      if (value < (min[axis] as number)) min[axis] = value;
      if (value > (max[axis] as number)) max[axis] = value;
    }
  }
  const center = min.map((value, axis) => (value + (max[axis] as number)) / 2);
  return meshes.map((mesh) => ({
    ...mesh,
    positions: mesh.positions.map((value, at) => value - (center[at % 3] as number)),
  }));
}

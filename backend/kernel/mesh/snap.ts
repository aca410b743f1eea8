// Moves the vertices of a mesh to a grid and joins those that come to lie in neighboring cells: the first step of repairing
// a mesh that encloses nothing (spec/geometry.md §8.3).
import { GRID_FINE } from "../../csg/fragments.ts";
import { facetCount, type Mesh } from "../../csg/geometry.ts";
import { MeshBuilder } from "../../csg/mesh-builder.ts";

/** Facets that collapse and vertices that are not finite disappear, and so do the colors. */
export function snapToGrid(mesh: Mesh): Mesh {
  const places = new GridPlaces();
  const builder = new MeshBuilder();
  for (let facet = 0; facet < facetCount(mesh); facet++) {
    const end = mesh.offsets[facet + 1] as number;
    for (let k = mesh.offsets[facet] as number; k < end; k++) {
      const place = places.find(mesh.positions, mesh.indices[k] as number);
      if (place !== undefined) builder.corner(builder.vertex(place[0], place[1], place[2]));
    }
    builder.closeFacet();
  }
  return builder.build();
}

type Place = readonly [number, number, number];

/** The places that are taken. The first vertex of a neighborhood decides. */
class GridPlaces {
  readonly #places = new Map<string, Place>();

  find(positions: Float64Array, vertex: number): Place | undefined {
    const x = Math.round((positions[3 * vertex] as number) / GRID_FINE);
    const y = Math.round((positions[3 * vertex + 1] as number) / GRID_FINE);
    const z = Math.round((positions[3 * vertex + 2] as number) / GRID_FINE);
    if (!Number.isFinite(x + y + z)) return undefined;
    const known = this.#places.get(`${x} ${y} ${z}`) ?? this.#neighbor(x, y, z);
    if (known !== undefined) return known;
    const place: Place = [x * GRID_FINE, y * GRID_FINE, z * GRID_FINE];
    this.#places.set(`${x} ${y} ${z}`, place);
    return place;
  }

  #neighbor(x: number, y: number, z: number): Place | undefined {
    for (let dx = -1; dx <= 1; dx++) {
      for (let dy = -1; dy <= 1; dy++) {
        for (let dz = -1; dz <= 1; dz++) {
          const place = this.#places.get(`${x + dx} ${y + dy} ${z + dz}`);
          if (place !== undefined) return place;
        }
      }
    }
    return undefined;
  }
}

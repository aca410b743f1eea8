// Which original each triangle of a solid came from, and the colors that belong to the originals (spec/geometry.md §8.5).
import type { Rgba } from "../../csg/nodes.ts";

export interface Origins {
  /** Every original that the solid consists of. */
  readonly ids: ReadonlySet<number>;
  readonly colors: ReadonlyMap<number, Rgba>;
  /** Originals that were cut away and have no color: their faces show the back color. */
  readonly subtracted: ReadonlySet<number>;
}

/** What hull and minkowski give: nothing is known of the triangles. */
export const noOrigins: Origins = { ids: new Set(), colors: new Map(), subtracted: new Set() };

/** Origins of a union or an intersection. The first operand that colors an original wins. */
export function mergeOrigins(operands: readonly Origins[]): Origins {
  const [first = noOrigins, ...others] = operands;
  if (others.length === 0) return first;
  const ids = new Set(first.ids);
  const colors = new Map(first.colors);
  const subtracted = new Set(first.subtracted);
  for (const other of others) {
    for (const id of other.ids) ids.add(id);
    for (const [id, color] of other.colors) if (!colors.has(id)) colors.set(id, color);
    for (const id of other.subtracted) subtracted.add(id);
  }
  return { ids, colors, subtracted };
}

/** Origins of the first operand minus the others. */
export function subtractOrigins(first: Origins, others: readonly Origins[]): Origins {
  const ids = new Set(first.ids);
  const colors = new Map(first.colors);
  const subtracted = new Set(first.subtracted);
  for (const other of others) {
    for (const id of other.ids) {
      ids.add(id);
      const color = other.colors.get(id);
      if (color === undefined) subtracted.add(id);
      else if (!colors.has(id)) colors.set(id, color);
    }
  }
  return { ids, colors, subtracted };
}

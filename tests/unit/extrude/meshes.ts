// Printed forms and measures of meshes of triangles.
import type { Mesh } from "../../../backend/csg/geometry.ts";

/** `x y z|x y z|…` with six significant digits, −0 as `-0`. */
export function vertices({ positions }: Mesh): string {
  const words: string[] = [];
  for (let i = 0; i < positions.length; i += 3) words.push([...positions.subarray(i, i + 3)].map(short).join(" "));
  return words.join("|");
}

function short(value: number): string {
  return Object.is(value, -0) ? "-0" : String(Number(value.toPrecision(6)));
}

/** `a b c, d e f, …` */
export function facets({ indices }: Mesh): string {
  const words: string[] = [];
  for (let i = 0; i < indices.length; i += 3) words.push([...indices.subarray(i, i + 3)].join(" "));
  return words.join(", ");
}

/** Volume inside the triangles. Throws when an edge is not used once in each direction: a mesh that is not closed has none. */
export function volume({ positions, indices }: Mesh): number {
  const open = new Set<string>();
  let sum = 0;
  const at = (index: number, axis: number): number => positions[3 * index + axis] as number;
  for (let i = 0; i < indices.length; i += 3) {
    const [a, b, c] = [...indices.subarray(i, i + 3)] as [number, number, number];
    for (const [from, to] of [
      [a, b],
      [b, c],
      [c, a],
    ] as const) {
      if (open.has(`${from} ${to}`)) throw new Error(`edge ${from} ${to} is used twice`);
      if (!open.delete(`${to} ${from}`)) open.add(`${from} ${to}`);
    }
    sum +=
      at(a, 0) * (at(b, 1) * at(c, 2) - at(b, 2) * at(c, 1)) +
      at(a, 1) * (at(b, 2) * at(c, 0) - at(b, 0) * at(c, 2)) +
      at(a, 2) * (at(b, 0) * at(c, 1) - at(b, 1) * at(c, 0));
  }
  if (open.size > 0) throw new Error(`open edges: ${[...open].slice(0, 5).join(", ")}`);
  return sum / 6;
}

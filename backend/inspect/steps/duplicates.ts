// Facets with the same three corners. Copies that look the same way are one facet too many each; two that look apart are a
// wall between parts that touch, which is left where no edge of it is open.
import { after } from "../../kernel/mesh/orient.ts";
import { Edges, groupItems } from "../edges.ts";
import { filterTriangles, type Soup } from "../soup.ts";
import { issue, repair, type Step, unchanged } from "./step.ts";

export const dropDuplicates: Step = (_ctx, soup) => {
  const dropped = findDuplicates(soup);
  if (dropped.size === 0) return unchanged(soup);
  const code = "duplicate-facets";
  return {
    soup: filterTriangles(soup, (triangle) => !dropped.has(triangle)),
    issues: [issue(code, dropped.size)],
    repairs: [repair(code, dropped.size)],
  };
};

function findDuplicates({ positions, triangles, origins }: Soup): Set<number> {
  const vertexCount = positions.length / 3;
  const low = new Uint32Array(origins.length);
  const key = new Float64Array(origins.length);
  for (let triangle = 0; triangle < origins.length; triangle++) {
    const [a, b, c] = sortedCorners(triangles, triangle);
    low[triangle] = a;
    key[triangle] = b * vertexCount + c;
  }
  const { order, starts } = groupItems(low, key, vertexCount);
  const dropped = new Set<number>();
  let open: Set<number> | undefined;
  for (let group = 0; group + 1 < starts.length; group++) {
    const members = order.subarray(starts[group] as number, starts[group + 1] as number);
    if (members.length < 2) continue;
    const [front, back] = [true, false].map((side) => members.filter((at) => isEven(triangles, at) === side)) as [
      Uint32Array,
      Uint32Array,
    ];
    for (const copies of [front, back]) for (const copy of copies.subarray(1)) dropped.add(copy);
    if (front.length === 0 || back.length === 0) continue;
    open ??= new Set(new Edges(vertexCount, triangles).unbalanced());
    const first = 3 * (members[0] as number);
    const isOpen = [first, after(first), after(after(first))].some((edge) => open?.has(edge));
    if (isOpen) dropped.add(members[0] === front[0] ? (back[0] as number) : (front[0] as number));
  }
  return dropped;
}

function sortedCorners(triangles: Uint32Array, triangle: number): [number, number, number] {
  const a = triangles[3 * triangle] as number;
  const b = triangles[3 * triangle + 1] as number;
  const c = triangles[3 * triangle + 2] as number;
  const low = Math.min(a, b, c);
  const high = Math.max(a, b, c);
  return [low, a + b + c - low - high, high];
}

/** Whether the corners come in ascending order, beginning with the lowest. */
function isEven(triangles: Uint32Array, triangle: number): boolean {
  const a = triangles[3 * triangle] as number;
  const b = triangles[3 * triangle + 1] as number;
  const c = triangles[3 * triangle + 2] as number;
  return (a < b && b < c) || (b < c && c < a) || (c < a && a < b);
}

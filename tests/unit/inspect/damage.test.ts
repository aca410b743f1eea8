// Damaged meshes: what validation says of each, what healing does, and what is left after it.
import { describe, expect, test } from "bun:test";
import { Engines } from "../../../backend/kernel/engines.ts";
import { factsOf } from "../kernel/helpers.ts";
import {
  type Body,
  box,
  brief,
  edit,
  healFile,
  insideOut,
  issuesOf,
  join,
  off,
  statuses,
  turned,
  validateFile,
} from "./bodies.ts";

interface Case {
  readonly name: string;
  readonly body: Body;
  readonly issues: readonly string[];
  /** What healing does; empty: nothing. */
  readonly applied?: readonly string[];
  readonly remaining?: readonly string[];
  /** The stage of geometry: default failed. */
  readonly stage?: "passed" | "warning" | "failed";
  readonly score: number;
  /** Volume afterwards. */
  readonly volume?: number;
}

const cube = box();
/** A box in which the lid stands 0.00005 higher than the walls. */
function withGap(distance: number): Body {
  const lid = [4, 5, 6, 7];
  const copy = new Map(lid.map((vertex, at) => [vertex, 8 + at]));
  const { points, triangles } = box(20);
  return {
    points: [
      ...points,
      ...lid.map((k) => [points[k]?.[0], points[k]?.[1], 20 + distance] as unknown as [number, number, number]),
    ],
    triangles: triangles.map((triangle, at) => {
      if (at !== 2 && at !== 3) return triangle;
      return triangle.map((vertex) => copy.get(vertex) ?? vertex) as unknown as typeof triangle;
    }),
  };
}

/** A box whose lid has a vertex in the middle of an edge that the wall beside it has not. */
const tee: Body = {
  points: [...cube.points, [0.5, 0, 1]],
  triangles: cube.triangles.flatMap((triangle, at) =>
    // The lid's triangle 4 5 7 has the edge 4–5 on the wall y = 0.
    at === 2
      ? ([
          [4, 8, 7],
          [8, 5, 7],
        ] as const)
      : [triangle],
  ),
};

/** A box with a corner in the middle of an edge: one triangle beside it has all corners in a line. */
const sliver: Body = {
  points: tee.points,
  triangles: [...tee.triangles, [4, 5, 8]],
};

/** A bar that bends round and goes through itself: one connected part. */
function knot(): Body {
  const path = [
    [0, 0, 0],
    [10, 0, 0],
    [10, 10, 0],
    [4, 10, 0],
    [4, -6, 0.3],
  ] as const;
  const rings = path.map(([x, y, z], k): [number, number, number][] => {
    const [px, py] = path[Math.max(0, k - 1)] as readonly number[];
    const [nx, ny] = path[Math.min(path.length - 1, k + 1)] as readonly number[];
    const [dx, dy] = [(nx as number) - (px as number), (ny as number) - (py as number)];
    const length = Math.hypot(dx, dy);
    const [sx, sy] = [-dy / length, dx / length];
    return [
      [x + sx, y + sy, z - 1],
      [x - sx, y - sy, z - 1],
      [x - sx, y - sy, z + 1],
      [x + sx, y + sy, z + 1],
    ];
  });
  const triangles: [number, number, number][] = [
    [0, 1, 2],
    [0, 2, 3],
  ];
  for (let ring = 0; ring + 1 < rings.length; ring++) {
    for (let k = 0; k < 4; k++) {
      const [a, b] = [4 * ring + k, 4 * ring + ((k + 1) % 4)];
      triangles.push([b, a, a + 4], [b, a + 4, b + 4]);
    }
  }
  const last = 4 * (rings.length - 1);
  triangles.push([last, last + 2, last + 1], [last, last + 3, last + 2]);
  return { points: rings.flat(), triangles };
}

const cases: readonly Case[] = [
  { name: "a cube", body: cube, issues: [], stage: "passed", score: 1, volume: 1 },
  { name: "several shells", body: join(cube, box(1, [3, 0, 0])), issues: [], stage: "passed", score: 1, volume: 2 },
  {
    name: "a cavity",
    body: join(box(3), insideOut(box(1, [1, 1, 1]))),
    issues: [],
    stage: "passed",
    score: 1,
    volume: 26,
  },
  {
    name: "a hole",
    body: edit(cube, (triangle, at) => (at === 2 ? [] : [triangle])),
    issues: ["open-edges×3"],
    remaining: ["open-edges×3"],
    score: 0.509,
  },
  {
    name: "a flipped facet",
    body: edit(cube, (triangle, at) => [at === 5 ? turned(triangle) : triangle]),
    issues: ["flipped-facets×1"],
    applied: ["flipped-facets×1"],
    score: 0.642,
    volume: 1,
  },
  {
    name: "inside out",
    body: insideOut(cube),
    issues: ["inside-out×1"],
    applied: ["inside-out×1"],
    score: 0.642,
    volume: 1,
  },
  {
    name: "a body with its cavity inside out",
    body: insideOut(join(box(3), insideOut(box(1, [1, 1, 1])))),
    issues: ["inside-out×2"],
    applied: ["inside-out×2"],
    score: 0.642,
    volume: 26,
  },
  {
    name: "a body in the material of another",
    body: join(box(3), box(1, [1, 1, 1])),
    issues: ["nested-shells×1"],
    remaining: ["nested-shells×1"],
    stage: "warning",
    score: 0.986,
    volume: 28,
  },
  {
    name: "a facet twice",
    body: edit(cube, (triangle, at) => (at === 4 ? [triangle, triangle] : [triangle])),
    issues: ["duplicate-facets×1"],
    applied: ["duplicate-facets×1"],
    score: 0.646,
    volume: 1,
  },
  {
    name: "a facet and its back",
    body: edit(cube, (triangle, at) => (at === 4 ? [triangle, turned(triangle)] : [triangle])),
    issues: ["duplicate-facets×1"],
    applied: ["duplicate-facets×1"],
    score: 0.646,
    volume: 1,
  },
  {
    name: "everything twice",
    body: edit(cube, (triangle) => [triangle, triangle]),
    issues: ["duplicate-facets×12"],
    applied: ["duplicate-facets×12"],
    score: 0.35,
    volume: 1,
  },
  {
    name: "a facet that repeats a corner",
    body: edit(cube, (triangle, at) => (at === 4 ? [triangle, [0, 1, 1]] : [triangle])),
    issues: ["degenerate-facets×1"],
    applied: ["degenerate-facets×1"],
    stage: "warning",
    score: 0.974,
    volume: 1,
  },
  {
    name: "a facet without area",
    body: sliver,
    issues: ["degenerate-facets×1"],
    applied: ["degenerate-facets×1"],
    stage: "warning",
    score: 0.976,
    volume: 1,
  },
  {
    name: "a T-vertex",
    body: tee,
    issues: ["t-vertices×1"],
    applied: ["t-vertices×1"],
    score: 0.646,
    volume: 1,
  },
  {
    name: "a gap below 0.0001",
    body: withGap(0.00005),
    issues: ["gaps×4"],
    applied: ["gaps×4"],
    score: 0.467,
    volume: 8000,
  },
  {
    name: "a gap above 0.0001",
    body: withGap(0.0002),
    issues: ["open-edges×8"],
    remaining: ["open-edges×8"],
    score: 0.233,
  },
  {
    name: "two bodies through each other",
    body: join(box(2), box(2, [1, 1.1, 1.2])),
    issues: ["self-intersections×12"],
    applied: ["self-intersections×12"],
    score: 0.35,
    volume: 16 - 0.9 * 0.8,
  },
  {
    name: "a body through itself",
    body: knot(),
    issues: ["self-intersections×20"],
    applied: ["self-intersections×20"],
    score: 0.311,
  },
  {
    name: "bodies that touch in an edge",
    body: join(cube, box(1, [1, 1, 0])),
    issues: [],
    stage: "passed",
    score: 1,
    volume: 2,
  },
  {
    name: "a third facet at an edge",
    body: edit({ ...cube, points: [...cube.points, [0.5, -1, -1]] }, (triangle, at) =>
      at === 0 ? [triangle, [0, 1, 8]] : [triangle],
    ),
    issues: ["open-edges×2", "non-manifold-edges×1"],
    remaining: ["open-edges×2", "non-manifold-edges×1"],
    score: 0.547,
  },
  {
    name: "a vertex that is no number",
    body: { ...cube, points: cube.points.map((point, at) => (at === 7 ? [Number.NaN, 1, 1] : point)) },
    issues: ["non-finite-vertices×6", "open-edges×6"],
    applied: ["non-finite-vertices×6"],
    remaining: ["open-edges×6"],
    score: 0.175,
  },
  {
    name: "nothing but a sheet",
    body: { points: cube.points, triangles: [cube.triangles[0] as never, turned(cube.triangles[0] as never)] },
    issues: ["no-volume"],
    remaining: ["no-volume"],
    score: 0,
  },
];

const engines = new Engines();

function volumeOf(file: Uint8Array): number {
  return validateFile(file).meshes.reduce((sum, mesh) => sum + factsOf(mesh).volume, 0);
}

describe.each(cases)("$name", ({ body, issues, applied = [], remaining = [], stage = "failed", score, volume }) => {
  test("validation", () => {
    const { validation } = validateFile(off(body));
    expect(issuesOf(validation)).toEqual([...issues]);
    const last = validation.qualityScore > 0.7 ? "passed" : "failed";
    expect(statuses(validation)).toBe(`passed passed passed ${stage} ${last}`);
    expect(validation.qualityScore).toBeCloseTo(score, 3);
  });

  test("healing", async () => {
    const text = off(body);
    const { healing, bytes, validation } = await healFile(text, { engines });
    expect(issuesOf(validation)).toEqual([...issues]);
    expect(healing.applied.map(brief)).toEqual([...applied]);
    expect(healing.remaining.map(brief)).toEqual([...remaining]);
    const written = bytes as Uint8Array;
    if (applied.length === 0) expect(new TextDecoder().decode(written)).toBe(text);
    if (volume !== undefined) expect(volumeOf(written)).toBeCloseTo(volume, 9);
    const again = await healFile(written, { engines });
    expect(again.healing.applied).toEqual([]);
    expect(again.bytes).toEqual(written);
    expect(issuesOf(again.validation)).toEqual([...remaining]);
  });
});

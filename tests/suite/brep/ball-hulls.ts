// Hulls of equal balls: the hull of their centers with everything that is nearer than the radius (Steiner's formula).
import { ball, cap, type Model, PI, sqrt } from "./model.ts";

interface Polytope {
  readonly volume: number;
  readonly area: number;
  /** Of the edges: the sum of length times the angle between the normals of the two faces. */
  readonly bend: number;
}

function around({ volume, area, bend }: Polytope, r: number): number {
  return volume + area * r + (bend / 2) * r * r + ball(r);
}

/** A polygon has two sides, and the normals at its edges are opposite. */
function aroundPolygon(area: number, perimeter: number, r: number): number {
  return around({ volume: 0, area: 2 * area, bend: PI * perimeter }, r);
}

type Point = readonly [number, number, number];

/** Of convex faces, each given counter-clockwise seen from outside. */
function polytope(points: readonly Point[], faces: readonly (readonly number[])[]): Polytope {
  const at = (k: number): Point => points[k] as Point;
  const triangles = faces.flatMap(([first, ...rest]) =>
    rest.slice(1).map((third, k) => [at(first as number), at(rest[k] as number), at(third)] as const),
  );
  const edges = faces.flatMap((face, f) =>
    face.map((from, k) => ({ f, from, to: face[(k + 1) % face.length] as number })),
  );
  const normals = faces.map((face) => {
    const [a, b, c] = face as [number, number, number];
    const normal = cross(minus(at(b), at(a)), minus(at(c), at(a)));
    return scaled(normal, 1 / Math.hypot(...normal));
  });
  const bends = edges.map(({ f, from, to }) => {
    const other = edges.find((edge) => edge.from === to && edge.to === from);
    if (other === undefined) throw new Error("the polytope is open");
    const [m, n] = [normals[f], normals[other.f]] as [Point, Point];
    return (Math.hypot(...minus(at(to), at(from))) * Math.atan2(Math.hypot(...cross(m, n)), dot(m, n))) / 2;
  });
  return {
    volume: sum(triangles.map(([a, b, c]) => dot(a, cross(b, c)) / 6)),
    area: sum(triangles.map(([a, b, c]) => Math.hypot(...cross(minus(b, a), minus(c, a))) / 2)),
    bend: sum(bends),
  };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
function minus(a: Point, b: Point): Point {
  return [a[0] - b[0], a[1] - b[1], a[2] - b[2]];
}
function scaled(a: Point, factor: number): Point {
  return [a[0] * factor, a[1] * factor, a[2] * factor];
}
function dot(a: Point, b: Point): number {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}
function cross(a: Point, b: Point): Point {
  return [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
}

function hullOf(points: readonly (readonly number[])[], r: number, placed = ""): string {
  return `${placed} hull() for (p = ${JSON.stringify(points)}) translate(p) sphere(${r});`;
}

const pentagon = [
  [0, 0, 0],
  [9, -1, 0],
  [12, 6, 0],
  [5, 11, 0],
  [-2, 5, 0],
] as const;
const pentagonArea = 0.5 * (0 * -1 - 9 * 0 + (9 * 6 - 12 * -1) + (12 * 11 - 5 * 6) + (5 * 5 + 2 * 11) + 0);
const pentagonPerimeter = sqrt(82) + sqrt(58) + sqrt(74) + sqrt(85) + sqrt(29);

/** A cube whose upper face is smaller, shifted and sloping: no face is a trapezium, so six are two triangles each. */
const cloud: readonly Point[] = [
  [0, 0, 0],
  [10, 1, -1],
  [11, 9, 1],
  [-1, 8, 0.5],
  [1, 2, 7],
  [8, 1.5, 8],
  [9, 7, 6],
  [2, 6.5, 9],
];

const square: readonly Point[] = [
  [0, 0, 0],
  [10, 0, 0],
  [10, 10, 0],
  [0, 10, 0],
];

export const ballHulls: Readonly<Record<string, Model>> = {
  "square of balls": {
    source: hullOf(square, 2),
    volume: aroundPolygon(100, 40, 2),
    faces: 10,
  },
  "square of balls askew": {
    source: hullOf(square, 2, "rotate([31, 17, 59]) translate([3, 4, 5])"),
    volume: aroundPolygon(100, 40, 2),
    faces: 10,
  },
  "triangle of balls": {
    source: hullOf(
      [
        [0, 0, 0],
        [8, 0, 0],
        [0, 6, 0],
      ],
      1.5,
    ),
    volume: aroundPolygon(24, 24, 1.5),
    faces: 8,
  },
  "triangle of balls in space": {
    source: hullOf(
      [
        [7, 0, 0],
        [0, 7, 0],
        [0, 0, 7],
      ],
      2,
    ),
    volume: aroundPolygon((sqrt(3) / 4) * 98, 21 * sqrt(2), 2),
    faces: 8,
  },
  "pentagon of balls with some inside and on edges": {
    source: hullOf([...pentagon, [5, 5, 0], [4.5, -0.5, 0], [8.5, 8.5, 0], [6, 4, 0]], 1),
    volume: aroundPolygon(pentagonArea, pentagonPerimeter, 1),
    faces: 12,
  },
  "tetrahedron of balls": {
    source: hullOf(
      [
        [1, 1, 1],
        [1, -1, -1],
        [-1, 1, -1],
        [-1, -1, 1],
      ].map((p) => p.map((x) => 4 * x)),
      1,
    ),
    volume: around(
      { volume: 64 * (8 / 3), area: 16 * 8 * sqrt(3), bend: 6 * 4 * 2 * sqrt(2) * (PI - Math.acos(1 / 3)) },
      1,
    ),
    faces: 14,
  },
  "octahedron of balls": {
    source: hullOf(
      [
        [6, 0, 0],
        [-6, 0, 0],
        [0, 6, 0],
        [0, -6, 0],
        [0, 0, 6],
        [0, 0, -6],
      ],
      2,
    ),
    volume: around({ volume: 288, area: 8 * 18 * sqrt(3), bend: 12 * 6 * sqrt(2) * Math.acos(1 / 3) }, 2),
    faces: 26,
  },
  "box of balls askew": {
    source: `rotate([25, 40, 10]) hull() for (x = [0, 10], y = [0, 8], z = [0, 6]) translate([x, y, z]) sphere(1);`,
    volume: around({ volume: 480, area: 376, bend: 48 * PI }, 1),
    faces: 26,
  },
  "box of balls turned one by one": {
    source: `hull() for (x = [0, 10], y = [0, 8], z = [0, 6]) rotate([25, 40, 10]) translate([x, y, z]) sphere(1);`,
    volume: around({ volume: 480, area: 376, bend: 48 * PI }, 1),
    faces: 26,
  },
  "hull of hulls of balls": {
    source: `hull() for (z = [0, 6]) translate([0, 0, z]) hull() for (x = [0, 10], y = [0, 8]) translate([x, y, 0]) sphere(1);`,
    volume: around({ volume: 480, area: 376, bend: 48 * PI }, 1),
    faces: 26,
  },
  "row of balls that overlap, as it is and in a hull": {
    source: `module row() color("red") rotate([0, 90, 0]) for (z = [0:2:4]) translate([0, 0, z]) sphere(2);
      hull() row();
      translate([0, 10, 0]) row();`,
    volume: ball(2) + PI * 4 * 4 + 3 * ball(2) - 4 * cap(2, 1),
    solids: 2,
  },
  "large balls about a tetrahedron": {
    // Balls far larger than their distances: each face is put together by itself, its edges on the spheres are B-splines.
    source:
      "hull() { translate([7, 0, 0]) sphere(50); translate([0, 7, 0]) sphere(50); translate([0, 0, 7]) sphere(50); sphere(50); }",
    volume: around(cornerOfCube(7), 50),
    tolerance: 1e-6,
    faces: 14,
  },
  "cloud of balls": { source: hullOf([...cloud, [5, 5, 4]], 1.25), volume: around(cloudHull(), 1.25) },
};

/** By brute force: every three points that have all others behind them. */
function cloudHull(): Polytope {
  const faces: number[][] = [];
  for (const [a, p] of cloud.entries()) {
    for (const [b, q] of cloud.entries()) {
      for (const [c, s] of cloud.entries()) {
        if (b <= a || c <= a || b === c) continue;
        const normal = cross(minus(q, p), minus(s, p));
        if (cloud.every((point, k) => k === a || k === b || k === c || dot(minus(point, p), normal) < -1e-6))
          faces.push([a, b, c]);
      }
    }
  }
  return polytope(cloud, faces);
}

/** A corner cut off a cube, with three upright edges of this length. */
function cornerOfCube(a: number): Polytope {
  const points: Point[] = [
    [0, 0, 0],
    [a, 0, 0],
    [0, a, 0],
    [0, 0, a],
  ];
  return polytope(points, [
    [0, 2, 1],
    [0, 1, 3],
    [0, 3, 2],
    [1, 2, 3],
  ]);
}

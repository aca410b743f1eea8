// The report after an export and its JSON form.
import { describe, expect, test } from "bun:test";
import type { Geometry } from "../../../backend/csg/geometry.ts";
import type { Statistics } from "../../../backend/kernel/statistics.ts";
import { reportLines, summaryJson } from "../../../backend/output/report.ts";
import { defaultCamera } from "../../../backend/shared/context.ts";
import { polygon, pyramid, tetrahedron } from "./harness.ts";

const cache = { entries: 1, bytes: 856, maxBytes: 104857600 };
const statistics = (convex?: boolean): Statistics =>
  ({ shapeCache: cache, solidCache: { ...cache, entries: 0, bytes: 0 }, convex }) as unknown as Statistics;
const facts = (geometry: Geometry | undefined, convex?: boolean) => ({
  geometry,
  statistics: statistics(convex),
  camera: defaultCamera,
  milliseconds: 3_723_004.6,
});
const square = polygon(
  [
    [0, -5],
    [25, -5],
    [25, 10],
    [0, 10],
  ],
  [
    [1, 1],
    [1, 2],
    [2, 2],
    [2, 1],
  ],
);
const solid = { ...tetrahedron, manifold: { status: "NoError", genus: -1, vertices: 136, facets: 264 } };

const standard = [
  "Geometries in cache: 1",
  "Geometry cache size in bytes: 856",
  "CGAL Polyhedrons in cache: 0",
  "CGAL cache size in bytes: 0",
  "Total rendering time: 1:02:03.004",
];

describe("lines", () => {
  test.each([
    [
      "mesh",
      facts(pyramid, true),
      ["Top level object is a 3D object (PolySet):", "   Convex:       yes", "   Facets:         5"],
    ],
    [
      "triangles",
      facts(tetrahedron, false),
      ["Top level object is a 3D object (PolySet):", "   Convex:       no", "   Triangles:      4"],
    ],
    [
      "solid",
      facts(solid),
      [
        "   Top level object is a 3D object (manifold):",
        "   Status:     NoError",
        "   Genus:      -1",
        "   Vertices:      136",
        "   Facets:        264",
      ],
    ],
    ["2D", facts(square), ["Top level object is a 2D object:", "   Contours:        2"]],
    [
      "list",
      facts({ dimension: "list", items: [solid, pyramid] }),
      ["Top level object is a list of objects:", "   Objects:    2"],
    ],
    ["nothing", facts(undefined), []],
  ] as const)("%s", (_, given, expected) => {
    expect(reportLines(given, [])).toEqual([...standard, ...expected]);
  });

  test("everything that can be asked for", () => {
    expect(reportLines(facts(square), ["all"]).slice(7)).toEqual([
      "Bounding box:",
      "   Min:  0.00, -5.00",
      "   Max:  25.00, 10.00",
      "   Size: 25.00, 15.00",
      "Measurements:",
      "   Area: 374.00",
      "Camera:",
      "   Translation: 0.00, 0.00, 0.00",
      "   Rotation:    55.00, 0.00, 25.00",
      "   Distance:    140.00",
      "   FOV:         22.50",
    ]);
    expect(reportLines(facts(pyramid, true), ["bounding-box", "area", "nonsense"]).slice(8)).toEqual([
      "Bounding box:",
      "   Min:  0.00, 0.00, 0.00",
      "   Max:  2.00, 2.00, 1.00",
      "   Size: 2.00, 2.00, 1.00",
    ]);
    expect(reportLines(facts({ dimension: "list", items: [solid] }), ["bounding-box"])).toHaveLength(7);
  });
});

describe("JSON", () => {
  test("only what is asked for", () => {
    expect(summaryJson(facts(solid), [])).toBe("null");
    expect(summaryJson(facts(solid), ["bounding-box"])).toBe("null");
    expect(summaryJson(facts(solid), ["geometry"])).toBe(
      '{"geometry":{"dimensions":3,"facets":264,"simple":true,"vertices":136}}',
    );
    expect(summaryJson(facts(undefined), ["geometry"])).toBe("null");
    expect(summaryJson(facts({ dimension: "list", items: [solid] }), ["geometry"])).toBe("null");
  });

  test("2D", () => {
    expect(summaryJson(facts(square, false), ["geometry", "bounding-box"])).toBe(
      '{"geometry":{"bounding_box":{"max":[25.0,10.0],"min":[0.0,-5.0],"size":[25.0,15.0]},"contours":2,"convex":false,"dimensions":2}}',
    );
  });

  test("all", () => {
    expect(JSON.parse(summaryJson(facts(pyramid, true), ["all"]))).toEqual({
      cache: {
        cgal_cache: { bytes: 0, entries: 0, max_size: 104857600 },
        geometry_cache: { bytes: 856, entries: 1, max_size: 104857600 },
      },
      camera: { distance: 140, fov: 22.5, rotation: [55, 0, 25], translation: [0, 0, 0] },
      geometry: {
        bounding_box: { max: [2, 2, 1], min: [0, 0, 0], size: [2, 2, 1] },
        convex: true,
        dimensions: 3,
        facets: 5,
        triangular: false,
      },
      time: { hours: 1, milliseconds: 4, minutes: 2, seconds: 3, time: "1:02:03.004", total: 3723004 },
    });
  });
});

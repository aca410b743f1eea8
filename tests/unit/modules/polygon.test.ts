// polygon() and polyhedron(): points, indices and messages.
import { describe, expect, test } from "bun:test";
import type { Value } from "../../../backend/compile/values/value.ts";
import type { PolygonNode, PolyhedronNode } from "../../../backend/csg/nodes.ts";
import { callModule, warning } from "./harness.ts";

const triangle: Value = [
  [0, 0],
  [1, 0],
  [0, 1],
];

describe("polygon", () => {
  test.each<[Value[], string, ...string[]]>([
    [[triangle], "polygon(points = [[0, 0], [1, 0], [0, 1]], paths = undef, convexity = 1)"],
    [[triangle, [[0, 1, 2]], 5], "polygon(points = [[0, 0], [1, 0], [0, 1]], paths = [[0, 1, 2]], convexity = 5)"],
    [[triangle, [], -5], "polygon(points = [[0, 0], [1, 0], [0, 1]], paths = undef, convexity = 1)"],
    [[triangle, [[], [1]]], "polygon(points = [[0, 0], [1, 0], [0, 1]], paths = [[], [1]], convexity = 1)"],
    [[triangle, [[-0.5, 1.9, 2]]], "polygon(points = [[0, 0], [1, 0], [0, 1]], paths = [[0, 1, 2]], convexity = 1)"],
    [[[]], "polygon(points = [], paths = undef, convexity = 1)"],
    [
      ["x", [[0]], 3],
      "polygon(points = [], paths = undef, convexity = 1)",
      'Unable to convert points = "x" to a vector of coordinates',
    ],
    [
      [
        [
          [0, 0],
          [1, 0],
          [0, "a"],
          [0, 1 / 0],
          [1, 2, 3],
        ],
        [[0, 1, 2, 7]],
      ],
      "polygon(points = [[0, 0], [1, 0], [0, 0], [0, 0], [0, 0]], paths = [[0, 1, 2]], convexity = 1)",
      'Unable to convert points[2] = [0, "a"] to a vec2 of numbers',
      "Unable to convert points[3] = [0, inf] to a vec2 of numbers",
      "Unable to convert points[4] = [1, 2, 3] to a vec2 of numbers",
      "Point index 7 is out of bounds (from paths[0][3])",
    ],
    [
      [triangle, 5, 7],
      "polygon(points = [[0, 0], [1, 0], [0, 1]], paths = undef, convexity = 1)",
      "Unable to convert paths = 5 to a vector of vector of point indices",
    ],
    [
      [triangle, [5, [0, "a", -1]]],
      "polygon(points = [[0, 0], [1, 0], [0, 1]], paths = [[0]], convexity = 1)",
      "Unable to convert paths[0] = 5 to a vector of numbers",
      'Unable to convert paths[1][1] = "a" to a number',
      "Point index 18446744073709551615 is out of bounds (from paths[1][2])",
    ],
    [
      [triangle, [undefined, [0, 1, 2]]],
      "polygon(points = [[0, 0], [1, 0], [0, 1]], paths = [[0, 1, 2]], convexity = 1)",
      "Unable to convert paths[0] = undef to a vector of numbers",
    ],
    [
      [triangle, [[Number.NaN, 1e19, Number.NEGATIVE_INFINITY]]],
      "polygon(points = [[0, 0], [1, 0], [0, 1]], paths = [[]], convexity = 1)",
      "Point index 9223372036854775808 is out of bounds (from paths[0][0])",
      "Point index 10000000000000000000 is out of bounds (from paths[0][1])",
      "Point index 9223372036854775808 is out of bounds (from paths[0][2])",
    ],
  ])("%j", (args, csg, ...warnings) => {
    const result = callModule("polygon", args);
    expect(result.csg).toBe(`${csg};`);
    expect(result.messages).toEqual(warnings.map(warning));
  });

  test("keeps the program's own vectors", () => {
    const paths: Value = [[0, 1, 2]];
    const node = callModule("polygon", [triangle, paths]).node as PolygonNode;
    expect(node.points[0]).toBe((triangle as Value[])[0] as never);
    expect(node.paths[0]).toBe(paths[0] as never);
  });
});

describe("polyhedron", () => {
  const points: Value = [
    [0, 0, 0],
    [1, 0, 0],
    [0, 1],
  ];

  test.each<[Value[], string, ...string[]]>([
    [
      [points, [[0, 1, 2]]],
      "polyhedron(points = [[0, 0, 0], [1, 0, 0], [0, 1, 0]], faces = [[0, 1, 2]], convexity = 1)",
    ],
    [
      [points, [[0, 1], [], [0, 1, 2, 3]], 9],
      "polyhedron(points = [[0, 0, 0], [1, 0, 0], [0, 1, 0]], faces = [[0, 1, 2]], convexity = 9)",
      "Point index 3 is out of bounds (from faces[2][3])",
    ],
    [
      [],
      "polyhedron(points = [], faces = [], convexity = 1)",
      "Unable to convert points = undef to a vector of coordinates",
    ],
    [
      [[]],
      "polyhedron(points = [], faces = [], convexity = 1)",
      "Unable to convert faces = undef to a vector of vector of point indices",
    ],
    [
      [
        [["a", "b"], ["a", 1, 2], 7],
        [5, ["a"]],
      ],
      "polyhedron(points = [[0, 0, 0], [0, 0, 0], [0, 0, 0]], faces = [], convexity = 1)",
      'Unable to convert points[1] = ["a", 1, 2] to a vec3 of numbers',
      "Unable to convert points[2] = 7 to a vec3 of numbers",
      "Unable to convert faces[0] = 5 to a vector of numbers",
      'Unable to convert faces[1][0] = "a" to a number',
    ],
  ])("%j", (args, csg, ...warnings) => {
    const result = callModule("polyhedron", args);
    expect(result.csg).toBe(`${csg};`);
    expect(result.messages).toEqual(warnings.map(warning));
  });

  test("keeps the program's own faces", () => {
    const face: Value = [0, 1, 2];
    const node = callModule("polyhedron", [points, [face]]).node as PolyhedronNode;
    expect(node.faces[0]).toBe(face as never);
  });
});

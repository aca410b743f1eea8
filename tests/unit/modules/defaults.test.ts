// The table of built-in modules, and what each makes without arguments.
import { describe, expect, test } from "bun:test";
import { builtinModules } from "../../../backend/compile/builtins.ts";
import { callModule } from "./harness.ts";

describe("modules without arguments (spec/geometry.md §1.6)", () => {
  test.each([
    ["minkowski", "minkowski(convexity = 0);"],
    ["hull", "hull();"],
    ["fill", "fill();"],
    ["resize", "resize(newsize = [0,0,0], auto = [0,0,0], convexity = 0);"],
    ["group", "group();"],
    ["intersection", "intersection();"],
    ["difference", "difference();"],
    ["union", "union();"],
    ["linear_extrude", "linear_extrude(height = 100, $fn = 0, $fa = 12, $fs = 2);"],
    ["rotate_extrude", "rotate_extrude(angle = 360, start = 180, convexity = 2, $fn = 0, $fa = 12, $fs = 2);"],
    [
      "import",
      'import(file = "", origin = [0, 0], scale = 1, center = false, convexity = 1, $fn = 0, $fa = 12, $fs = 2, timestamp = 0);',
    ],
    ["cube", "cube(size = [1, 1, 1], center = false);"],
    ["sphere", "sphere($fn = 0, $fa = 12, $fs = 2, r = 1);"],
    ["cylinder", "cylinder($fn = 0, $fa = 12, $fs = 2, h = 1, r1 = 1, r2 = 1, center = false);"],
    ["polyhedron", "polyhedron(points = [], faces = [], convexity = 1);"],
    ["square", "square(size = [1, 1], center = false);"],
    ["circle", "circle($fn = 0, $fa = 12, $fs = 2, r = 1);"],
    ["polygon", "polygon(points = [], paths = undef, convexity = 1);"],
    ["projection", "projection(cut = false, convexity = 0);"],
    ["render", "render(convexity = 1);"],
    ["surface", 'surface(file = "", center = false, invert = false, timestamp = 0);'],
    ["translate", "multmatrix([[1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1]]);"],
    ["scale", "multmatrix([[1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1]]);"],
    ["rotate", "multmatrix([[1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1]]);"],
    ["multmatrix", "multmatrix([[1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1]]);"],
    ["mirror", "multmatrix([[-1, -0, -0, 0], [-0, 1, -0, 0], [-0, -0, 1, 0], [0, 0, 0, 1]]);"],
    ["color", "color([-1, -1, -1, -1]);"],
    ["offset", "offset(r = 1, $fn = 0, $fa = 12, $fs = 2);"],
    [
      "text",
      'text(text = "", size = 10, spacing = 1, font = "", direction = "ltr", language = "en", halign = "default", valign = "default", $fn = 0, $fa = 12, $fs = 2);',
    ],
    ["roof", 'roof(method = "voronoi", $fn = 0, $fa = 12, $fs = 2, convexity = 1);'],
  ])("%s", (name, csg) => {
    expect(callModule(name).csg).toBe(csg);
  });

  test("are all there", () => {
    expect([...builtinModules.keys()].toSorted()).toEqual(
      (
        "chamfer circle color cube cylinder difference fill fillet group hull import intersection linear_extrude minkowski mirror " +
        "multmatrix offset polygon polyhedron projection render resize roof rotate rotate_extrude scale sphere square " +
        "surface text translate union"
      ).split(" "),
    );
  });

  test("leaves are those that take no children", () => {
    const leaves = [...builtinModules.values()].filter(({ leaf }) => leaf).map(({ name }) => name);
    expect(leaves.toSorted()).toEqual(
      "circle cube cylinder import polygon polyhedron sphere square surface text".split(" "),
    );
  });

  test("roof is experimental, fillet and chamfer are extensions", () => {
    const experimental = [...builtinModules.values()].filter(({ feature }) => feature !== undefined);
    expect(experimental.map(({ name, feature }) => [name, feature])).toEqual([
      ["roof", "roof"],
      ["fillet", "brep"],
      ["chamfer", "brep"],
    ]);
  });
});

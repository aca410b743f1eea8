// Operators with parameters: extrusions, offset, resize, projection and the like.
import { describe, expect, test } from "bun:test";
import type { Value } from "../../../backend/compile/values/value.ts";
import { callModule, warning } from "./harness.ts";

const CURVE = "$fn = 0, $fa = 12, $fs = 2";
const START =
  'DEPRECATED: In future releases, rotational extrusion without "angle" will start at zero, the +X axis.  ' +
  "Set start=180 to explicitly start on the -X axis.";

type Named = Readonly<Record<string, Value>>;

describe("operators with parameters", () => {
  test.each<[string, Value[], Named, string, ...string[]]>([
    ["linear_extrude", [5], {}, `linear_extrude(height = 5, ${CURVE})`],
    ["linear_extrude", [], { h: 5, center: true }, `linear_extrude(height = 5, center = true, ${CURVE})`],
    ["linear_extrude", [], { v: [0, 0, 5] }, `linear_extrude(height = 5, ${CURVE})`],
    [
      "linear_extrude",
      [],
      { v: [1, 0, 2], height: 3, center: true, twist: 5, slices: 3, segments: 4, convexity: 7 },
      "linear_extrude(height = 3, v = [ 0.447214, 0, 0.894427], center = true, twist = 5, slices = 3, segments = 4, convexity = 7)",
    ],
    ["linear_extrude", [-5], {}, `linear_extrude(height = 0, ${CURVE})`],
    ["linear_extrude", [], { v: [1, 0, -1] }, `linear_extrude(height = 1, v = [ 1, 0, 0], ${CURVE})`],
    ["linear_extrude", [], { v: [0, 0, 0] }, `linear_extrude(height = 0, ${CURVE})`],
    [
      "linear_extrude",
      [],
      { v: [1, 2] },
      `linear_extrude(height = 1, ${CURVE})`,
      "v when specified should be a 3d vector",
    ],
    [
      "linear_extrude",
      ["x"],
      { v: [0, 0, 2] },
      `linear_extrude(height = 100, ${CURVE})`,
      "height when specified should be a number",
    ],
    ["linear_extrude", [3], { h: 4 }, `linear_extrude(height = 3, ${CURVE})`, 'Specified both "height" and "h"'],
    ["linear_extrude", [1], { scale: 2 }, `linear_extrude(height = 1, scale = 2, ${CURVE})`],
    ["linear_extrude", [1], { scale: -2 }, `linear_extrude(height = 1, scale = 0, ${CURVE})`],
    ["linear_extrude", [1], { scale: [1, 2] }, `linear_extrude(height = 1, scale = [1, 2], ${CURVE})`],
    ["linear_extrude", [1], { scale: [2, 2] }, `linear_extrude(height = 1, scale = 2, ${CURVE})`],
    [
      "linear_extrude",
      [1],
      { scale: [1, 2, 3] },
      `linear_extrude(height = 1, ${CURVE})`,
      "linear_extrude(..., scale=[1, 2, 3]) could not be converted",
    ],
    ["linear_extrude", [1], { twist: 1 / 0, convexity: 1 / 0 }, `linear_extrude(height = 1, ${CURVE})`],
    ["linear_extrude", [1], { slices: -3.7, segments: -1 }, "linear_extrude(height = 1, slices = 1, segments = 0)"],
    ["linear_extrude", [1], { slices: 2.9 }, `linear_extrude(height = 1, slices = 2, ${CURVE})`],
    [
      "linear_extrude",
      [1],
      { slices: "3", segments: 1 / 0 },
      `linear_extrude(height = 1, ${CURVE})`,
      'linear_extrude(..., slices="3") Invalid type: expected number, found string',
      "linear_extrude(..., segments=inf) argument cannot be infinite or nan",
    ],

    ["rotate_extrude", [90], {}, `rotate_extrude(angle = 90, start = 0, convexity = 2, ${CURVE})`],
    ["rotate_extrude", [], { a: 90, start: 30 }, `rotate_extrude(angle = 90, start = 30, convexity = 2, ${CURVE})`],
    ["rotate_extrude", [0], {}, `rotate_extrude(angle = 0, start = 0, convexity = 2, ${CURVE})`],
    ["rotate_extrude", [400], {}, `rotate_extrude(angle = 360, start = 0, convexity = 2, ${CURVE})`],
    ["rotate_extrude", [-360], {}, `rotate_extrude(angle = 360, start = 0, convexity = 2, ${CURVE})`],
    ["rotate_extrude", [0 / 0], { convexity: 5 }, `rotate_extrude(angle = 360, start = 180, convexity = 5, ${CURVE})`],
    [
      "rotate_extrude",
      [45],
      { a: 10 },
      `rotate_extrude(angle = 45, start = 0, convexity = 2, ${CURVE})`,
      'Specified both "angle" and "a"',
    ],

    ["offset", [2], {}, `offset(r = 2, ${CURVE})`],
    ["offset", [], { delta: -2 }, `offset(delta = -2, chamfer = false, ${CURVE})`],
    ["offset", [], { delta: 2, chamfer: true }, `offset(delta = 2, chamfer = true, ${CURVE})`],
    ["offset", ["x"], { chamfer: true }, `offset(r = 1, ${CURVE})`],
    ["offset", [1], { delta: 2 }, `offset(r = 1, ${CURVE})`, 'Ignoring "delta" argument as "r" is defined too.'],

    ["resize", [[4, 0, 2]], { auto: [false, true, false] }, "resize(newsize = [4,0,2], auto = [0,1,0], convexity = 0)"],
    [
      "resize",
      [[1, "b", 3, 4], true],
      { convexity: -2 },
      "resize(newsize = [1,0,3], auto = [1,1,1], convexity = 4294967294)",
    ],
    ["resize", [5, [1, [], "x"]], {}, "resize(newsize = [0,0,0], auto = [1,0,1], convexity = 0)"],

    ["minkowski", [-1.5], {}, "minkowski(convexity = 4294967295)"],
    ["minkowski", [3e9], {}, "minkowski(convexity = 2147483648)"],
    ["render", [1e10], {}, "render(convexity = -2147483648)"],
    ["render", ["x"], {}, "render(convexity = 1)"],
    ["projection", [true, -5.5], {}, "projection(cut = true, convexity = -5)"],
    ["projection", [1], {}, "projection(cut = false, convexity = 0)"],
    ["roof", ["straight"], { convexity: 3.5 }, `roof(method = "straight", ${CURVE}, convexity = 3)`],
    [
      "roof",
      ["x"],
      {},
      `roof(method = "voronoi", ${CURVE}, convexity = 1)`,
      "Unknown roof method 'x'. Using 'voronoi'.",
    ],
  ])("%s %j %j", (name, args, named, csg, ...warnings) => {
    const result = callModule(name, args, { named });
    expect(result.csg).toBe(`${csg};`);
    expect(result.messages).toEqual(warnings.map(warning));
  });

  test.each<[Value, Named, string[]]>([
    [3, {}, [START]],
    [5.9, {}, [START]],
    [4, {}, []],
    [3, { angle: 360 }, []],
    [3, { start: 180 }, []],
    [3, { angle: 0 / 0 }, [START]],
    [1 / 0, {}, []],
  ])("rotate_extrude with $fn %p and %j: where it starts", ($fn, named, messages) => {
    expect(callModule("rotate_extrude", [], { named, special: { $fn } }).messages).toEqual(messages);
  });
});

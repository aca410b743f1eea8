// import() and surface(): parameters, messages, and where files are looked for.
import { describe, expect, test } from "bun:test";
import type { Value } from "../../../backend/compile/values/value.ts";
import { callModule, warning } from "./harness.ts";

const CURVE = "$fn = 0, $fa = 12, $fs = 2";
type Named = Readonly<Record<string, Value>>;

describe("import", () => {
  const importText = (file: string, rest = "origin = [0, 0], scale = 1, center = false, convexity = 1") =>
    `import(file = "${file}", ${rest}, ${CURVE}, timestamp = 0);`;

  test.each<[Value[], Named, string, ...string[]]>([
    [["a.stl"], {}, importText("a.stl")],
    [["../b/a.stl"], {}, importText("../b/a.stl")],
    [["/x/a.stl"], {}, importText("../x/a.stl")],
    [["a.svg"], {}, importText("a.svg", "origin = [0, 0], dpi = 72, scale = 1, center = false, convexity = 1")],
    [
      ["a.SVG"],
      { dpi: 96.5 },
      importText("a.SVG", "origin = [0, 0], dpi = 96.5, scale = 1, center = false, convexity = 1"),
    ],
    [["a.stl"], { dpi: 96 }, importText("a.stl")],
    [[12], {}, importText("12")],
    [
      ["a.dxf", "L\t1", 3, [1, 2], 4],
      { center: true, id: 'x"y' },
      importText("a.dxf", 'id = "x\\"y", layer = "L\\t1", origin = [1, 2], scale = 4, center = true, convexity = 3'),
    ],
    [["a.dxf"], { scale: -1, convexity: -1, center: 1, width: 3, height: 4 }, importText("a.dxf")],
    [
      [],
      { filename: "a.stl", layername: "q" },
      importText("a.stl", 'layer = "q", origin = [0, 0], scale = 1, center = false, convexity = 1'),
      "DEPRECATED: filename= is deprecated. Please use file=",
      "DEPRECATED: layername= is deprecated. Please use layer=",
    ],
    [["a.stl"], { filename: "b.stl" }, importText("a.stl")],
    [
      ["a.dxf"],
      { origin: [1, 1 / 0] },
      importText("a.dxf", "origin = [1, inf], scale = 1, center = false, convexity = 1"),
      warning("Unable to convert import(..., origin=[1, inf]) parameter to vec2"),
    ],
    [
      ["a.svg"],
      { origin: [7, 8], dpi: 0 },
      importText("a.svg", "origin = [7, 8], dpi = 72, scale = 1, center = false, convexity = 1"),
      "WARNING: Invalid dpi value giving, using default of [7, 8] dpi. " +
        "Value must be positive and >= 0.001, file main.scad, import() at line main.scad",
    ],
  ])("%j %j", (args, named, csg, ...messages) => {
    const result = callModule("import", args, { named });
    expect(result.csg).toBe(csg);
    expect(result.messages).toEqual(messages);
  });

  test("the time of an existing file counts from 2174", () => {
    const { csg } = callModule("import", ["a.stl"], { files: new Map([["/project/a.stl", "solid"]]) });
    expect(csg).toEndWith("timestamp = -6437664000);");
  });
});

describe("surface", () => {
  test.each<[Value[], Named, string]>([
    [["s.dat"], {}, 'surface(file = "s.dat", center = false, invert = false, timestamp = 0);'],
    [["s.png", true, 5], { invert: true }, 'surface(file = "s.png", center = true, invert = true, timestamp = 0);'],
    [["s.png", 1], { invert: 1 }, 'surface(file = "s.png", center = false, invert = false, timestamp = 0);'],
  ])("%j %j", (args, named, csg) => {
    const result = callModule("surface", args, { named });
    expect(result.csg).toBe(csg);
    expect(result.messages).toEqual([]);
  });
});

describe("where a file is looked for", () => {
  const source = "/project/lib/part.scad";

  test("beside the source that names it", () => {
    const files = new Map([
      ["/project/lib/a.dat", ""],
      ["/project/a.dat", ""],
    ]);
    const { csg, messages } = callModule("surface", ["a.dat"], { source, files });
    expect(csg).toContain('file = "lib/a.dat"');
    expect(messages).toEqual([]);
  });

  test("else beside the main file, with a deprecation", () => {
    const { csg, messages } = callModule("surface", ["a.dat"], { source, files: new Map([["/project/a.dat", ""]]) });
    expect(csg).toContain('file = "a.dat"');
    expect(messages).toEqual([
      "DEPRECATED: Imported file (a.dat) found in document root instead of relative to the importing module. " +
        "This behavior is deprecated",
    ]);
  });

  test("a missing file is one beside the source", () => {
    expect(callModule("surface", ["a.dat"], { source }).csg).toContain('file = "lib/a.dat"');
  });
});

// The entry of all readers: which format, what is said of missing files, centering, sizes.
import { describe, expect, test } from "bun:test";
import { readImport } from "../../../backend/input/read.ts";
import { importNode, importSolids, readerError, setUp, tetrahedronStl } from "./harness.ts";

describe("missing files", () => {
  const line = "import() at line 2";
  test.each([
    ["stl", 3, `WARNING: Can't open import file '/p/none.stl', ${line}`],
    ["obj", 3, `WARNING: Can't open import file '/p/none.obj', ${line}`],
    ["nef3", 3, `WARNING: Can't open import file '/p/none.nef3', ${line}`],
    ["off", 3, "ERROR: OFF File line 0, File error line '' importing file '/p/none.off' in file lib/main.scad, line 2"],
    ["3mf", 3, `WARNING: Could not read file '/p/none.3mf', ${line}`],
    ["svg", 2, `ERROR: Can't open file '/p/none.svg', ${line}`],
    ["dxf", 2, "WARNING: Can't open DXF file '/p/none.dxf'."],
  ] as const)("%s", (suffix, dimension, message) => {
    const setting = setUp();
    const result = readImport(setting.ctx, importNode(`/p/none.${suffix}`, setting.position));
    expect(result).toEqual(dimension === 3 ? { dimension, meshes: [] } : { dimension, shapes: [] });
    expect(setting.lines).toEqual([message]);
  });

  test("amf", () => {
    const setting = setUp();
    readImport(setting.ctx, importNode("/p/none.amf", setting.position));
    expect(setting.lines).toEqual([
      "DEPRECATED: AMF import is deprecated. Please use 3MF instead.",
      `WARNING: Can't open import file '/p/none.amf', ${line}`,
    ]);
  });
});

describe("unknown formats", () => {
  test.each([
    ["/project/lib/x/nope.csg", '"x/nope.csg"'],
    ["/project/a.json", '"../a.json"'],
    ["/project/lib/stl", '"stl"'],
    ["/project/lib/.stl", '".stl"'],
    ['/project/lib/a"b', '"a\\"b"'],
    ["", '""'],
  ])("%s", (file, quoted) => {
    const setting = setUp({ [file]: "x" });
    expect(readImport(setting.ctx, importNode(file, setting.position))).toEqual({ dimension: 3, meshes: [] });
    expect(setting.lines).toEqual([
      `ERROR: Unsupported file format while trying to import file '${quoted}', import() at line 2`,
    ]);
  });
});

test("the extension's case does not matter", () => {
  expect(importSolids("/p/a.STL", tetrahedronStl).meshes).toHaveLength(1);
});

test("center moves the middle of the bounding box of all meshes", () => {
  const off = "OFF\n4 1 0\n2 0 0\n6 0 0\n2 10 0\n2 0 -4\n3 0 1 2\n";
  expect(importSolids("/p/a.off", off, { center: true }).meshes).toEqual(["-2,-5,2 2,-5,2 -2,5,2 -2,-5,-2 | 0 1 2"]);
});

test("files above the limit are not read", () => {
  const setting = setUp({ "/p/a.stl": tetrahedronStl }, { importBytes: 100 });
  expect(readerError(() => readImport(setting.ctx, importNode("/p/a.stl", setting.position)))).toBe("importBytes");
});

test.each(["stl", "off", "obj"])("triangles of %s are limited", (suffix) => {
  const files = {
    stl: tetrahedronStl,
    off: "OFF\n3 4 0\n0 0 0\n1 0 0\n0 1 0\n",
    obj: `v 0 0 0\nv 1 0 0\nv 0 1 0\n${"f 1 2 3\n".repeat(4)}`,
  };
  const name = `/p/a.${suffix}`;
  const setting = setUp({ [name]: files[suffix as keyof typeof files] }, { triangles: 3 });
  expect(readerError(() => readImport(setting.ctx, importNode(name, setting.position)))).toBe("triangles");
});

// STL files, binary and ASCII, whole and broken.
import { describe, expect, test } from "bun:test";
import { importSolids, tetrahedron, tetrahedronStl } from "./harness.ts";

/** A binary file of the given coordinates, nine per triangle. */
function binary(coordinates: readonly number[], options: { readonly count?: number; readonly head?: string } = {}) {
  const triangles = coordinates.length / 9;
  const bytes = new Uint8Array(84 + 50 * triangles);
  bytes.set(new TextEncoder().encode(options.head ?? ""));
  const view = new DataView(bytes.buffer);
  view.setUint32(80, options.count ?? triangles, true);
  for (const [i, value] of coordinates.entries()) {
    view.setFloat32(84 + 50 * Math.floor(i / 9) + 12 + 4 * (i % 9), value, true);
  }
  return bytes;
}

const error = (line: number, reason: string, text: string): string =>
  `ERROR: STL line ${line}, ${reason} line '${text}' importing file '/p/a.stl' in file lib/main.scad, line 2`;

describe("binary STL", () => {
  test("coordinates are single precision, equal vertices are one", () => {
    const { meshes, lines } = importSolids(
      "/p/a.stl",
      binary([0, 0, 0, 1, 0, 0, 0, 0.1, 0, 0, 0, 0, 0, 0.1, 0, 0, 0, 1]),
    );
    expect(meshes).toEqual(["0,0,0 1,0,0 0,0.1,0 0,0,1 | 0 1 2, 0 2 3"]);
    expect(lines).toEqual([]);
  });

  test("a header that begins with solid does not matter", () => {
    const { meshes } = importSolids("/p/a.stl", binary([0, 0, 0, 1, 0, 0, 0, 1, 0], { head: "solid but binary" }));
    expect(meshes).toEqual(["0,0,0 1,0,0 0,1,0 | 0 1 2"]);
  });

  test("degenerate triangles are dropped", () => {
    const { meshes } = importSolids("/p/a.stl", binary([0, 0, 0, 0, 0, 0, 0, 1, 0]));
    expect(meshes).toEqual([]);
  });

  test("a count that does not fit the size is not believed", () => {
    const { meshes, lines } = importSolids("/p/a.stl", binary([0, 0, 0, 1, 0, 0, 0, 1, 0], { count: 4294967295 }));
    expect(meshes).toEqual([]);
    expect(lines).toEqual(["ERROR: STL format not recognized in '/p/a.stl'. in file lib/main.scad, line 2"]);
  });
});

describe("ASCII STL", () => {
  test("a closed solid", () => {
    expect(importSolids("/p/a.stl", tetrahedronStl)).toEqual({ meshes: [tetrahedron], lines: [] });
  });

  test("carriage returns and blanks at the ends of lines are nothing", () => {
    const { meshes } = importSolids("/p/a.stl", tetrahedronStl.replaceAll("\n", " \t\r\n"));
    expect(meshes).toEqual([tetrahedron]);
  });

  test("files below 84 bytes are not recognized", () => {
    const { lines } = importSolids("/p/a.stl", "solid x\nendsolid x\n");
    expect(lines).toEqual(["ERROR: STL format not recognized in '/p/a.stl'. in file lib/main.scad, line 2"]);
  });

  test("without endsolid the result is kept", () => {
    const { meshes, lines } = importSolids("/p/a.stl", tetrahedronStl.replace("endsolid t\n", ""));
    expect(meshes).toEqual([tetrahedron]);
    expect(lines).toEqual([error(30, "file incomplete", "")]);
  });

  test("of a file of one line the message shows what follows the word", () => {
    const { lines } = importSolids("/p/a.stl", `solid ${"x".repeat(90)}`);
    expect(lines).toEqual([error(1, "file incomplete", ` ${"x".repeat(90)}`)]);
  });

  test("what follows endsolid is not read", () => {
    const { meshes } = importSolids("/p/a.stl", `${tetrahedronStl}vertex x y z\n`);
    expect(meshes).toEqual([tetrahedron]);
  });

  test("a fourth vertex empties the result", () => {
    const { meshes, lines } = importSolids(
      "/p/a.stl",
      tetrahedronStl.replace("  endloop", "   vertex 7 7 7\n  endloop"),
    );
    expect(meshes).toEqual([]);
    expect(lines).toEqual([error(7, "extra vertex", "vertex 7 7 7")]);
  });

  test("a vertex that is missing loses its facet", () => {
    const { meshes, lines } = importSolids("/p/a.stl", tetrahedronStl.replace("   vertex 1 0 0\n", ""));
    expect(meshes).toEqual(["0,0,0 1,0,0 0,0,1 0,1,0 | 0 1 2, 1 3 2, 3 0 2"]);
    expect(lines).toEqual([error(6, "missing vertex", "endloop")]);
  });

  test("a coordinate that is no number empties the result", () => {
    const { meshes, lines } = importSolids("/p/a.stl", tetrahedronStl.replace("vertex 0 1 0", "vertex 0 0x1 0"));
    expect(meshes).toEqual([]);
    expect(lines).toEqual([error(5, "can't parse vertex", "vertex 0 0x1 0")]);
  });

  test.each([
    ["vertex +0 1. .5e1", "0,1,5"],
    ["vertex 0 1 inf", "0,1,inf"],
    ["vertex 0.1 123456789012345678901234567890 -1e-300", "0.1,1.23457e+29,-1e-300"],
  ])("%s", (line, expected) => {
    const { meshes } = importSolids("/p/a.stl", tetrahedronStl.replace("vertex 0 1 0", line));
    expect(meshes[0]?.split(" ")[1]).toBe(expected);
  });

  test("lines that begin like nothing known are ignored", () => {
    const { meshes } = importSolids(
      "/p/a.stl",
      tetrahedronStl.replace("   vertex", "   vertices 1 2\n   vertex 1\n   vertex 1 2 3 4\n   vertex"),
    );
    expect(meshes).toEqual([tetrahedron]);
  });
});

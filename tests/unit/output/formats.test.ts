// The table of formats: what it lists, what may be written, that writing and reading are inverse.
import { describe, expect, test } from "bun:test";
import { emptyMesh, emptyPolygon, type Geometry } from "../../../backend/csg/geometry.ts";
import { readImport } from "../../../backend/input/read.ts";
import { checkExportable, findExporter, formats, suffixes } from "../../../backend/output/formats.ts";
import { exportSettings } from "../../../backend/output/settings.ts";
import { importNode, setUp as setUpReader } from "../input/harness.ts";
import { inputOf, mesh, painted, polygon, pyramid, setUp, tetrahedron, write } from "./harness.ts";

const square = polygon([
  [0, 0],
  [2.5, 0],
  [2.5, 2],
  [0, 2],
]);

test("identifiers are suffixes; STL has three", () => {
  for (const [name, exporter] of formats) {
    expect(exporter.format).toBe(name);
    expect(suffixes.get(name)).toBe(name);
    expect(formats.has(exporter.suffix)).toBe(true);
  }
  expect(["stl", "asciistl", "binstl"].map((name) => findExporter(name).suffix)).toEqual(["stl", "stl", "stl"]);
  expect(() => findExporter("png")).toThrow("unknown export format");
});

describe("what may be written", () => {
  const message = (format: string, geometry: Geometry | undefined): string | undefined => {
    const { ctx, lines } = setUp();
    expect(checkExportable(ctx, findExporter(format), geometry)).toBe(lines.length === 0);
    return lines[0];
  };
  const not2d = "Current top level object is not a 2D object.";
  const not3d = "Current top level object is not a 3D object.";
  const empty = "Current top level object is empty.";

  test.each([
    ["off", tetrahedron, undefined],
    ["svg", square, undefined],
    ["off", square, not3d],
    ["svg", tetrahedron, not2d],
    ["off", undefined, empty],
    ["svg", undefined, not2d],
    ["off", emptyMesh, empty],
    ["svg", emptyPolygon, empty],
    ["svg", emptyMesh, not2d],
    ["off", emptyPolygon, not3d],
    ["csg", undefined, undefined],
    ["echo", square, undefined],
    ["off", { dimension: "list", items: [] }, empty],
    ["off", { dimension: "list", items: [tetrahedron] }, undefined],
    ["svg", { dimension: "list", items: [tetrahedron] }, not2d],
    ["svg", { dimension: "list", items: [square] }, undefined],
  ] as const)("%s of %o", (format, geometry, expected) => {
    expect(message(format, geometry)).toBe(expected as string);
  });
});

describe("reading back", () => {
  const meshes = new Map([
    [
      "tetrahedron",
      mesh(
        [
          [0.5, 0, 0],
          [1.25, 0, 0],
          [0, 100, 0],
          [0, 0, -12.25],
        ],
        [
          [0, 2, 1],
          [0, 1, 3],
          [1, 2, 3],
          [2, 0, 3],
        ],
      ),
    ],
    ["pyramid", pyramid],
  ]);

  /** Corner coordinates of each facet, starting with the smallest, in order. */
  function facets(geometry: Geometry): string[] {
    if (geometry.dimension !== 3) throw new Error("no mesh");
    const { positions, offsets, indices } = geometry;
    return Array.from({ length: offsets.length - 1 }, (_, facet) => {
      const corners = [...indices.subarray(offsets[facet], offsets[facet + 1])];
      const points = corners.map((v) => [...positions.subarray(3 * v, 3 * v + 3)].map((x) => x + 0).join());
      const first = points.indexOf(points.toSorted()[0] as string);
      return [...points.slice(first), ...points.slice(0, first)].join(" ");
    }).sort();
  }

  async function readBack(format: string, geometry: Geometry): Promise<Geometry> {
    const name = `/p/a.${findExporter(format).suffix}`;
    const { ctx, position } = setUpReader({ [name]: await write(format, geometry) });
    const result = readImport(ctx, importNode(name, position));
    if (result.dimension === 2) throw new Error("2D");
    expect(result.meshes).toHaveLength(1);
    return result.meshes[0] as Geometry;
  }

  for (const [format, exporter] of formats) {
    if (exporter.accepts !== "3d" || ["wrl", "pov", "glb"].includes(format)) continue;
    for (const [name, geometry] of meshes) {
      if (exporter.triangular && name === "pyramid") continue;
      test(`${format}: ${name}`, async () => {
        expect(facets(await readBack(format, geometry))).toEqual(facets(geometry));
      });
    }
  }

  test.each(["off", "3mf"])("%s: colors", async (format) => {
    const back = await readBack(format, painted);
    if (back.dimension !== 3) throw new Error("no mesh");
    const shown = [...(back.facetColors ?? [])].map((index) =>
      back.colors?.[index]?.slice(0, 3).map((c) => Math.round(c * 255)),
    );
    const unpainted = format === "3mf" ? [249, 215, 44] : undefined;
    expect(shown).toEqual([[255, 0, 0], [0, 128, 0], unpainted, [255, 0, 0]]);
  });

  test.each(["svg", "dxf"])("%s", async (format) => {
    const name = `/p/a.${format}`;
    const { ctx, position } = setUpReader({ [name]: await write(format, square) });
    const result = readImport(ctx, importNode(name, position));
    if (result.dimension !== 2) throw new Error("3D");
    const [shape] = result.shapes;
    const [a, b, c, d, e, f] = shape?.matrix ?? [1, 0, 0, 1, 0, 0];
    const points = [...(shape?.paths[0]?.points ?? [])];
    const placed = points.flatMap((x, i) => {
      if (i % 2 === 1) return [];
      const y = points[i + 1] as number;
      return [`${Math.round((a * x + c * y + e) * 1e6) / 1e6 + 0},${Math.round((b * x + d * y + f) * 1e6) / 1e6 + 0}`];
    });
    // The page is 4 mm high and begins at -1 -3: OpenSCAD moves what it reads back by that (spec/geometry.md §16.2).
    const expected = format === "svg" ? ["1,7", "3.5,7", "3.5,9", "1,9"] : ["0,0", "2.5,0", "2.5,2", "0,2"];
    expect(placed.toSorted()).toEqual(expected.toSorted());
  });
});

test("echo, term", async () => {
  const { ctx } = setUp();
  const input = { ...inputOf(undefined), log: ["ECHO: 1", "WARNING: \udc80é"] };
  expect([...(await findExporter("echo").write(ctx, input))].slice(-5)).toEqual([0x20, 0x80, 0xc3, 0xa9, 0x0a]);
  expect(new TextDecoder().decode(await findExporter("term").write(ctx, input))).toBe("No top-level CSG object\n");
});

test("settings as --help-export shows them", () => {
  const lines = exportSettings.flatMap(([section, settings]) =>
    settings.map(({ key, type, info }) => `${section}/${key} (${type}): ${info}`),
  );
  for (const line of [
    "export-pdf/paper-size (enum): [a6,a5,<a4>,a3,letter,legal,tabloid]",
    "export-pdf/show-scale (bool): <true>/false",
    "export-pdf/grid-size (double): 1.000000 : <10.000000> : 100.000000",
    "export-3mf/decimal-precision (int): 1 : <6> : 16",
    'export-3mf/color (string): "#f9d72c"',
    "export-svg/fill (bool): true/<false>",
  ]) {
    expect(lines).toContain(line);
  }
});

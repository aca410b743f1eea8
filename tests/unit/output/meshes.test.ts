// Mesh formats: the exact text of small meshes, colors, several objects, sorting.
import { describe, expect, test } from "bun:test";
import type { GeometryList } from "../../../backend/csg/geometry.ts";
import { joinMeshes, MeshBuilder } from "../../../backend/csg/mesh-builder.ts";
import { sortMesh } from "../../../backend/output/sort-mesh.ts";
import { mesh, painted, pyramid, red, setUp, tetrahedron, write, writeText } from "./harness.ts";

const two: GeometryList = {
  dimension: "list",
  items: [
    mesh(
      [
        [0, 0, 0],
        [1, 0, 0],
        [0, 1, 0],
      ],
      [[0, 1, 2]],
    ),
    mesh(
      [
        [0, 0, 0],
        [0, 1, 0],
        [0, 0, 1],
      ],
      [[0, 1, 2]],
    ),
  ],
};

describe("OFF", () => {
  test("facets of any size, a blank after every vertex", async () => {
    expect(await writeText("off", pyramid)).toBe(
      "OFF\n5 5 0\n0 0 0 \n2 0 0 \n2 2 0 \n0 2 0 \n1 1 1 \n4 3 2 1 0\n3 0 1 4\n3 1 2 4\n3 2 3 4\n3 3 0 4\n",
    );
  });

  test("six digits, colors as bytes, alpha unless opaque", async () => {
    expect(await writeText("off", painted)).toBe(
      "OFF\n4 4 0\n0.1 -0 0 \n0.333333 0 1e-07 \n0 1.23457e+06 0 \n0 0 -12.25 \n" +
        "3 0 2 1 255 0 0\n3 0 1 3 0 128 0 51\n3 1 2 3\n3 2 0 3 255 0 0\n",
    );
  });

  test("several objects share vertices", async () => {
    expect(await writeText("off", two)).toBe("OFF\n4 2 0\n0 0 0 \n1 0 0 \n0 1 0 \n0 0 1 \n3 0 1 2\n3 0 2 3\n");
  });

  test("an unset color is told", async () => {
    const setting = setUp();
    const bad = mesh(
      [
        [0, 0, 0],
        [1, 0, 0],
        [0, 1, 0],
      ],
      [[0, 1, 2]],
      { colors: [[-1, -1, -1, 0.5]], facetColors: [0] },
    );
    await write("off", bad, {}, setting);
    expect(setting.lines).toEqual(["WARNING: Invalid color in OFF export"]);
  });
});

describe("STL", () => {
  test("ASCII: shortest numbers, unit normals", async () => {
    const text = await writeText(
      "stl",
      mesh(
        [
          [0, 0, 0],
          [0.1, 0, 0],
          [-0, 1e-7, 0],
        ],
        [
          [0, 1, 2],
          [0, 0, 1],
        ],
      ),
    );
    expect(text).toBe(`solid OpenSCAD_Model
  facet normal 0 0 1
    outer loop
      vertex 0 0 0
      vertex 0.1 0 0
      vertex 0 1e-7 0
    endloop
  endfacet
  facet normal 0 0 0
    outer loop
      vertex 0 0 0
      vertex 0 0 0
      vertex 0.1 0 0
    endloop
  endfacet
endsolid OpenSCAD_Model
`);
  });

  test("ASCII: normals to the last digit, as OpenSCAD's library sums squares", async () => {
    const corners: [number, number, number][] = [
      [-0.9270509831248421, -2.8531695488854605, 0],
      [-0.3090169943749474, -0.9510565162951535, 10],
      [-0.8090169943749475, -0.5877852522924731, 10],
    ];
    const text = await writeText("stl", mesh(corners, [[0, 1, 2]]));
    expect(text).toContain("facet normal -0.5774322173952623 -0.7947672643204189 0.1868609907889504\n");
  });

  test("binary: header, count, single precision", async () => {
    const bytes = await write("binstl", two);
    const view = new DataView(bytes.buffer, bytes.byteOffset);
    expect(new TextDecoder().decode(bytes.subarray(0, 16))).toBe("OpenSCAD Model\n\0");
    expect([bytes.length, view.getUint32(80, true)]).toEqual([184, 2]);
    expect([0, 4, 8, 12, 24, 28].map((at) => view.getFloat32(84 + at, true))).toEqual([0, 0, 1, 0, 1, 0]);
    expect(view.getUint16(132, true)).toBe(0);
  });

  test("facets that are no triangles must have been tessellated", () => {
    expect(write("stl", pyramid)).rejects.toThrow("tessellated");
  });
});

test("OBJ", async () => {
  expect(await writeText("obj", two)).toBe(
    "# OpenSCAD obj exporter\nv 0 0 0\nv 1 0 0\nv 0 1 0\nv 0 0 1\nf  1 2 3\nf  1 3 4\n",
  );
});

test("WRL: colors by facet, the default after them", async () => {
  const text = await writeText("wrl", painted);
  expect(text).toStartWith(
    "#VRML V2.0 utf8\n\nShape {\n\nappearance Appearance { material Material {\nambientIntensity 0.3\n",
  );
  expect(text).toContain(
    "coord Coordinate { point [\n0.1 -0 0,\n0.333333 0 1e-07,\n0 1.23457e+06 0,\n0 0 -12.25\n] }\n\n",
  );
  expect(text).toEndWith(
    "coordIndex [\n0,2,1,-1\n0,1,3,-1\n1,2,3,-1\n2,0,3,-1\n]\n\ncolorPerVertex FALSE\n\ncolor Color { color [\n 1 0 0,\n 0 0.501961 0,\n" +
      " 0.976471 0.843137 0.172549, # default colour\n] }\n\ncolorIndex [\n0 1 2 0 ]\n\n}\n\n}\n",
  );
  expect(await writeText("wrl", tetrahedron)).toEndWith("2,0,3,-1\n]\n\n}\n\n}\n");
});

test("WRL and POV hold numbers also where a color is beyond single precision", async () => {
  const colors: (typeof painted)["colors"] = [
    [Infinity, 2, -Infinity, Infinity],
    [Number.NaN, -0.5, 0.25, -Infinity],
  ];
  const beyond = { ...painted, colors };
  expect(await writeText("wrl", beyond)).toContain("color [\n 1 2 0,\n 0 -0.5 0.25,\n 0.976471");
  const pov = await writeText("pov", beyond);
  expect(pov).toContain("rgbf <1, 2, 0, 0>");
  expect(pov).toContain("rgbf <0, -0.5, 0.25, 1>");
});

test("AMF: equal texts are one vertex, lines end with CRLF", async () => {
  const setting = setUp();
  const close = mesh(
    [
      [0, 0, 0],
      [1, 0, 0],
      [0, 1, 0],
      [0, 1.0000001, 0],
    ],
    [
      [0, 1, 2],
      [0, 1, 3],
      [1, 2, 3],
    ],
  );
  const text = await writeText("amf", close, {}, setting);
  expect(text.split("\r\n").slice(0, 8)).toEqual([
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<amf unit="millimeter">',
    expect.stringMatching(/^ <metadata type="producer">OpenSCAD \d{4}\.\d\d\.\d\d<\/metadata>$/),
    ' <object id="0">',
    "  <mesh>",
    "   <vertices>",
    "    <vertex><coordinates>",
    "     <x>0</x>",
  ]);
  expect(text.match(/<vertex>/g)).toHaveLength(3);
  expect(text.match(/<triangle>/g)).toHaveLength(2);
  expect(text.replaceAll("\r\n", "")).not.toContain("\n");
  expect(setting.lines).toEqual(["DEPRECATED: AMF export is deprecated. Please use 3MF instead."]);
});

test("POV: polygons, 27 lights, the camera of the command line", async () => {
  const text = await writeText("pov", painted);
  expect(text).toStartWith("// Generated by OpenSCAD (https://www.openscad.org/)\n// Source file: part.scad\n\n");
  expect(text).toContain(
    "polygon { 4, \n<0.1, -0, 0>, <0, 1.23457e+06, 0>, <0.333333, 0, 1e-07>, <0.1, -0, 0>\n" +
      "texture { pigment { color rgbf <1, 0, 0, 0> } }\nfinish { MATERIAL } interior { MATERIAL_INT }\n}\n",
  );
  expect(text).toContain("color rgbf <0, 0.501961, 0, 0.8>");
  expect(text).toContain("color rgbf <0.976471, 0.843137, 0.172549, 0>");
  expect(text.match(/^light_source/gm)).toHaveLength(27);
  expect(text).toContain(" location <0, 0, 140>\n angle 22.5 up");
  expect(text).toContain("rotate <55, 0 + clock * 3, 25 + clock>\n");
});

describe("sorting", () => {
  test("vertices, first corners and facets; −0, doubles and unused vertices go", () => {
    const messy = mesh(
      [
        [1, 0, 0],
        [9, 9, 9],
        [-0, 0, 0],
        [0, 0, 0],
        [0, 1, 0],
        [0, 0, 1],
      ],
      [
        [0, 4, 5],
        [4, 0, 2],
        [5, 3, 0],
      ],
      { colors: [red], facetColors: [-1, 0, -1] },
    );
    const { positions, indices, facetColors } = sortMesh(messy);
    expect([...positions]).toEqual([0, 0, 0, 0, 0, 1, 0, 1, 0, 1, 0, 0]);
    expect([...indices]).toEqual([0, 2, 3, 0, 3, 1, 1, 3, 2]);
    expect([...(facetColors ?? [])]).toEqual([0, -1, -1]);
  });

  test("the order of the kernel does not show in the file", async () => {
    const shuffled = mesh(
      [
        [0, 0, -12.25],
        [0, 1234567.5, 0],
        [1 / 3, 0, 1e-7],
        [0.1, 0, 0],
      ],
      [
        [1, 0, 2],
        [3, 0, 1],
        [2, 0, 3],
        [2, 3, 1],
      ].map((corners) => corners.toReversed()),
    );
    const turned = mesh(
      [
        [0.1, -0, 0],
        [1 / 3, 0, 1e-7],
        [0, 1234567.5, 0],
        [0, 0, -12.25],
      ],
      [
        [2, 1, 0],
        [1, 3, 0],
        [1, 2, 3],
        [0, 3, 2],
      ].map((corners) => corners),
    );
    const sorted = (shape: typeof shuffled): Promise<string> =>
      writeText("off", shape, {}, setUp({ features: ["predictible-output"] }));
    expect(await sorted(shuffled)).toBe(await sorted(sortMesh(shuffled)));
    expect((await sorted(turned)).split("\n").slice(2, 6)).toEqual((await sorted(shuffled)).split("\n").slice(2, 6));
  });
});

describe("building", () => {
  test("repeated corners are skipped, what is left too small is dropped", () => {
    const builder = new MeshBuilder();
    const [a, b, c] = [builder.vertex(0, 0, 0), builder.vertex(1, 0, 0), builder.vertex(0, 1, 0)];
    for (const corners of [
      [a, a, b, b, c, a],
      [a, b, a],
      [c, b, a],
    ]) {
      for (const corner of corners) builder.corner(corner);
      builder.closeFacet();
    }
    expect([...builder.build().indices]).toEqual([a, b, c, c, b, a]);
  });

  test("equal means exactly equal; −0 is 0, NaN is nothing", () => {
    const builder = new MeshBuilder();
    expect(builder.vertex(-0, 0, 0)).toBe(0);
    expect(builder.vertex(0, 0, 0)).toBe(0);
    expect(builder.vertex(Number.MIN_VALUE, 0, 0)).toBe(1);
    expect(builder.vertex(Number.NaN, 0, 0)).not.toBe(builder.vertex(Number.NaN, 0, 0));
    expect(Object.is(builder.build().positions[0], -0)).toBe(true);
  });

  test("many vertices and colors", () => {
    const builder = new MeshBuilder();
    for (let round = 0; round < 2; round++) {
      for (let i = 0; i < 5000; i++) expect(builder.vertex(i, i % 7, -i)).toBe(i);
    }
    for (let i = 0; i < 1000; i++) builder.triangle(i, i + 1, i + 2, i % 3 === 0 ? undefined : [i % 5, 0, 0, 1]);
    const { colors, facetColors, offsets } = builder.build();
    expect([colors?.length, facetColors?.length, offsets.length]).toEqual([5, 1000, 1001]);
    expect(facetColors?.[999]).toBe(-1);
    expect(colors?.[facetColors?.[7] ?? -1]).toEqual([2, 0, 0, 1]);
  });

  test("joining keeps colors", () => {
    const joined = joinMeshes([painted, { ...tetrahedron, colors: [red], facetColors: Int32Array.of(0, 0, 0, 0) }]);
    expect(joined.positions.length / 3).toBe(4);
    expect([...(joined.facetColors ?? [])]).toEqual([0, 1, -1, 0, 0, 0, 0, 0]);
  });
});

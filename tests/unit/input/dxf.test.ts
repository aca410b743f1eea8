// DXF: entities, blocks, layers, snapping and joining of lines, dimensions, messages. Values were compared with OpenSCAD.
import { describe, expect, test } from "bun:test";
import { defaultFragments } from "../../../backend/csg/fragments.ts";
import { readDxf } from "../../../backend/input/dxf.ts";
import { readImport } from "../../../backend/input/read.ts";
import { importDrawing, importNode, printDrawing, readerError, setUp, sourceOf } from "./harness.ts";

type Group = readonly [code: number, value: string | number];

const section = (name: string, ...entities: readonly (readonly Group[])[]): string =>
  `0\nSECTION\n2\n${name}\n${entities
    .flat()
    .map(([code, value]) => ` ${code}\n${value}\n`)
    .join("")}0\nENDSEC\n`;
const dxf = (...entities: readonly (readonly Group[])[]): string => `${section("ENTITIES", ...entities)}0\nEOF\n`;
const line = (x1: number, y1: number, x2: number, y2: number, layer = "0"): Group[] => [
  [0, "LINE"],
  [8, layer],
  [10, x1],
  [20, y1],
  [11, x2],
  [21, y2],
];
const square = [line(0, 0, 10, 0), line(10, 0, 10, 10), line(10, 10, 0, 10), line(0, 10, 0, 0)];
const contours = (text: string, changes = {}): string[] => {
  const { drawing } = importDrawing("/p/a.dxf", text, changes);
  return printDrawing(drawing).flatMap((shape) => shape.split(" / "));
};
const corners = (contour: string | undefined): string[] => (contour ?? "").split(" ").sort();

describe("entities", () => {
  test("lines are joined to a closed contour", () => {
    expect(contours(dxf(...square))).toEqual(["0,0 10,0 10,10 0,10"]);
  });

  test("in any order and direction", () => {
    const shuffled = [line(10, 10, 10, 0), line(0, 0, 10, 0), line(0, 10, 10, 10), line(0, 0, 0, 10)];
    expect(corners(contours(dxf(...shuffled))[0])).toEqual(["0,0", "0,10", "10,0", "10,10"]);
  });

  test("open paths come first and are closed", () => {
    expect(contours(dxf(...square, line(20, 0, 30, 0), line(30, 0, 30, 10))).map(corners)).toEqual([
      ["20,0", "30,0", "30,10"],
      ["0,0", "0,10", "10,0", "10,10"],
    ]);
  });

  test("LWPOLYLINE: the flag closes, bulges are ignored", () => {
    const points: Group[] = [
      [10, 0],
      [20, 0],
      [10, 5],
      [20, 0],
      [42, 1],
      [10, 0],
      [20, 5],
    ];
    expect(contours(dxf([[0, "LWPOLYLINE"], [90, 3], [70, 1], ...points])).map(corners)).toEqual([
      ["0,0", "0,5", "5,0"],
    ]);
    expect(contours(dxf([[0, "LWPOLYLINE"], [90, 3], [70, 0], ...points])).map(corners)).toEqual([
      ["0,0", "0,5", "5,0"],
    ]);
  });

  test("CIRCLE: as many segments as $fn $fa $fs say, on the grid of 1/1024", () => {
    const circle = dxf([
      [0, "CIRCLE"],
      [10, 1],
      [20, 2],
      [40, 5],
    ]);
    expect(corners(contours(circle, { fragments: { ...defaultFragments, fn: 4 } })[0])).toEqual([
      "-4,2",
      "1,-3",
      "1,7",
      "6,2",
    ]);
    expect(contours(circle)[0]?.split(" ")).toHaveLength(16);
    expect(contours(circle)[0]).toContain("5.61914,3.91309");
  });

  test("ARC runs counter-clockwise from 50 to 51", () => {
    const arc = dxf([
      [0, "ARC"],
      [10, 0],
      [20, 0],
      [40, 5],
      [50, 720],
      [51, 90],
    ]);
    expect(contours(arc, { fragments: { ...defaultFragments, fn: 8 } })[0]).toBe("0,5 3.53516,3.53516 5,0");
  });

  test("ELLIPSE: axis, ratio and angles", () => {
    const ellipse = dxf([
      [0, "ELLIPSE"],
      [10, 1],
      [20, 2],
      [11, 4],
      [21, 0],
      [40, 0.5],
      [41, 0],
      [42, Math.PI],
    ]);
    expect(contours(ellipse, { fragments: { ...defaultFragments, fn: 4 } })[0]).toBe("-3,2 1,4 5,2");
  });

  test("origin and scale", () => {
    expect(contours(dxf(...square), { origin: [1, 2], scale: 2 })).toEqual(["-2,-4 18,-4 18,16 -2,16"]);
  });

  test("an entity of another layer is not there", () => {
    const text = dxf(...square, line(20, 0, 30, 0, "L"), line(30, 0, 30, 10, "L"));
    expect(contours(text, { layer: "L" }).map(corners)).toEqual([["20,0", "30,0", "30,10"]]);
    expect(contours(text, { layer: "Q" })).toEqual([]);
  });
});

describe("blocks", () => {
  const block = (name: string, ...entities: readonly (readonly Group[])[]): Group[] => [
    [0, "BLOCK"],
    [2, name],
    [10, 1],
    [20, 1],
    ...entities.flat(),
    [0, "ENDBLK"],
  ];
  const triangle = [line(0, 0, 3, 0), line(3, 0, 3, 3, "L"), line(3, 3, 0, 0)];
  const insert = (name: string, x: number, y: number, ...more: readonly Group[]): Group[] => [
    [0, "INSERT"],
    [8, "L"],
    [2, name],
    [10, x],
    [20, y],
    ...more,
  ];
  const drawing = (blocks: readonly (readonly Group[])[], ...entities: readonly (readonly Group[])[]): string =>
    section("BLOCKS", ...blocks) + dxf(...entities);

  test("INSERT scales, turns and moves", () => {
    const text = drawing([block("B", ...triangle)], insert("B", 10, 20, [41, 2], [42, 3], [50, 90]));
    expect(contours(text).map(corners)).toEqual([["1,26", "10,20", "10,26"]]);
    expect(contours(text, { origin: [1, 2], scale: 2 }).map(corners)).toEqual([["0,48", "18,36", "18,48"]]);
  });

  test("a factor of 0 flattens", () => {
    const flat = drawing([block("B", ...triangle)], insert("B", 1, 0, [41, 0], [42, 2]));
    expect(contours(flat).join(" ").split(" ").sort()).toEqual(["1,0", "1,0", "1,6"]);
  });

  test("the layer is that of the INSERT", () => {
    const text = drawing([block("B", ...triangle)], insert("B", 0, 0));
    expect(contours(text, { layer: "L" }).map(corners)).toEqual([["0,0", "3,0", "3,3"]]);
    expect(contours(text, { layer: "0" })).toEqual([]);
  });

  test("blocks of blocks", () => {
    const text = drawing([block("A", ...triangle), block("B", insert("A", 10, 20, [41, 2]))], insert("B", 1, 2));
    expect(contours(text).map(corners)).toEqual([["11,22", "17,22", "17,25"]]);
  });

  test("unknown and unfinished blocks draw nothing", () => {
    expect(contours(drawing([block("B", insert("B", 0, 0), ...triangle)], insert("C", 0, 0), ...square))).toHaveLength(
      1,
    );
  });

  test("blocks that multiply are limited", () => {
    const levels = Array.from({ length: 12 }, (_, i) =>
      block(`B${i + 1}`, ...Array.from({ length: 10 }, () => insert(`B${i}`, 0, 0))),
    );
    const text = drawing([block("B0", ...triangle), ...levels], insert("B12", 0, 0));
    const setting = setUp({ "/p/a.dxf": text }, { triangles: 5000 });
    expect(readerError(() => readImport(setting.ctx, importNode("/p/a.dxf", setting.position)))).toBe("triangles");
  });
});

describe("end points", () => {
  test("are on a grid; a new one joins a used neighbor", () => {
    const text = dxf(line(0, 0, 10, 0.0004), line(10, 0, 10, 10), line(10, 10, 0.0009, 10), line(0, 10, 0, 0));
    expect(contours(text).map(corners)).toEqual([["0,0", "0.000977,10", "10,0", "10,10"]]);
  });

  test("path building is linear enough for many lines", () => {
    const count = 20_000;
    const rows = Array.from({ length: count }, (_, i) => line(i, 0, i + 1, 0));
    const { drawing } = importDrawing("/p/a.dxf", dxf(...rows.toReversed()));
    expect(drawing.shapes[0]?.paths).toHaveLength(1);
    expect(drawing.shapes[0]?.paths[0]?.points).toHaveLength(2 * (count + 1));
  });
});

describe("messages", () => {
  const messages = (text: string, changes = {}): string[] => importDrawing("/project/lib/a.dxf", text, changes).lines;
  const file = "/project/lib/a.dxf";

  test("a missing coordinate leaves the entity open until it is given", () => {
    const partial: Group[] = [
      [0, "LINE"],
      [8, "0"],
      [10, 1],
    ];
    expect(messages(dxf(partial, ...square))).toEqual([`WARNING: Not enough input values for LINE. in '${file}'`]);
    expect(messages(dxf(...square, partial))).toEqual([
      `WARNING: Not enough input values for ENDSEC. in '${file}'`,
      `WARNING: Not enough input values for EOF. in '${file}'`,
    ]);
  });

  test("a polyline of no points that is to be closed lacks one", () => {
    const partial: Group[] = [
      [0, "LWPOLYLINE"],
      [70, 1],
    ];
    const missing = (name: string): string => `WARNING: Not enough input values for ${name}. in '${file}'`;
    expect(messages(dxf(...square, partial))).toEqual([missing("ENDSEC"), missing("EOF")]);
    expect(messages(dxf(...square, partial.slice(0, 1)))).toEqual([]);
  });

  test("what an entity lacks it takes from the next one, which is lost", () => {
    const partial: Group[] = [
      [0, "LINE"],
      [10, -4],
      [20, -1],
      [21, 1],
    ];
    const point: Group[] = [
      [0, "POINT"],
      [10, 1],
      [20, 1],
    ];
    const text = dxf(partial, point, line(0, 0, 1, 1));
    expect(messages(text)).toEqual([`WARNING: Not enough input values for POINT. in '${file}'`]);
    expect(contours(text).map(corners)).toEqual([["-4,-1", "0,0", "1,1"]]);
  });

  test("entities of other layers must be complete, too", () => {
    const partial: Group[] = [
      [0, "LINE"],
      [8, "other"],
      [10, 1],
    ];
    const text = dxf(partial, ...square);
    expect(messages(text, { layer: "0" })).toEqual([`WARNING: Not enough input values for LINE. in '${file}'`]);
  });

  test("as many vertices of a polyline need an x as there are y", () => {
    const polyline: Group[] = [
      [0, "LWPOLYLINE"],
      [10, 0],
      [20, 0],
      [10, 5],
      [20, 0],
      [20, 5],
    ];
    expect(messages(dxf(polyline))).toEqual([
      `WARNING: Not enough input values for ENDSEC. in '${file}'`,
      `WARNING: Not enough input values for EOF. in '${file}'`,
    ]);
  });

  test("a value that is no number", () => {
    const text = dxf(...square).replace(" 10\n0\n", " 10\n2,5\n");
    expect(messages(text)[0]).toBe(`WARNING: Illegal value '2,5'in \`${file}'`);
  });

  test("a group code that is no number ends the file", () => {
    const text = dxf(...square).replace("0\nENDSEC", "zz\nx\n0\nENDSEC");
    expect(messages(text)).toEqual([`WARNING: Illegal ID 'zz' in \`${file}'`]);
  });

  test("unsupported entities are counted in hexadecimal", () => {
    const points = Array.from({ length: 17 }, (): Group[] => [
      [0, "POINT"],
      [8, "L"],
    ]);
    expect(
      messages(
        dxf(...points, [
          [0, "VERTEX"],
          [8, "0"],
        ]),
      ),
    ).toEqual([
      `WARNING: Unsupported DXF Entity 'VERTEX' (1) in "a.dxf".`,
      `WARNING: Unsupported DXF Entity 'POINT' (11) in "a.dxf".`,
    ]);
    expect(messages(dxf(...points), { layer: "L" })).toEqual([
      "WARNING: Unsupported DXF Entity 'POINT' (11) in layer 'L' of a.dxf",
    ]);
  });

  test("in blocks whatever their layer; there, dimensions of other layers are unsupported, too", () => {
    const kinds = ["TEXT", "DIMENSION"].map((kind): Group[] => [
      [0, kind],
      [8, "b"],
    ]);
    const text = section("BLOCKS", [[0, "BLOCK"]], ...kinds, [[0, "ENDBLK"]]) + dxf(...kinds);
    expect(messages(text, { layer: "a" })).toEqual([
      "WARNING: Unsupported DXF Entity 'DIMENSION' (1) in layer 'a' of a.dxf",
      "WARNING: Unsupported DXF Entity 'TEXT' (1) in layer 'a' of a.dxf",
    ]);
    expect(messages(text)).toEqual([`WARNING: Unsupported DXF Entity 'TEXT' (2) in "a.dxf".`]);
  });
});

test("dimensions: name, kind, angle and points, scaled like the rest", () => {
  const setting = setUp();
  const text = dxf([
    [0, "DIMENSION"],
    [8, "0"],
    [1, "width"],
    [70, 64],
    [50, 30],
    [13, 1],
    [23, 2],
    [14, 5],
    [24, 6],
  ]);
  const options = { layer: "", origin: [1, 1], scale: 2, fragments: defaultFragments } as const;
  const { dimensions } = readDxf(setting.ctx, sourceOf(setting, "/p/a.dxf", text), options);
  expect(dimensions).toEqual([
    {
      type: 64,
      points: [
        [0, 0],
        [0, 0],
        [0, 0],
        [0, 2],
        [8, 10],
        [0, 0],
        [0, 0],
      ],
      angle: 30,
      name: "width",
    },
  ]);
});

test("more segments than facets are allowed", () => {
  const setting = setUp(
    {
      "/p/a.dxf": dxf([
        [0, "CIRCLE"],
        [10, 0],
        [20, 0],
        [40, 5],
      ]),
    },
    { facets: 100 },
  );
  const node = importNode("/p/a.dxf", setting.position, { fragments: { ...defaultFragments, fn: 1e9 } });
  expect(readerError(() => readImport(setting.ctx, node))).toBe("facets");
});

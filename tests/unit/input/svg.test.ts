// SVG: shapes, paths, transforms, page units, selection. Values were compared with OpenSCAD.
import { describe, expect, test } from "bun:test";
import { defaultFragments } from "../../../backend/csg/fragments.ts";
import type { ImportNode } from "../../../backend/csg/nodes.ts";
import { readImport } from "../../../backend/input/read.ts";
import type { Limits } from "../../../backend/shared/limits.ts";
import { importDrawing, importNode, printDrawing, readerError, setUp } from "./harness.ts";

const names = 'xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:inkscape="http://www.inkscape.org/namespaces/inkscape"';
const svg = (content: string, attributes = ""): string =>
  `<svg xmlns="http://www.w3.org/2000/svg" ${names} ${attributes}>${content}</svg>`;
const shapes = (content: string, attributes = "", changes: Partial<ImportNode> = {}): string[] =>
  printDrawing(importDrawing("/p/a.svg", svg(content, attributes), changes).drawing);
const path = (d: string, changes: Partial<ImportNode> = {}): string[] => shapes(`<path d="${d}"/>`, "", changes);

describe("basic shapes", () => {
  test.each([
    ['<rect x="1" y="2" width="3" height="4"/>', "1,-2 4,-2 4,-6 1,-6"],
    ['<rect x="1px" y="2" width="3" height="4"/>', "0,-2 3,-2 3,-6 0,-6"],
    ['<polygon points="0,0 10 0,10,10 7"/>', "0,0 10,0 10,-10"],
    ['<line x1="1" y1="2" x2="3" y2="4"/>', "0.5/miter/butt: 1,-2 3,-4"],
    ['<polyline points="0,0 1,0 1,1" stroke-width="3" stroke-linejoin="bevel"/>', "1.5/square/butt: 0,0 1,0 1,-1"],
    [
      '<polyline points="0,0 1,0" style="stroke-width:3;stroke-linecap: round ;stroke-linejoin:round"/>',
      "1.5/round/round: 0,0 1,0",
    ],
    ['<line x2="1" stroke-width="2px" stroke-linecap="square"/>', "0.5/miter/square: 0,0 1,0"],
    ['<line x2="1" stroke-width="0.001"/>', "0.5/miter/butt: 0,0 1,0"],
  ])("%s", (element, expected) => {
    expect(shapes(element)).toEqual([expected]);
  });

  test("circles have at least 40 corners, the first one next to the bottom", () => {
    const points = shapes('<circle cx="1" cy="2" r="3"/>')[0]?.split(" ");
    expect(points).toHaveLength(40);
    expect(points?.[0]).toBe("1.4693,-4.96307");
    expect(points?.at(-1)).toBe("1,-5");
    const fine = { fragments: { ...defaultFragments, fn: 100 } };
    expect(shapes('<ellipse rx="3" ry="1"/>', "", fine)[0]?.split(" ")).toHaveLength(100);
  });

  test("rounded rectangles: radii are limited to half of the sides", () => {
    const points = shapes('<rect x="1" y="2" width="10" height="8" rx="1" ry="20"/>')[0]?.split(" ") ?? [];
    for (const corner of ["2,-2", "10,-2", "11,-6", "1,-6", "10.866,-8", "2,-10"]) expect(points).toContain(corner);
    expect(points.every((point) => /^([1-9]|10|11)(\.\d+)?,-/.test(point))).toBe(true);
  });
});

describe("paths", () => {
  test.each([
    ["M0,0 L10,0 L10,10 z", "0,0 10,0 10,-10"],
    ["m1,1 10,0 0,10 z", "1,-1 11,-1 11,-11"],
    ["M1 1H10V10h-9v-1z", "1,-1 10,-1 10,-10 1,-10 1,-9"],
    ["M0,0h1e1v1E1h-.5e1z", "0,0 10,0 10,-10 5,-10"],
    ["M.5.5.6-.7-1e1,2 5 5z", "0.5,-0.5 0.6,0.7 -10,-2 5,-5"],
    ["M1,0 10,0 10,10z l-5,-5 -5,0 0,-7z", "1,0 10,0 10,-10 / -4,5 -9,5 -9,12"],
    ["M5,5 10,5 10,10z m20,0 10,0 0,10z", "5,-5 10,-5 10,-10 / 25,-5 35,-5 35,-15"],
    ["M1,0 10,0 10,10z 20,0 30,0 30,10z", "1,0 10,0 10,-10"],
    ["M0,0 10,0 10,10 5z", "0,0 10,0 10,-10"],
    ["M5,5 L20,5 l0,10 5px,6 z", "5,-5 20,-5 20,-15 20,-21"],
    ["M0,0A0,1 0 1 0 10,0 v5z", "0,0 10,-5"],
    ["M1 1H10V10H1", "0.5/miter/butt: 1,-1 10,-1 10,-10 1,-10"],
    ["M0,0 10,0 10,10 0,0.05 M20,0 30,0 30,10 z", "0,0 10,0 10,-10 0,-0.05 / 20,0 30,0 30,-10"],
    ["M0,0 10,0 10,10 M20,0 30,0 30,10 z", "0.5/miter/butt: 0,0 10,0 10,-10 / 20,0 30,0 30,-10"],
    ["M0,0 10,0 10,10 z M20,0 30,0 30,10", "0,0 10,0 10,-10 / 20,0 30,0 30,-10"],
    ["M0,0 10,0 10,10 0,0", "0,0 10,0 10,-10 0,0"],
  ])("%s", (d, expected) => {
    expect(path(d)).toEqual([expected]);
  });

  test.each(["", "10,0 10,10 0,0z", "z", "M"])("%j draws nothing", (d) => {
    expect(path(d)).toEqual([]);
  });

  test("curves have 20 points, more with a larger $fn", () => {
    const count = (d: string, fn: number): number | undefined =>
      path(d, { fragments: { ...defaultFragments, fn } })[0]?.split(" ").length;
    expect(count("M0,0C0,10 10,10 10,0z", 0)).toBe(21);
    expect(count("M0,0C0,10 10,10 10,0z", 25.9)).toBe(26);
    expect(path("M0,0C0,10 10,10 10,0z")[0]).toContain("5,-7.5");
    expect(path("M0,0Q5,10 10,0z")[0]).toContain("5,-5");
  });

  test("S and T continue their own kind of curve only", () => {
    expect(path("M0,0C0,10 10,10 10,0S20,-10 20,0z")[0]).toContain("15,7.5");
    expect(path("M0,0Q5,10 10,0T20,0z")[0]).toContain("15,5");
    expect(path("M0,0C0,10 10,10 10,0T20,0z")[0]).toContain("14.9,0");
    expect(path("M0,0S10,10 10,0z")[0]).toContain("5,-3.75");
  });

  test("arcs: flags choose one of four, small radii grow", () => {
    const middle = (d: string): string | undefined => path(d)[0]?.split(" ")[8];
    expect(middle("M0,0A5,5 0 0 1 10,0z")).toBe("5,5");
    expect(middle("M0,0A5,5 0 0 0 10,0z")).toBe("5,-5");
    expect(middle("M0,0A1,1 0 1 0 10,0z")).toBe("5,-5");
    expect(path("M0,0A10,10 0 1 0 10,0z")[0]).toContain("15");
    expect(path("M0,0A5,5 0 0 1 10,0z")[0]?.split(" ")).toHaveLength(16);
  });
});

describe("transforms", () => {
  const moved = (transform: string): string[] =>
    shapes(`<g transform="${transform}"><rect x="1" y="2" width="3" height="4"/></g>`);
  test.each([
    ["translate(10)", "11,-2 14,-2 14,-6 11,-6"],
    ["translate(10 20) scale(2)", "12,-24 18,-24 18,-32 12,-32"],
    ["scale(2),translate(1,1)", "4,-6 10,-6 10,-14 4,-14"],
    ["rotate(90,1,2)", "1,-2 1,-5 -3,-5 -3,-2"],
    ["skewX(45)", "3,-2 6,-2 10,-6 7,-6"],
    ["skewY(45)", "1,-3 4,-6 4,-10 1,-7"],
    ["matrix(1,2,3,4,5,6)", "12,-16 15,-22 27,-38 24,-32"],
    ["rotate(90,1) matrix(1 2 3) foo(3) translate(5)", "6,-2 9,-2 9,-6 6,-6"],
    ["translate(5", "6,-2 9,-2 9,-6 6,-6"],
    ["translate(5) foo", "6,-2 9,-2 9,-6 6,-6"],
    ["translate(5) foo(1)", "1,-2 4,-2 4,-6 1,-6"],
    ["translateX(5)", "1,-7 4,-7 4,-11 1,-11"],
    ["scale(2)(3)", "2,-6 8,-6 8,-18 2,-18"],
    ["none", "1,-2 4,-2 4,-6 1,-6"],
    ["translate(-5-6) rotate(30deg) translate(5) translate(7px)", "6,-2 9,-2 9,-6 6,-6"],
  ])("%s", (transform, expected) => {
    expect(moved(transform)).toEqual([expected]);
  });

  test("of the svg element: none", () => {
    expect(shapes('<rect x="1" y="2" width="3" height="4"/>', 'transform="translate(5)"')).toEqual([
      "1,-2 4,-2 4,-6 1,-6",
    ]);
  });

  test("unknown elements are as if they were not there", () => {
    expect(shapes('<p:rect xmlns:p="http://www.w3.org/2000/svg" width="3" height="4"/>')).toEqual([]);
    expect(shapes('<a><foo transform="scale(2)"><rect x="1" y="2" width="3" height="4"/></foo></a>')).toEqual([
      "1,-2 4,-2 4,-6 1,-6",
    ]);
  });
});

describe("page", () => {
  const rect = '<rect x="10" y="20" width="30" height="40"/>';
  const corners = (attributes: string, changes: Partial<ImportNode> = {}): string | undefined => {
    const words = shapes(rect, attributes, changes)[0]?.split(" ") ?? [];
    return `${words[0]} ${words[2]}`;
  };
  test.each([
    ["", "10,-20 40,-60"],
    ['width="100" height="50" viewBox="0 0 200 100"', "1.76389,14.1111 7.05556,7.05556"],
    ['width="100mm" height="50mm"', "10,30 40,-10"],
    ['width="100mm" height="50mm" viewBox="10 5 200 100"', "0,37.5 15,17.5"],
    ['width="100mm" height="50mm" viewBox="10 5 100 100"', "25,37.5 40,17.5"],
    ['width="100mm" height="50mm" viewBox="10 5 100 100" preserveAspectRatio="none"', "0,37.5 30,17.5"],
    ['width="100mm" height="50mm" viewBox="10 5 100 100" preserveAspectRatio="xMinYMax slice"', "0,75 30,35"],
    ['width="2in" height="+2cm" viewBox="0,0,100,100"', "17.4,16 23.4,8"],
    ['width="2px" height="3pt" viewBox="0 0 100 100"', "0.0529167,0.687917 0.211667,0.476250"],
    ['width="2pc" height="2em" viewBox="0 0 100 100"', "0.846667,52.54 3.38667,49.1533"],
    ['width="2foo" height="2" viewBox="0 0 100 100"', "17.5683,0.564444 17.3567,0.282222"],
    ['viewBox="10 5 100 100"', "0,26.4583 10.5833,12.3472"],
    ['viewBox="0 0 0 100"', "3.52778,28.2222 14.1111,14.1111"],
    ['viewBox="0 0 0 100" preserveAspectRatio="xMaxYMax slice"', "3.52778,28.2222 14.1111,14.1111"],
    ['width="20" height="20" viewBox="0 0 100"', "10,-12.9444 40,-52.9444"],
    ['width="20" height="20" viewBox="0 0 -100 100"', "10,-12.9444 40,-52.9444"],
    ['width="50%" height="50%" viewBox="0 0 100 100" preserveAspectRatio="none"', "1.76389,14.1111 7.05556,7.05556"],
  ])("%s", (attributes, expected) => {
    const [x1, y1, x2, y2] = expected.split(/[ ,]/).map(Number);
    const [a, b, c, d] = corners(attributes)?.split(/[ ,]/).map(Number) ?? [];
    expect([a, c].sort((one, other) => Number(one) - Number(other))).toEqual([
      expect.closeTo(Math.min(x1 ?? 0, x2 ?? 0), 4),
      expect.closeTo(Math.max(x1 ?? 0, x2 ?? 0), 4),
    ]);
    expect([b, d]).toEqual([expect.closeTo(y1 ?? 0, 4), expect.closeTo(y2 ?? 0, 4)]);
  });

  test("dpi counts for plain numbers", () => {
    expect(corners('width="96" height="96" viewBox="0 0 254 254"', { dpi: 96 })).toBe("1,23.4 4,19.4");
  });

  test("of several svg elements the last one counts for all shapes", () => {
    const inner = '<svg width="1in" height="1in"><rect width="1" height="1"/></svg>';
    const page = 'width="50mm" height="50mm" viewBox="0 0 5 5"';
    expect(shapes(`<rect width="1" height="1"/>${inner}`, page)).toEqual(Array(2).fill("0,25.4 1,25.4 1,24.4 0,24.4"));
  });

  test("center: the middle goes where OpenSCAD puts it, off by the origin of the viewBox", () => {
    const { drawing } = importDrawing("/p/a.svg", svg(rect, 'width="100mm" height="50mm" viewBox="10 6 200 100"'), {
      center: true,
    });
    expect(drawing.center).toEqual([-5, -3]);
  });
});

describe("use and defs", () => {
  const rect = '<rect id="a" x="1" y="2" width="3" height="4"/>';
  test("definitions are drawn where they are used, moved after the use's own transform", () => {
    expect(shapes(`<defs>${rect}</defs><use xlink:href="#a" x="10" y="20" transform="scale(2)"/>`)).toEqual([
      "22,-44 28,-44 28,-52 22,-52",
    ]);
    expect(shapes(`<defs>${rect}</defs><use href="#a" x="10"/>`)).toEqual(["11,-2 14,-2 14,-6 11,-6"]);
  });

  test("only of what was seen before, and not of itself", () => {
    expect(shapes(`<use xlink:href="#a"/><defs>${rect}</defs>`)).toEqual([]);
    const itself = `<g id="g">${rect}<use xlink:href="#g" x="10"/></g>`;
    expect(shapes(`<defs>${itself}</defs><use xlink:href="#g"/>`)).toHaveLength(1);
    expect(shapes(`${rect}<use xlink:href="a"/><use/>`)).toHaveLength(1);
  });

  test("what is drawn where it stands is no definition", () => {
    expect(shapes(`${rect}<use xlink:href="#a" x="10"/>`)).toHaveLength(1);
    expect(shapes(`<defs>${rect}</defs><rect id="a" width="9" height="9"/><use xlink:href="#a"/>`)).toHaveLength(2);
    expect(shapes(`<defs><use id="b" xlink:href="#a"/></defs>${rect}<use xlink:href="#b"/>`)).toHaveLength(1);
  });

  test("copies of copies are limited", () => {
    const levels = Array.from(
      { length: 12 },
      (_, i) => `<g id="g${i + 1}">${`<use xlink:href="#g${i}"/>`.repeat(10)}</g>`,
    );
    const setting = setUp(
      { "/p/a.svg": svg(`<defs><g id="g0">${rect}</g>${levels.join("")}</defs><use xlink:href="#g12"/>`) },
      { csgNodes: 5000 },
    );
    expect(readerError(() => readImport(setting.ctx, importNode("/p/a.svg", setting.position)))).toBe("csgNodes");
  });
});

describe("selection", () => {
  const rect = (id: string, x: number, more = ""): string => `<rect id="${id}" x="${x}" width="1" height="1" ${more}/>`;
  const layer = (name: string, content: string): string =>
    `<g inkscape:groupmode="layer" inkscape:label="${name}">${content}</g>`;
  const found = (content: string, changes: Partial<ImportNode>): string[] =>
    shapes(content, "", changes).map((shape) => shape.slice(0, shape.indexOf(",")));
  const content = `${layer("L", `${rect("a", 1)}<g id="g">${rect("b", 2)}${rect("c", 3)}</g>`)}${rect("c", 4)}`;

  test.each([
    [{}, ["1", "2", "3", "4"]],
    [{ id: "a" }, ["1"]],
    [{ id: "g" }, ["2", "3"]],
    [{ id: "c" }, ["3", "4"]],
    [{ layer: "L" }, ["1", "2", "3"]],
    [{ id: "c", layer: "L" }, ["3"]],
  ] as const)("%j", (changes, expected) => {
    expect(found(content, changes)).toEqual([...expected]);
  });

  test.each([
    [{ id: "" }, 'id = ""'],
    [{ id: "q" }, 'id = "q"'],
    [{ layer: "z" }, 'layer = "z"'],
    [{ id: "a", layer: "z" }, 'id = "a", layer = "z"'],
  ] as const)("%j matches nothing", (changes, filter) => {
    const { drawing, lines } = importDrawing("/p/a.svg", svg(content), changes);
    expect(drawing.shapes).toEqual([]);
    expect(lines).toEqual([`WARNING: import() filter ${filter} did not match anything in file main.scad, line 2`]);
  });

  test("hidden elements are drawn only when asked for; style comes before the attribute", () => {
    const hidden = `<g display="none" id="g">${rect("a", 1)}${rect("b", 2, 'style="display: none"')}</g>${rect("c", 3, 'display="none" style="display:inline"')}`;
    expect(found(hidden, {})).toEqual(["3"]);
    expect(found(hidden, { id: "a" })).toEqual(["1"]);
    expect(found(hidden, { id: "b" })).toEqual(["2"]);
    expect(found(hidden, { id: "g" })).toEqual(["1"]);
  });

  test("a definition selects all its copies", () => {
    const copies = `<defs>${rect("a", 1, 'display="none"')}</defs><use xlink:href="#a"/><use id="u" xlink:href="#a" x="5" style="display:none"/>`;
    expect(found(copies, {})).toEqual([]);
    expect(found(copies, { id: "a" })).toEqual(["1", "6"]);
    expect(found(copies, { id: "u" })).toEqual([]);
  });
});

describe("documents", () => {
  test.each(["", "<svg>", "<svg><rect></svg>", "<svg>&x;</svg>", "x", "<svg/><svg/>"])("%j is not read", (text) => {
    const { drawing, lines } = importDrawing("/p/a.svg", text);
    expect(drawing).toEqual({ dimension: 2, shapes: [] });
    expect(lines).toEqual(["ERROR: Error parsing file '/p/a.svg', import() at line 2"]);
  });

  test("declared text entities are known, references in them are not followed", () => {
    const doctype = '<!DOCTYPE svg [<!ENTITY w "7"><!ENTITY l "&w;&w;">]>';
    expect(
      printDrawing(importDrawing("/p/a.svg", `${doctype}${svg('<rect width="&w;" height="1"/>')}`).drawing),
    ).toEqual(["0,0 7,0 7,-1 0,-1"]);
    expect(importDrawing("/p/a.svg", `${doctype}${svg("&l;")}`).lines).toHaveLength(1);
  });

  test("what entities expand to is limited", () => {
    const doctype = `<!DOCTYPE svg [<!ENTITY w "${"x".repeat(1000)}">]>`;
    const setting = setUp({ "/p/a.svg": `${doctype}${svg("&w;".repeat(1000))}` }, { importInflatedBytes: 100_000 });
    expect(readerError(() => readImport(setting.ctx, importNode("/p/a.svg", setting.position)))).toBe(
      "importInflatedBytes",
    );
  });

  test("points of curves are limited, of each and of all", () => {
    const read = (content: string, fn: number, limits: Partial<Limits>): string => {
      const setting = setUp({ "/p/a.svg": svg(content) }, limits);
      const node = importNode("/p/a.svg", setting.position, { fragments: { ...defaultFragments, fn } });
      return readerError(() => readImport(setting.ctx, node));
    };
    const arc = '<path d="M0,0 A 3 3 0 0 1 5 5"/>';
    for (const curve of ['<circle r="3"/>', '<path d="M0,0 C 1 1 2 2 3 0"/>', '<path d="M0,0 Q 1 1 3 0"/>', arc]) {
      expect(read(curve, 1e9, { facets: 100 })).toBe("facets");
      expect(read(curve.repeat(10), 50, { facets: 100, triangles: 80 })).toBe("triangles");
    }
  });

  test("depth is limited", () => {
    const setting = setUp({ "/p/a.svg": svg("<g>".repeat(1000) + "</g>".repeat(1000)) }, { nesting: 500 });
    expect(readerError(() => readImport(setting.ctx, importNode("/p/a.svg", setting.position)))).toBe("nesting");
  });
});

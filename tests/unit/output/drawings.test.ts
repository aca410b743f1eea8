// 2D formats: SVG, DXF, PDF, with their settings.
import { describe, expect, test } from "bun:test";
import type { GeometryList } from "../../../backend/csg/geometry.ts";
import { polygon, setUp, write, writeText } from "./harness.ts";

const frame = polygon(
  [
    [4, 4],
    [0, 4],
    [0, 0],
    [4, 0],
  ],
  [
    [1, 1],
    [1, 3],
    [3, 3],
    [3, 1],
  ],
);
const star = polygon(Array.from({ length: 13 }, (_, i): [number, number] => [i / 2, i % 2 === 0 ? 0 : 1 / 3]));

const svgHead = (viewBox: string): string => {
  const [, , width, height] = viewBox.split(" ");
  return `<?xml version="1.0" standalone="no"?>
<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">
<svg width="${width}mm" height="${height}mm" viewBox="${viewBox}" xmlns="http://www.w3.org/2000/svg" version="1.1">
<title>OpenSCAD Model</title>
`;
};

describe("SVG", () => {
  test("contours with y turned over, the page in whole millimeters", async () => {
    expect(await writeText("svg", frame)).toBe(
      `${svgHead("-1 -5 6 6")}<path d="\nM 4,-4 L 0,-4 L 0,-0 L 4,-0 z\nM 1,-1 L 1,-3 L 3,-3 L 3,-1 z\n" stroke="black" fill="none" stroke-width="0.35"/>\n</svg>\n`,
    );
  });

  test("a newline after every sixth vertex", async () => {
    const text = await writeText("svg", star);
    expect(text).toContain(
      "M 0,-0 L 0.5,-0.333333 L 1,-0 L 1.5,-0.333333 L 2,-0 L 2.5,-0.333333\n L 3,-0 L 3.5,-0.333333 L 4,-0 L 4.5,-0.333333 L 5,-0 L 5.5,-0.333333\n L 6,-0 z\n",
    );
  });

  test("stroke and fill; without stroke nothing is added around", async () => {
    const text = await writeText("svg", frame, {
      stroke: "false",
      fill: "1",
      "fill-color": "red",
      "stroke-width": "-5",
    });
    expect(text).toStartWith(svgHead("0 -4 4 4"));
    expect(text).toContain('" stroke="none" fill="red" stroke-width="-5"/>');
    expect(await writeText("svg", frame, { "stroke-width": "2.5x", stroke: "maybe" })).toContain('stroke-width="0.35"');
    expect(await writeText("svg", frame, { "stroke-width": "1e400" })).toContain('stroke-width="0.35"');
    expect(await writeText("svg", frame, { "stroke-width": " 2 " })).toStartWith(svgHead("-1 -5 6 6"));
  });

  test("one path per object", async () => {
    const list: GeometryList = { dimension: "list", items: [frame, star] };
    expect((await writeText("svg", list)).match(/<path/g)).toHaveLength(2);
  });
});

describe("DXF", () => {
  test("extents and closed polylines", async () => {
    const lines = (await writeText("dxf", frame)).split("\n");
    expect(lines.slice(0, 8)).toEqual([
      "999",
      "DXF from OpenSCAD",
      "  0",
      "SECTION",
      "  2",
      "HEADER",
      "  9",
      "$ACADVER",
    ]);
    const at = (text: string): number => lines.indexOf(text);
    expect(lines.slice(at("$EXTMAX"), at("$EXTMAX") + 5)).toEqual(["$EXTMAX", " 10", "4", " 20", "4"]);
    expect(lines.slice(at("$LINMIN"), at("$LINMIN") + 5)).toEqual(["$LINMIN", " 10", "0", " 20", "0"]);
    const first = at("LWPOLYLINE");
    expect(lines.slice(first - 1, first + 14)).toEqual(
      "  0/LWPOLYLINE/100/AcDbEntity/  8/0/100/AcDbPolyline/ 90/4/ 70/1/ 10/4/ 20".split("/"),
    );
    expect(lines.slice(-5)).toEqual(["  0", "ENDSEC", "  0", "EOF", ""]);
  });

  test("the maximum of what is below zero is OpenSCAD's", async () => {
    const text = await writeText(
      "dxf",
      polygon([
        [-3, -3],
        [-1, -3],
        [-1, -1],
      ]),
    );
    expect(text).toContain("$EXTMAX\n 10\n2.22507e-308\n 20\n2.22507e-308\n");
  });

  test("objects are complete files one after another", async () => {
    const list: GeometryList = { dimension: "list", items: [frame, frame] };
    expect(await writeText("dxf", list)).toBe((await writeText("dxf", frame)).repeat(2));
  });
});

describe("PDF", () => {
  /** Every object that the cross-reference table names is where it says. */
  function checkStructure(text: string): void {
    const start = Number(/startxref\n(\d+)\n%%EOF\n$/.exec(text)?.[1]);
    expect(text.slice(start, start + 5)).toBe("xref\n");
    const offsets = [...text.slice(start).matchAll(/^(\d{10}) 00000 n /gm)].map((match) => Number(match[1]));
    for (const [i, offset] of offsets.entries()) expect(text.slice(offset)).toStartWith(`${i + 1} 0 obj\n`);
    const length = Number(/\/Length (\d+)/.exec(text)?.[1]);
    const stream = text.indexOf("stream\n") + 7;
    expect(text.slice(stream + length)).toStartWith("\nendstream");
  }

  test("true size, centered on the page", async () => {
    const text = await writeText("pdf", frame);
    checkStructure(text);
    expect(text).toContain("/MediaBox [0 0 595 842]");
    expect(text).toContain("303.1693 426.6693 m\n");
    expect(text).toContain("0 0 0 RG\n0.992126 w\n");
    expect(text).toMatch(/h\nS\nQ\n\nendstream/);
    expect(text).toContain(
      "/Title (part.scad) /Creator (OpenSCAD \\(https://www.openscad.org/\\)) /CreationDate (D:19800101000000Z)",
    );
  });

  test("paper, orientation, fill, metadata", async () => {
    const options = {
      "paper-size": "a6",
      orientation: "auto",
      fill: "true",
      "fill-color": "#ff0000",
      stroke: "false",
      "show-grid": "true",
      "show-filename": "true",
      "meta-data-title": "Größe (1)",
      "meta-data-author": "A",
    };
    const wide = polygon([
      [0, 0],
      [50, 0],
      [50, 20],
      [0, 20],
    ]);
    const text = await writeText("pdf", wide, options);
    checkStructure(text);
    expect(text).toContain("/MediaBox [0 0 420 298]");
    expect(text).toContain("1 0 0 rg\n");
    expect(text).toContain("f*\nQ\n");
    expect(text).toContain("/Title <FEFF0047007200F600DF00650020002800310029> /Creator");
    expect(text).toContain("/Author (A)");
    expect(text).toContain("(part.scad) Tj");
  });

  test("no metadata, no annotations", async () => {
    const text = await writeText("pdf", frame, { "add-meta-data": "0", "show-scale": "0" });
    checkStructure(text);
    expect(text).not.toContain("/Title");
    expect(text).not.toContain("Tj");
  });

  test("what does not fit is told, and so is a color that is none", async () => {
    const setting = setUp();
    await write(
      "pdf",
      polygon([
        [0, 0],
        [500, 0],
        [500, 20],
      ]),
      { "stroke-color": "nope" },
      setting,
    );
    expect(setting.lines).toEqual([
      "EXPORT-WARNING: Geometry is too large to fit into selected size.",
      'WARNING: Unable to parse color "nope", reverting to default color.',
    ]);
  });
});

// AMF and 3MF: XML of meshes, plain or in archives, and the archives themselves.
import { describe, expect, test } from "bun:test";
import { readImport } from "../../../backend/input/read.ts";
import { archive, importNode, importSolids, readerError, setUp, wideArchive } from "./harness.ts";

const deprecated = "DEPRECATED: AMF import is deprecated. Please use 3MF instead.";

const vertex = (x: string, y: string, z: string): string =>
  `<vertex><coordinates><x>${x}</x><y>${y}</y><z>${z}</z></coordinates></vertex>`;
const triangle = (...corners: string[]): string =>
  `<triangle>${corners.map((corner, i) => `<v${i + 1}>${corner}</v${i + 1}>`).join("")}</triangle>`;
const vertices = vertex("0", "0", "0") + vertex("1", "0", "0") + vertex("0", "1", "0") + vertex("0", "0", "1");
const amfObject = (triangles: string, points = vertices): string =>
  `<object id="1"><metadata type="name">x</metadata><mesh><vertices>${points}</vertices><volume>${triangles}</volume></mesh></object>`;
const amf = (...objects: string[]): string => `<?xml version="1.0"?>\n<amf unit="inch">${objects.join("")}</amf>`;

describe("AMF", () => {
  test("every object is a mesh, all its volumes are one", () => {
    const text = amf(
      amfObject(`${triangle("0", "1", "2")}</volume><volume>${triangle("0", "2", "3")}`),
      amfObject(triangle("3", "2", "1")),
    );
    expect(importSolids("/p/a.amf", text)).toEqual({
      meshes: ["0,0,0 1,0,0 0,1,0 0,0,1 | 0 1 2, 0 2 3", "0,0,1 0,1,0 1,0,0 | 0 1 2"],
      lines: [deprecated],
    });
  });

  test("colors and names of triangles are not read", () => {
    const colored = triangle("0", "1", "2").replace("</triangle>", "<color><r>x</r></color></triangle>");
    expect(importSolids("/p/a.amf", amf(amfObject(colored))).meshes).toEqual(["0,0,0 1,0,0 0,1,0 | 0 1 2"]);
  });

  test.each([
    ["a coordinate that is no number", amf(amfObject(triangle("0", "1", "2"), vertex("0", "a", "0")))],
    ["a number with a unit", amf(amfObject(triangle("0", "1", "2"), vertex("0", "1mm", "0")))],
    ["an index that is no number", amf(amfObject(triangle("0", "x", "2")))],
    ["an index that no vertex has", amf(amfObject(triangle("0", "1", "9")))],
    ["a negative index", amf(amfObject(triangle("0", "1", "-1")))],
    ["a broken document", amf(amfObject(triangle("0", "1", "2"))).slice(0, -8)],
    ["an empty file", ""],
    ["an unknown entity", amf("&bomb;")],
  ])("%s", (_, text) => {
    expect(importSolids("/p/a.amf", text)).toEqual({
      meshes: [],
      lines: [deprecated, "WARNING: Failed to parse file '/p/a.amf', import() at line 2"],
    });
  });

  const plain = amf(amfObject(triangle("0", "1", "2")));

  test("packed under the file's own name", () => {
    const { meshes, lines } = importSolids("/p/a.amf", archive({ "x.txt": "x", "a.amf": plain }));
    expect(meshes).toEqual(["0,0,0 1,0,0 0,1,0 | 0 1 2"]);
    expect(lines).toEqual([deprecated]);
  });

  test("packed as the only entry", () => {
    const { meshes, lines } = importSolids("/p/a.amf", archive({ "b.amf": plain }));
    expect(meshes).toHaveLength(1);
    expect(lines.slice(1)).toEqual([
      "WARNING: Can't read file 'a.amf' from zipped AMF '/p/a.amf', import() at line 2",
      "WARNING: Trying to read single entry 'b.amf'",
    ]);
  });

  test("packed with others under another name", () => {
    const { meshes, lines } = importSolids("/p/a.amf", archive({ "b.amf": plain, "c.amf": plain }));
    expect(meshes).toEqual([]);
    expect(lines.slice(1)).toEqual([
      "WARNING: Can't read file 'a.amf' from zipped AMF '/p/a.amf', import() at line 2",
      "WARNING: Can't open import file '/p/a.amf', import() at line 2",
    ]);
  });
});

const mesh = (attributes: string, triangles: string): string => `<object ${attributes}><mesh><vertices>
<vertex x="0" y="0" z="0"/><vertex x="1" y="0" z="0"/><vertex x="0" y="1" z="0"/><vertex x="0" y="0" z="0.1"/>
</vertices><triangles>${triangles}</triangles></mesh></object>`;
const oneTriangle = '<triangle v1="0" v2="1" v3="2"/>';
const model = (resources: string, items: string): string =>
  `<?xml version="1.0"?><model unit="inch" xmlns="c" xmlns:m="m"><resources>${resources}</resources><build>${items}</build></model>`;
const threeMf = (text: string, more: Record<string, string> = {}): Uint8Array =>
  archive({ "3D/3dmodel.model": text, ...more });

describe("3MF", () => {
  test("each build item is a mesh in its place, in single precision", () => {
    const items = '<item objectid="1"/><item objectid="1" transform="0 1 0 -1 0 0 0 0 1 10 20 30"/>';
    const { meshes, lines } = importSolids(
      "/p/a.3mf",
      threeMf(model(mesh('id="1"', '<triangle v1="0" v2="1" v3="3"/>'), items)),
    );
    expect(meshes).toEqual(["0,0,0 1,0,0 0,0,0.1 | 0 1 2", "10,20,30 10,21,30 10,20,30.1 | 0 1 2"]);
    expect(lines).toEqual([]);
  });

  test("sizes and offsets may be in the ZIP64 extension, as lib3mf writes them", () => {
    const bytes = wideArchive(threeMf(model(mesh('id="1"', oneTriangle), '<item objectid="1"/>'), { "b.txt": "b" }));
    expect(importSolids("/p/a.3mf", bytes)).toEqual({ meshes: ["0,0,0 1,0,0 0,1,0 | 0 1 2"], lines: [] });
    // The locator's offset of the end record, and that record's offset of the directory.
    for (const at of [bytes.length - 34, bytes.length - 50]) {
      const damaged = bytes.slice().fill(0xff, at, at + 8);
      expect(importSolids("/p/a.3mf", damaged).meshes).toEqual([]);
    }
  });

  test("components: their own transform first, then that of what holds them", () => {
    const group =
      '<object id="2"><components><component objectid="1" transform="1 0 0 0 1 0 0 0 1 5 0 0"/></components></object>';
    const items = '<item objectid="2" transform="2 0 0 0 2 0 0 0 2 0 0 1"/>';
    const { meshes } = importSolids("/p/a.3mf", threeMf(model(mesh('id="1"', oneTriangle) + group, items)));
    expect(meshes).toEqual(["10,0,1 12,0,1 10,2,1 | 0 1 2"]);
  });

  test("components may be in another part", () => {
    const root = model(
      '<object id="2"><components><component p:path="/3D/b.model" objectid="1"/></components></object>',
      '<item objectid="2"/>',
    );
    const part = model(mesh('id="1"', oneTriangle), "");
    const { meshes } = importSolids("/p/a.3mf", threeMf(root, { "3D/b.model": part }));
    expect(meshes).toEqual(["0,0,0 1,0,0 0,1,0 | 0 1 2"]);
  });

  test("the root part is the one that the relationships name", () => {
    const type = "http://schemas.microsoft.com/3dmanufacturing/2013/01/3dmodel";
    const bytes = archive({
      "_rels/.rels": `<Relationships><Relationship Type="${type}" Target="/x/y.model" Id="r"/></Relationships>`,
      "x/y.model": model(mesh('id="1"', oneTriangle), '<item objectid="1"/>'),
    });
    expect(importSolids("/p/a.3mf", bytes).meshes).toHaveLength(1);
  });

  test("colors: base materials are opaque, color groups are averaged, all zero is none", () => {
    const groups = `<basematerials id="7"><base name="a" displaycolor="#FF000080"/><base name="b" displaycolor="#0000FF"/></basematerials>
<m:colorgroup id="8"><m:color color="#FF0000FF"/><m:color color="#00FF00FF"/><m:color color="#00000000"/></m:colorgroup>`;
    const triangles = [
      oneTriangle,
      '<triangle v1="0" v2="2" v3="3" pid="7" p1="1"/>',
      '<triangle v1="0" v2="3" v3="1" pid="8" p1="0" p2="1" p3="0"/>',
      '<triangle v1="1" v2="3" v3="2" pid="8" p1="2"/>',
    ];
    const { meshes } = importSolids(
      "/p/a.3mf",
      threeMf(model(groups + mesh('id="1" pid="7" pindex="0"', triangles.join("")), '<item objectid="1"/>')),
    );
    expect(meshes[0]?.split(" | ")[1]).toBe("0 1 2 (1,0,0,1), 0 2 3 (0,0,1,1), 0 3 1 (0.666667,0.333333,0,1), 1 3 2");
  });

  test("the title is told", () => {
    const text = model(mesh('id="1"', oneTriangle), '<item objectid="1"/>').replace(
      "<resources>",
      '<metadata name="Title">A &amp; B</metadata><metadata name="Designer">D</metadata><resources>',
    );
    expect(importSolids("/p/a.3mf", threeMf(text)).lines).toEqual(["Reading 3MF with title 'A & B'"]);
  });

  test.each([
    ["no archive", new TextEncoder().encode("PK\u0003\u0004")],
    ["no model", archive({ "a.txt": "x" })],
    ["no XML", threeMf("<model>")],
    ["another document", threeMf("<html/>")],
    ["a coordinate that is no number", threeMf(model(mesh('id="1"', oneTriangle).replace('x="1"', 'x="1mm"'), ""))],
    ["a transform that is too short", threeMf(model("", '<item objectid="1" transform="1 2 3"/>'))],
  ])("%s", (_, bytes) => {
    expect(importSolids("/p/a.3mf", bytes)).toEqual({
      meshes: [],
      lines: ["WARNING: Could not read file '/p/a.3mf', import() at line 2"],
    });
  });

  test.each([
    ["an object that is not there", model("", '<item objectid="1"/>')],
    ["a vertex that is not there", model(mesh('id="1"', '<triangle v1="0" v2="1" v3="9"/>'), '<item objectid="1"/>')],
    [
      "components in a circle",
      model('<object id="1"><components><component objectid="1"/></components></object>', '<item objectid="1"/>'),
    ],
  ])("%s", (_, text) => {
    expect(importSolids("/p/a.3mf", threeMf(text))).toEqual({
      meshes: [],
      lines: ["WARNING: Could not read file '/p/a.3mf', import() at line 2"],
    });
  });

  test("an object without triangles is empty", () => {
    const { meshes, lines } = importSolids("/p/a.3mf", threeMf(model(mesh('id="1"', ""), '<item objectid="1"/>')));
    expect(meshes).toEqual([]);
    expect(lines).toEqual(["WARNING: Empty mesh, import() at line 2"]);
  });
});

describe("archives are not believed", () => {
  const text = model(mesh('id="1"', oneTriangle), '<item objectid="1"/>');

  /** Position of the central header of the first entry. */
  function directoryOf(bytes: Uint8Array): number {
    return new DataView(bytes.buffer).getUint32(bytes.length - 6, true);
  }

  test("an entry that unpacks to more than is allowed", () => {
    const bytes = threeMf(text + " ".repeat(100_000));
    const setting = setUp({ "/p/a.3mf": bytes }, { importInflatedBytes: 50_000 });
    const read = (): unknown => readImport(setting.ctx, importNode("/p/a.3mf", setting.position));
    expect(readerError(read)).toBe("importInflatedBytes");
  });

  test("an entry that unpacks to more than it says", () => {
    const bytes = threeMf(text + " ".repeat(100_000));
    new DataView(bytes.buffer).setUint32(directoryOf(bytes) + 24, 1000, true);
    expect(importSolids("/p/a.3mf", bytes).meshes).toEqual([]);
  });

  test("a size that deflate cannot reach is refused before anything is unpacked", () => {
    const bytes = threeMf(text);
    new DataView(bytes.buffer).setUint32(directoryOf(bytes) + 24, 0xfffffff0, true);
    expect(importSolids("/p/a.3mf", bytes).meshes).toEqual([]);
  });

  test("a wrong checksum", () => {
    const bytes = threeMf(text);
    new DataView(bytes.buffer).setUint32(directoryOf(bytes) + 16, 1, true);
    expect(importSolids("/p/a.3mf", bytes).meshes).toEqual([]);
  });

  test("more entries than there are bytes for", () => {
    const bytes = threeMf(text);
    new DataView(bytes.buffer).setUint16(bytes.length - 12, 0xffff, true);
    expect(importSolids("/p/a.3mf", bytes).meshes).toEqual([]);
  });

  test("components that double with every level", () => {
    const levels = Array.from({ length: 20 }, (_, i) => {
      const two = `<component objectid="${i + 1}"/>`.repeat(2);
      return `<object id="${i + 2}"><components>${two}</components></object>`;
    });
    const setting = setUp(
      { "/p/a.3mf": threeMf(model(mesh('id="1"', oneTriangle) + levels.join(""), '<item objectid="21"/>')) },
      { csgNodes: 1000 },
    );
    expect(readerError(() => readImport(setting.ctx, importNode("/p/a.3mf", setting.position)))).toBe("csgNodes");
  });
});

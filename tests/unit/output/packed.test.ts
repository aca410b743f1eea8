// 3MF and GLB: containers, colors, settings, and that the same input gives the same bytes.
import { describe, expect, test } from "bun:test";
import type { Geometry, GeometryList } from "../../../backend/csg/geometry.ts";
import { ZipArchive } from "../../../backend/input/zip.ts";
import { green, mesh, painted, red, setUp, tetrahedron, write } from "./harness.ts";

const list: GeometryList = {
  dimension: "list",
  items: [
    painted,
    mesh(
      [
        [0, 0, 0],
        [1, 0, 0],
        [0, 1, 0],
      ],
      [[0, 1, 2]],
    ),
  ],
};

/** The model part, with identifiers blotted out. */
async function model(geometry: Geometry, options: Record<string, string> = {}, setting = setUp()): Promise<string> {
  const bytes = await write("3mf", geometry, options, setting);
  const archive = ZipArchive.open(setting.ctx, { path: "x", bytes, position: 0 });
  expect(archive?.names).toEqual(["3D/3dmodel.model", "_rels/.rels", "[Content_Types].xml"]);
  expect(new TextDecoder().decode(archive?.read("_rels/.rels"))).toContain('Target="/3D/3dmodel.model"');
  const text = new TextDecoder().decode(archive?.read("3D/3dmodel.model"));
  return text.replace(/UUID="[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"/g, 'UUID=""');
}

describe("3MF", () => {
  test("one object", async () => {
    const text = await model(painted);
    expect(text.slice(text.indexOf("\t<metadata"))).toBe(`\t<metadata name="Title">part.scad</metadata>
	<metadata name="Application">OpenSCAD (https://www.openscad.org/)</metadata>
	<metadata name="CreationDate">1980-01-01T00:00:00Z</metadata>
	<resources>
		<basematerials id="1">
			<base name="Default" displaycolor="#F9D72C00" />
			<base name="Color 1" displaycolor="#FF000000" />
			<base name="Color 2" displaycolor="#00800000" />
		</basematerials>
		<object id="2" name="OpenSCAD Model" type="model" p:UUID="" pid="1" pindex="0">
			<mesh>
				<vertices>
					<vertex x="0.100000" y="0" z="0" />
					<vertex x="0.333333" y="0" z="0.000000" />
					<vertex x="0" y="1234567.500000" z="0" />
					<vertex x="0" y="0" z="-12.250000" />
				</vertices>
				<triangles>
					<triangle v1="0" v2="2" v3="1" pid="1" p1="1" />
					<triangle v1="0" v2="1" v3="3" pid="1" p1="2" />
					<triangle v1="1" v2="2" v3="3" />
					<triangle v1="2" v2="0" v3="3" pid="1" p1="1" />
				</triangles>
			</mesh>
		</object>
	</resources>
	<build p:UUID="">
		<item objectid="2" p:UUID="" />
	</build>
</model>
`);
  });

  test("several objects are numbered", async () => {
    const text = await model(list);
    expect(text.match(/<object [^>]*>/g)).toEqual([
      '<object id="2" name="OpenSCAD Model 1" type="model" p:UUID="" pid="1" pindex="0">',
      '<object id="3" name="OpenSCAD Model 2" type="model" p:UUID="" pid="1" pindex="0">',
    ]);
    expect(text).toContain('<item objectid="3" partnumber="Part 2" p:UUID="" />');
  });

  test("color groups keep alpha", async () => {
    const text = await model(painted, { "material-type": "color" });
    expect(text).toContain(
      '\t\t<m:colorgroup id="1">\n\t\t\t<m:color color="#F9D72CFF" />\n\t\t\t<m:color color="#FF0000FF" />\n\t\t\t<m:color color="#00800033" />\n\t\t</m:colorgroup>\n',
    );
  });

  test("one selected color, or none", async () => {
    const selected = await model(painted, { "color-mode": "selected-only", color: "blue" });
    expect(selected).toContain('<base name="Default" displaycolor="#0000FF00" />\n\t\t</basematerials>');
    expect(selected).not.toContain("p1=");
    const none = await model(painted, { "color-mode": "none" });
    expect(none).toContain('<resources>\n\t\t<object id="1" name="OpenSCAD Model" type="model" p:UUID="">');
    expect(none).toContain('<item objectid="1" ');
  });

  test("the default color itself has no index", async () => {
    const front = mesh(
      [
        [0, 0, 0],
        [1, 0, 0],
        [0, 1, 0],
      ],
      [[0, 1, 2]],
      {
        colors: [[0xf9 / 255, 0xd7 / 255, 0x2c / 255, 1]],
        facetColors: [0],
      },
    );
    expect(await model(front)).toContain('<triangle v1="0" v2="1" v3="2" />');
  });

  test("unit, precision, metadata", async () => {
    const options = {
      unit: "inch",
      "decimal-precision": "2",
      "meta-data-title": "<T>",
      "meta-data-designer": "D",
      "meta-data-rating": "R",
      "meta-data-copyright": "",
    };
    const text = await model(tetrahedron, options);
    expect(text).toContain('unit="inch"');
    expect(text).toContain('<vertex x="0.33" y="0" z="0.00" />');
    expect(text.match(/<metadata .*/g)?.map((line) => line.slice(16))).toEqual([
      'Title">&lt;T&gt;</metadata>',
      'Application">OpenSCAD (https://www.openscad.org/)</metadata>',
      'CreationDate">1980-01-01T00:00:00Z</metadata>',
      'Designer">D</metadata>',
      'Rating">R</metadata>',
    ]);
    expect(await model(tetrahedron, { "add-meta-data": "false" })).not.toContain("<metadata");
    expect(await model(tetrahedron, {}, setUp({ path: "<stdin>" }))).toContain('"Title">&lt;stdin&gt;<');
  });

  test("the same model, the same bytes; another model, other identifiers", async () => {
    const bytes = await write("3mf", painted);
    expect(Buffer.compare(bytes, await write("3mf", painted))).toBe(0);
    expect(Buffer.compare(bytes, await write("3mf", tetrahedron))).not.toBe(0);
  });
});

test("GLB: one primitive per color, bounds, upright and in meters", async () => {
  const bytes = await write("glb", list);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  expect([view.getUint32(0, true), view.getUint32(4, true), view.getUint32(8, true)]).toEqual([
    0x46546c67,
    2,
    bytes.length,
  ]);
  const jsonLength = view.getUint32(12, true);
  expect(jsonLength % 4).toBe(0);
  const document = JSON.parse(new TextDecoder().decode(bytes.subarray(20, 20 + jsonLength)));
  const binary = 28 + jsonLength;
  expect([view.getUint32(binary - 8, true), view.getUint32(binary - 4, true)]).toEqual([
    document.buffers[0].byteLength,
    0x004e4942,
  ]);
  expect(binary + document.buffers[0].byteLength).toBe(bytes.length);

  expect(document.nodes).toHaveLength(2);
  expect(document.nodes[0].scale).toEqual([0.001, 0.001, 0.001]);
  expect(document.meshes[0].primitives).toHaveLength(3);
  expect(document.materials).toHaveLength(3);
  expect(document.materials[1].alphaMode).toBe("BLEND");
  const [position, first] = document.accessors;
  expect(position).toMatchObject({ componentType: 5126, count: 4, type: "VEC3" });
  expect(position.min).toEqual([0, 0, -12.25]);
  expect(position.max).toEqual([Math.fround(1 / 3), 1234567.5, Math.fround(1e-7)]);
  expect(first).toMatchObject({ componentType: 5125, count: 6, type: "SCALAR" });
  const { byteOffset } = document.bufferViews[first.bufferView];
  expect(Array.from({ length: 6 }, (_, i) => view.getUint32(binary + byteOffset + 4 * i, true))).toEqual([
    0, 2, 1, 2, 0, 3,
  ]);
  const linear = document.materials[0].pbrMetallicRoughness.baseColorFactor;
  expect(linear).toEqual([...red]);
  expect(document.materials[1].pbrMetallicRoughness.baseColorFactor[3]).toBe(green[3]);
});

test("components of colors that are no shares become such", async () => {
  const odd = { ...tetrahedron, colors: [[1e39, Number.NaN, -3, Number.NaN] as const], facetColors: new Int32Array(4) };
  const glb = new TextDecoder().decode(await write("glb", odd));
  expect(glb).toContain('"baseColorFactor":[1,0,0,0]');
  expect(new TextDecoder().decode(await write("off", odd))).not.toContain("NaN");
});

// 3MF: a ZIP with one XML model of all objects, their colors and metadata (spec/geometry.md §11.8).
import { facetCount, type Mesh } from "../csg/geometry.ts";
import type { Context } from "../shared/context.ts";
import { sha256 } from "../shared/hash.ts";
import { formatFixed } from "../shared/number-text.ts";
import { TextBuffer } from "../shared/text-buffer.ts";
import { type Materials, materialsOf, materialXml } from "./3mf-materials.ts";
import { creationTime } from "./creation-time.ts";
import type { ExportInput } from "./exporter.ts";
import { triangularMeshes } from "./meshes.ts";
import { baseName } from "./names.ts";
import { modelSettings, readSettings, type SettingsOf } from "./settings.ts";
import { escapeXml } from "./xml-text.ts";
import { zip } from "./zip.ts";

const core = "http://schemas.microsoft.com/3dmanufacturing";
const namespaces = [
  `xmlns:m="${core}/material/2015/02"`,
  `xmlns:p="${core}/production/2015/06"`,
  `xmlns:b="${core}/beamlattice/2017/02"`,
  `xmlns:s="${core}/slice/2015/07"`,
].join(" ");

const relationships = `<?xml version="1.0" encoding="utf-8"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
\t<Relationship Type="${core}/2013/01/3dmodel" Target="/3D/3dmodel.model" Id="rel0" />
</Relationships>
`;

const contentTypes = `<?xml version="1.0" encoding="utf-8"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
\t<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml" />
\t<Default Extension="model" ContentType="application/vnd.ms-package.3dmanufacturing-3dmodel+xml" />
</Types>
`;

type ModelSettings = SettingsOf<typeof modelSettings>;

export function write3mf(ctx: Context, input: ExportInput): Uint8Array {
  const encoder = new TextEncoder();
  return zip([
    { name: "3D/3dmodel.model", bytes: model(ctx, input) },
    { name: "_rels/.rels", bytes: encoder.encode(relationships) },
    { name: "[Content_Types].xml", bytes: encoder.encode(contentTypes) },
  ]);
}

function model(ctx: Context, input: ExportInput): Uint8Array {
  const settings = readSettings(modelSettings, input.options);
  const meshes = triangularMeshes(ctx, input.geometry);
  const materials = materialsOf(ctx, settings, meshes);
  const identify = identifiers(ctx, meshes);
  const precision = Math.min(16, Math.max(1, settings["decimal-precision"]));
  const corners = meshes.reduce((sum, mesh) => sum + mesh.positions.length + mesh.indices.length, 0);
  const out = new TextBuffer(4096 + 26 * corners);
  out.text('<?xml version="1.0" encoding="utf-8"?>\n');
  out.text(`<model xmlns="${core}/core/2015/02" unit="${settings.unit}" xml:lang="en-US" ${namespaces}>\n`);
  for (const [name, text] of metadata(ctx, settings)) {
    out.text(`\t<metadata name="${name}">${escapeXml(text)}</metadata>\n`);
  }
  out.text("\t<resources>\n").text(materialXml(materials));
  const firstId = materials.kind === "none" ? 1 : 2;
  for (const [i, mesh] of meshes.entries()) {
    const name = meshes.length > 1 ? `OpenSCAD Model ${i + 1}` : "OpenSCAD Model";
    const property = materials.kind === "none" ? "" : ' pid="1" pindex="0"';
    out.text(`\t\t<object id="${firstId + i}" name="${name}" type="model" p:UUID="${identify()}"${property}>\n`);
    appendMesh(out, mesh, materials, precision);
    out.text("\t\t</object>\n");
  }
  out.text(`\t</resources>\n\t<build p:UUID="${identify()}">\n`);
  for (let i = 0; i < meshes.length; i++) {
    const part = meshes.length > 1 ? ` partnumber="Part ${i + 1}"` : "";
    out.text(`\t\t<item objectid="${firstId + i}"${part} p:UUID="${identify()}" />\n`);
  }
  out.text("\t</build>\n</model>\n");
  return out.finish();
}

function appendMesh(out: TextBuffer, mesh: Mesh, materials: Materials, precision: number): void {
  const { positions, indices, facetColors } = mesh;
  out.text("\t\t\t<mesh>\n\t\t\t\t<vertices>\n");
  for (let at = 0; at < positions.length; at += 3) {
    out.text('\t\t\t\t\t<vertex x="').text(coordinate(positions[at] as number, precision));
    out.text('" y="').text(coordinate(positions[at + 1] as number, precision));
    out.text('" z="').text(coordinate(positions[at + 2] as number, precision));
    out.text('" />\n');
  }
  out.text("\t\t\t\t</vertices>\n\t\t\t\t<triangles>\n");
  for (let facet = 0; facet < facetCount(mesh); facet++) {
    out.text('\t\t\t\t\t<triangle v1="').whole(indices[3 * facet] as number);
    out.text('" v2="').whole(indices[3 * facet + 1] as number);
    out.text('" v3="').whole(indices[3 * facet + 2] as number);
    const color = facetColors === undefined ? undefined : mesh.colors?.[facetColors[facet] as number];
    const index = color === undefined ? 0 : materials.indexOf(color);
    if (index > 0) out.text('" pid="1" p1="').whole(index);
    out.text('" />\n');
  }
  out.text("\t\t\t\t</triangles>\n\t\t\t</mesh>\n");
}

/** A coordinate in single precision; exactly zero is `0`. */
function coordinate(value: number, precision: number): string {
  const single = Math.fround(value);
  return single === 0 ? "0" : formatFixed(single, precision);
}

/** Names and texts of the metadata elements, in order. */
function metadata(ctx: Context, settings: ModelSettings): [string, string][] {
  if (!settings["add-meta-data"]) return [];
  const title = settings["meta-data-title"];
  const entries: [string, string][] = [
    ["Title", title === "" ? baseName(ctx) : title],
    ["Application", "OpenSCAD (https://www.openscad.org/)"],
    ["CreationDate", `${creationTime(ctx.world)}Z`],
  ];
  for (const [key, name] of [
    ["meta-data-designer", "Designer"],
    ["meta-data-description", "Description"],
    ["meta-data-copyright", "Copyright"],
    ["meta-data-license-terms", "LicenseTerms"],
    ["meta-data-rating", "Rating"],
  ] as const) {
    const text = settings[key];
    if (text !== "") entries.push([name, text]);
  }
  return entries;
}

/** UUIDs that follow from the content: the same model gives the same file. */
function identifiers(ctx: Context, meshes: readonly Mesh[]): () => string {
  const hasher = new Bun.CryptoHasher("sha256");
  hasher.update(baseName(ctx));
  for (const { positions, indices } of meshes) hasher.update(positions).update(indices);
  const seed = hasher.digest("hex");
  let count = 0;
  return () => {
    const digits = sha256(`${seed} ${count++}`);
    // Version 8 (free form), variant 10.
    const variant = (8 + (Number.parseInt(digits.charAt(16), 16) % 4)).toString(16);
    return [
      digits.slice(0, 8),
      digits.slice(8, 12),
      `8${digits.slice(13, 16)}`,
      variant + digits.slice(17, 20),
      digits.slice(20, 32),
    ].join("-");
  };
}

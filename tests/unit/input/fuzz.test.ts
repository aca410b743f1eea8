// Damaged files: cut off at every byte, and changed at random (with a fixed seed). Whatever happens, a reader gives a
// result or a message; it neither throws nor hangs.
import { describe, expect, test } from "bun:test";
import { MersenneTwister } from "../../../backend/compile/values/mersenne-twister.ts";
import { readJson } from "../../../backend/input/json.ts";
import { readImport, readSurface } from "../../../backend/input/read.ts";
import { LimitError, serverLimits } from "../../../backend/shared/limits.ts";
import { archive, importNode, png, setUp, surfaceNode, tetrahedronStl } from "./harness.ts";

const model = `<?xml version="1.0"?><model><resources><basematerials id="1"><base displaycolor="#F00000"/></basematerials>
<object id="2" pid="1" pindex="0"><mesh><vertices><vertex x="0" y="0" z="0"/><vertex x="1" y="0" z="0"/><vertex x="0" y="1" z="0"/></vertices>
<triangles><triangle v1="0" v2="1" v3="2"/></triangles></mesh></object></resources>
<build><item objectid="2" transform="1 0 0 0 1 0 0 0 1 0 0 0"/></build></model>`;
const amf = `<amf><object id="1"><mesh><vertices><vertex><coordinates><x>0</x><y>0</y><z>0</z></coordinates></vertex></vertices>
<volume><triangle><v1>0</v1><v2>0</v2><v3>0</v3></triangle></volume></mesh></object></amf>`;
const dxf = `0\nSECTION\n2\nBLOCKS\n0\nBLOCK\n2\nB\n0\nCIRCLE\n10\n0\n20\n0\n40\n3\n0\nENDBLK\n0\nENDSEC\n0\nSECTION\n2\nENTITIES
0\nLINE\n8\n0\n10\n0\n20\n0\n11\n1\n21\n1\n0\nINSERT\n2\nB\n10\n1\n20\n2\n41\n2\n0\nARC\n10\n0\n20\n0\n40\n3\n50\n10\n51\n90\n0\nENDSEC\n0\nEOF\n`;
const svg = `<svg width="10mm" viewBox="0 0 10 10"><defs><g id="a"><rect width="1" height="2" rx="1"/></g></defs><use href="#a" x="3"/>
<path d="M0,0 L1,1 Q2,2 3,0 T5,5 A3,2 10 0 1 9,9 C1,1 2,2 3,3 S4,4 5,5 z" transform="rotate(30) skewX(2)"/><polyline points="0,0 1,1"/></svg>`;
const nef3 =
  "Selective Nef Complex\nstandard\nvertices   0\nhalfedges  0\nfacets     0\nvolumes    1\nshalfedges 0\nshalfloops 0\nsfaces     0\n0 { 0 } 0\n";
const binaryStl = new Uint8Array(134);
new DataView(binaryStl.buffer).setUint32(80, 1, true);
const image = png({ width: 2, height: 2, depth: 8, color: 0, interlace: 1 }, [
  [0, 10],
  [0, 20],
  [4, 30, 40],
]);

const samples: readonly (readonly [string, string | Uint8Array])[] = [
  ["a.stl", tetrahedronStl],
  ["b.stl", binaryStl],
  ["a.off", "COFF 3 1 0\n0 0 0\n1 0 0\n0 1 0 # c\n3 0 1 2 255 0 0.5\n"],
  ["a.obj", "# c\nv 0 0 0\nv 1 0 0\nv 0 1 0\nvn 0 0 1\nf 1//1 2 3\n"],
  ["a.amf", amf],
  ["b.amf", archive({ "b.amf": amf })],
  ["a.3mf", archive({ "3D/3dmodel.model": model })],
  ["a.dxf", dxf],
  ["a.svg", svg],
  ["a.nef3", nef3],
  ["a.dat", "# c\n1 2 3\n4 5 6\n"],
  ["a.png", image],
  ["a.json", '{"a": [1, -2.5e3, "x\\u00e9\\n", true, null], "b": {}}'],
];

/** Reads bytes as the file of that name. A limit may be exceeded; anything else thrown fails the test. */
function attempt(name: string, bytes: Uint8Array): void {
  const path = `/p/${name}`;
  const { ctx, position } = setUp({ [path]: bytes }, { ...serverLimits, triangles: 10_000, facets: 1000 });
  try {
    if (name.endsWith(".json")) readJson(ctx, bytes, position);
    else if (/dat|png/.test(name)) readSurface(ctx, surfaceNode(path, position));
    else readImport(ctx, importNode(path, position));
  } catch (error) {
    if (!(error instanceof LimitError)) throw error;
  }
}

const bytesOf = (content: string | Uint8Array): Uint8Array =>
  typeof content === "string" ? new TextEncoder().encode(content) : content;

/** A copy with up to four bytes changed. */
function change(whole: Uint8Array, random: MersenneTwister): Uint8Array {
  const below = (count: number): number => Math.floor((random.next() / 2 ** 32) * count);
  const bytes = whole.slice();
  for (let left = below(4); left >= 0; left--) bytes[below(bytes.length)] = below(256);
  return bytes;
}

const rounds = Number(process.env.FUZZ_ROUNDS ?? 150);
const seed = Number(process.env.FUZZ_SEED ?? 42);

describe.each(samples)("%s", (name, content) => {
  const whole = bytesOf(content);

  test("cut off anywhere", () => {
    for (let length = 0; length <= whole.length; length++) attempt(name, whole.slice(0, length));
    expect(whole.length).toBeGreaterThan(0);
  });

  test("changed anywhere", () => {
    const random = new MersenneTwister(seed);
    for (let round = 0; round < rounds; round++) attempt(name, change(whole, random));
    expect(whole.length).toBeGreaterThan(0);
  });
});

test("a damaged model in an archive that is whole", () => {
  const random = new MersenneTwister(seed);
  const bytes = new TextEncoder().encode(model);
  for (let round = 0; round < rounds; round++) {
    attempt("a.3mf", archive({ "3D/3dmodel.model": new TextDecoder("latin1").decode(change(bytes, random)) }));
  }
  expect(bytes.length).toBeGreaterThan(0);
});

test("a damaged image in chunks that are whole", () => {
  const random = new MersenneTwister(seed);
  const below = (count: number): number => Math.floor((random.next() / 2 ** 32) * count);
  for (let round = 0; round < rounds; round++) {
    const header = {
      width: 1 + below(5),
      height: 1 + below(5),
      depth: 2 ** below(5),
      color: below(8),
      interlace: below(3),
    };
    const rows = Array.from({ length: below(6) }, () => Array.from({ length: below(20) }, () => below(256)));
    attempt("a.png", png(header, rows, [["PLTE", Uint8Array.from({ length: below(20) }, () => below(256))]]));
  }
  expect(rounds).toBeGreaterThan(0);
});

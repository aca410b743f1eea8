// Compares the shapes of random programs with those of another OpenSCAD, black box against black box: dimension, area,
// volume, box. Run by hand: bun tests/fuzz/shapes-against-openscad.ts [programs] [seed] [odd parameters of a hundred].
// OPENSCAD names the other command and its options, "openscad" by default; PEER=MODULE takes the WASM build of
// tests/bench instead, whose kernel is ours: 2021.01 computes unions with another one, which refuses more.
// What bounds no volume, or crosses itself, comes out differently from version to version: read each difference.
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { evaluateShape } from "../contract/evaluate-shape.ts";
import { measure, type ShapeFacts } from "../contract/measure.ts";
import { makeShapeProgram, shapeFiles } from "./random-shape.ts";

const programs = Number(process.argv[2] ?? 50);
const first = Number(process.argv[3] ?? 1);
const odd = Number(process.argv[4] ?? 4);
/** Of a program, in milliseconds. */
const patience = 30_000;
/** Of the size of the box: OFF and SVG have six digits. */
const near = 1e-4;

const folder = mkdtempSync(join(tmpdir(), "shapes-against-openscad-"));
const source = join(folder, "main.scad");
for (const [path, text] of shapeFiles) writeFileSync(join(folder, path), text);
const command =
  process.env.PEER === undefined
    ? (process.env.OPENSCAD ?? "openscad").split(" ")
    : ["node", join(import.meta.dir, "../bench/wasm-peer.mjs"), process.env.PEER];

/** The other program's file: undefined when it writes none. */
function theirFile(suffix: string): Uint8Array | undefined {
  const output = join(folder, `out.${suffix}`);
  rmSync(output, { force: true });
  Bun.spawnSync([...command, source, "-o", output], { stdout: "ignore", stderr: "ignore", timeout: patience });
  return existsSync(output) ? readFileSync(output) : undefined;
}

/** The facts of an exported file, read by our own importer. */
async function factsOfFile(suffix: string, bytes: Uint8Array | undefined): Promise<ShapeFacts | undefined> {
  if (bytes === undefined) return undefined;
  const { geometry } = await evaluateShape(`import("out.${suffix}");`, { files: new Map([[`/out.${suffix}`, bytes]]) });
  return geometry ? measure(geometry) : undefined;
}

/** What differs; empty when nothing does. */
function differences(ours: ShapeFacts | undefined, theirs: ShapeFacts | undefined): string[] {
  if (ours === undefined || theirs === undefined || ours.dimension === "list" || theirs.dimension === "list") {
    return ours?.dimension === theirs?.dimension ? [] : [`${ours?.dimension ?? 0}D, theirs ${theirs?.dimension ?? 0}D`];
  }
  const sizes = [ours, theirs].map(({ box }) => {
    const half = box.length / 2;
    return box.slice(half).map((most, axis) => most - (box[axis] as number));
  });
  const size = Math.max(...sizes.flat());
  const found: string[] = [];
  const compare = (name: string, a: number, b: number, scale: number): void => {
    if (Math.abs(a - b) > near * scale) found.push(`${name} ${a}, theirs ${b}`);
  };
  for (const [axis, name] of ["width", "depth", "height"].entries()) {
    compare(name, sizes[0]?.[axis] ?? 0, sizes[1]?.[axis] ?? 0, size);
  }
  compare("area", ours.area, theirs.area, Math.max(ours.area, size ** 2));
  if (ours.dimension === 3 && theirs.dimension === 3) compare("volume", ours.volume, theirs.volume, size ** 3);
  return found;
}

let different = 0;
let shapes = 0;
for (let seed = first; seed < first + programs; seed++) {
  // Background children are not evaluated here, and roofs take another way in every build.
  const text = makeShapeProgram(seed, { odd, mixed: 4, depth: 3 })
    .replace(/%#?/g, "")
    .replace(/\broof\([^)]*\)/g, "linear_extrude(2)");
  writeFileSync(source, text);
  const { outputs } = await evaluateShape(text, {
    files: shapeFiles,
    formats: ["off", "svg"],
    limits: { time: patience },
  });
  const suffix = outputs.has("svg") ? "svg" : "off";
  const ours = await factsOfFile(suffix, outputs.get(suffix));
  const found = differences(ours, await factsOfFile(suffix, theirFile(suffix)));
  if (ours !== undefined) shapes++;
  if (found.length === 0) continue;
  different++;
  console.log(`seed ${seed}\n${text}\n  ${found.join("\n  ")}`);
}
rmSync(folder, { recursive: true });
console.log(`${programs} programs, ${shapes} shapes, ${different} differences`);
process.exit(different === 0 ? 0 : 1);

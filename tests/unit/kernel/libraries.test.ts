// The walk loads a library that nobody foresaw: same geometry, and no message twice.
import { describe, expect, test } from "bun:test";
import type { Geometry } from "../../../backend/csg/geometry.ts";
import type { CsgNode } from "../../../backend/csg/nodes.ts";
import { packageFontFiles } from "../../../backend/csg/text/package-fonts.ts";
import { Engines } from "../../../backend/kernel/engines.ts";
import { loadKernel } from "../../../backend/kernel/load.ts";
import { realize } from "../../../backend/kernel/realize.ts";
import { type Context, defaultLanguageOptions } from "../../../backend/shared/context.ts";
import { DiskWorld } from "../../../backend/shared/disk-world.ts";
import { commandLineLimits, Deadline } from "../../../backend/shared/limits.ts";
import { Reporter } from "../../../backend/shared/reporter.ts";
import { SourceMap } from "../../../backend/shared/source.ts";
import { Timer } from "../../../backend/shared/timing.ts";
import { evaluate } from "../compile-walk/evaluate.ts";

interface Realization {
  readonly geometry: Geometry | null;
  readonly lines: readonly string[];
  /** How many were done. */
  readonly nodes: number;
}

const loaded = new Engines();

/** Realizes a program with a kernel that was made for it, or for an empty tree. */
async function realizeWith(source: string, foreseen: "nothing" | "all", forceConversion = false): Promise<Realization> {
  const { root } = evaluate(source);
  const lines: string[] = [];
  const sources = new SourceMap();
  sources.add("/main.scad", source);
  const world = new DiskWorld({
    input: "main.scad",
    bytes: new Uint8Array(0),
    workingDirectory: "/",
    libraryPaths: [],
    packageFonts: packageFontFiles,
  });
  const print = { sources, documentRoot: "/", workingDirectory: "/" };
  const ctx: Context = {
    world,
    sources,
    report: new Reporter({ print, listen: (_, line) => lines.push(line) }),
    limits: commandLineLimits,
    deadline: new Deadline(Number.POSITIVE_INFINITY),
    timer: new Timer(false),
    options: defaultLanguageOptions,
  };
  const nothing: CsgNode = { kind: "root", modifiers: 0, position: 0, children: [] };
  const kernel =
    foreseen === "all"
      ? await loadKernel(ctx, root, { engines: loaded, forceConversion })
      : await loadKernel(ctx, nothing);
  let nodes = 0;
  const progress = (): void => {
    nodes++;
  };
  const { geometry } = await realize(ctx, root, kernel, { forceConversion, progress });
  return { geometry, lines, nodes };
}

const programs = [
  "cube(2); translate([1,1,1]) cube(2);",
  "difference() { cube(4); union() {} }",
  "intersection() { union() {} square(4); }",
  "union() { union() {} circle(2); }",
  "hull() { cube(); translate([3,0,0]) sphere(1); }",
  "minkowski() { cube(3); sphere(1, $fn=8); }",
  "projection(cut=true) translate([0,0,-1]) cube(2);",
  "linear_extrude(1) polygon([[0,0],[4,0],[0,4]]);",
  "mirror([1,0]) square(2); offset(r=1) square(3);",
  'linear_extrude(1) text("ab");',
  // Both libraries in one tree, and messages before and after the moment in which a library is missed.
  "union() { cube(4); square(2); translate([1,1,1]) cube(4); square(3); } linear_extrude(2) { cube(1); offset(1) square(); square(4); }",
  "union() { square(4); cube(2); square([2,9]); sphere(2); }",
];

describe("libraries that were not foreseen", () => {
  test.each(programs)("%s", async (source) => {
    const expected = await realizeWith(source, "all");
    expect(await realizeWith(source, "nothing")).toEqual(expected);
  });

  test("conversion of the result", async () => {
    const expected = await realizeWith("cube(3);", "all", true);
    expect(expected.lines).toEqual(["Converted to backend-specific geometry"]);
    expect(await realizeWith("cube(3);", "nothing", true)).toEqual(expected);
  });

  test("messages are there once", async () => {
    const { lines } = await realizeWith("union() { square(4); cube(2); square([2,9]); }", "nothing");
    expect(lines).toEqual([
      "WARNING: Mixing 2D and 3D objects is not supported in file main.scad, line 1",
      "WARNING: Ignoring 3D child object for 2D operation in file main.scad, line 1",
    ]);
  });
});

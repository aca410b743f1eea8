// Files of exact solids: what was written is read whole, and what cannot be read is refused before the library sees it
// (spec/server.md T-STEP-1). A damaged file can keep the library busy for ever: the command line ends then, and the service
// kills the process (tests/server/threats/solids.test.ts).
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { ShapeCache } from "../../../backend/kernel/cache.ts";
import { checkPart21 } from "../../../backend/kernel/occt/part21.ts";
import { SolidFileError } from "../../../backend/kernel/occt/solid-file-error.ts";
import { checkSolidFile, readSolidFile, type SolidFormat } from "../../../backend/kernel/occt/solid-files.ts";
import { isValid, volumeOf } from "../../../backend/kernel/occt/topology.ts";
import { commandLineLimits, LimitError } from "../../../backend/shared/limits.ts";
import { evaluateShape } from "../../contract/evaluate-shape.ts";

const cache = new ShapeCache();
const seconds = 300_000;
const encode = (text: string): Uint8Array => new TextEncoder().encode(text);

async function written(source: string, format: SolidFormat): Promise<Uint8Array> {
  const { outputs, lines } = await evaluateShape(source, { formats: [format], cache });
  const bytes = outputs.get(format);
  if (bytes === undefined) throw new Error(lines.join("\n"));
  return bytes;
}

async function volumeIn(format: SolidFormat, bytes: Uint8Array): Promise<number> {
  const occt = await cache.engines.loadOcct();
  await occt.loadSupplement();
  checkSolidFile(format, bytes, commandLineLimits);
  const brep = readSolidFile(occt, format, bytes);
  const facts = occt.run(
    (keep, oc) => [isValid({ keep, oc }, brep.shape), volumeOf({ keep, oc }, brep.shape)] as const,
  );
  brep.free();
  expect(facts[0]).toBe(true);
  return facts[1];
}

/** A prism with a bore, a ball, and a ring: closed faces, seams and planes. */
const source = `difference() { cube(10); translate([5, 5, -1]) cylinder(r = 2, h = 12); }
translate([20, 0, 0]) sphere(3);
translate([40, 0, 0]) rotate_extrude() translate([5, 0]) circle(1);`;
const volume = 1000 - Math.PI * 40 + 36 * Math.PI + 2 * Math.PI * Math.PI * 5;

describe("what was written is read", () => {
  test.each(["step", "brep", "iges"] as const)(
    "%s",
    async (format) => {
      expect(Math.abs((await volumeIn(format, await written(source, format))) / volume - 1)).toBeLessThan(1e-6);
    },
    seconds,
  );

  test(
    "iges of a ball in a hollow ball beside a ball: shells inside others are cavities",
    async () => {
      const nested = `difference() { sphere(6); sphere(5); } difference() { sphere(4); sphere(3); } translate([20, 0, 0]) sphere(2);`;
      const expected = (4 / 3) * Math.PI * (216 - 125 + 64 - 27 + 8);
      expect(Math.abs((await volumeIn("iges", await written(nested, "iges"))) / expected - 1)).toBeLessThan(1e-6);
    },
    seconds,
  );

  test(
    "a STEP file is the same every time, names its parts in ASCII, and tells how exact it is",
    async () => {
      const bytes = await written('// Umlaut: ü\ncolor("red") sphere(2);', "step");
      const text = new TextDecoder().decode(bytes);
      expect(await written('// Umlaut: ü\ncolor("red") sphere(2);', "step")).toEqual(bytes);
      // biome-ignore lint/suspicious/noControlCharactersInRegex: the range is that of ASCII.
      expect(text).toMatch(/^[\x00-\x7f]*$/);
      expect(text).toContain("AP242_MANAGED_MODEL_BASED_3D_ENGINEERING");
      expect(text).toContain("DRAUGHTING_PRE_DEFINED_COLOUR('red')");
      expect(text).toContain("3 nodes exact, 0 faceted");
      expect(text).toContain("SI_UNIT(.MILLI.,.METRE.)");
    },
    seconds,
  );
});

describe("what is refused before it is read", () => {
  const step = (lines: readonly string[]): Uint8Array =>
    encode(["ISO-10303-21;", "DATA;", ...lines, "ENDSEC;", "END-ISO-10303-21;"].join("\n"));

  test.each<readonly [string, Uint8Array, string]>([
    ["no STEP", encode("solid x"), "begins with"],
    ["cut off", encode("ISO-10303-21;\nDATA;\n#1=POINT();"), "end of the STEP file"],
    ["an entity that holds itself", step(["#1=ORIENTED_EDGE('',*,*,#1,.T.);"]), "refers to itself"],
    ["a ring of two", step(["#1=A(#2);", "#2=B(#1);"]), "refers to itself"],
    [
      "twice as much each time",
      step(Array.from({ length: 60 }, (_, k) => `#${k + 2}=G((#${k + 1},#${k + 1}));`)),
      "unfolds",
    ],
    [
      "a chain of thousands",
      step(Array.from({ length: 5000 }, (_, k) => `#${k + 2}=G(#${k + 1});`)),
      "nested too deep",
    ],
    ["a string without end", step(["#1=A('abc);"]), "no end"],
  ])("%s", (_name, bytes, message) => {
    expect(() => checkPart21(bytes)).toThrow(SolidFileError);
    expect(() => checkPart21(bytes)).toThrow(message);
  });

  test("what stands in strings is no reference", () => {
    expect(() => checkPart21(step(["#1=A('#1 and ''#1''');"]))).not.toThrow();
  });

  test("tables that cannot be true, and files that are too large", () => {
    const brep = encode("CASCADE Topology V1, (c) Matra-Datavision\nLocations 0\nCurve2ds 4000000000\n");
    expect(() => checkSolidFile("brep", brep, commandLineLimits)).toThrow("which it cannot hold");
    expect(() => checkSolidFile("step", new Uint8Array(11), { importBytes: 10 })).toThrow(LimitError);
    expect(() => checkSolidFile("iges", encode("not a line of 80 columns\n"), commandLineLimits)).toThrow(
      SolidFileError,
    );
  });

  // Found by changing single numbers: the library then reads on for ever.
  test.each([
    ["a vertex", /(\nVe\n1e-07\n[^\n]+\n)0 0\n/, "$11e9 0\n"],
    ["an edge", /(\nEd\n[\s\S]*?\n)0\n/, "$17\n"],
  ] as const)(
    "data of %s without the zeros that end them",
    async (name, wanted, instead) => {
      const { outputs } = await evaluateShape("cylinder(r = 1, h = 2);", { formats: ["brep"], cache });
      const good = new TextDecoder().decode(outputs.get("brep"));
      expect(() => checkSolidFile("brep", encode(good), commandLineLimits)).not.toThrow();
      const endless = good.replace(wanted, instead);
      expect(endless).not.toBe(good);
      const message = `the data of ${name} have no end`;
      expect(() => checkSolidFile("brep", encode(endless), commandLineLimits)).toThrow(message);
    },
    seconds,
  );
});

describe("a file at which the library reads on for ever ends the command", () => {
  const folder = mkdtempSync(path.join(tmpdir(), "endless-"));
  const command = path.resolve(import.meta.dir, "../../../backend/cli.ts");
  beforeAll(async () => {
    const good = new TextDecoder().decode(await written("cylinder(r = 1, h = 2);", "brep"));
    // Of an edge, data of a kind that there is not.
    const endless = good.replace(/^3 (?= ?\d+ \d+CN )/m, "399999 ");
    expect(endless).not.toBe(good);
    expect(() => checkSolidFile("brep", encode(endless), commandLineLimits)).not.toThrow();
    writeFileSync(path.join(folder, "endless.brep"), endless);
    writeFileSync(path.join(folder, "part.scad"), 'echo("begun");\nimport("endless.brep");\n');
  }, seconds);
  afterAll(() => rmSync(folder, { recursive: true }));

  const all = [
    ["import", ["part.scad", "-o", "part.stl"], "ECHO: \"begun\"\nERROR: reading 'endless.brep'"],
    ["validate", ["validate", "endless.brep"], "ERROR: endless.brep: reading the file"],
    ["heal", ["heal", "endless.brep"], "ERROR: endless.brep: reading the file"],
  ] as const;
  test.each(all.slice(0, process.env.MOICAD_BREP === "all" ? all.length : 2))(
    "%s",
    async (_name, args, begins) => {
      const child = Bun.spawn([process.execPath, command, ...args], {
        cwd: folder,
        env: { ...process.env, MOICAD_SOLID_SECONDS: "1" },
        stdout: "pipe",
        stderr: "pipe",
      });
      expect(await new Response(child.stderr).text()).toBe(`${begins} takes more than 1 s; the file may be damaged\n`);
      expect(await new Response(child.stdout).text()).toBe("");
      expect(await child.exited).toBe(1);
    },
    seconds,
  );
});

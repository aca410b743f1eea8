// Files of every type: what the stages say of good, damaged and foreign content, and what the limits refuse.
import { describe, expect, test } from "bun:test";
import { unzipSync, zipSync } from "fflate";
import { findFileType, recognize } from "../../../backend/inspect/file-types.ts";
import { Engines } from "../../../backend/kernel/engines.ts";
import { zip } from "../../../backend/output/zip.ts";
import { LimitError, serverLimits } from "../../../backend/shared/limits.ts";
import { evaluateShape } from "../../contract/evaluate-shape.ts";
import { box, edit, healFile, issuesOf, join, off, statuses, validateFile } from "./bodies.ts";

const good = "passed passed passed passed passed";
const written = await evaluateShape("difference() { sphere(5, $fn = 8); cube(9); translate([-4, 0, 0]) cube(3); }", {
  formats: ["stl", "binstl", "off", "obj", "amf", "3mf"],
});
const text = (content: string): Uint8Array => new TextEncoder().encode(content);

describe("what our exporters write", () => {
  test.each([...written.outputs])("%s is recognized and valid", (format, bytes) => {
    const { validation, type } = validateFile(bytes);
    expect(type?.name).toBe(format === "binstl" ? "stl" : (format as never));
    expect([statuses(validation), issuesOf(validation), validation.qualityScore]).toEqual([good, [], 1]);
  });

  test.each([...written.outputs])("%s comes back as it was from healing", async (_, bytes) => {
    const { healing, bytes: healed } = await healFile(bytes);
    expect(healing).toEqual({ applied: [], remaining: [] });
    expect(healed).toBe(bytes);
  });

  test.each(["stl", "binstl", "off", "obj", "amf", "3mf"])("a damaged body is healed into %s", async (format) => {
    const broken = edit(join(box(20), box(3, [30, 1 / 3, 0])), (triangle, at) =>
      at === 3 ? [triangle, triangle] : at === 20 ? [[triangle[1], triangle[0], triangle[2]]] : [triangle],
    );
    const { bytes, healing } = await healFile(off(broken), { format });
    expect(healing.applied.map(({ code }) => code)).toEqual(["duplicate-facets", "flipped-facets"]);
    const { validation } = validateFile(bytes as Uint8Array);
    expect([statuses(validation), issuesOf(validation)]).toEqual([good, []]);
  });

  test.each(["3mf", "amf"])("a healed %s file keeps the unit of the original", async (format) => {
    const broken = off(edit(box(20), (triangle) => [triangle, triangle]));
    const { bytes } = await healFile(broken, { format });
    const inches = rezipped(bytes as Uint8Array, (text) =>
      text
        .replace('unit="millimeter"', "unit='inch'")
        .replace(/<triangle [^>]*\/>|<triangle>[\s\S]*?<\/triangle>/, "$&$&"),
    );
    const { bytes: healed, healing } = await healFile(inches);
    expect(healing.applied.map(({ code }) => code)).toEqual(["duplicate-facets"]);
    expect(modelOf(healed as Uint8Array)).toContain('unit="inch"');
  });

  test("text formats keep all digits of what was healed", async () => {
    const { bytes } = await healFile(off(edit(box(1 / 3), (triangle) => [triangle, triangle])));
    expect(new TextDecoder().decode(bytes)).toContain(String(1 / 3));
  });
});

describe("file integrity", () => {
  test("an empty file", () => {
    const { validation } = validateFile("");
    expect([statuses(validation), issuesOf(validation), validation.qualityScore]).toEqual([
      "failed skipped skipped skipped failed",
      ["empty-file"],
      0,
    ]);
  });

  test("one that is too large", () => {
    const { validation } = validateFile(off(box()), { limits: { importBytes: 50 } });
    expect(issuesOf(validation)).toEqual(["too-large"]);
  });
});

describe("format compliance", () => {
  const binary = written.outputs.get("binstl") as Uint8Array;
  const archive = (names: readonly string[]): Uint8Array =>
    zip(names.map((name) => ({ name, bytes: text("<model/>") })));
  const cases: readonly (readonly [string, Uint8Array, string | undefined])[] = [
    ["nothing known", text("hello"), undefined],
    ["a program", text("cube(10);"), undefined],
    ["binary STL that is cut off", binary.subarray(0, -7), "stl"],
    ["binary STL with too many triangles in its header", withCount(binary, 0xffffffff), "stl"],
    ["STL that is short", text("hello"), "stl"],
    ["OBJ without vertices", text("f 1 2 3\n"), "obj"],
    ["OBJ that is binary", binary, "obj"],
    ["OFF without header", text("8 6 0\n"), "off"],
    ["3MF that is no archive", text("<model/>"), "3mf"],
    ["3MF without list of types", archive(["3D/3dmodel.model"]), "3mf"],
    ["AMF with another root", text("<?xml version='1.0'?><!-- x --><svg/>"), "amf"],
    ["STEP without end", text("ISO-10303-21;\nHEADER;\nENDSEC;\nDATA;\n"), "step"],
    ["IGES with short lines", text("S      1\n"), "iges"],
    ["BREP that is something else", text("solid x\n"), "brep"],
  ];
  test.each(cases)("%s", (_, bytes, type) => {
    const { validation } = validateFile(bytes, { type });
    expect(statuses(validation)).toBe("passed failed skipped skipped failed");
    expect(issuesOf(validation)).toEqual([type === undefined ? "unknown-format" : "format"]);
    expect(validation.qualityScore).toBe(0);
  });

  test("types are recognized by content", () => {
    const amf = '\ufeff<?xml version="1.0"?>\n<!-- a --><!-- b -->\n<amf unit="inch"></amf>';
    const iges = `${"a part".padEnd(72)}S      1\n`;
    const names = [
      "# comment\n\nCOFF 8 6 0\n",
      "\nmtllib a.mtl\nv 1 2 3\n",
      "solid x\n facet normal 0 0 0\n",
      amf,
      "ISO-10303-21;\n",
      iges,
      "\nCASCADE Topology V1, (c) Matra-Datavision\n",
      "DBRep_DrawableShape\n",
    ].map((content) => recognize(text(content))?.name);
    expect(names).toEqual(["off", "obj", "stl", "amf", "step", "iges", "brep", "brep"]);
  });

  test("and found by name, suffix and media type", () => {
    const found = ["STL", "stp", "igs", "model/3mf", "x-off", "png"].map((name) => findFileType(name)?.name);
    expect(found).toEqual(["stl", "step", "iges", "3mf", undefined, undefined]);
  });

  test("no content makes a pattern slow", () => {
    const heads = [
      "\n".repeat(4096),
      "<!---->".repeat(600),
      "# \n".repeat(1400),
      `${" ".repeat(4000)}solid`,
      "<?".repeat(2000),
    ];
    // One that tried its parts in all combinations would not end within the time of a test.
    for (const head of heads) expect(recognize(text(head))).toBeUndefined();
  });
});

describe("parsing", () => {
  test("what the reader says becomes issues", () => {
    const { validation } = validateFile("OFF\n3 1 0\n0 0 0\n1 0 0\n0 one 0\n3 0 1 2\n");
    expect(statuses(validation)).toBe("passed passed failed skipped failed");
    expect(validation.stages[2]?.issues).toEqual([
      {
        code: "parse",
        severity: "error",
        message: "OFF File line 5, can't parse vertex: bad data line '0 one 0' importing file 'file'",
      },
    ]);
  });

  test("a few of very many messages", () => {
    const lines = Array.from({ length: 500 }, (_, k) => `nonsense ${k}`).join("\n");
    const { validation } = validateFile(`v 0 0 0\nv 1 0 0\nv 0 1 0\n${lines}\nf 1 2 3\n`);
    const issues = validation.stages[2]?.issues ?? [];
    expect(issues.length).toBe(21);
    expect(issues.at(-1)?.message).toBe("480 more messages");
  });

  test("a file without facets", () => {
    expect(issuesOf(validateFile("v 0 0 0\n").validation)).toEqual(["no-facets"]);
    expect(
      issuesOf(validateFile(`solid empty\n${" ".repeat(80)}\nendsolid empty\n`, { type: "stl" }).validation),
    ).toEqual(["no-facets"]);
  });

  test("facets that name a vertex twice are told, though the reader leaves them out", async () => {
    const source = "v 0 0 0\nv 1 0 0\nv 0 1 0\nv 0 0 1\nf 1 3 2\nf 1 2 4\nf 2 3 4\nf 1 4 3\nf 1 1 2\n";
    const { validation, healing, bytes } = await healFile(source);
    expect(issuesOf(validation)).toEqual(["degenerate-facets×1"]);
    expect(healing).toMatchObject({ applied: [{ code: "degenerate-facets", count: 1 }], remaining: [] });
    expect(new TextDecoder().decode(bytes).match(/^f /gm)?.length).toBe(4);
  });

  test("exact solids are read by OpenCascade, checked, and healed as such or as meshes", async () => {
    const { outputs } = await evaluateShape("difference() { cube(10); cylinder(r = 3, h = 30); }", {
      formats: ["step", "brep"],
    });
    const engines = new Engines();
    for (const [format, bytes] of outputs) {
      const own = await healFile(bytes, { engines });
      expect([own.type?.name, statuses(own.validation), issuesOf(own.validation)]).toEqual([format as never, good, []]);
      expect([own.healing.applied, own.bytes === bytes]).toEqual([[], true]);
      const { bytes: mesh } = await healFile(bytes, { engines, format: "off" });
      expect(validateFile(mesh as Uint8Array).validation.qualityScore).toBe(1);
    }
    expect(outputs.size).toBe(2);
    const damaged = new TextDecoder("latin1").decode(outputs.get("step")).replaceAll("ADVANCED_FACE", "ADVANCED_FAKE");
    const { validation, bytes } = await healFile(damaged, { engines });
    expect([statuses(validation), issuesOf(validation), bytes]).toEqual([
      "passed passed failed skipped failed",
      ["parse"],
      undefined,
    ]);
  }, 60_000);

  test("without OpenCascade they are not read", () => {
    const { validation } = validateFile("CASCADE Topology V1, (c) Matra-Datavision\n");
    expect([statuses(validation), issuesOf(validation)]).toEqual([
      "passed passed failed skipped failed",
      ["no-reader"],
    ]);
  });

  test("several objects are examined one by one", () => {
    const cube = (at: number): string =>
      `<object id="${at}"><mesh><vertices>${box(2, [at, 0, 0])
        .points.map(([x, y, z]) => `<vertex><coordinates><x>${x}</x><y>${y}</y><z>${z}</z></coordinates></vertex>`)
        .join("")}</vertices><volume>${box()
        .triangles.map(([a, b, c]) => `<triangle><v1>${a}</v1><v2>${b}</v2><v3>${c}</v3></triangle>`)
        .join("")}</volume></mesh></object>`;
    // They overlap in space, which separate objects may.
    const { validation, meshes } = validateFile(`<amf>${cube(0)}${cube(1)}</amf>`);
    expect([meshes.length, statuses(validation), issuesOf(validation)]).toEqual([2, good, []]);
  });
});

describe("limits", () => {
  const limitOf = (work: () => unknown): string => {
    try {
      work();
    } catch (error) {
      if (error instanceof LimitError) return error.limit;
      throw error;
    }
    return "none";
  };

  test("triangles", () => {
    expect(limitOf(() => validateFile(off(box()), { limits: { triangles: 11 } }))).toBe("triangles");
    const fan = `OFF\n20 1 0\n${"0 0 0\n".repeat(20)}20 ${Array.from({ length: 20 }, (_, k) => k).join(" ")}\n`;
    expect(limitOf(() => validateFile(fan, { limits: { triangles: 10 } }))).toBe("triangles");
  });

  test("time, when everything lies across everything", () => {
    const needles = Array.from({ length: 3000 }, (_, k) => {
      const [x, y] = [Math.cos(k) * 1000, Math.sin(k) * 1000];
      return [`v ${x} ${y} ${k / 1000}`, `v ${-x} ${-y} ${-k / 1000}`, `v ${-x} ${-y} ${0.01 - k / 1000}`];
    }).flat();
    const facets = Array.from({ length: 3000 }, (_, k) => `f ${3 * k + 1} ${3 * k + 2} ${3 * k + 3}`);
    expect(limitOf(() => validateFile([...needles, ...facets].join("\n"), { limits: { time: 5 } }))).toBe("time");
  });

  test("bytes of what is written", async () => {
    const broken = edit(box(), (triangle) => [triangle, triangle]);
    await expect(healFile(off(broken), { limits: { outputBytes: 100 } })).rejects.toThrow("outputBytes");
  });

  test("archives that unpack to too much", () => {
    const model = text(`<?xml version="1.0"?><amf>${" ".repeat(200_000)}</amf>`);
    const limits = { ...serverLimits, importInflatedBytes: 100_000 };
    expect(limitOf(() => validateFile(zip([{ name: "a.amf", bytes: model }]), { type: "amf", limits }))).toBe(
      "importInflatedBytes",
    );
  });

  test("a hundred thousand facets on one edge end in the limit, not on the stack", () => {
    const points = Array.from({ length: 100_000 }, (_, k) => `v ${Math.cos(k)} ${Math.sin(k)} ${k % 7}`);
    const facets = points.map((_, k) => `f 1 2 ${k + 3}`);
    const file = ["v 0 0 0", "v 0 0 9", ...points, ...facets].join("\n");
    // Every two of them are neighbors in space: the clock ends the search for crossings.
    expect(limitOf(() => validateFile(file, { limits: { time: 300 } }))).toBe("time");
  });
});

/** The XML of a 3MF or AMF file. */
function modelOf(file: Uint8Array): string {
  const model = file[0] === 0x50 ? unzipSync(file)["3D/3dmodel.model"] : file;
  return new TextDecoder().decode(model);
}

function rezipped(file: Uint8Array, change: (model: string) => string): Uint8Array {
  const model = text(change(modelOf(file)));
  return file[0] === 0x50 ? zipSync({ ...unzipSync(file), "3D/3dmodel.model": model }) : model;
}

function withCount(stl: Uint8Array, count: number): Uint8Array {
  const copy = stl.slice();
  new DataView(copy.buffer).setUint32(80, count, true);
  return copy;
}

// OFF and OBJ files: every way the header may look, every reason to refuse.
import { describe, expect, test } from "bun:test";
import { importSolids } from "./harness.ts";

const body = "3 1 0\n0 0 0\n1 0 0\n0 1 0\n3 0 1 2\n";
const triangle = "0,0,0 1,0,0 0,1,0 | 0 1 2";
const off = (text: string): { meshes: string[]; lines: string[] } => importSolids("/p/a.off", text);

describe("OFF", () => {
  test.each([
    ["header on its own line", `OFF\n${body}`],
    ["counts beside the header", `OFF ${body}`],
    ["no header", body],
    ["comments and blank lines", "# x\n\nOFF # y\n\n3 1 0 # z\n0 0 0\n# q\n1 0 0\n0 1 0\n3 0 1 2\n"],
    ["further columns of vertices", "COFF\n3 1 0\n0 0 0 255 0 0\n1 0 0 1 2 3\n0 1 0 1 1 1\n3 0 1 2\n"],
    ["a dimension", `nOFF\n3\n${body}`],
    ["a dimension beside the header", `nOFF 3 ${body}`],
    ["all letters", `STCNOFF\n${body}`],
    ["carriage returns", `OFF\n${body}`.replaceAll("\n", "\r\n")],
    ["no newline at the end", `OFF\n${body}`.trimEnd()],
  ])("%s", (_, text) => {
    expect(off(text)).toEqual({ meshes: [triangle], lines: [] });
  });

  test.each([
    ["", 1, "bad header: end of file", ""],
    ["OFF BINARY\n", 1, "binary OFF format not supported", ""],
    ["OFF BINARY 3\n", 1, "binary OFF format not supported", "3"],
    ["OFF\n", 2, "bad header: end of file", ""],
    ["nOFF\n", 2, "bad header: missing Ndim", ""],
    ["nOFF\nx\n", 2, "bad header: bad data for Ndim", "x"],
    ["nOFF\n2\n3 1 0\n", 2, "unhandled vertex dimensions (2)", ""],
    [`nOFF 4\n${body}`, 1, "unhandled vertex dimensions (4)", ""],
    [`4OFF\n${body}`, 1, "unhandled vertex dimensions (4)", ""],
    ["OFF 3 1\n", 1, "bad header: missing data", "3 1"],
    ["OFF\n3 1\n", 2, "bad header: missing data", "3 1"],
    ["OFF\n3 x 0\n", 2, "bad header: bad data", "3 x 0"],
    ["OFF\n0 1 0\n", 2, "bad header: not enough data", "0 1 0"],
    ["OFF\n3 -1 0\n", 2, "bad header: not enough data", "3 -1 0"],
    ["OFF\n3 1 0\n0 0 0\n", 4, "reading vertices: end of file", ""],
    ["OFF\n3 1 0\n0 0\n", 3, "can't parse vertex: not enough data", "0 0"],
    ["OFF\n3 1 0\n0 0 z\n", 3, "can't parse vertex: bad data", "0 0 z"],
    [`OFF\n${body}`.replace("3 1 0", "3 2 0"), 7, "reading faces: end of file", ""],
    [`OFF\n${body}`.replace("3 0 1 2", "3"), 6, "can't parse face: missing indices", "3"],
    [`OFF\n${body}`.replace("3 0 1 2", "-3 0 1 2"), 6, "can't parse face: missing indices", "-3 0 1 2"],
    [`OFF\n${body}`.replace("3 0 1 2", "3 0 1"), 6, "can't parse face: missing indices", "3 0 1"],
    [`OFF\n${body}`.replace("3 0 1 2", "3 0 1 x"), 6, "can't parse face: bad data", "3 0 1 x"],
    [`OFF\n${body}`.replace("3 0 1 2", "3 0 1 2 x 0 0"), 6, "Parse error", "3 0 1 2 x 0 0"],
    ["OFF\n2000000000 1 0\n0 0 0\n", 4, "reading vertices: end of file", ""],
    [`OFF\n${body}`.replace("3 0 1 2", "2000000000 0 1 2"), 6, "can't parse face: missing indices", "2000000000 0 1 2"],
  ])("%j is refused", (text, line, reason, shown) => {
    const message = `ERROR: OFF File line ${line}, ${reason} line '${shown}' importing file '/p/a.off' in file lib/main.scad, line 2`;
    expect(off(text)).toEqual({ meshes: [], lines: [message] });
  });

  test("an index that no vertex has is left out", () => {
    const { meshes, lines } = off("OFF\n4 1 0\n0 0 0\n1 0 0\n1 1 0\n0 1 0\n5 0 1 2 7 3\n");
    expect(meshes).toEqual(["0,0,0 1,0,0 1,1,0 0,1,0 | 0 1 2 3"]);
    expect(lines[0]).toContain("ignored bad face vertex index: 7 line '5 0 1 2 7 3'");
  });

  test("vertices are kept as listed", () => {
    const { meshes } = off("OFF\n5 1 0\n0 0 0\n1 0 0\n0 1 0\n0 1 0\n9 9 9\n3 0 1 3\n");
    expect(meshes).toEqual(["0,0,0 1,0,0 0,1,0 0,1,0 9,9,9 | 0 1 3"]);
  });

  test("colors are bytes, or fractions where written with a point", () => {
    const faces = ["255 0 51", "0.5 0 1.0", "0 0 255 51", "1.0 0.0 0.0 0.2", "7"];
    const { meshes } = off(`OFF\n3 5 0\n0 0 0\n1 0 0\n0 1 0\n${faces.map((c) => `3 0 1 2 ${c}\n`).join("")}`);
    expect(meshes[0]?.split(" | ")[1]).toBe(
      "0 1 2 (1,0,0.2,1), 0 1 2 (0.498039,0,1,1), 0 1 2 (0,0,1,0.2), 0 1 2 (1,0,0,0.2), 0 1 2",
    );
  });
});

describe("OBJ", () => {
  const vertices = "v 0 0 0\nv 1 0 0\nv 1 1 0\nv 0 1 0\n";
  const obj = (text: string): { meshes: string[]; lines: string[] } => importSolids("/p/a.obj", text);

  test("facets of any size, texture and normal indices are not read", () => {
    const text = `# c\nmtllib x\no y\n${vertices}vt 0 0\nvn 0 0 1\ng z\ns off\nusemtl q\nf 1/1/1 2//2 3/3 4\nf 1 2 3\n`;
    expect(obj(text)).toEqual({ meshes: ["0,0,0 1,0,0 1,1,0 0,1,0 | 0 1 2 3, 0 1 2"], lines: [] });
  });

  test("what is not understood is named, with a line number that is one too high", () => {
    const { meshes, lines } = obj(`${vertices}v 1 2 3 4\nfoo bar\nf 1 2 9\nf 1 x 2 3\nf\n`);
    expect(meshes).toEqual(["0,0,0 1,0,0 1,1,0 0,1,0 | 0 1 2"]);
    expect(lines).toEqual([
      "WARNING: Unrecognized Line  v 1 2 3 4 in line Line 6",
      "WARNING: Unrecognized Line  foo bar in line Line 7",
      "WARNING: Index /p/a.obj out of range in Line 8",
      "WARNING: Invalid Face index in File /p/a.obj in Line 9",
      "WARNING: Unrecognized Line  f in line Line 10",
    ]);
  });

  test("a coordinate that is no number empties the result", () => {
    const { meshes, lines } = obj(`${vertices}v 0 y 0\nf 1 2 3\n`);
    expect(meshes).toEqual([]);
    expect(lines).toEqual([
      "ERROR: OBJ File line 6, can't parse vertex line 'v 0 y 0' importing file '/p/a.obj' in file lib/main.scad, line 2",
    ]);
  });

  test("indices from 1: neither 0 nor negative ones", () => {
    const { meshes, lines } = obj(`${vertices}f 0 1 2 3\nf -1 1 2\n`);
    expect(meshes).toEqual(["0,0,0 1,0,0 1,1,0 0,1,0 | 0 1 2"]);
    expect(lines).toEqual([
      "WARNING: Index /p/a.obj out of range in Line 6",
      "WARNING: Index /p/a.obj out of range in Line 7",
    ]);
  });
});

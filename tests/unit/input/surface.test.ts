// Height maps: text and PNG, the solid over them, damaged and oversized images.
import { describe, expect, test } from "bun:test";
import type { SurfaceNode } from "../../../backend/csg/nodes.ts";
import { readSurface } from "../../../backend/input/read.ts";
import type { Limits } from "../../../backend/shared/limits.ts";
import { png, print, readerError, setUp, surfaceNode } from "./harness.ts";

function surface(content: string | Uint8Array, changes: Partial<SurfaceNode> = {}, limits: Partial<Limits> = {}) {
  const setting = setUp({ "/p/a.dat": content }, limits);
  const mesh = readSurface(setting.ctx, surfaceNode("/p/a.dat", setting.position, changes));
  return { mesh, text: print(mesh), lines: setting.lines };
}

/** Six times the volume: positive when facets run counter-clockwise from outside. */
function volume({ positions, offsets, indices }: ReturnType<typeof readSurface>): number {
  let sum = 0;
  for (let facet = 0; facet + 1 < offsets.length; facet++) {
    const corners = [...indices.subarray(offsets[facet], offsets[facet + 1])];
    for (let i = 1; i + 1 < corners.length; i++) {
      const [a, b, c] = [corners[0], corners[i], corners[i + 1]].map((v) => [
        ...positions.subarray(3 * (v ?? 0), 3 * (v ?? 0) + 3),
      ]);
      const [ax = 0, ay = 0, az = 0] = a ?? [];
      const [bx = 0, by = 0, bz = 0] = b ?? [];
      const [cx = 0, cy = 0, cz = 0] = c ?? [];
      sum += ax * (by * cz - bz * cy) + ay * (bz * cx - bx * cz) + az * (bx * cy - by * cx);
    }
  }
  return sum;
}

describe("text", () => {
  test("two by two", () => {
    const { text } = surface("1 2\n3 4\n");
    expect(text).toBe(
      "0,0,1 1,0,2 0,1,3 1,1,4 0.5,0.5,2.5 0,0,0 0,1,0 1,1,0 1,0,0 | 0 1 4, 1 3 4, 3 2 4, 2 0 4, " +
        "5 0 2 6, 7 3 1 8, 8 1 0 5, 6 2 3 7, 5 6 7 8",
    );
  });

  test("missing values are 0, comments and empty lines are nothing, the base is one below the lowest", () => {
    const { mesh } = surface("# x\n 1\t2 3 \r\n\n4 5 6\n7 8\n");
    expect([mesh.positions.length / 3, mesh.offsets.length - 1]).toEqual([20, 25]);
    expect(Math.min(...mesh.positions)).toBe(0);
    expect(volume(mesh)).toBeGreaterThan(0);
  });

  test("the base is never above 0", () => {
    expect(Math.min(...surface("5 5\n5 5").mesh.positions)).toBe(0);
    expect(Math.min(...surface("-5 5\n5 5").mesh.positions)).toBe(-6);
  });

  test("centered", () => {
    const { mesh } = surface("1 1 1\n1 1 1\n", { center: true });
    const xs = mesh.positions.filter((_, i) => i % 3 === 0);
    const ys = mesh.positions.filter((_, i) => i % 3 === 1);
    expect([Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)]).toEqual([-1, 1, -0.5, 0.5]);
  });

  test.each(["", "# nothing\n", "1 2 3\n", "1\n2\n3\n"])("%j encloses nothing", (content) => {
    expect(volume(surface(content).mesh)).toBe(0);
  });

  test("a value that is no number", () => {
    for (const value of ["x", "1e309"]) {
      const { text, lines } = surface(`1 2\n3 ${value}\n`);
      expect(text).toBe(" | ");
      expect(lines).toEqual([
        "WARNING: Illegal value in '/p/a.dat': bad lexical cast: source type value could not be interpreted as target",
      ]);
    }
  });

  test("ragged rows cannot make a large map of a small file", () => {
    const ragged = `${"1 ".repeat(5000)}\n${"1\n".repeat(5000)}`;
    expect(readerError(() => surface(ragged, {}, { pixels: 1_000_000 }))).toBe("pixels");
    expect(readerError(() => surface("1 2 3\n".repeat(100), {}, { triangles: 500 }))).toBe("triangles");
  });
});

/** The heights of a map of four pixels, bottom row first. */
function heights(content: Uint8Array, changes: Partial<SurfaceNode> = {}): number[] {
  const { mesh } = surface(content, changes);
  const found = new Map<string, number>();
  for (let at = 0; at < mesh.positions.length; at += 3) {
    const [x = 0, y = 0, z = 0] = mesh.positions.subarray(at, at + 3);
    found.set(`${y},${x}`, Math.max(z, found.get(`${y},${x}`) ?? Number.NEGATIVE_INFINITY));
  }
  return ["0,0", "0,1", "1,0", "1,1"].map((key) => Math.round((found.get(key) ?? Number.NaN) * 2.55));
}

describe("PNG", () => {
  const size = { width: 2, height: 2 };

  test.each([
    [
      "gray",
      png({ ...size, depth: 8, color: 0 }, [
        [0, 10, 20],
        [0, 30, 40],
      ]),
    ],
    [
      "gray and alpha",
      png({ ...size, depth: 8, color: 4 }, [
        [0, 10, 0, 20, 9],
        [0, 30, 0, 40, 9],
      ]),
    ],
    [
      "16 bits",
      png({ ...size, depth: 16, color: 0 }, [
        [0, 10, 255, 20, 255],
        [0, 30, 255, 40, 255],
      ]),
    ],
    [
      "color",
      png({ ...size, depth: 8, color: 2 }, [
        [0, 10, 10, 10, 20, 20, 20],
        [0, 30, 30, 30, 40, 40, 40],
      ]),
    ],
    [
      "color and alpha",
      png({ ...size, depth: 8, color: 6 }, [
        [0, 10, 10, 10, 0, 20, 20, 20, 0],
        [0, 30, 30, 30, 0, 40, 40, 40, 0],
      ]),
    ],
    [
      "left filter",
      png({ ...size, depth: 8, color: 0 }, [
        [1, 10, 10],
        [1, 30, 10],
      ]),
    ],
    [
      "up filter",
      png({ ...size, depth: 8, color: 0 }, [
        [2, 10, 20],
        [2, 20, 20],
      ]),
    ],
    [
      "average filter",
      png({ ...size, depth: 8, color: 0 }, [
        [3, 10, 15],
        [3, 25, 15],
      ]),
    ],
    [
      "Paeth filter",
      png({ ...size, depth: 8, color: 0 }, [
        [4, 10, 10],
        [4, 20, 10],
      ]),
    ],
    [
      "interlaced",
      png({ ...size, depth: 8, color: 0, interlace: 1 }, [
        [0, 10],
        [0, 20],
        [0, 30, 40],
      ]),
    ],
  ])("%s: the first row is at the back", (_, content) => {
    expect(heights(content)).toEqual([30, 40, 10, 20]);
  });

  test("palette and depths below eight bits", () => {
    const palette = Uint8Array.of(0, 0, 0, 255, 255, 255, 10, 10, 10, 20, 20, 20);
    expect(
      heights(
        png(
          { ...size, depth: 2, color: 3 },
          [
            [0, 0b00010000],
            [0, 0b10110000],
          ],
          [["PLTE", palette]],
        ),
      ),
    ).toEqual([10, 20, 0, 255]);
    expect(
      heights(
        png({ ...size, depth: 4, color: 0 }, [
          [0, 0x01],
          [0, 0x2f],
        ]),
      ),
    ).toEqual([34, 255, 0, 17]);
  });

  test("brightness weighs colors; invert is OpenSCAD's 1 − p", () => {
    const content = png({ ...size, depth: 8, color: 2 }, [
      [0, 255, 0, 0, 0, 255, 0],
      [0, 0, 0, 255, 255, 255, 255],
    ]);
    expect(heights(content)).toEqual([18, 255, 54, 182]);
    expect(heights(content, { invert: true })).toEqual([-17, -254, -53, -181]);
  });

  const good = png({ ...size, depth: 8, color: 0 }, [
    [0, 10, 20],
    [0, 30, 40],
  ]);
  test.each([
    ["cut off", good.subarray(0, 40)],
    ["a wrong checksum", good.with(20, 9)],
    ["too little data", png({ ...size, depth: 8, color: 0 }, [[0, 10, 20]])],
    [
      "too much data",
      png(
        { ...size, depth: 8, color: 0 },
        Array.from({ length: 100 }, () => [0, 10, 20]),
      ),
    ],
    [
      "an unknown filter",
      png({ ...size, depth: 8, color: 0 }, [
        [5, 10, 20],
        [0, 30, 40],
      ]),
    ],
    [
      "a depth that the color type does not have",
      png({ ...size, depth: 4, color: 2 }, [
        [0, 0, 0, 0],
        [0, 0, 0, 0],
      ]),
    ],
    ["no pixels", png({ width: 0, height: 2, depth: 8, color: 0 }, [])],
    [
      "an unknown critical chunk",
      png(
        { ...size, depth: 8, color: 0 },
        [
          [0, 10, 20],
          [0, 30, 40],
        ],
        [["ABCD", Uint8Array.of(1)]],
      ),
    ],
    ["an impossible size", png({ width: 60000, height: 60000, depth: 8, color: 0 }, [[0]])],
  ])("%s", (_, content) => {
    const { text, lines } = surface(content);
    expect(text).toBe(" | ");
    expect(lines).toEqual(["WARNING: Can't read PNG image '/p/a.dat'"]);
  });

  test("too many pixels, before anything is unpacked", () => {
    const content = png({ width: 60000, height: 60000, depth: 8, color: 0 }, [[0]]);
    expect(readerError(() => surface(content, {}, { pixels: 1_000_000 }))).toBe("pixels");
  });

  test("ancillary chunks may hold anything", () => {
    const content = png(
      { ...size, depth: 8, color: 0 },
      [
        [0, 10, 20],
        [0, 30, 40],
      ],
      [["iCCP", Uint8Array.of(1, 2, 3)]],
    );
    expect(heights(content)).toEqual([30, 40, 10, 20]);
  });
});

test("a missing file", () => {
  const setting = setUp();
  expect(print(readSurface(setting.ctx, surfaceNode("/p/none.dat", setting.position)))).toBe(" | ");
  expect(setting.lines).toEqual(["WARNING: The file '/p/none.dat' couldn't be opened."]);
});

// Every exporter on every shape of the suite: the same bytes each time, and where input/ reads the format, the same shape
// again.
import { describe, expect, test } from "bun:test";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Geometry } from "../../backend/csg/geometry.ts";
import { ShapeCache } from "../../backend/kernel/cache.ts";
import { formats } from "../../backend/output/formats.ts";
import type { Feature } from "../../backend/shared/context.ts";
import { listPrograms } from "../suite/programs.ts";
import { evaluateShape } from "./evaluate-shape.ts";
import { measure, type ShapeFacts } from "./measure.ts";

const programs = listPrograms().filter(({ name }) => name.startsWith("geometry/"));
const shapeFormats = [...formats.values()].filter(({ accepts }) => accepts === "2d" || accepts === "3d");

/** How exactly a format tells a coordinate, relative to the size of the shape. Formats that input/ does not read are missing. */
const precisions: Readonly<Record<string, number>> = {
  off: 1e-5,
  obj: 1e-5,
  amf: 1e-5,
  asciistl: 1e-6,
  stl: 1e-6,
  binstl: 1e-6,
  "3mf": 1e-6,
  dxf: 1e-5,
  svg: 1e-5,
};

/** These readers unite the objects of a file. */
const uniting = new Set(["amf", "3mf"]);

/** Spares loading the libraries each time; emptied where shapes must be made anew. */
const cache = new ShapeCache();
const library = join(import.meta.dir, "../suite/geometry/lib");
const files = new Map(readdirSync(library).map((name) => [`/lib/${name}`, readFileSync(join(library, name))]));

describe.each(programs)("$name", ({ path }) => {
  const source = readFileSync(path, "utf8");
  const features = [...source.matchAll(/^\/\/ args: .*--enable=(\S+)/g)].map(([, name]) => name as Feature);
  const evaluateAs = (names: readonly string[], now?: number) =>
    evaluateShape(source, { files, features, formats: names, cache, now });

  test("gives the same bytes again, whatever the time", async () => {
    const all = shapeFormats.map(({ format }) => format);
    const first = await evaluateAs(all);
    cache.clear();
    const second = await evaluateAs(all, Date.UTC(2031, 1, 2, 3, 4, 5));
    expect([...first.outputs.keys()]).toEqual(written(first.geometry?.dimension ?? 3));
    for (const [format, bytes] of first.outputs) {
      expect(Bun.hash(second.outputs.get(format) ?? new Uint8Array(0)), format).toBe(Bun.hash(bytes));
      expect(bytes.length, format).toBeGreaterThan(0);
    }
  });

  test("comes back from the formats that can be read", async () => {
    const { geometry, outputs } = await evaluateAs(Object.keys(precisions));
    if (geometry === undefined || geometry === null) throw new Error("the program makes no shape");
    expect(outputs.size).toBeGreaterThan(1);
    for (const [format, bytes] of outputs) {
      if (geometry.dimension !== "list" || !uniting.has(format)) await expectBack(geometry, format, bytes);
    }
  });
});

async function expectBack(geometry: Geometry, format: string, bytes: Uint8Array): Promise<void> {
  const path = `/shape.${formats.get(format)?.suffix}`;
  const back = await evaluateShape(`import("${path}");`, { files: new Map([[path, bytes]]), cache });
  expect(
    back.lines.filter((line) => /^(ERROR|WARNING)/.test(line)),
    format,
  ).toEqual([]);
  if (back.geometry === undefined || back.geometry === null) throw new Error(`nothing came back from ${format}`);
  const precision = precisions[format] as number;
  expectAlike(total(measure(back.geometry)), total(measure(geometry)), { format, precision });
}

function written(dimension: 2 | 3 | "list"): string[] {
  const wanted = dimension === 2 ? "2d" : "3d";
  return shapeFormats.filter(({ accepts }) => accepts === wanted).map(({ format }) => format);
}

interface Total {
  readonly dimension: 2 | 3;
  readonly volume: number;
  readonly area: number;
  /** From the least to the greatest, each axis. SVG places drawings on a page, so only the size is compared. */
  readonly size: readonly number[];
}

/** Of a list: all objects together, as if they did not overlap. */
function total(facts: ShapeFacts): Total {
  const items = facts.dimension === "list" ? facts.items : [facts];
  const [first] = items;
  if (first === undefined) throw new Error("an empty list");
  const half = first.box.length / 2;
  const size = Array.from({ length: half }, (_, axis) => {
    const least = Math.min(...items.map(({ box }) => box[axis] as number));
    return Math.max(...items.map(({ box }) => box[axis + half] as number)) - least;
  });
  return {
    dimension: first.dimension,
    volume: items.reduce((sum, item) => sum + (item.dimension === 3 ? item.volume : 0), 0),
    area: items.reduce((sum, item) => sum + item.area, 0),
    size,
  };
}

function expectAlike(
  actual: Total,
  expected: Total,
  { format, precision }: { readonly format: string; readonly precision: number },
): void {
  expect(actual.dimension, format).toBe(expected.dimension);
  const extent = Math.max(...expected.size);
  for (const [axis, length] of expected.size.entries()) {
    expect(Math.abs((actual.size[axis] as number) - length), `${format}: size`).toBeLessThan(2 * precision * extent);
  }
  expect(Math.abs(actual.area - expected.area), `${format}: area`).toBeLessThan(10 * precision * extent ** 2);
  expect(Math.abs(actual.volume - expected.volume), `${format}: volume`).toBeLessThanOrEqual(
    10 * precision * extent ** 3,
  );
}

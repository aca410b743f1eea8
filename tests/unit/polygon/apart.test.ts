// Drawings whose parts stand apart: the library is called part by part, and gives what one call for all of them gives.
import { describe, expect, test } from "bun:test";
import { type Group, groupsApart, inSweepOrder, type Root } from "../../../backend/kernel/polygon/apart.ts";
import { type FillRule, loadClipper } from "../../../backend/kernel/polygon/clipper.ts";
import { GRID, type GridPath } from "../../../backend/kernel/polygon/grid.ts";
import { inflateApart, motionOf } from "../../../backend/kernel/polygon/inflate.ts";
import { nest } from "../../../backend/kernel/polygon/nest.ts";
import { loadClipper2, type Paths64, type PolyPath64 } from "../../../wasm/clipper2.ts";
import { makeRandom } from "./shapes.ts";

const clipper = await loadClipper();
const library = await loadClipper2();
const rounds = Number(process.env.MOICAD_PROPERTY_ROUNDS ?? 30);

/** Contours of one place of a drawing around (x, y), 20 wide. */
type Draw = (x: number, y: number, random: () => number) => number[];

const whole = (random: () => number, most: number): number => Math.floor(random() * most);

const kinds: Readonly<Record<string, Draw>> = {
  boxes: (x, y, random) => {
    const [left, bottom] = [x + whole(random, 12), y + whole(random, 12)];
    const [right, top] = [left + 1 + whole(random, 8), bottom + 1 + whole(random, 8)];
    return [left, bottom, right, bottom, right, top, left, top];
  },
  rings: (x, y, random) => {
    const count = 8 + whole(random, 40);
    const radius = 1 + 9 * random();
    return Array.from({ length: count }, (_, k) => (2 * Math.PI * k) / count).flatMap((angle) => [
      x + 10 + radius * Math.cos(angle),
      y + 10 + radius * Math.sin(angle),
    ]);
  },
  stars: (x, y, random) =>
    Array.from({ length: 24 }, (_, k) => (Math.PI * k) / 12 + 0.1).flatMap((angle) => {
      const radius = 2 + 7 * random();
      return [x + 10 + radius * Math.cos(angle), y + 10 + radius * Math.sin(angle)];
    }),
  tangles: (x, y, random) =>
    Array.from({ length: 3 + whole(random, 16) }, () => [x + 20 * random(), y + 20 * random()]).flat(),
  "tangles on a grid": (x, y, random) =>
    Array.from({ length: 3 + whole(random, 8) }, () => [x + whole(random, 20), y + whole(random, 20)]).flat(),
};

/** Rows and columns of places with a few contours each, all on the heights of their row. */
function scene(draw: Draw, random: () => number, most = 4): readonly [GridPath[], GridPath[]] {
  const sides: [GridPath[], GridPath[]] = [[], []];
  const [columns, rows] = [1 + whole(random, 6), 1 + whole(random, 6)];
  for (let place = 0; place < columns * rows; place++) {
    for (let count = whole(random, most + 1); count > 0; count--) {
      const points = draw(30 * (place % columns), 30 * Math.floor(place / columns), random);
      sides[random() < 0.5 ? 0 : 1].push(Float64Array.from(points, (value) => Math.round(value * GRID)));
    }
  }
  return sides;
}

/** One call of the library. */
function inOneCall(operation: "union" | "difference", rule: FillRule, { subject, clip }: Group): Root[] {
  const tool = library.CreateClipper64(false);
  const [subjects, clips] = [toLibrary(subject), toLibrary(clip)];
  tool.AddSubject(subjects);
  tool.AddClip(clips);
  const tree = new library.PolyPath64();
  const { ClipType, FillRule } = library;
  const type = operation === "union" ? ClipType.Union : ClipType.Difference;
  tool.ExecutePoly(type, rule === "non-zero" ? FillRule.NonZero : FillRule.EvenOdd, tree);
  const below = (node: PolyPath64): GridPath[] =>
    Array.from({ length: node.count() }, (_, i) => node.child(i)).flatMap(family);
  const family = (node: PolyPath64): GridPath[] => {
    const words = node.polygon().view();
    return [Float64Array.from([...words].filter((_, k) => k % 3 < 2).map(Number)), ...below(node)];
  };
  const roots = Array.from({ length: tree.count() }, (_, i) => family(tree.child(i)));
  for (const object of [tool, subjects, clips, tree]) object.delete();
  return roots;
}

function toLibrary(paths: readonly GridPath[]): Paths64 {
  const list = new library.Paths64();
  for (const points of paths) {
    const path = new library.Path64();
    const words = new BigInt64Array((3 * points.length) / 2);
    for (let i = 0; i < points.length; i++) words[3 * (i >> 1) + (i & 1)] = BigInt(points[i] as number);
    path.assign(words);
    list.push_back(path);
    path.delete();
  }
  return list;
}

const text = (paths: readonly GridPath[]): string => paths.map((path) => `${Array.from(path, BigInt)}`).join("\n");

describe.each(Object.entries(kinds))("%s", (name, draw) => {
  test.each([
    ["union", "non-zero"],
    ["union", "even-odd"],
    ["difference", "non-zero"],
  ] as const)("%s, %s", (operation, rule) => {
    const random = makeRandom(1);
    let certain = 0;
    for (let round = 0; round < rounds; round++) {
      const [subject, clip] = scene(draw, random, 1 + (round % 4));
      const groups = groupsApart(subject, clip);
      const results = groups?.map((group) => inOneCall(operation, rule, group));
      const apart = groups && results && inSweepOrder(groups, results);
      if (apart === undefined) continue;
      certain++;
      expect(text(apart)).toBe(text(inOneCall(operation, rule, { subject, clip }).flat()));
    }
    if (!name.startsWith("tangles")) expect(certain).toBeGreaterThan(0);
  });
});

describe.each(["boxes", "rings", "stars"])("offsets of %s", (name) => {
  const draw = kinds[name] as Draw;
  test.each(["round", "miter", "square"] as const)("%s", (join) => {
    const random = makeRandom(2);
    let certain = 0;
    for (let round = 0; round < rounds / 3; round++) {
      const paths = clipper.execute("union", "non-zero", scene(draw, random, 1 + (round % 4)).flat());
      for (const distance of [1, 0.5, 0.37]) {
        const options = {
          distance: distance * GRID,
          join,
          end: "polygon",
          miterLimit: 1e6,
          arcTolerance: GRID / 50,
        } as const;
        const motion = motionOf(paths, options);
        const groups = groupsApart(paths, [], motion);
        const results = groups?.map(({ subject }) => nest(clipper.inflate(subject, options)));
        const apart = groups && results && inSweepOrder(groups, results, motion);
        if (apart === undefined) continue;
        certain++;
        expect(text(apart)).toBe(text(nest(clipper.inflate(paths, options)).flat()));
      }
    }
    expect(certain).toBeGreaterThan(0);
  });
});

test("large drawings are taken apart by the kernel", () => {
  const random = makeRandom(4);
  for (let round = 0; round < 3; round++) {
    const rings = scene((x, y, next) => kinds.rings?.(x, y, next) ?? [], random).flat();
    const many = [0, 1, 2].flatMap((k) => rings.map((path) => path.map((value) => value + 300 * k * GRID)));
    const united = clipper.execute("union", "non-zero", many);
    expect(text(united)).toBe(text(inOneCall("union", "non-zero", { subject: many, clip: [] }).flat()));
    const options = { distance: GRID, join: "round", end: "polygon", miterLimit: 2, arcTolerance: GRID / 50 } as const;
    expect(text(inflateApart(clipper, united, options))).toBe(text(nest(clipper.inflate(united, options)).flat()));
  }
});

describe("how far contours move", () => {
  const options = { distance: -5, join: "miter", end: "polygon", miterLimit: 1e6, arcTolerance: 1 } as const;

  test("a square's corners by the root of two", () => {
    expect(motionOf([Float64Array.of(0, 0, 9, 0, 9, 9, 0, 9)], options).reach).toBeCloseTo(5 * Math.SQRT2 + 2, 9);
  });

  test("corners that turn back, and edges without length, give a number", () => {
    const random = makeRandom(5);
    for (let i = 0; i < 2000; i++) {
      const [x, y] = [whole(random, 1e8), whole(random, 1e8)];
      const sliver = Float64Array.of(0, 0, x, y, x, y, 0, 1);
      expect(motionOf([sliver], options).reach).toBeGreaterThan(7);
    }
  });
});

describe("what is taken apart", () => {
  const ring = (x: number): GridPath =>
    Float64Array.from({ length: 96 }, (_, k) => {
      const angle = 0.1 + (2 * Math.PI * (k >> 1)) / 48;
      return Math.round((k % 2 === 0 ? x + 9 * Math.cos(angle) : 9 * Math.sin(angle)) * GRID);
    });
  const many = [0, 30, 60, 1000, 1030, 1060].map(ring);

  test("groups whose boxes do not meet", () => {
    expect(groupsApart(many, [])).toHaveLength(6);
    expect(
      groupsApart(many, [Float64Array.of(-9, -9, 1100, -9, 1100, 9).map((value) => value * GRID)]),
    ).toBeUndefined();
  });

  test("not what is moved so far that it may meet", () => {
    expect(groupsApart(many, [], { distance: 1, reach: 20 * GRID })).toHaveLength(2);
  });

  test("not boxes that have a piece of a level edge in common", () => {
    const box = (x: number): GridPath => Float64Array.of(x, 0, x + 9, 0, x + 9, 9, x, 9).map((value) => value * GRID);
    expect(groupsApart([...many, box(-100)], [])).toHaveLength(7);
    expect(groupsApart([...many, box(-100), box(-95)], [])).toBeUndefined();
  });
});

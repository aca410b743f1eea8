// Drawings whose parts stand apart: the library is called part by part, and gives what one call for all of them gives.
import { describe, expect, test } from "bun:test";
import { groupsApart } from "../../../backend/kernel/polygon/apart.ts";
import { type FillRule, loadClipper } from "../../../backend/kernel/polygon/clipper.ts";
import { GRID, type GridPath } from "../../../backend/kernel/polygon/grid.ts";
import { inflateApart } from "../../../backend/kernel/polygon/inflate.ts";
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
  tangles: (x, y, random) =>
    Array.from({ length: 3 + whole(random, 16) }, () => [x + 20 * random(), y + 20 * random()]).flat(),
  "tangles on a grid": (x, y, random) =>
    Array.from({ length: 3 + whole(random, 8) }, () => [x + whole(random, 20), y + whole(random, 20)]).flat(),
};

/** Rows and columns of places with a few contours each, all on the heights of their row. */
function scene(draw: Draw, random: () => number): readonly [GridPath[], GridPath[]] {
  const sides: [GridPath[], GridPath[]] = [[], []];
  const [columns, rows] = [1 + whole(random, 6), 1 + whole(random, 6)];
  for (let place = 0; place < columns * rows; place++) {
    for (let count = whole(random, 5); count > 0; count--) {
      const points = draw(30 * (place % columns), 30 * Math.floor(place / columns), random);
      sides[random() < 0.5 ? 0 : 1].push(Float64Array.from(points, (value) => Math.round(value * GRID)));
    }
  }
  return sides;
}

/** One call of the library. */
function inOneCall(operation: "union" | "difference", rule: FillRule, sides: readonly (readonly GridPath[])[]): string {
  const tool = library.CreateClipper64(false);
  const [subject, clip] = sides.map(toLibrary) as [Paths64, Paths64];
  tool.AddSubject(subject);
  tool.AddClip(clip);
  const tree = new library.PolyPath64();
  const { ClipType, FillRule } = library;
  const type = operation === "union" ? ClipType.Union : ClipType.Difference;
  tool.ExecutePoly(type, rule === "non-zero" ? FillRule.NonZero : FillRule.EvenOdd, tree);
  const found: string[] = [];
  const visit = (node: PolyPath64): void => {
    for (let i = 0; i < node.count(); i++) {
      const words = node.child(i).polygon().view();
      found.push(`${Array.from(words).filter((_, k) => k % 3 < 2)}`);
      visit(node.child(i));
    }
  };
  visit(tree);
  for (const object of [tool, subject, clip, tree]) object.delete();
  return found.join("\n");
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

describe.each(Object.entries(kinds))("%s", (_name, draw) => {
  test.each([
    ["union", "non-zero"],
    ["union", "even-odd"],
    ["difference", "non-zero"],
  ] as const)("%s, %s", (operation, rule) => {
    const random = makeRandom(1);
    for (let round = 0; round < rounds; round++) {
      const [subject, clip] = scene(draw, random);
      expect(text(clipper.execute(operation, rule, subject, clip))).toBe(inOneCall(operation, rule, [subject, clip]));
    }
  });

  test.each(["round", "miter", "square"] as const)("offsets, %s", (join) => {
    const random = makeRandom(2);
    for (let round = 0; round < rounds / 3; round++) {
      const paths = clipper.execute("union", "even-odd", scene(draw, random).flat());
      for (const distance of [1, -0.5, 0.37]) {
        const options = {
          distance: distance * GRID,
          join,
          end: "polygon",
          miterLimit: 1e6,
          arcTolerance: GRID / 50,
        } as const;
        const moved = inflateApart(clipper, paths, options);
        expect(text(moved)).toBe(text(nest(clipper.inflate(paths, options)).flat()));
      }
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

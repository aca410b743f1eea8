// Laws that hold for every shape, on random ones. More of them: `PROPERTY_ROUNDS=500 bun test tests/contract/properties.test.ts`.
import { describe, expect, test } from "bun:test";
import { MersenneTwister } from "../../backend/compile/values/mersenne-twister.ts";
import { keyOf } from "../../backend/csg/key.ts";
import { ShapeCache } from "../../backend/kernel/cache.ts";
import { MemoryWorld } from "../../backend/shared/memory-world.ts";
import { makeShapeProgram, shapeFiles } from "../fuzz/random-shape.ts";
import { evaluateShape } from "./evaluate-shape.ts";
import { measure } from "./measure.ts";

const rounds = Number(process.env.PROPERTY_ROUNDS ?? 8);
const cache = new ShapeCache();

/** Area in the plane, volume in space, 0 of nothing. */
async function sizeOf(source: string): Promise<number> {
  const { geometry } = await evaluateShape(source, { cache });
  const facts = geometry ? measure(geometry) : undefined;
  if (facts?.dimension === "list") throw new Error("a list has no size");
  return facts === undefined ? 0 : facts.dimension === 2 ? facts.area : facts.volume;
}

class Primitives {
  readonly #random: MersenneTwister;

  constructor(seed: number) {
    this.#random = new MersenneTwister(seed);
  }

  number(least: number, most: number): number {
    return Number((least + ((most - least) * this.#random.next()) / 2 ** 32).toFixed(3));
  }

  vector(most: number): string {
    return `[${[0, 1, 2].map(() => this.number(-most, most)).join(", ")}]`;
  }

  solid(): string {
    const place = `translate(${this.vector(3)}) rotate(${this.vector(180)})`;
    const size = this.number(1, 6);
    const sides = Math.floor(this.number(3, 20));
    switch (this.#random.next() % 5) {
      case 0:
        return `${place} cube([${size}, ${this.number(1, 6)}, ${this.number(1, 6)}], center = true);`;
      case 1:
        return `${place} sphere(${size}, $fn = ${sides});`;
      case 2:
        return `${place} cylinder(${size}, ${this.number(0, 4)}, ${this.number(0.5, 4)}, center = true, $fn = ${sides});`;
      case 3:
        return `${place} rotate_extrude($fn = ${sides}) translate([${size}, 0]) circle(${size / 2}, $fn = 7);`;
      default:
        return `${place} linear_extrude(${size}, twist = ${this.number(-200, 200)}, center = true) square([3, 1]);`;
    }
  }

  flat(): string {
    const place = `translate(${this.vector(3)}) rotate(${this.number(0, 360)})`;
    const size = this.number(1, 6);
    return this.#random.next() % 2 === 0
      ? `${place} square([${size}, ${this.number(1, 6)}]);`
      : `${place} circle(${size}, $fn = ${Math.floor(this.number(3, 20))});`;
  }
}

const seeds = Array.from({ length: rounds }, (_, k) => k + 1);

describe.each(["solid", "flat"] as const)("two %s shapes", (kind) => {
  test.each(seeds)("%d", async (seed) => {
    const primitives = new Primitives(seed);
    const [a, b] = [primitives[kind](), primitives[kind]()];
    const [sizeA, sizeB] = [await sizeOf(a), await sizeOf(b)];
    const union = await sizeOf(`union() { ${a} ${b} }`);
    const intersection = await sizeOf(`intersection() { ${a} ${b} }`);
    const difference = await sizeOf(`difference() { ${a} ${b} }`);
    const precision = 1e-7 * (sizeA + sizeB);
    expect(Math.abs(union + intersection - sizeA - sizeB), `${a}\n${b}`).toBeLessThan(precision);
    expect(Math.abs(difference + intersection - sizeA), `${a}\n${b}`).toBeLessThan(precision);
    expect(Math.abs((await sizeOf(`union() { ${b} ${a} }`)) - union)).toBeLessThan(precision);
    expect(await sizeOf(`hull() { ${a} ${b} }`)).toBeGreaterThan(union - precision);
  });
});

describe("moved and turned", () => {
  test.each(seeds)("%d", async (seed) => {
    const primitives = new Primitives(100 + seed);
    const body = `difference() { union() { ${primitives.solid()} ${primitives.solid()} } ${primitives.solid()} }`;
    const move = `translate(${primitives.vector(50)}) rotate(${primitives.vector(180)}) mirror([1, 2, 3])`;
    const size = await sizeOf(body);
    expect(Math.abs((await sizeOf(`${move} ${body}`)) - size), body).toBeLessThan(1e-6 * (1 + size));
    expect(Math.abs((await sizeOf(`scale([2, 3, 0.5]) ${body}`)) - 3 * size), body).toBeLessThan(1e-6 * (1 + size));
  });
});

/** The text of a tree shows six digits, so it is a program of its own; from then on nothing changes. */
describe("a printed tree is a program for the same tree", () => {
  const options = { files: shapeFiles, features: ["roof"] as const, formats: ["csg"] };
  const world = new MemoryWorld({ main: "", files: shapeFiles });
  const plain = { odd: 0, mixed: 5, depth: 3 };

  test.each(Array.from({ length: 5 * rounds }, (_, k) => k))("%d", async (seed) => {
    const first = await evaluateShape(makeShapeProgram(seed, plain), options);
    const text = first.outputs.get("csg");
    const again = await evaluateShape(new TextDecoder().decode(text), options);
    const third = await evaluateShape(new TextDecoder().decode(again.outputs.get("csg")), options);
    if (again.root === undefined || third.root === undefined) throw new Error("no tree");
    expect(again.outputs.get("csg")).toEqual(text);
    expect(third.outputs.get("csg")).toEqual(text);
    expect(keyOf(third.root, world)).toBe(keyOf(again.root, world));
  });
});

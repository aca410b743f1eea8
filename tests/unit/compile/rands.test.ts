// rands: the golden numbers of spec/language.md §6.4.
import { expect, test } from "bun:test";
import { seedOf } from "../../../backend/compile/functions/rands.ts";
import { MersenneTwister } from "../../../backend/compile/values/mersenne-twister.ts";
import { echoText } from "../../../backend/compile/values/text.ts";
import { makeRuntime, observe } from "./runtime.ts";

const { NaN: nan, POSITIVE_INFINITY: inf } = Number;
const at = " in file main.scad, line 1";

const seeds: readonly (readonly [seed: number, seed32: number, u1: number, u2: number, u3: number])[] = [
  [0, 0, 0.5928446165166826, 0.8442657442565983, 0.8579456199898299],
  [1, 1, 0.9971848082302656, 0.9325573613681655, 0.128124447772306],
  [42, 42, 0.796542984287846, 0.18343478789336848, 0.7796909976126613],
  [1.5, 1073741825, 0.776800445502774, 0.024930899775745773, 0.3486385123102759],
  [-1, 4294967295, 0.11160666544400902, 0.5626933742110578, 0.5263213070083957],
  [-1.5, 3221225471, 0.28461743646939347, 0.12152734483151402, 0.9772465908269901],
  [0.1, 1932735308, 0.8555207434431008, 0.6783628687077232, 0.8834924163885735],
  [1e10, 1410065412, 0.41124766951669206, 0.4522486071684878, 0.3267328704305222],
  [2147483647, 0, 0.5928446165166826, 0.8442657442565983, 0.8579456199898299],
  [1e300, 260391960, 0.7314196810792706, 0.8005593965811415, 0.6064279199765432],
  [inf, 314159, 0.07767170663409012, 0.9976615881433353, 0.38583915294608456],
  [-inf, 4294653137, 0.4582619814780226, 0.9253515065630235, 0.354592293962734],
];

test.each(seeds)("rands with seed %d", (seed, seed32, u1, u2, u3) => {
  expect(seedOf(seed)).toBe(seed32);
  const drawn = observe("rands", [0, 1, 3, seed]).value as readonly number[];
  for (const [i, u] of [u1, u2, u3].entries()) expect(drawn[i]).toBeCloseTo(u, 12);
});

test.each([
  [4.1, "[1.96977, 1.55343, 1.99383]"],
  [-4.1, "[1.19758, 1.92189, 1.67397]"],
  [4.1e100, "[1.21889, 1.78184, 1.31879]"],
  [-4.1e100, "[1.47102, 1.34005, 1.71418]"],
  [4.1e-100, "[1.71837, 1.20865, 1.88396]"],
  [-4.1e-100, "[1.18352, 1.96908, 1.43537]"],
])("rands(1, 2, 3, %d)", (seed, text) => expect(echoText(observe("rands", [1, 2, 3, seed]).value)).toBe(text));

test("an odd seed is NaN, and its seed is 0", () => expect(seedOf(nan)).toBe(0));

test("the generator is MT19937", () => {
  const generator = new MersenneTwister(5489);
  for (let i = 1; i < 10_000; i++) generator.next();
  expect(generator.next()).toBe(4123659995);
});

test("a call without a seed goes on with the sequence, and taints unless nothing is drawn", () => {
  const { rt, call } = makeRuntime();
  const all = call("rands", 0, 1, 4, 7);
  expect(rt.tainted).toBe(false);
  const first = call("rands", 0, 1, 2, 7) as readonly number[];
  expect(call("rands", 3, 3, 2)).toEqual([3, 3]);
  expect(rt.tainted).toBe(false);
  const second = call("rands", 0, 1, 2) as readonly number[];
  expect([...first, ...second]).toEqual(all as number[]);
  expect(rt.tainted).toBe(true);
});

test("bounds are swapped, counts are positive and whole", () => {
  const { call } = makeRuntime();
  expect(call("rands", 5, 1, -2.9, 3)).toEqual(call("rands", 1, 5, 2, 3));
});

test("infinite bounds and counts are replaced", () => {
  const largest = `${BigInt(Number.MAX_VALUE / 2)}.000000`;
  const { messages } = observe("rands", [-inf, nan, inf, 1]);
  expect(messages).toEqual([
    `WARNING: rands() range min cannot be infinite${at}`,
    `WARNING: resetting to -${largest}`,
    `WARNING: rands() range max cannot be infinite${at}`,
    `WARNING: resetting to ${largest}`,
    `WARNING: rands() cannot create an infinite number of results${at}`,
    "WARNING: resetting number of results to 1",
  ]);
  expect(largest).toStartWith("898846567431157854072637118658521783990352837629224982994587384");
});

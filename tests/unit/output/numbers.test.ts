// Numbers and text as the text formats write them.
import { describe, expect, test } from "bun:test";
import { MersenneTwister } from "../../../backend/compile/values/mersenne-twister.ts";
import { type Json, jsonText } from "../../../backend/output/json-text.ts";
import { escapeXml } from "../../../backend/output/xml-text.ts";
import { formatG } from "../../../backend/shared/number-text.ts";
import { TextBuffer } from "../../../backend/shared/text-buffer.ts";

const text = (fill: (out: TextBuffer) => void): string => {
  const out = new TextBuffer(4);
  fill(out);
  return new TextDecoder().decode(out.finish());
};
const general = (value: number): string => text((out) => out.general(value));

describe("%g", () => {
  test.each([
    [0, "0"],
    [-0, "-0"],
    [100000, "100000"],
    [999999.4, "999999"],
    [999999.5, "1e+06"],
    [1e6, "1e+06"],
    [0.0001, "0.0001"],
    [0.00009999, "9.999e-05"],
    [-1234.5, "-1234.5"],
    [123456.5, "123456"],
    [123457.5, "123458"],
    [0.5, "0.5"],
    [9.9999951, "10"],
    [0.99999949, "0.999999"],
    [1 / 3, "0.333333"],
    [2e-8, "2e-08"],
    [1e100, "1e+100"],
    [Number.POSITIVE_INFINITY, "inf"],
    [Number.NaN, "nan"],
  ])("%d", (value, expected) => {
    expect(general(value)).toBe(expected);
  });

  test("agrees with the slow form everywhere", () => {
    const random = new MersenneTwister(7);
    const unit = (): number => random.next() / 2 ** 32;
    for (let i = 0; i < 20_000; i++) {
      const value = (unit() - 0.5) * 10 ** Math.floor(unit() * 14 - 6);
      for (const x of [value, Math.fround(value), Math.round(value * 1024) / 1024, Math.round(value * 1e4) / 1e4]) {
        if (general(x) !== formatG(x)) throw new Error(`${x}: ${general(x)} instead of ${formatG(x)}`);
      }
    }
  });
});

test.each([
  [0, "0"],
  [-0, "0"],
  [0.1, "0.1"],
  [1e-7, "1e-7"],
  [1e21, "1e21"],
  [-1.5e300, "-1.5e300"],
  [123456789012345680000, "123456789012345680000"],
])("shortest form of %d", (value, expected) => {
  expect(text((out) => out.shortest(value))).toBe(expected);
});

test.each([0, 9, 10, 4294967295, 2 ** 53])("whole number %d", (value) => {
  expect(text((out) => out.whole(value))).toBe(String(value));
});

test("text of any length and alphabet", () => {
  const long = "äöü€😀x".repeat(50);
  expect(text((out) => out.text("aé").text(long).code(10).text(""))).toBe(`aé${long}\n`);
});

test("JSON: keys sorted, doubles with a point", () => {
  const value = new Map<string, Json>([
    ["b", [1, -2.5, 1e15, 1e-5, 1e-4, 123456789, -0, Number.NaN]],
    ["a", new Map<string, Json>([["whole", { whole: 3 }]])],
    ["é", ['"\n', true]],
  ]);
  expect(jsonText(value)).toBe(
    '{"a":{"whole":3},"b":[1.0,-2.5,1e+15,1e-05,0.0001,123456789.0,-0.0,null],"é":["\\"\\n",true]}',
  );
});

test("XML text holds what XML may hold", () => {
  expect(escapeXml('<a & "b">\u0000\ud800é\t')).toBe("&lt;a &amp; &quot;b&quot;&gt;\ufffd\ufffdé\t");
});

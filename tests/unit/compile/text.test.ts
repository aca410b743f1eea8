// The text forms of values (spec/language.md §4).
import { expect, test } from "bun:test";
import type { FunctionLiteral } from "../../../backend/ast/nodes.ts";
import { echoText, shownText, strText, TextTooDeepError, traceText } from "../../../backend/compile/values/text.ts";
import { FunctionValue, ObjectValue, RangeValue, type Value } from "../../../backend/compile/values/value.ts";
import { LimitError } from "../../../backend/shared/limits.ts";
import { makeRuntime } from "./runtime.ts";

const start = 0;
const end = 0;
const literal: FunctionLiteral = {
  kind: "FunctionLiteral",
  parameters: [
    { name: "a", fallback: undefined, start, end },
    { name: "b", fallback: { kind: "Literal", value: "x\n", start, end }, start, end },
  ],
  body: {
    kind: "BinaryOp",
    links: 1,
    operator: "+",
    left: { kind: "Lookup", name: "a", start, end },
    right: { kind: "Lookup", name: "b", start, end },
    start,
    end,
  },
  start,
  end,
};

const inner = new ObjectValue(new Map<string, Value>([["b", [1, "x"]]]));
const object = new ObjectValue(
  new Map<string, Value>([
    ["a", "s"],
    ["o", inner],
    ["e", new ObjectValue(new Map())],
  ]),
);

const echoed: readonly (readonly [value: Value, text: string])[] = [
  [undefined, "undef"],
  [true, "true"],
  [-0, "0"],
  [0.1 + 0.2, "0.3"],
  [1e6, "1e+6"],
  ['a"b\n', '"a"b\n"'],
  [[], "[]"],
  [[1, [2, ["a", undefined]], []], '[1, [2, ["a", undef]], []]'],
  [new RangeValue(1, 0.5, Number.NaN), "[1 : 0.5 : nan]"],
  [[new RangeValue(0, 1, 2)], "[[0 : 1 : 2]]"],
  [new ObjectValue(new Map()), "{ }"],
  [object, '{ a = "s"; o = { b = [1, "x"]; }; e = { }; }'],
  [[object, 1], '[{ a = "s"; o = { b = [1, "x"]; }; e = { }; }, 1]'],
  [new FunctionValue(literal, () => 1), 'function(a, b = "x\\n") (a + b)'],
];

for (const [value, text] of echoed) test(`echo text ${JSON.stringify(text)}`, () => expect(echoText(value)).toBe(text));

test("str text and trace text differ from echo text for strings only", () => {
  expect(strText('a"b')).toBe('a"b');
  expect(strText(['a"b'])).toBe('["a"b"]');
  expect(traceText('a"b\n\\')).toBe('"a\\"b\\n\\\\"');
  expect(traceText(['a"b'])).toBe('["a"b"]');
});

function nest(levels: number): Value {
  let value: Value = 1;
  for (let i = 0; i < levels; i++) value = [value];
  return value;
}

test("values nest 40000 deep but not 50000", () => {
  expect(echoText(nest(40_000))).toBe(`${"[".repeat(40_000)}1${"]".repeat(40_000)}`);
  expect(() => echoText(nest(50_000))).toThrow(TextTooDeepError);
  expect(shownText(nest(50_000))).toBe("...");
});

test("a small value with a huge text stops at the budget of bytes", () => {
  let value: Value = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];
  for (let i = 0; i < 12; i++) value = [value, value, value, value, value, value, value, value, value, value];
  const { rt, call } = makeRuntime({ limits: { stringBytes: 1_000_000 } });
  expect(() => echoText(value, rt)).toThrow(LimitError);
  expect(() => call("str", value)).toThrow(LimitError);
});

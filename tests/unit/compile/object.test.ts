// object, has_key, and the import of JSON (spec/language.md §6.8, §6.9).
import { expect, test } from "bun:test";
import { objectFunctions } from "../../../backend/compile/functions/object.ts";
import { echoText } from "../../../backend/compile/values/text.ts";
import { FunctionValue, ObjectValue, type Value } from "../../../backend/compile/values/value.ts";
import { LimitError } from "../../../backend/shared/limits.ts";
import { makeRuntime, observe } from "./runtime.ts";

const at = " in file main.scad, line 1";

const start = 0;
const end = 0;
const method = new FunctionValue(
  {
    kind: "FunctionLiteral",
    parameters: [{ name: "this", fallback: undefined, start, end }],
    body: { kind: "Literal", value: 1, start, end },
    start,
    end,
  },
  () => 1,
);

function object(...args: readonly (Value | { readonly name: string; readonly value: Value })[]) {
  const { rt, messages } = makeRuntime();
  const isNamed = (arg: unknown): arg is { name: string; value: Value } =>
    typeof arg === "object" && arg !== null && "name" in arg;
  const evaluated = args.map((arg) => (isNamed(arg) ? arg : { name: undefined, value: arg as Value }));
  return { value: builtinObject.call(rt, evaluated, 1), messages };
}

const builtinObject = objectFunctions[0] as (typeof objectFunctions)[number];

test("object sets, keeps places, deletes and copies", () => {
  const first = object({ name: "a", value: 1 }, { name: "b", value: 2 }).value as ObjectValue;
  expect(echoText(first)).toBe("{ a = 1; b = 2; }");
  expect(echoText(object(first, { name: "a", value: 3 }, [["c", 4], ["b"], ["zz"]]).value)).toBe("{ a = 3; c = 4; }");
  expect(
    echoText(
      object([
        ["__proto__", 1],
        ["", 2],
      ]).value,
    ),
  ).toBe("{ __proto__ = 1;  = 2; }");
});

const rule = "In an unnamed list, entries must be [key,value] to set or [key] to delete. The key must be <string>.";

test.each([
  [[5], "object(Argument 0 <number>) An unnamed argument must be either <object> or <list>, it is <number>. "],
  [[[], [5]], `object( Argument 1 [Element 0 <number>] ) Entry type is not a list, it is <number>. ${rule}`],
  [
    [[[1, 2]]],
    `object(Argument 0 [Element 0 [<number>,value]]) The key of the entry is not <string> but <number>. ${rule}`,
  ],
  [[[[true]]], `object(Argument 0 [Element 0 [<bool>]]) The key of the entry is not <string> but <bool>. ${rule}`],
  [[[["a", 1], []]], `object(Argument 0 [Element 1 []]) Entry is empty. ${rule}`],
  [
    [[["a", 1, 2]]],
    `object(Argument 0 [Element 0 [...]]) Entry length is 3, must be 1 [key] or 2 [key,value]. ${rule}`,
  ],
] as const)("object(%p) warns", (args, message) => {
  expect(object(...(args as readonly Value[]))).toEqual({ value: undefined, messages: [`WARNING: ${message}${at}`] });
});

test("functions with a parameter `this` become methods of the object that holds them last", () => {
  const first = object({ name: "f", value: method }).value as ObjectValue;
  const bound = first.entries.get("f") as FunctionValue;
  expect(bound.self).toBe(first);
  expect(bound.unbound).toBe(method);
  const second = object(first).value as ObjectValue;
  const rebound = second.entries.get("f") as FunctionValue;
  expect(rebound.self).toBe(second);
  expect(rebound.unbound).toBe(method);
});

test("has_key", () => {
  const some = new ObjectValue(new Map([["a", undefined]]));
  expect(observe("has_key", [some, "a"])).toEqual({ value: true, messages: [] });
  expect(observe("has_key", [some, "b"])).toEqual({ value: false, messages: [] });
  expect(observe("has_key", [[], "b"]).messages).toEqual([
    `WARNING: has_key() parameter could not be converted: argument 0: expected object, found vector ([])${at}`,
  ]);
});

test("import reads JSON with sorted keys", () => {
  const json = '\ufeff{"b": [1, null, "x"], "a": {"__proto__": 2.5e-1}, "B": true}';
  const { value, messages } = observe("import", ["d/x.json"], { files: new Map([["/d/x.json", json]]) });
  expect(echoText(value)).toBe('{ B = true; a = { __proto__ = 0.25; }; b = [1, undef, "x"]; }');
  expect(messages).toEqual([]);
});

test("import says what cannot be read", () => {
  expect(observe("import", ["x.json"]).messages).toEqual([`WARNING: Could not read file '/x.json'${at}`]);
  const broken = ['{"a": ', '"\\ud800"', "[1e999]"];
  for (const text of broken) {
    const { value, messages } = observe("import", ["x.json"], { files: new Map([["/x.json", text]]) });
    expect(value).toBeUndefined();
    expect(messages).toHaveLength(1);
    expect(messages[0]).toStartWith("WARNING: Failed to parse file '/x.json': ");
  }
});

test("import is bounded by the budget of imported bytes", () => {
  const files = new Map([["/x.json", "[1, 2, 3]"]]);
  expect(() => observe("import", ["x.json"], { files, limits: { importBytes: 5 } })).toThrow(LimitError);
  expect(() => observe("import", ["x.json"], { files, limits: { valueElements: 2 } })).toThrow(LimitError);
  const deep = new Map([["/x.json", "[".repeat(100_000) + "]".repeat(100_000)]]);
  expect(() => observe("import", ["x.json"], { files: deep })).toThrow(LimitError);
});

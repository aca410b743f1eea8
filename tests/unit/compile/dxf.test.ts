// dxf_dim and dxf_cross on small drawings (spec/language.md §6.11).
import { expect, test } from "bun:test";
import { dxfFunctions } from "../../../backend/compile/functions/dxf.ts";
import type { EvaluatedArgument, Value } from "../../../backend/compile/values/value.ts";
import { LimitError } from "../../../backend/shared/limits.ts";
import { makeRuntime, type TestRuntimeOptions } from "./runtime.ts";

const at = " in file main.scad, line 1";

type Groups = readonly (readonly [code: number, data: string | number])[];

/** A drawing of entities, each a kind and its groups. */
function drawing(...entities: readonly (readonly [kind: string, groups: Groups])[]): string {
  const groups: [number, string | number][] = [
    [0, "SECTION"],
    [2, "ENTITIES"],
  ];
  for (const [kind, values] of entities)
    groups.push([0, kind], ...values.map(([code, data]) => [code, data] as [number, string | number]));
  groups.push([0, "ENDSEC"], [0, "EOF"]);
  return groups.map(([code, data]) => `${code}\n${data}\n`).join("");
}

function dimension(
  name: string,
  type: number,
  angle: number,
  points: Readonly<Record<number, readonly [number, number]>>,
) {
  const groups: [number, string | number][] = [
    [8, "0"],
    [1, name],
    [70, type],
    [50, angle],
  ];
  for (const [i, [x, y]] of Object.entries(points)) groups.push([10 + Number(i), x], [20 + Number(i), y]);
  return ["DIMENSION", groups] as const;
}

function line(layer: string, x1: number, y1: number, x2: number, y2: number) {
  return [
    "LINE",
    [
      [8, layer],
      [10, x1],
      [20, y1],
      [11, x2],
      [21, y2],
    ],
  ] as const;
}

const text = drawing(
  dimension("along x", 0, 0, { 3: [0, 0], 4: [30, 40] }),
  dimension("along y", 0, 90, { 3: [0, 0], 4: [30, 40] }),
  dimension("aligned", 1, 0, { 3: [0, 0], 4: [30, 40] }),
  dimension("angle", 2, 0, { 0: [10, 0], 5: [0, 0], 3: [0, 0], 4: [0, 10] }),
  dimension("diameter", 3, 0, { 0: [0, 0], 5: [6, 8] }),
  dimension("radius", 4, 0, { 0: [0, 0], 5: [3, 4] }),
  dimension("x", 70, 0, { 3: [7, 8] }),
  dimension("y", 6, 0, { 3: [7, 8] }),
  dimension("odd", 5, 0, {}),
  line("cross", 0, 0, 10, 10),
  line("cross", 0, 6, 10, 6),
  line("parallel", 0, 0, 10, 0),
  line("parallel", 0, 1, 10, 1),
  ["HATCH", [[8, "0"]]],
);

const files = new Map([["/d.dxf", text]]);

function measure(
  name: "dxf_dim" | "dxf_cross",
  named: Readonly<Record<string, Value>>,
  options: TestRuntimeOptions = { files },
) {
  const { rt, messages } = makeRuntime(options);
  const builtin = dxfFunctions.find((candidate) => candidate.name === name);
  const args: EvaluatedArgument[] = Object.entries(named).map(([key, value]) => ({ name: key, value }));
  const call = () => builtin?.call(rt, args, 1);
  return { value: call(), again: call, messages };
}

const unsupported = "WARNING: Unsupported DXF Entity 'HATCH' (1) in \"d.dxf\".";

test.each([
  ["along x", 30],
  ["along y", 40],
  ["aligned", 50],
  ["angle", 90],
  ["diameter", 10],
  ["radius", 5],
  ["x", 7],
  ["y", 8],
])("the dimension %p", (name, value) => {
  const { value: measured, messages } = measure("dxf_dim", { file: "d.dxf", name });
  expect(measured).toBeCloseTo(value, 10);
  expect(messages).toEqual([unsupported]);
});

test("a dimension that is not there, or of a type that cannot be measured", () => {
  expect(measure("dxf_dim", { file: "d.dxf", name: "none", layer: "0" }).messages.at(-1)).toBe(
    `WARNING: Can't find dimension 'none' in 'd.dxf', layer '0'!${at}`,
  );
  expect(measure("dxf_dim", { file: "d.dxf", name: "odd" }).messages.at(-1)).toBe(
    `WARNING: Dimension 'odd' in 'd.dxf', layer '' has unsupported type!${at}`,
  );
});

test("a cross is where two lines meet, with origin and scale", () => {
  expect(measure("dxf_cross", { file: "d.dxf", layer: "cross" }).value).toEqual([6, 6]);
  expect(measure("dxf_cross", { file: "d.dxf", layer: "cross", origin: [1, 2], scale: 10 }).value).toEqual([50, 40]);
  const { value, messages } = measure("dxf_cross", { file: "d.dxf", layer: "parallel" });
  expect(value).toBeUndefined();
  expect(messages).toEqual([`WARNING: Can't find cross in 'd.dxf', layer 'parallel'!${at}`]);
});

test("the reader speaks once per distinct call that succeeded", () => {
  const { again, messages } = measure("dxf_dim", { file: "d.dxf", name: "x" });
  expect(again()).toBe(7);
  expect(messages).toEqual([unsupported]);
  const failing = measure("dxf_dim", { file: "none.dxf" });
  failing.again();
  expect(failing.messages).toHaveLength(2);
});

test("arguments that cannot be used", () => {
  const { messages } = measure("dxf_cross", { file: "none.dxf", origin: [1, Number.NaN], odd: 1 });
  expect(messages).toEqual([
    `WARNING: variable "odd" not specified as parameter${at}`,
    `WARNING: dxf_cross(..., origin=[1, nan]) could not be converted${at}`,
    `WARNING: Can't open DXF file 'none.dxf'!${at}`,
  ]);
});

test("a drawing is bounded by the budget of imported bytes", () => {
  expect(() => measure("dxf_dim", { file: "d.dxf" }, { files, limits: { importBytes: 10 } })).toThrow(LimitError);
});

// textmetrics and fontmetrics: arguments and the shape of the result. What a font measures is tested with the engine.
import { expect, test } from "bun:test";
import { metricsFunctions } from "../../../backend/compile/functions/metrics.ts";
import { echoText } from "../../../backend/compile/values/text.ts";
import type { EvaluatedArgument } from "../../../backend/compile/values/value.ts";
import type { TextParameters } from "../../../backend/csg/nodes.ts";
import type { Shaper } from "../../../backend/csg/text.ts";
import { makeRuntime } from "./runtime.ts";

const at = " in file main.scad, line 1";

/** Measures nothing: keeps what it was asked. */
class RecordingShaper implements Shaper {
  asked: TextParameters | undefined;
  font: readonly [size: number, font: string] | undefined;

  outlines(): undefined {
    return undefined;
  }

  curves(): undefined {
    return undefined;
  }

  metrics(text: TextParameters) {
    this.asked = text;
    return {
      position: [1, 2] as const,
      size: [3, 4] as const,
      ascent: 5,
      descent: -6,
      offset: [7, 8] as const,
      advance: [9, 0] as const,
    };
  }

  fontMetrics(size: number, font: string) {
    this.font = [size, font];
    return {
      nominal: { ascent: 1, descent: -2 },
      max: { ascent: 3, descent: -4 },
      interline: 5,
      family: "Some Sans",
      style: "Bold",
    };
  }
}

function measure(name: "textmetrics" | "fontmetrics", args: readonly EvaluatedArgument[], shaper?: RecordingShaper) {
  const { rt, messages } = makeRuntime({ shaper });
  const value = metricsFunctions.find((builtin) => builtin.name === name)?.call(rt, args, 1);
  return { value, messages };
}

test("textmetrics gives its measures in order", () => {
  const shaper = new RecordingShaper();
  const { value, messages } = measure(
    "textmetrics",
    [
      { name: undefined, value: "ab" },
      { name: "em", value: 10 },
    ],
    shaper,
  );
  expect(echoText(value)).toBe(
    "{ position = [1, 2]; size = [3, 4]; ascent = 5; descent = -6; offset = [7, 8]; advance = [9, 0]; }",
  );
  expect(shaper.asked).toMatchObject({ text: "ab", size: 7.199999999999999, spacing: 1, language: "en" });
  expect(messages).toEqual([]);
});

test("fontmetrics nests its measures", () => {
  const shaper = new RecordingShaper();
  const args = [
    { name: "font", value: "Some Sans" },
    { name: "text", value: "x" },
    { name: "size", value: "big" },
  ];
  const { value, messages } = measure("fontmetrics", args, shaper);
  expect(echoText(value)).toBe(
    "{ nominal = { ascent = 1; descent = -2; }; max = { ascent = 3; descent = -4; }; interline = 5; " +
      'font = { family = "Some Sans"; style = "Bold"; }; }',
  );
  expect(shaper.font).toEqual([10, "Some Sans"]);
  expect(messages).toEqual([
    `WARNING: variable "text" not specified as parameter${at}`,
    `WARNING: fontmetrics(..., size="big") Invalid type: expected number, found string${at}`,
  ]);
});

test("without a font engine there is a warning", () => {
  expect(measure("textmetrics", [])).toEqual({
    value: undefined,
    messages: [`WARNING: textmetrics() has no font engine in this run${at}`],
  });
});

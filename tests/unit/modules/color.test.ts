// color(): values and messages.
import { describe, expect, test } from "bun:test";
import type { Value } from "../../../backend/compile/values/value.ts";
import { callModule, warning } from "./harness.ts";

const HINT = 'For a list of valid color names, see the <a href="open-window://colorlist"><b>Color List</b></a> window.';

describe("color", () => {
  test.each<[Value[], string, ...string[]]>([
    [["red"], "color([1, 0, 0, 1]);"],
    [["#12345678"], "color([0.0705882, 0.203922, 0.337255, 0.470588]);"],
    [["xkcd:Cloudy Blue"], "color([0.67451, 0.760784, 0.85098, 1]);"],
    [["red", 0.5], "color([1, 0, 0, 0.5]);"],
    [["red", "x"], "color([1, 0, 0, 1]);"],
    [[undefined, 0.5], "color([-1, -1, -1, 0.5]);"],
    [[[0.1, 0.2, 0.3]], "color([0.1, 0.2, 0.3, 1]);"],
    [[[]], "color([1, 1, 1, 1]);"],
    [[[true, "a", undefined, 1, 9]], "color([0, 0, 0, 1]);"],
    [[7], "color([-1, -1, -1, -1]);"],
    [[[128 / 255]], "color([0.501961, 1, 1, 1]);"],
    [
      [[2, 0]],
      "color([2, 0, 1, 1]);",
      warning("color() expects numbers between 0.0 and 1.0. Value of 2.0 is out of range"),
    ],
    // Ties go to the even digit, and the value is the one in single precision.
    [
      [[1.25, -0.25, Number.NaN, 1.00000001]],
      "color([1.25, -0.25, nan, 1]);",
      warning("color() expects numbers between 0.0 and 1.0. Value of 1.2 is out of range"),
      warning("color() expects numbers between 0.0 and 1.0. Value of -0.2 is out of range"),
    ],
    [["nope", 0.5], "color([-1, -1, -1, 0.5]);", warning('Unable to parse color "nope"'), HINT],
    [
      ["red", 2.25],
      "color([1, 0, 0, 2.25]);",
      warning("color() expects alpha between 0.0 and 1.0. Value of 2.2 is out of range"),
    ],
    [
      [[1e30]],
      "color([1e+30, 1, 1, 1]);",
      warning(
        "color() expects numbers between 0.0 and 1.0. Value of 1000000015047466219876688855040.0 is out of range",
      ),
    ],
  ])("%j", (args, csg, ...messages) => {
    const result = callModule("color", args);
    expect(result.csg).toBe(csg);
    expect(result.messages).toEqual(messages);
  });
});

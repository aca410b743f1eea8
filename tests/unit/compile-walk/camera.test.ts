// Camera variables of the main file (spec/language.md §7.2).
import { describe, expect, test } from "bun:test";
import { defaultCamera } from "../../../backend/shared/context.ts";
import { evaluate } from "./evaluate.ts";

const note = "WARNING: Viewall and autocenter disabled in favor of $vp*";

describe("camera variables", () => {
  test("are taken from the main file's own assignments", () => {
    const { camera, lines } = evaluate("$vpr = [1, 2]; $vpt = [3, 4, 5]; $vpd = 6; $vpf = 7;");
    expect(camera).toEqual({
      rotation: [1, 2, 0],
      translation: [3, 4, 5],
      distance: 6,
      fieldOfView: 7,
      locked: false,
      fitted: false,
    });
    expect(lines).toEqual([note]);
  });

  test("those of modules and of blocks are none", () => {
    const { camera, lines } = evaluate("module m() { $vpd = 6; } m(); let($vpt = [1, 2, 3]) cube();");
    expect(camera).toEqual(defaultCamera);
    expect(lines).toEqual([]);
  });

  test("of wrong types are told of in their order", () => {
    const { camera, lines } = evaluate('$vpf = "a"; $vpd = [1]; $vpt = [1, 2, 3, 4]; $vpr = undef;');
    expect(camera).toEqual(defaultCamera);
    expect(lines).toEqual([
      "WARNING: Unable to convert $vpr=undef to a vec3 or vec2 of numbers",
      "WARNING: Unable to convert $vpt=[1, 2, 3, 4] to a vec3 or vec2 of numbers",
      "WARNING: Unable to convert $vpd=[1] to a number",
      'WARNING: Unable to convert $vpf="a" to a number',
    ]);
  });

  test("have no effect on a camera that the options set", () => {
    const camera = { ...defaultCamera, distance: 9, locked: true, fitted: false };
    const { camera: after, lines } = evaluate("$vpd = 6; $vpt = 1; echo($vpd);", { options: { camera } });
    expect(after).toEqual(camera);
    expect(lines).toEqual(["ECHO: 6"]);
  });
});

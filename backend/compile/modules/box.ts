// cube and square (spec/geometry.md §3.1, §3.5).
import { makeCube, makeSquare } from "../../csg/build.ts";
import type { Vec2, Vec3 } from "../../csg/nodes.ts";
import type { ModuleCall, Runtime } from "../builtin.ts";
import { shownText } from "../values/text.ts";
import type { Value } from "../values/value.ts";
import { isVec2, readThree } from "./convert.ts";
import { defineModule } from "./define.ts";

const parameters = ["size", "center"];

/** `cube(size, center)`: size is one length or [x, y, z]. */
export const cube = defineModule({
  name: "cube",
  parameters,
  leaf: true,
  make(rt, call, [size, center]) {
    return makeCube(call, cubeSize(rt, call, size), center === true);
  },
});

function cubeSize(rt: Runtime, call: ModuleCall, size: Value): Vec3 {
  if (size === undefined) return [1, 1, 1];
  if (typeof size === "number") {
    checkSize(rt, call, size, [size, size, size], 3);
    return [size, size, size];
  }
  const { vector, converted } = readThree(size, [1, 1, 1]);
  checkSize(rt, call, size, converted ? vector : undefined, 3);
  return vector;
}

/** `square(size, center)`: size is one length or [x, y]. */
export const square = defineModule({
  name: "square",
  parameters,
  leaf: true,
  make(rt, call, [size, center]) {
    return makeSquare(call, squareSize(rt, call, size), center === true);
  },
});

function squareSize(rt: Runtime, call: ModuleCall, size: Value): Vec2 {
  if (size === undefined) return [1, 1];
  const vector: Vec2 | undefined = typeof size === "number" ? [size, size] : isVec2(size) ? size : undefined;
  checkSize(rt, call, size, vector, 2);
  return vector ?? [1, 1];
}

/** Says when a size could not be converted, and, if asked to, when it makes nothing. */
function checkSize(
  rt: Runtime,
  call: ModuleCall,
  size: Value,
  vector: readonly number[] | undefined,
  dimension: 2 | 3,
): void {
  if (vector === undefined) {
    const given = `${call.name}(size=${shownText(size, rt)}, ...)`;
    const message = `Unable to convert ${given} parameter to a number or a vec${dimension} of numbers`;
    rt.warn("parameter-type", message, call.position);
  } else if (rt.ctx.options.checkParameterRanges && !vector.every((length) => length > 0 && Number.isFinite(length))) {
    rt.warn("parameter-range", `${call.name}(size=${shownText(size, rt)}, ...)`, call.position);
  }
}

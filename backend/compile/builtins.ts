// The tables of everything that is built in. A new built-in is its own file and one line here. Both evaluators look
// names up here after all scopes of the program.
import type { BuiltinFunction, BuiltinModule } from "./builtin.ts";
import { dxfFunctions } from "./functions/dxf.ts";
import { importFunction } from "./functions/import.ts";
import { lookup } from "./functions/lookup.ts";
import { mathFunctions } from "./functions/math.ts";
import { metricsFunctions } from "./functions/metrics.ts";
import { objectFunctions } from "./functions/object.ts";
import { parentModule } from "./functions/parent-module.ts";
import { rands } from "./functions/rands.ts";
import { search } from "./functions/search.ts";
import { stringFunctions } from "./functions/strings.ts";
import { typeFunctions } from "./functions/types.ts";
import { vectorFunctions } from "./functions/vectors.ts";
import { versionFunctions } from "./functions/version.ts";
import { cube, square } from "./modules/box.ts";
import { color } from "./modules/color.ts";
import { difference, fill, group, hull, intersection, union } from "./modules/combine.ts";
import { chamfer, fillet } from "./modules/edges.ts";
import { importFile } from "./modules/import.ts";
import { linearExtrude } from "./modules/linear-extrude.ts";
import { minkowski } from "./modules/minkowski.ts";
import { offset } from "./modules/offset.ts";
import { polygon, polyhedron } from "./modules/polygon.ts";
import { projection } from "./modules/projection.ts";
import { render } from "./modules/render.ts";
import { resize } from "./modules/resize.ts";
import { roof } from "./modules/roof.ts";
import { rotateExtrude } from "./modules/rotate-extrude.ts";
import { circle, cylinder, sphere } from "./modules/round.ts";
import { surface } from "./modules/surface.ts";
import { text } from "./modules/text.ts";
import { mirror, multmatrix, rotate, scale, translate } from "./modules/transforms.ts";

function byName<Builtin extends { readonly name: string }>(
  ...builtins: readonly Builtin[]
): ReadonlyMap<string, Builtin> {
  return new Map(builtins.map((builtin) => [builtin.name, builtin]));
}

/** Every built-in module that makes a node. The statements that only steer (for, if, let …) are the evaluators' own. */
export const builtinModules: ReadonlyMap<string, BuiltinModule> = byName(
  ...[group, union, difference, intersection, hull, fill, minkowski],
  ...[translate, rotate, scale, mirror, multmatrix, color, resize, offset],
  ...[cube, sphere, cylinder, polyhedron],
  ...[square, circle, polygon, text],
  ...[linearExtrude, rotateExtrude, projection, render, roof],
  ...[importFile, surface],
  ...[fillet, chamfer],
);

/** Every built-in function. The expressions `let`, `assert` and `echo` are the evaluators' own. */
export const builtinFunctions: ReadonlyMap<string, BuiltinFunction> = byName(
  ...mathFunctions,
  ...vectorFunctions,
  ...stringFunctions,
  ...typeFunctions,
  ...versionFunctions,
  ...objectFunctions,
  ...metricsFunctions,
  ...dxfFunctions,
  ...[lookup, search, rands, parentModule, importFunction],
);

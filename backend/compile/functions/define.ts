// How built-in functions are written: a function of evaluated values with a fixed number of arguments, or of any number,
// and the two standard warnings (spec/language.md §6.1). Argument names are ignored, except where a file says otherwise.
import type { Feature } from "../../shared/context.ts";
import type { BuiltinFunction, Runtime } from "../builtin.ts";
import { shownText } from "../values/text.ts";
import { type EvaluatedArgument, type TypeName, typeName, type Value } from "../values/value.ts";

/** Warns about a wrong number of arguments. The result of the call is undef. */
export function wrongCount(
  rt: Runtime,
  name: string,
  expected: number | string,
  found: number,
  position: number,
): undefined {
  const message = `${name}() number of parameters does not match: expected ${expected}, found ${found}`;
  rt.warn("builtin-count", message, position);
  return undefined;
}

/** Warns about a value of the wrong type; `where` is `argument <i>` or `vector element <i>`. The result is undef. */
export function wrongType(
  rt: Runtime,
  name: string,
  where: string,
  expected: TypeName,
  value: Value,
  position: number,
): undefined {
  const found = `${typeName(value)} (${shownText(value, rt)})`;
  const message = `${name}() parameter could not be converted: ${where}: expected ${expected}, found ${found}`;
  rt.warn("builtin-type", message, position);
  return undefined;
}

interface Naming {
  readonly feature?: Feature;
}

/** A function of exactly one argument of any type. */
export function defineUnary(
  name: string,
  unary: (rt: Runtime, argument: Value, position: number) => Value,
  { feature }: Naming = {},
): BuiltinFunction {
  return {
    name,
    feature,
    unary,
    positional: (rt, args, position) =>
      args.length === 1 ? unary(rt, args[0], position) : wrongCount(rt, name, 1, args.length, position),
    call: (rt, args, position) =>
      args.length === 1 ? unary(rt, args[0]?.value, position) : wrongCount(rt, name, 1, args.length, position),
  };
}

/** A function of exactly two arguments of any type. */
export function defineBinary(
  name: string,
  binary: (rt: Runtime, first: Value, second: Value, position: number) => Value,
  { feature }: Naming = {},
): BuiltinFunction {
  return {
    name,
    feature,
    binary,
    positional: (rt, args, position) =>
      args.length === 2 ? binary(rt, args[0], args[1], position) : wrongCount(rt, name, 2, args.length, position),
    call: (rt, args, position) =>
      args.length === 2
        ? binary(rt, args[0]?.value, args[1]?.value, position)
        : wrongCount(rt, name, 2, args.length, position),
  };
}

/** A function of one number. */
export function defineNumeric(name: string, compute: (x: number) => number): BuiltinFunction {
  return defineUnary(name, (rt, x, position) =>
    typeof x === "number" ? compute(x) : wrongType(rt, name, "argument 0", "number", x, position),
  );
}

/** A function of two numbers. */
export function defineNumeric2(name: string, compute: (x: number, y: number) => number): BuiltinFunction {
  return defineBinary(name, (rt, x, y, position) => {
    if (typeof x !== "number") return wrongType(rt, name, "argument 0", "number", x, position);
    if (typeof y !== "number") return wrongType(rt, name, "argument 1", "number", y, position);
    return compute(x, y);
  });
}

/** A function of any number of arguments; it counts them itself. */
export function defineVariadic(
  name: string,
  positional: (rt: Runtime, args: readonly Value[], position: number) => Value,
): BuiltinFunction {
  return { name, positional, call: (rt, args, position) => positional(rt, valuesOf(args), position) };
}

export function valuesOf(args: readonly EvaluatedArgument[]): readonly Value[] {
  return args.map(({ value }) => value);
}

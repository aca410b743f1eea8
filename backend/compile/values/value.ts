// The values of the language. Native JavaScript values where possible, so that compiled code is fast:
// undef is undefined, a vector is a plain array that is never changed after it was built. Strings: see shared/text.ts.
import type { FunctionDefinition, FunctionLiteral } from "../../ast/nodes.ts";

export type Value = undefined | boolean | number | string | readonly Value[] | RangeValue | FunctionValue | ObjectValue;

/** `[begin : step : end]`, kept as written. */
export class RangeValue {
  constructor(
    readonly begin: number,
    readonly step: number,
    readonly end: number,
  ) {}
}

/**
 * A function literal with the scope it was made in. Identity is the creation event.
 * `invoke` is set by the evaluator that made it: it takes evaluated arguments in the order of the call.
 */
export class FunctionValue {
  constructor(
    readonly literal: FunctionLiteral | FunctionDefinition,
    readonly invoke: (args: readonly EvaluatedArgument[], position: number) => Value,
    /** Set for a method of an object(): parameter `this` is always this object (spec/language.md §6.8). */
    readonly self: ObjectValue | undefined = undefined,
    /** The function before it was bound to `self`; undefined when it is not bound. */
    readonly unbound: FunctionValue | undefined = undefined,
  ) {}
}

/** An ordered string → value map: object(), textmetrics(), JSON import. */
export class ObjectValue {
  constructor(readonly entries: ReadonlyMap<string, Value>) {}
}

/** An argument of a call after evaluation. */
export interface EvaluatedArgument {
  readonly name: string | undefined;
  readonly value: Value;
}

/** Names used in messages (spec/language.md §3.1). */
export type TypeName = "undefined" | "bool" | "number" | "string" | "vector" | "range" | "function" | "object";

export function typeName(value: Value): TypeName {
  switch (typeof value) {
    case "undefined":
      return "undefined";
    case "boolean":
      return "bool";
    case "number":
      return "number";
    case "string":
      return "string";
    default:
      if (Array.isArray(value)) return "vector";
      if (value instanceof RangeValue) return "range";
      if (value instanceof FunctionValue) return "function";
      return "object";
  }
}

export function isVector(value: Value): value is readonly Value[] {
  return Array.isArray(value);
}

/** Truthiness of spec/language.md §3.2: NaN, every range and every function are true. */
export function isTruthy(value: Value): boolean {
  switch (typeof value) {
    case "undefined":
      return false;
    case "boolean":
      return value;
    case "number":
      return value !== 0;
    case "string":
      return value !== "";
    default:
      if (Array.isArray(value)) return value.length > 0;
      if (value instanceof ObjectValue) return value.entries.size > 0;
      return true;
  }
}

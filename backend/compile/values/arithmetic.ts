// The arithmetic operators for every pair of types (spec/language.md §3.4). Each operator tries two numbers first; the
// slow path takes vectors element by element, silently, and only the operation itself warns about an undef result.
import type { Runtime } from "../builtin.ts";
import { power } from "./power.ts";
import { multiplyVectors } from "./product.ts";
import { isTruthy, typeName, type Value } from "./value.ts";
import { newVector } from "./vector.ts";

export function add(rt: Runtime, a: Value, b: Value, position: number): Value {
  if (typeof a === "number" && typeof b === "number") return a + b;
  if (Array.isArray(a) && Array.isArray(b)) return addVectors(rt, a, b);
  return undefinedOperation(rt, a, "+", b, position);
}

export function subtract(rt: Runtime, a: Value, b: Value, position: number): Value {
  if (typeof a === "number" && typeof b === "number") return a - b;
  if (Array.isArray(a) && Array.isArray(b)) return subtractVectors(rt, a, b);
  return undefinedOperation(rt, a, "-", b, position);
}

export function multiply(rt: Runtime, a: Value, b: Value, position: number): Value {
  // Small, so that the engine inlines it: the usual case and nothing else. So are the other operators.
  if (typeof a === "number" && typeof b === "number") return a * b;
  return multiplyOthers(rt, a, b, position);
}

function multiplyOthers(rt: Runtime, a: Value, b: Value, position: number): Value {
  if (Array.isArray(a)) {
    if (typeof b === "number") return scaleVector(rt, a, b);
    if (Array.isArray(b)) return multiplyVectors(rt, a, b, position);
  } else if (typeof a === "number" && Array.isArray(b)) {
    return scaleVector(rt, b, a);
  }
  return undefinedOperation(rt, a, "*", b, position);
}

export function divide(rt: Runtime, a: Value, b: Value, position: number): Value {
  if (typeof a === "number" && typeof b === "number") return a / b;
  return divideOthers(rt, a, b, position);
}

function divideOthers(rt: Runtime, a: Value, b: Value, position: number): Value {
  if (Array.isArray(a)) {
    if (typeof b === "number") return divideVector(rt, a, b);
  } else if (typeof a === "number" && Array.isArray(b)) {
    return divideByVector(rt, a, b);
  }
  return undefinedOperation(rt, a, "/", b, position);
}

/** C's fmod, which is JavaScript's `%`. */
export function modulo(rt: Runtime, a: Value, b: Value, position: number): Value {
  if (typeof a === "number" && typeof b === "number") return a % b;
  return undefinedOperation(rt, a, "%", b, position);
}

export function raise(rt: Runtime, a: Value, b: Value, position: number): Value {
  if (typeof a === "number" && typeof b === "number") return power(a, b);
  return undefinedOperation(rt, a, "^", b, position);
}

export function negate(rt: Runtime, a: Value, position: number): Value {
  if (typeof a === "number") return -a;
  if (Array.isArray(a)) return negateVector(rt, a);
  rt.warn("undefined-operation", `undefined operation (-${typeName(a)})`, position);
  return undefined;
}

export function not(a: Value): boolean {
  return !isTruthy(a);
}

/** Warns that an operator is not defined for two types; the result is undef. */
export function undefinedOperation(rt: Runtime, a: Value, operator: string, b: Value, position: number): undefined {
  rt.warn("undefined-operation", `undefined operation (${typeName(a)} ${operator} ${typeName(b)})`, position);
  return undefined;
}

function addVectors(rt: Runtime, a: readonly Value[], b: readonly Value[]): readonly Value[] {
  const length = Math.min(a.length, b.length);
  if (length === 3) {
    const a0 = a[0];
    const a1 = a[1];
    const a2 = a[2];
    const b0 = b[0];
    const b1 = b[1];
    const b2 = b[2];
    if (
      typeof a0 === "number" &&
      typeof b0 === "number" &&
      typeof a1 === "number" &&
      typeof b1 === "number" &&
      typeof a2 === "number" &&
      typeof b2 === "number"
    ) {
      rt.countElements(3);
      return [a0 + b0, a1 + b1, a2 + b2];
    }
  } else if (length === 2) {
    const a0 = a[0];
    const a1 = a[1];
    const b0 = b[0];
    const b1 = b[1];
    if (typeof a0 === "number" && typeof b0 === "number" && typeof a1 === "number" && typeof b1 === "number") {
      rt.countElements(2);
      return [a0 + b0, a1 + b1];
    }
  }
  const before = rt.elementsMade;
  rt.countElements(length);
  const sum = newVector(length);
  for (let i = 0; i < length; i++) {
    const x = a[i];
    const y = b[i];
    if (typeof x === "number" && typeof y === "number") sum[i] = x + y;
    else if (Array.isArray(x) && Array.isArray(y)) {
      sum[i] = addVectors(rt, x, y);
      rt.checkElements(before);
    } else sum[i] = undefined;
  }
  return sum;
}

function subtractVectors(rt: Runtime, a: readonly Value[], b: readonly Value[]): readonly Value[] {
  const length = Math.min(a.length, b.length);
  if (length === 3) {
    const a0 = a[0];
    const a1 = a[1];
    const a2 = a[2];
    const b0 = b[0];
    const b1 = b[1];
    const b2 = b[2];
    if (
      typeof a0 === "number" &&
      typeof b0 === "number" &&
      typeof a1 === "number" &&
      typeof b1 === "number" &&
      typeof a2 === "number" &&
      typeof b2 === "number"
    ) {
      rt.countElements(3);
      return [a0 - b0, a1 - b1, a2 - b2];
    }
  } else if (length === 2) {
    const a0 = a[0];
    const a1 = a[1];
    const b0 = b[0];
    const b1 = b[1];
    if (typeof a0 === "number" && typeof b0 === "number" && typeof a1 === "number" && typeof b1 === "number") {
      rt.countElements(2);
      return [a0 - b0, a1 - b1];
    }
  }
  const before = rt.elementsMade;
  rt.countElements(length);
  const difference = newVector(length);
  for (let i = 0; i < length; i++) {
    const x = a[i];
    const y = b[i];
    if (typeof x === "number" && typeof y === "number") difference[i] = x - y;
    else if (Array.isArray(x) && Array.isArray(y)) {
      difference[i] = subtractVectors(rt, x, y);
      rt.checkElements(before);
    } else difference[i] = undefined;
  }
  return difference;
}

function scaleVector(rt: Runtime, v: readonly Value[], factor: number): readonly Value[] {
  const { length } = v;
  if (length === 3) {
    const x = v[0];
    const y = v[1];
    const z = v[2];
    if (typeof x === "number" && typeof y === "number" && typeof z === "number") {
      rt.countElements(3);
      return [x * factor, y * factor, z * factor];
    }
  } else if (length === 2) {
    const x = v[0];
    const y = v[1];
    if (typeof x === "number" && typeof y === "number") {
      rt.countElements(2);
      return [x * factor, y * factor];
    }
  }
  const before = rt.elementsMade;
  rt.countElements(length);
  const scaled = newVector(length);
  for (let i = 0; i < length; i++) {
    const x = v[i];
    if (typeof x === "number") scaled[i] = x * factor;
    else if (Array.isArray(x)) {
      scaled[i] = scaleVector(rt, x, factor);
      rt.checkElements(before);
    } else scaled[i] = undefined;
  }
  return scaled;
}

function divideVector(rt: Runtime, v: readonly Value[], divisor: number): readonly Value[] {
  const { length } = v;
  if (length === 3) {
    const x = v[0];
    const y = v[1];
    const z = v[2];
    if (typeof x === "number" && typeof y === "number" && typeof z === "number") {
      rt.countElements(3);
      return [x / divisor, y / divisor, z / divisor];
    }
  } else if (length === 2) {
    const x = v[0];
    const y = v[1];
    if (typeof x === "number" && typeof y === "number") {
      rt.countElements(2);
      return [x / divisor, y / divisor];
    }
  }
  const before = rt.elementsMade;
  rt.countElements(length);
  const quotient = newVector(length);
  for (let i = 0; i < length; i++) {
    const x = v[i];
    if (typeof x === "number") quotient[i] = x / divisor;
    else if (Array.isArray(x)) {
      quotient[i] = divideVector(rt, x, divisor);
      rt.checkElements(before);
    } else quotient[i] = undefined;
  }
  return quotient;
}

function divideByVector(rt: Runtime, dividend: number, v: readonly Value[]): readonly Value[] {
  const { length } = v;
  const before = rt.elementsMade;
  rt.countElements(length);
  const quotient = newVector(length);
  for (let i = 0; i < length; i++) {
    const x = v[i];
    if (typeof x === "number") quotient[i] = dividend / x;
    else if (Array.isArray(x)) {
      quotient[i] = divideByVector(rt, dividend, x);
      rt.checkElements(before);
    } else quotient[i] = undefined;
  }
  return quotient;
}

function negateVector(rt: Runtime, v: readonly Value[]): readonly Value[] {
  const { length } = v;
  const before = rt.elementsMade;
  rt.countElements(length);
  const negated = newVector(length);
  for (let i = 0; i < length; i++) {
    const x = v[i];
    if (typeof x === "number") negated[i] = -x;
    else if (Array.isArray(x)) {
      negated[i] = negateVector(rt, x);
      rt.checkElements(before);
    } else negated[i] = undefined;
  }
  return negated;
}

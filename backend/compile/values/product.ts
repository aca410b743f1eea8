// vector * vector: dot products and matrix products (spec/language.md §3.5). Operands are checked once; when a check
// fails, the product is gone through again in OpenSCAD's order to find the first problem.
import type { Runtime } from "../builtin.ts";
import { isVector, typeName, type Value } from "./value.ts";
import { newVector } from "./vector.ts";

type Row = readonly Value[];
type Numbers = readonly number[];

/** The product of two vectors, or undef with a warning. */
export function multiplyVectors(rt: Runtime, a: Row, b: Row, position: number): Value {
  if (a.length === 0 || b.length === 0) return fail(rt, "Multiplication is undefined on empty vectors", position);
  const first = a[0];
  const second = b[0];
  if (typeof first === "number") {
    if (typeof second === "number") return dotProduct(rt, a, b, position);
    if (isVector(second)) return vectorTimesMatrix(rt, a, b, second.length, position);
  } else if (isVector(first)) {
    if (typeof second === "number") return matrixTimesVector(rt, a, b, first.length, position);
    if (isVector(second)) return matrixTimesMatrix(rt, a, b, first.length, second.length, position);
  }
  const types = `${typeName(first)} and ${typeName(second)}`;
  return fail(rt, `undefined vector*vector multiplication where first elements are types ${types}`, position);
}

function fail(rt: Runtime, reason: string, position: number): undefined {
  rt.warn("undefined-operation", reason, position);
  return undefined;
}

function dotProduct(rt: Runtime, a: Row, b: Row, position: number): Value {
  const { length } = a;
  if (length !== b.length) {
    return fail(rt, `vector*vector requires matching lengths (${length} != ${b.length})`, position);
  }
  let sum = 0;
  for (let i = 0; i < length; i++) {
    const x = a[i];
    const y = b[i];
    if (typeof x !== "number" || typeof y !== "number") {
      return fail(rt, `undefined operation (${typeName(x)} * ${typeName(y)})`, position);
    }
    sum += x * y;
  }
  return sum;
}

function vectorTimesMatrix(rt: Runtime, v: Row, m: Row, columns: number, position: number): Value {
  if (v.length !== m.length) {
    const lengths = `(${v.length} != ${m.length})`;
    return fail(rt, `vector*matrix requires vector length to match matrix row count ${lengths}`, position);
  }
  if (columns === 0) return [];
  if (isNumbers(v) && isMatrix(m, columns)) return rowProduct(rt, v, m, columns);
  const reason = rowProblem(v, m, columns);
  rt.warn("undefined-operation", reason, 0);
  return fail(rt, reason, position);
}

function matrixTimesVector(rt: Runtime, m: Row, v: Row, columns: number, position: number): Value {
  const { length } = v;
  if (columns !== length) {
    const lengths = `(${columns} != ${length})`;
    return fail(rt, `matrix*vector requires matrix column count to match vector length ${lengths}`, position);
  }
  rt.countElements(m.length);
  if (length === 3 && m.length === 3) {
    const known = threeByThree(m, v);
    if (known !== undefined) return known;
  }
  const product = newVector(m.length);
  for (let i = 0; i < m.length; i++) {
    const row = m[i];
    if (!isVector(row) || row.length !== length) {
      return fail(rt, `Matrix must be rectangular. Problem at row ${i}`, position);
    }
    let sum = 0;
    for (let j = 0; j < length; j++) {
      const x = row[j];
      const y = v[j];
      if (typeof x !== "number") {
        return fail(rt, `Matrix must contain only numbers. Problem at row ${i}, col ${j}`, position);
      }
      if (typeof y !== "number") {
        return fail(rt, `Vector must contain only numbers. Problem at index ${j}`, position);
      }
      sum += x * y;
    }
    product[i] = sum;
  }
  return product;
}

/** A 3×3 matrix times a vector of three, written out; undefined where they are not of numbers only. */
function threeByThree(m: Row, v: Row): readonly Value[] | undefined {
  const x = v[0];
  const y = v[1];
  const z = v[2];
  if (typeof x !== "number" || typeof y !== "number" || typeof z !== "number") return undefined;
  const p = m[0];
  const q = m[1];
  const r = m[2];
  if (!isThree(p) || !isThree(q) || !isThree(r)) return undefined;
  return [0 + p[0] * x + p[1] * y + p[2] * z, 0 + q[0] * x + q[1] * y + q[2] * z, 0 + r[0] * x + r[1] * y + r[2] * z];
}

function isThree(v: Value): v is readonly [number, number, number] {
  return (
    Array.isArray(v) &&
    v.length === 3 &&
    typeof v[0] === "number" &&
    typeof v[1] === "number" &&
    typeof v[2] === "number"
  );
}

function matrixTimesMatrix(rt: Runtime, a: Row, b: Row, inner: number, columns: number, position: number): Value {
  const rows = b.length;
  if (inner !== rows) {
    const lengths = `(${inner} != ${rows})`;
    const reason = "matrix*matrix requires left operand column count to match right operand row count";
    return fail(rt, `${reason} ${lengths}`, position);
  }
  const rightIsMatrix = isMatrix(b, columns);
  rt.countElements(a.length);
  const product = newVector(a.length);
  for (let i = 0; i < a.length; i++) {
    const row = a[i];
    const length = isVector(row) ? row.length : 0;
    if (!isVector(row) || length !== rows) {
      const lengths = `(${length} != ${rows}) at row ${i}`;
      const reason = "matrix*matrix left operand row length does not match right operand row count";
      return fail(rt, `${reason} ${lengths}`, position);
    }
    if (columns === 0) {
      product[i] = [];
      continue;
    }
    if (rightIsMatrix && isNumbers(row)) {
      product[i] = rowProduct(rt, row, b as readonly Numbers[], columns);
      continue;
    }
    const reason = rowProblem(row, b, columns);
    rt.warn("undefined-operation", reason, 0);
    return fail(rt, `${reason}\n\twhile processing left operand at row ${i}`, position);
  }
  return product;
}

function isNumbers(v: Row): v is Numbers {
  for (let i = 0; i < v.length; i++) if (typeof v[i] !== "number") return false;
  return true;
}

function isMatrix(m: Row, columns: number): m is readonly Numbers[] {
  for (let j = 0; j < m.length; j++) {
    const row = m[j];
    if (!isVector(row) || row.length !== columns || !isNumbers(row)) return false;
  }
  return true;
}

/** Row vector times matrix, both checked. The usual widths are array literals, which are not grown. */
function rowProduct(rt: Runtime, v: Numbers, m: readonly Numbers[], columns: number): readonly Value[] {
  rt.countElements(columns);
  if (columns === 4) {
    if (v.length === 4) return rowProduct4(v, m);
    return [columnProduct(v, m, 0), columnProduct(v, m, 1), columnProduct(v, m, 2), columnProduct(v, m, 3)];
  }
  if (columns === 3) return [columnProduct(v, m, 0), columnProduct(v, m, 1), columnProduct(v, m, 2)];
  const product = newVector(columns);
  for (let i = 0; i < columns; i++) product[i] = columnProduct(v, m, i);
  return product;
}

/** Of four numbers and a 4×4 matrix: transformations. Sums begin with 0, which has a say in the sign of a zero. */
function rowProduct4(v: Numbers, m: readonly Numbers[]): readonly Value[] {
  // By index: taking arrays apart by pattern goes through their iterators until the engine has compiled it.
  const a = v[0] as number;
  const b = v[1] as number;
  const c = v[2] as number;
  const d = v[3] as number;
  const p = m[0] as Numbers;
  const q = m[1] as Numbers;
  const r = m[2] as Numbers;
  const s = m[3] as Numbers;
  return [
    0 + a * (p[0] as number) + b * (q[0] as number) + c * (r[0] as number) + d * (s[0] as number),
    0 + a * (p[1] as number) + b * (q[1] as number) + c * (r[1] as number) + d * (s[1] as number),
    0 + a * (p[2] as number) + b * (q[2] as number) + c * (r[2] as number) + d * (s[2] as number),
    0 + a * (p[3] as number) + b * (q[3] as number) + c * (r[3] as number) + d * (s[3] as number),
  ];
}

function columnProduct(v: Numbers, m: readonly Numbers[], column: number): number {
  let sum = 0;
  for (let j = 0; j < v.length; j++) sum += (v[j] as number) * ((m[j] as Numbers)[column] as number);
  return sum;
}

/** The first problem of a row vector times a matrix that are not both of numbers, or not rectangular. */
function rowProblem(v: Row, m: Row, columns: number): string {
  for (let i = 0; i < columns; i++) {
    for (let j = 0; j < m.length; j++) {
      const row = m[j];
      if (!isVector(row) || row.length !== columns) return `Matrix must be rectangular. Problem at row ${j}`;
      if (typeof v[j] !== "number") return `Vector must contain only numbers. Problem at index ${j}`;
      if (typeof row[i] !== "number") return `Matrix must contain only numbers. Problem at row ${j}, col ${i}`;
    }
  }
  throw new Error("a product without a problem");
}

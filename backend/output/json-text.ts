// JSON as OpenSCAD writes it: one line, keys sorted, doubles always with a point or an exponent.

/** A number is a double; whole numbers are marked. */
export type Json = boolean | string | number | { readonly whole: number } | readonly Json[] | ReadonlyMap<string, Json>;

export function jsonText(value: Json): string {
  if (typeof value === "boolean") return String(value);
  if (typeof value === "string") return JSON.stringify(value);
  if (typeof value === "number") return doubleText(value);
  if (value instanceof Map) {
    const entries = [...value].sort(([a], [b]) => (a < b ? -1 : 1));
    return `{${entries.map(([key, item]) => `${JSON.stringify(key)}:${jsonText(item)}`).join(",")}}`;
  }
  if (Array.isArray(value)) return `[${value.map((item) => jsonText(item)).join(",")}]`;
  return String((value as { whole: number }).whole);
}

/** The shortest digits that read back as the same double, positional from 1e-4 to below 1e15. */
function doubleText(x: number): string {
  if (!Number.isFinite(x)) return "null";
  if (x === 0) return Object.is(x, -0) ? "-0.0" : "0.0";
  const magnitude = Math.abs(x);
  if (magnitude >= 1e-4 && magnitude < 1e15) {
    const text = String(x);
    return text.includes(".") ? text : `${text}.0`;
  }
  return x.toExponential().replace(/e([-+])(\d)$/, "e$10$2");
}

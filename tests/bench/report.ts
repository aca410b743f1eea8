// What a benchmark found, as Markdown tables and as JSON.
import { writeFileSync } from "node:fs";

export interface Table {
  readonly title: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** Sentences below the table. */
  readonly notes?: readonly string[];
}

export function printTable({ title, columns, rows, notes = [] }: Table): string {
  const widths = columns.map((name, k) => Math.max(name.length, ...rows.map((row) => row[k]?.length ?? 0)));
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, k) => (k === 0 ? cell.padEnd(widths[k] ?? 0) : cell.padStart(widths[k] ?? 0))).join(" | ")} |`;
  const rule = `|${widths.map((width, k) => (k === 0 ? `${"-".repeat(width + 1)}-` : `${"-".repeat(width + 1)}:`)).join("|")}|`;
  return [`\n### ${title}\n`, line(columns), rule, ...rows.map(line), "", ...notes].join("\n");
}

/** Milliseconds with three digits. */
export function time(milliseconds: number | undefined): string {
  if (milliseconds === undefined) return "–";
  return milliseconds < 100 ? milliseconds.toPrecision(3) : milliseconds.toFixed(0);
}

export function ratio(value: number | undefined): string {
  return value === undefined || !Number.isFinite(value) ? "–" : `${value.toPrecision(value < 100 ? 3 : 4)}×`;
}

export function megabytes(bytes: number): string {
  return (bytes / 2 ** 20).toFixed(0);
}

export function writeJson(file: string, value: unknown): void {
  writeFileSync(file, `${JSON.stringify(value, mapsAsObjects, 1)}\n`);
}

function mapsAsObjects(_: string, value: unknown): unknown {
  return value instanceof Map ? Object.fromEntries(value) : value;
}

// A scenario and what it measured. A figure that is a time or a rate depends on the machine; one that is not must hold
// everywhere, and tests insist on it.

export interface Figure {
  readonly name: string;
  readonly wanted: string;
  readonly measured: string;
  readonly holds: boolean;
  /** Whether the machine's speed decides. */
  readonly timed: boolean;
}

export interface RunOptions {
  /** How long the load of the scenario lasts. */
  readonly seconds: number;
  readonly seed: number;
  /** How often a scenario attacks that counts attacks; undefined: as the seconds allow. */
  readonly attacks?: number | undefined;
}

export interface Scenario {
  /** The name that spec and reports use, such as L-2. */
  readonly id: string;
  readonly title: string;
  /** Why it cannot run here; undefined when it can. */
  readonly missing?: () => string | undefined;
  readonly run: (options: RunOptions) => Promise<readonly Figure[]>;
}

export function atMost(name: string, value: number, bound: number, unit: string): Figure {
  const holds = value <= bound;
  return { name, wanted: `≤ ${bound} ${unit}`.trim(), measured: `${show(value)} ${unit}`.trim(), holds, timed: true };
}

export function atLeast(name: string, value: number, bound: number, unit: string): Figure {
  const holds = value >= bound;
  return {
    name,
    wanted: `≥ ${show(bound)} ${unit}`.trim(),
    measured: `${show(value)} ${unit}`.trim(),
    holds,
    timed: true,
  };
}

/** Something that must be so on every machine. */
export function must(name: string, wanted: string, measured: string | number, holds: boolean): Figure {
  return { name, wanted, measured: String(measured), holds, timed: false };
}

/** Something that is told, not judged. */
export function told(name: string, measured: string): Figure {
  return { name, wanted: "", measured, holds: true, timed: true };
}

function show(value: number): string {
  if (!Number.isFinite(value)) return "none";
  return value >= 100 ? String(Math.round(value)) : String(Number(value.toPrecision(3)));
}

export function printFigures(id: string, figures: readonly Figure[]): string {
  const rows = figures.map(({ name, wanted, measured, holds }) => [id, name, wanted, measured, holds ? "" : "MISSED"]);
  const widths = [0, 1, 2, 3].map((column) => Math.max(...rows.map((row) => (row[column] as string).length)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

// The figures of the language benchmark: medians, ratios and what a program was meant to reach.
import type { Cost } from "./contestants.ts";
import type { LanguageProgram } from "./programs.ts";
import type { SuiteResult } from "./suite.ts";
import type { WarmAnswer } from "./warm.ts";

export interface ProgramRow {
  readonly program: LanguageProgram;
  /** Both programs and the warm process write the same. */
  readonly agrees: boolean;
  readonly cold: readonly Cost[];
  readonly rival: readonly Cost[];
  readonly same: readonly Cost[];
  readonly changed: readonly Cost[];
  /** Changed texts, where results of calls are remembered. */
  readonly remembered: readonly Cost[];
  /** The first two evaluations of the warm process. */
  readonly first: WarmAnswer;
  readonly again: WarmAnswer;
}

/** One line of the table: times in milliseconds, memory in MiB, ratios of the other program to ours. */
export interface Summary {
  readonly program: LanguageProgram;
  readonly agrees: boolean;
  readonly native: Cost | undefined;
  readonly cold: Cost;
  readonly same: Cost;
  readonly changed: Cost;
  readonly remembered: Cost;
  readonly frontFirst: number;
  readonly frontAgain: number;
  readonly warmMemory: number;
  /** Evaluation only: the other program's time without its start, to warm evaluations. */
  readonly sameRatio: Ratio | undefined;
  readonly changedRatio: Ratio | undefined;
  readonly rememberedRatio: Ratio | undefined;
  readonly coldRatio: Ratio | undefined;
}

/** Of medians, and of the best runs, which other work on the machine disturbs least. */
interface Ratio {
  readonly wall: number;
  readonly best: number;
  readonly processor: number;
}

export function summarize(rows: readonly ProgramRow[]): Summary[] {
  const baseline = (row: ProgramRow): ProgramRow | undefined => {
    const isBaseline = ({ program: { name } }: ProgramRow): boolean =>
      row.program.topic === "library" ? /include|_hi$/.test(name) : /one-line|empty/.test(name);
    const found = rows.find(isBaseline);
    return found === row ? undefined : found;
  };
  return rows.map((row) => {
    const { program, agrees, first, again } = row;
    const hasRival = row.rival.length > 0;
    const native = hasRival ? middle(row.rival) : undefined;
    const under = baseline(row)?.rival ?? [];
    const same = middle(row.same);
    const changed = middle(row.changed);
    const cold = middle(row.cold);
    const warmRatio = (ours: readonly Cost[]): Ratio | undefined =>
      hasRival && under.length > 0 ? ratio(row.rival, ours, under) : undefined;
    return {
      program,
      agrees,
      native,
      cold,
      same,
      changed,
      remembered: middle(row.remembered),
      frontFirst: first.front,
      frontAgain: again.front,
      warmMemory: Math.max(...row.changed.map(({ memory }) => memory)),
      sameRatio: warmRatio(row.same),
      changedRatio: warmRatio(row.changed),
      rememberedRatio: warmRatio(row.remembered),
      coldRatio: hasRival ? ratio(row.rival, row.cold) : undefined,
    };
  });
}

/** How many times faster ours are; what `start` took is taken away from theirs. */
function ratio(theirs: readonly Cost[], ours: readonly Cost[], start: readonly Cost[] = []): Ratio {
  const of = (figure: (costs: readonly Cost[]) => number): number =>
    (figure(theirs) - (start.length === 0 ? 0 : figure(start))) / figure(ours);
  return {
    wall: of((costs) => middle(costs).wall),
    best: of((costs) => Math.min(...costs.map(({ wall }) => wall))),
    processor: of((costs) => Math.min(...costs.map(({ processor }) => processor))),
  };
}

/** Medians, each of its own. */
function middle(costs: readonly Cost[]): Cost {
  const of = (key: keyof Cost): number => median(costs.map((cost) => cost[key]));
  return { wall: of("wall"), processor: of("processor"), memory: of("memory") };
}

function median(times: readonly number[]): number {
  const sorted = [...times].sort((a, b) => a - b);
  const at = sorted.length >> 1;
  const upper = sorted[at] as number;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[at - 1] as number)) / 2;
}

const columns = [
  "program",
  "native",
  "cold",
  "warm",
  "warm, changed",
  "remembered",
  "parse+link first / again",
  "× cold",
  "× warm",
  "× warm, changed",
  "× remembered",
  "MiB native / cold / warm",
  "marks cold, warm",
];

/**
 * A Markdown table: medians of wall times in milliseconds; ratios of medians, of the best runs and of the least processor
 * time, in which the engine's own threads count. Marks are held against the best runs.
 */
export function printRows(rows: readonly Summary[]): string {
  const lines = rows.map((row) => {
    const { program, native, cold, changed, same, remembered, frontFirst, frontAgain } = row;
    const cells = [
      row.agrees ? program.name : `${program.name} (outputs differ)`,
      native === undefined ? "–" : native.wall.toFixed(0),
      cold.wall.toFixed(0),
      same.wall.toFixed(1),
      changed.wall.toFixed(1),
      remembered.wall.toFixed(1),
      `${frontFirst.toFixed(1)} / ${frontAgain.toFixed(1)}`,
      showRatio(row.coldRatio),
      showRatio(row.sameRatio),
      showRatio(row.changedRatio),
      showRatio(row.rememberedRatio),
      [native?.memory, cold.memory, row.warmMemory].map((size) => size?.toFixed(0) ?? "–").join(" / "),
      `${verdict(row.coldRatio, program.cold ?? 1)}, ${verdict(row.sameRatio, program.warm)}`,
    ];
    return `| ${cells.join(" | ")} |`;
  });
  return [`| ${columns.join(" | ")} |`, `|${columns.map(() => "---|").join("")}`, ...lines].join("\n");
}

function showRatio(value: Ratio | undefined): string {
  if (value === undefined) return "–";
  return [value.wall, value.best, value.processor].map((times) => times.toFixed(1)).join(" / ");
}

function verdict(value: Ratio | undefined, mark: number | undefined): string {
  if (value === undefined || mark === undefined) return "–";
  return value.best >= mark ? `≥ ${mark}` : `**< ${mark}**`;
}

export function printSuite({ programs, first, second, native, differing }: SuiteResult): string {
  const line = (name: string, { wall, processor, memory }: Cost): string => {
    const times =
      native === undefined ? "–" : `${(native.wall / wall).toFixed(1)} (${(native.processor / processor).toFixed(1)})`;
    return `| ${name} | ${(wall / 1000).toFixed(2)} | ${(processor / 1000).toFixed(2)} | ${times} | ${memory.toFixed(0)} |`;
  };
  return [
    "",
    `${programs} programs${native === undefined ? "" : `, ${differing.length} with another output`}`,
    "| pass | seconds | processor | times faster (processor) | MiB |",
    "|---|---|---|---|---|",
    ...(native === undefined ? [] : [line("native, a process each", native)]),
    line("warm, first sight", first),
    line("warm, second pass", second),
  ].join("\n");
}

// Tables of what was measured: ratios beside medians, and at the end of each what the ratios come to.
import type { EditAnswer } from "./edits.ts";
import type { Sample } from "./measure.ts";
import { megabytes, ratio, type Table, time } from "./report.ts";
import { geometricMean, median, quantile, rankSumProbability } from "./statistics.ts";

/** Samples of one program by contestant, ours first. */
export interface ColdRow {
  readonly program: string;
  readonly kind: string;
  readonly samples: readonly (readonly Sample[])[];
}

export interface WarmRow {
  readonly program: string;
  readonly kind: string;
  readonly latencies: readonly (readonly number[])[];
  readonly cpu: readonly number[];
  readonly stages: ReadonlyMap<string, readonly number[]>;
  readonly peers: readonly (readonly Sample[])[];
}

export interface EditRow {
  readonly program: string;
  readonly what: string;
  readonly answers: readonly (readonly EditAnswer[] | undefined)[];
}

type Quantity = Exclude<keyof Sample, "cut">;

function medianOf(samples: readonly Sample[] | undefined, quantity: Quantity): number | undefined {
  return samples === undefined || samples.length === 0 ? undefined : median(samples.map((sample) => sample[quantity]));
}

/** What stands before the numbers of a command that was ended at its longest time. */
function atLeast(samples: readonly Sample[]): string {
  return samples.some(({ cut }) => cut) ? "> " : "";
}

function quotient(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined || b === undefined ? undefined : a / b;
}

/** `geometric mean 5.1×, median 4.8×, least 2.2× (gears)` */
function summary(name: string, ratios: readonly (readonly [string, number | undefined])[]): string {
  const known = ratios.flatMap(([program, value]) => (value === undefined ? [] : [{ program, value }]));
  if (known.length === 0) return `${name}: nothing to compare.`;
  const values = known.map(({ value }) => value);
  const least = known.reduce((a, b) => (b.value < a.value ? b : a));
  return (
    `${name}: geometric mean ${ratio(geometricMean(values))}, median ${ratio(median(values))}, ` +
    `least ${ratio(least.value)} (${least.program}), over ${known.length} programs.`
  );
}

export function coldTable(names: readonly string[], rows: readonly ColdRow[]): Table {
  const [own = "", ...others] = names;
  const speed = (row: ColdRow, at: number, quantity: Quantity): number | undefined =>
    quotient(medianOf(row.samples[at], quantity), medianOf(row.samples[0], quantity));
  return {
    title: "Cold: whole commands in fresh processes (medians; wall and processor time in ms, peak memory in MB)",
    columns: [
      "program",
      `${own} wall`,
      "cpu",
      "MB",
      ...others.flatMap((name) => [`${name} wall`, "ratio", "cpu", "ratio", "MB"]),
    ],
    rows: rows.map((row) => [
      row.program,
      ...row.samples.flatMap((samples, at) => {
        const memory = medianOf(samples, "memory");
        const size = memory === undefined ? "–" : megabytes(memory);
        const wall = samples.length === 0 ? "failed" : time(medianOf(samples, "wall"));
        const cpu = time(medianOf(samples, "cpu"));
        return at === 0
          ? [wall, cpu, size]
          : [wall, ratio(speed(row, at, "wall")), cpu, ratio(speed(row, at, "cpu")), size];
      }),
    ]),
    notes: others.flatMap((name, k) =>
      (["wall", "cpu"] as const).map((quantity) =>
        summary(
          `${name} / ${own}, ${quantity}`,
          rows.map((row) => [row.program, speed(row, k + 1, quantity)]),
        ),
      ),
    ),
  };
}

/** A quantity, and the samples of both. */
type Pair = readonly [string, readonly number[], readonly number[]];

/** Two revisions of ours. */
export function againstTable(
  title: string,
  names: readonly string[],
  rows: readonly { readonly program: string; readonly pairs: readonly Pair[] }[],
): Table {
  const [own = "", other = ""] = names;
  const quantities = rows[0]?.pairs.map(([quantity]) => quantity) ?? [];
  const change = (a: readonly number[], b: readonly number[]): number | undefined =>
    a.length === 0 || b.length === 0 ? undefined : median(a) / median(b);
  return {
    title: `${title}: ${own} against ${other} (medians in ms; a change below 1 is faster)`,
    columns: ["program", ...quantities.flatMap((quantity) => [`${quantity} ${own}`, other, "change", "by chance"])],
    rows: rows.map(({ program, pairs }) => [
      program,
      ...pairs.flatMap(([, a, b]) => {
        const value = change(a, b);
        const chance = value === undefined ? undefined : rankSumProbability(a, b);
        return [
          time(a.length === 0 ? undefined : median(a)),
          time(b.length === 0 ? undefined : median(b)),
          value === undefined ? "–" : value.toFixed(3),
          chance === undefined ? "–" : chance < 0.05 ? `${chance.toFixed(3)} *` : chance.toFixed(3),
        ];
      }),
    ]),
    notes: [
      "“by chance”: how probable such a difference is when nothing differs (rank sum test); * marks less than 5 %.",
      ...quantities.map((quantity, k) =>
        summary(
          `${quantity}, ${own} / ${other}`,
          rows.map(({ program, pairs }) => [program, change(pairs[k]?.[1] ?? [], pairs[k]?.[2] ?? [])]),
        ),
      ),
    ],
  };
}

/** Stages that took at least a tenth of the answer, the longest first. */
function mainStages(stages: ReadonlyMap<string, readonly number[]>, latency: number): string {
  return [...stages]
    .map(([stage, times]) => ({ stage, share: median(times) / latency }))
    .filter(({ share }) => share >= 0.1)
    .sort((a, b) => b.share - a.share)
    .map(({ stage, share }) => `${stage} ${(100 * share).toFixed(0)}%`)
    .join(", ");
}

export function warmTable(services: readonly string[], peers: readonly string[], rows: readonly WarmRow[]): Table {
  const own = ({ latencies: [list = []], cpu: [cpu = 0] }: WarmRow, quantity: "wall" | "cpu"): number | undefined =>
    list.length === 0 ? undefined : quantity === "wall" ? median(list) : cpu;
  const speed = (row: WarmRow, at: number, quantity: "wall" | "cpu"): number | undefined =>
    quotient(medianOf(row.peers[at], quantity), own(row, quantity));
  return {
    title: "Warm: answers of a running service, HTTP included (ms; cpu: processor time of one request, all processes)",
    columns: [
      "program",
      ...services.flatMap((name) => [`${name} p50`, "p95", "cpu"]),
      ...peers.flatMap((name) => [`${name}, fresh process`, "ratio", "cpu", "ratio"]),
      "where the time goes",
    ],
    rows: rows.map((row) => [
      row.program,
      ...row.latencies.flatMap((list, at) =>
        list.length === 0 ? ["failed", "–", "–"] : [time(median(list)), time(quantile(list, 0.95)), time(row.cpu[at])],
      ),
      ...row.peers.flatMap((list, at) => [
        list.length === 0 ? "failed" : atLeast(list) + time(medianOf(list, "wall")),
        atLeast(list) + ratio(speed(row, at, "wall")),
        atLeast(list) + time(medianOf(list, "cpu")),
        atLeast(list) + ratio(speed(row, at, "cpu")),
      ]),
      mainStages(row.stages, own(row, "wall") ?? Number.POSITIVE_INFINITY),
    ]),
    notes: peers.flatMap((name, at) =>
      (["wall", "cpu"] as const).map((quantity) =>
        summary(
          `${name} / ${services[0]}, ${quantity}`,
          rows.map((row) => [row.program, speed(row, at, quantity)]),
        ),
      ),
    ),
  };
}

export function editTable(services: readonly string[], rows: readonly EditRow[]): Table {
  const inside = ({ stages }: EditAnswer): number => [...stages.values()].reduce((sum, value) => sum + value, 0);
  return {
    title: "Edits of an open model: answers with the whole mesh, HTTP included (ms; cpu: all processes, mean)",
    columns: ["program", "change", ...services.flatMap((name) => [`${name} p50`, "p95", "stages p50", "cpu", "kB"])],
    rows: rows.map(({ program, what, answers }) => [
      program,
      what,
      ...answers.flatMap((list) => {
        if (list === undefined || list.length === 0) return ["failed", "–", "–", "–", "–"];
        const latencies = list.map(({ latency }) => latency);
        return [
          time(median(latencies)),
          time(quantile(latencies, 0.95)),
          time(median(list.map(inside))),
          time(list.reduce((sum, { cpu }) => sum + cpu, 0) / list.length),
          (median(list.map(({ bytes }) => bytes)) / 1000).toFixed(0),
        ];
      }),
    ]),
  };
}

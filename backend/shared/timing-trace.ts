// The times of a timer as trace events, which Chrome's and Perfetto's viewers show ("Trace Event Format", complete events).
import type { Timer } from "./timing.ts";

/** A complete event: begin and duration in microseconds. */
interface TraceEvent {
  readonly name: string;
  readonly cat: "process" | "stage" | "node";
  readonly ph: "X";
  readonly ts: number;
  readonly dur: number;
  readonly pid: 1;
  readonly tid: 1;
  readonly args?: Readonly<Record<string, string>>;
}

/**
 * JSON text. `started` is when work began, on the clock of `performance.now()`: what lies before it is shown as the start of
 * the process. Nodes lie within the stage that realized them, one after the other.
 */
export function traceText({ spans, nodes }: Pick<Timer, "spans" | "nodes">, started: number): string {
  const events: TraceEvent[] = [
    eventOf("start", "process", { start: 0, milliseconds: started }),
    ...spans.map((span) => eventOf(span.stage, "stage", span)),
    ...nodes.map((span) => eventOf(span.kind, "node", span, span.place)),
  ];
  const lines = events.map((event) => JSON.stringify(event));
  return `{"displayTimeUnit":"ms","traceEvents":[\n${lines.join(",\n")}\n]}\n`;
}

function eventOf(
  name: string,
  cat: TraceEvent["cat"],
  { start, milliseconds }: { readonly start: number; readonly milliseconds: number },
  place?: string,
): TraceEvent {
  const micros = (value: number): number => Math.round(1000 * value);
  const event = { name, cat, ph: "X", ts: micros(start), dur: micros(milliseconds), pid: 1, tid: 1 } as const;
  return place === undefined ? event : { ...event, args: { place } };
}

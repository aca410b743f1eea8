// Two ways to load a service. Closed: so many clients, each asking as soon as it was answered; finds capacity. Open:
// requests arrive on their own at a mean rate, and wait from the moment they arrived; shows what people would see.
import { Connection } from "./connection.ts";
import { Recorder } from "./recorder.ts";

export interface Planned {
  readonly kind: string;
  readonly bytes: Uint8Array;
}

export interface ClosedLoad {
  readonly port: number;
  readonly clients: number;
  readonly seconds: number;
  readonly next: () => Planned;
  readonly recorder?: Recorder;
}

export interface LoadResult {
  readonly recorder: Recorder;
  /** From the first request to the last answer. */
  readonly seconds: number;
}

/** No load lasts longer, whatever it was asked for. */
const longestLoad = 3600;

export async function loadClosed({ port, clients, seconds, next, recorder }: ClosedLoad): Promise<LoadResult> {
  const results = recorder ?? new Recorder();
  const started = performance.now();
  const end = started + Math.min(seconds, longestLoad) * 1000;
  const client = async (): Promise<void> => {
    const connection = new Connection(port);
    while (performance.now() < end) {
      const { kind, bytes } = next();
      const asked = performance.now();
      const { status, retryAfter } = await connection.send(bytes);
      results.add({ kind, status, milliseconds: performance.now() - asked, retryAfter });
      // A service that is gone must not be asked in a tight circle.
      if (status === 0) await Bun.sleep(20);
    }
    connection.close();
  };
  await Promise.all(Array.from({ length: clients }, client));
  return { recorder: results, seconds: (performance.now() - started) / 1000 };
}

export interface OpenLoad {
  readonly port: number;
  /** Mean arrivals a second; the times between them are exponentially distributed. */
  readonly rate: number;
  readonly seconds: number;
  readonly next: () => Planned;
  /** Connections at most; arrivals beyond wait, and their waiting counts. */
  readonly connections: number;
  /** Numbers in 0 … 1. */
  readonly random: () => number;
}

export interface OpenResult extends LoadResult {
  /** Arrivals that found the generator itself exhausted: their number says how far the figures can be trusted. */
  readonly unsent: number;
}

const longestBacklog = 20_000;

export async function loadOpen({ port, rate, seconds, next, connections, random }: OpenLoad): Promise<OpenResult> {
  const recorder = new Recorder();
  const idle: Connection[] = [];
  const backlog: { readonly planned: Planned; readonly arrived: number }[] = [];
  let [opened, unsent, open] = [0, 0, 0];
  const serve = async (connection: Connection, planned: Planned, arrived: number): Promise<void> => {
    open += 1;
    const { status, retryAfter } = await connection.send(planned.bytes);
    recorder.add({ kind: planned.kind, status, milliseconds: performance.now() - arrived, retryAfter });
    open -= 1;
    const waiting = backlog.shift();
    if (waiting === undefined) idle.push(connection);
    else void serve(connection, waiting.planned, waiting.arrived);
  };
  const arrive = (arrived: number): void => {
    const planned = next();
    let connection = idle.pop();
    if (connection === undefined && opened < connections) {
      opened += 1;
      connection = new Connection(port);
    }
    if (connection !== undefined) void serve(connection, planned, arrived);
    else if (backlog.length < longestBacklog) backlog.push({ planned, arrived });
    else unsent += 1;
  };
  const started = performance.now();
  const end = started + Math.min(seconds, longestLoad) * 1000;
  let arrival = started;
  while (arrival < end) {
    arrival += (-Math.log(1 - random()) / rate) * 1000;
    const wait = arrival - performance.now();
    if (wait > 1) await Bun.sleep(wait);
    // Answers must be read between arrivals that are already late, too.
    else if (random() < 0.05) await new Promise((resume) => setImmediate(resume));
    if (arrival < end) arrive(arrival);
  }
  while (open > 0) await Bun.sleep(5);
  for (const connection of idle) connection.close();
  return { recorder, seconds: (performance.now() - started) / 1000, unsent };
}

/** Asks again and again, fifty times a second at most, while something else goes on; ends when `until` does. */
export async function probeWhile(port: number, next: () => Planned, until: Promise<unknown>): Promise<Recorder> {
  const recorder = new Recorder();
  const connection = new Connection(port);
  let over = false;
  void until.finally(() => {
    over = true;
  });
  while (!over) {
    const { kind, bytes } = next();
    const asked = performance.now();
    const { status, retryAfter } = await connection.send(bytes);
    recorder.add({ kind, status, milliseconds: performance.now() - asked, retryAfter });
    await Bun.sleep(20);
  }
  connection.close();
  return recorder;
}

// Attacks on a running service (spec/server.md §3b): each is sent while /live is asked all the time, must be answered in the
// one form, and a good request must succeed right after it. Figures go to the file that THREAT_FIGURES names; the table of
// docs/threats.md is made from them (table.ts).
import { afterAll, beforeAll, expect } from "bun:test";
import { appendFileSync } from "node:fs";
import { codes, type ErrorCode } from "../../../backend/server/errors.ts";
import { errorAnswer } from "../../../backend/server/routes/answers.ts";
import { childrenOf, isRunning, residentMegabytes } from "../../processes.ts";
import { post, type ServerUnderTest, startServer } from "../running-server.ts";

export interface Answered {
  readonly status: number;
  /** Of an error; `ok` of a success. */
  readonly code: ErrorCode | "ok";
  readonly limit: string | undefined;
  readonly message: string;
  readonly text: string;
  readonly body: Record<string, unknown>;
}

/** What table.ts reads, a line each. */
export interface Figure {
  readonly row: string;
  readonly attack: string;
  readonly answer: string;
  readonly milliseconds: number;
  /** The slowest answer of /live meanwhile. */
  readonly liveMilliseconds: number;
  /** Growth of the service's own memory. */
  readonly megabytes: number;
}

const figuresFile = process.env.THREAT_FIGURES;

/** The size of an attack: the whole of it when figures are taken, a tenth in the suite. */
export function size(full: number): number {
  return figuresFile === undefined ? Math.ceil(full / 10) : full;
}

export function recordFigure(figure: Figure): void {
  if (figuresFile !== undefined) appendFileSync(figuresFile, `${JSON.stringify(figure)}\n`);
}

/**
 * A service for the tests of one file; its processes must be as many at the end as at the beginning, and gone after it.
 * `lazy` of them more may have been started by requests.
 */
export function serviceUnderAttack(
  environment: Record<string, string> = {},
  { lazy = 0 }: { readonly lazy?: number } = {},
): { readonly server: () => ServerUnderTest } {
  let server: ServerUnderTest;
  let children: readonly number[] = [];
  beforeAll(async () => {
    server = await startServer({
      EVALUATION_TIMEOUT: "20s",
      REQUEST_TIMEOUT: "20s",
      LOG_LEVEL: "info",
      ...environment,
    });
    children = childrenOf(server.pid);
  });
  afterAll(async () => {
    const added = (): number => childrenOf(server.pid).length - children.length;
    expect(await until(() => added() >= 0 && added() <= lazy)).toBe(true);
    const last = childrenOf(server.pid);
    const defects = server.log.filter((line) => (JSON.parse(line) as { message: string }).message === "defect");
    expect(defects).toEqual([]);
    expect(await server.stop()).toBe(0);
    expect(await until(() => !last.some(isRunning))).toBe(true);
  });
  return { server: () => server };
}

export async function until(condition: () => boolean | Promise<boolean>, milliseconds = 30_000): Promise<boolean> {
  for (const end = performance.now() + milliseconds; performance.now() < end; await Bun.sleep(20))
    if (await condition()) return true;
  return false;
}

export interface Attack {
  readonly row: string;
  readonly name: string;
  readonly send: (url: string) => Promise<Response>;
}

/** Sends an attack and holds the common oracle against what happens. */
export async function attack(server: ServerUnderTest, { row, name, send }: Attack): Promise<Answered> {
  const before = residentMegabytes(server.pid);
  const live = watchLive(server.url);
  const started = performance.now();
  const response = await send(server.url).finally(live.stop);
  const milliseconds = performance.now() - started;
  const liveMilliseconds = await live.stop();
  const answered = await readAnswer(response);
  const good = await post(`${server.url}/api/evaluate`, { source: `cube(2); // ${name}` });
  expect(good.status).toBe(200);
  const megabytes = residentMegabytes(server.pid) - before;
  const answer = `${answered.status} ${answered.code}${answered.limit === undefined ? "" : `: ${answered.limit}`}`;
  recordFigure({ row, attack: name, answer, milliseconds, liveMilliseconds, megabytes });
  return answered;
}

/** The same for a program as JSON. */
export function attackWith(
  server: ServerUnderTest,
  row: string,
  name: string,
  body: Readonly<Record<string, unknown>>,
): Promise<Answered> {
  return attack(server, { row, name, send: (url) => post(`${url}/api/evaluate`, body) });
}

async function readAnswer(response: Response): Promise<Answered> {
  const text = await response.text();
  const isJson = /json/.test(response.headers.get("content-type") ?? "");
  const body = isJson ? (JSON.parse(text) as Record<string, unknown>) : {};
  expect(response.headers.get("x-request-id")).toBeTruthy();
  if (response.ok) return { status: response.status, code: "ok", limit: undefined, message: "", text, body };
  const error = errorAnswer.parse(body);
  expect(codes[error.code].status as number).toBe(response.status);
  expect(error.code).not.toBe("internal_error");
  expect(text).not.toMatch(/node_modules|\/work\/|\/home\/|\n\s+at |\bat \/\S+:\d+:\d+/);
  return { status: response.status, code: error.code, limit: error.limit, message: error.message, text, body };
}

/** Asks /live again and again. `stop` gives the slowest answer in milliseconds. */
function watchLive(url: string): { readonly stop: () => Promise<number> } {
  let running = true;
  let slowest = 0;
  const done = (async () => {
    while (running) {
      const started = performance.now();
      const { status } = await fetch(`${url}/live`);
      expect(status).toBe(200);
      slowest = Math.max(slowest, performance.now() - started);
      await Bun.sleep(20);
    }
  })();
  return {
    stop: async () => {
      running = false;
      await done;
      return slowest;
    },
  };
}

/** The sum over the lines of a metric. */
export async function sumOf(url: string, lines: RegExp): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text();
  return [...text.matchAll(lines)].reduce((sum, [, number]) => sum + Number(number), 0);
}

/** What work gives, and how long it took. */
export async function timed<T>(work: () => Promise<T>): Promise<{ readonly result: T; readonly milliseconds: number }> {
  const started = performance.now();
  const result = await work();
  return { result, milliseconds: performance.now() - started };
}

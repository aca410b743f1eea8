// C-10: SIGTERM while requests run and wait. Balancers learn at once, the port stays open for a while, what runs
// finishes, what waits is told to come back, and nothing is left.
import { Connection } from "../connection.ts";
import { atMost, type Figure, must, type Scenario } from "../figures.ts";
import { endless, live } from "../requests.ts";
import { childrenOf, countProcesses, isRunning, type LoadedService, startService, whenComplete } from "../service.ts";

const delay = 1500;
const running = 4000;

export const drain: Scenario = {
  id: "C-10",
  title: "SIGTERM with 28 requests running and waiting",
  async run() {
    const figures: Figure[] = [];
    const service = await startService({ environment: { DRAIN_DELAY: `${delay}ms`, EVALUATION_TIMEOUT: "6s" } });
    await whenComplete(service);
    const children = childrenOf(service.pid);
    const connections = Array.from({ length: 28 }, () => new Connection(service.port));
    // Long programs, so that one process stays free of them; those that run do so until their own deadline.
    // The spare process, which may be there already, gets no work.
    const { configured } = await countProcesses(service);
    const busy = Math.max(1, configured - 1);
    const asked = connections.map((connection) => connection.send(endless(running).bytes));
    await until(async () => {
      const [long, now] = [await longPrograms(service), await countProcesses(service)];
      return long === busy && now.busy === busy;
    });
    const signalled = performance.now();
    const stopped = service.stop();
    figures.push(must("/ready after the signal", "503", ...(await whenDraining(service))));
    // Told to a balancer at once, and open for a while after that.
    const openFor = await millisecondsOpen(service.port, signalled);
    const holds = openFor > delay - 100;
    figures.push(must("the port stays open for", `${delay} ms`, `${Math.round(openFor)} ms`, holds));
    const answers = await Promise.all(asked);
    const count = (status: number): number => answers.filter((answer) => answer.status === status).length;
    const refused = answers.filter(({ status }) => status === 503);
    const told = refused.filter(({ retryAfter }) => Number(retryAfter) >= 1).length;
    figures.push(
      must("running requests that finish", String(busy), count(504), count(504) === busy),
      must("waiting requests: 503 with Retry-After", String(28 - busy), told, told === 28 - busy),
      must("exit status", "0", await stopped, (await stopped) === 0),
      atMost("until it is gone", (performance.now() - signalled) / 1000, 35, "s"),
      must("processes left", "0", children.filter(isRunning).length, !children.some(isRunning)),
    );
    for (const connection of connections) connection.close();
    figures.push(...(await stopTwice()));
    return figures;
  },
};

/** How long after a moment new connections are answered, in milliseconds. */
async function millisecondsOpen(port: number, since: number): Promise<number> {
  for (;;) {
    const connection = new Connection(port);
    const { status } = await connection.send(live.bytes);
    connection.close();
    const milliseconds = performance.now() - since;
    if (status === 0 || milliseconds > 20_000) return milliseconds;
    await Bun.sleep(20);
  }
}

/** Waits until it is so, but not for ever: what depends on it says what is wrong. */
async function until(isSo: () => Promise<boolean>): Promise<void> {
  for (const end = performance.now() + 20_000; performance.now() < end && !(await isSo()); ) await Bun.sleep(20);
}

async function longPrograms({ url }: LoadedService): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text();
  const counts = [...text.matchAll(/^moicad_long_evaluations(?:\{[^}]*\})? (\d+)/gm)];
  return counts.reduce((sum, [, count]) => sum + Number(count), 0);
}

/** The last answer of /ready, which says at some time that the service is stopping, and whether it did. */
async function whenDraining({ url }: LoadedService): Promise<[status: number, holds: boolean]> {
  let status = 0;
  await until(async () => {
    status = (await fetch(`${url}/ready`)).status;
    return status === 503;
  });
  return [status, status === 503];
}

async function stopTwice(): Promise<readonly Figure[]> {
  const service = await startService({ environment: { DRAIN_DELAY: "20s" } });
  const children = childrenOf(service.pid);
  const first = service.stop();
  // Two signals that the service has not seen yet are one.
  await whenDraining(service);
  const second = performance.now();
  process.kill(service.pid, "SIGTERM");
  const status = await first;
  const took = performance.now() - second;
  for (const end = performance.now() + 20_000; children.some(isRunning) && performance.now() < end; )
    await Bun.sleep(10);
  return [
    must("a second signal", "ends it with status 1", status, status === 1),
    atMost("that takes", took, 500, "ms"),
    must("processes left then", "0", children.filter(isRunning).length, !children.some(isRunning)),
  ];
}

// C-10: SIGTERM while requests run and wait. Balancers learn at once, the port stays open for a while, what runs
// finishes, what waits is told to come back, and nothing is left.
import { Connection } from "../connection.ts";
import { atMost, type Figure, must, type Scenario } from "../figures.ts";
import { endless, live } from "../requests.ts";
import { childrenOf, countProcesses, isRunning, startService, whenComplete } from "../service.ts";

const delay = 1500;
const running = 3000;

export const drain: Scenario = {
  id: "C-10",
  title: "SIGTERM with 28 requests running and waiting",
  async run() {
    const figures: Figure[] = [];
    const service = await startService({ environment: { DRAIN_DELAY: `${delay}ms`, EVALUATION_TIMEOUT: "5s" } });
    await whenComplete(service);
    const children = childrenOf(service.pid);
    const connections = Array.from({ length: 28 }, () => new Connection(service.port));
    // Long programs, so that one process stays free of them; those that run do so until their own deadline.
    // The spare process, which may be there already, gets no work.
    const { configured } = await countProcesses(service);
    const busy = Math.max(1, configured - 1);
    const asked = connections.map((connection) => connection.send(endless(running).bytes));
    await Bun.sleep(500);
    const signalled = performance.now();
    const stopped = service.stop();
    await Bun.sleep(50);
    const ready = await fetch(`${service.url}/ready`).then((response) => response.status);
    figures.push(must("/ready after the signal", "503", ready, ready === 503));
    const openFor = await secondsOpen(service.port);
    const holds = openFor * 1000 > delay - 500;
    figures.push(must("the port stays open for", `${delay} ms`, `${Math.round(openFor * 1000)} ms`, holds));
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

/** How long new connections are answered, in seconds. */
async function secondsOpen(port: number): Promise<number> {
  const started = performance.now();
  for (;;) {
    const connection = new Connection(port);
    const { status } = await connection.send(live.bytes);
    connection.close();
    if (status === 0 || performance.now() - started > 20_000) return (performance.now() - started) / 1000;
    await Bun.sleep(20);
  }
}

async function stopTwice(): Promise<readonly Figure[]> {
  const service = await startService({ environment: { DRAIN_DELAY: "20s" } });
  const children = childrenOf(service.pid);
  const first = service.stop();
  await Bun.sleep(100);
  const second = performance.now();
  process.kill(service.pid, "SIGTERM");
  const status = await first;
  const took = performance.now() - second;
  for (const end = performance.now() + 2000; children.some(isRunning) && performance.now() < end; ) await Bun.sleep(10);
  return [
    must("a second signal", "ends it with status 1", status, status === 1),
    atMost("that takes", took, 500, "ms"),
    must("processes left then", "0", children.filter(isRunning).length, !children.some(isRunning)),
  ];
}

// L-4: ten times as many requests as the service can do. It must go on doing what it can, refuse the rest at once, and be
// itself again as soon as the flood ends.

import { Connection } from "../connection.ts";
import { atLeast, atMost, must, type Scenario, told } from "../figures.ts";
import { loadOpen, type Planned, probeWhile } from "../generate.ts";
import { makeRandom } from "../random.ts";
import { live, small } from "../requests.ts";
import { type LoadedService, processorTime, residentMegabytes, startService } from "../service.ts";
import { measureCapacity } from "./capacity.ts";

const deadline = 30_000;

export const overload: Scenario = {
  id: "L-4",
  title: "256 clients, arrivals at ten times the capacity",
  async run({ seconds, seed }) {
    // What is kept on purpose is not growth.
    const service = await startService({ environment: { CACHE_MB: "8" } });
    try {
      const { port, pid } = service;
      const able = await measureCapacity(service, Math.max(2, Math.min(15, seconds)));
      const before = residentMegabytes(pid);
      const [timeBefore, ownBefore] = [processorTime(pid), process.cpuUsage()];
      let largest = before;
      const watch = setInterval(() => {
        largest = Math.max(largest, residentMegabytes(pid));
      }, 250);
      const random = makeRandom(seed);
      const load = loadOpen({ port, rate: 10 * able, seconds, next: small, connections: 256, random });
      const [{ recorder, seconds: took, unsent }, alive] = await Promise.all([
        load,
        probeWhile(port, () => live, load),
      ]);
      clearInterval(watch);
      const [timeAfter, ownAfter] = [processorTime(pid), process.cpuUsage(ownBefore)];
      const share = (used: number): string => `${Math.round((100 * used) / took)} %`;
      const recovery = await secondsUntilCalm(service, small);
      const good = recorder.count((status) => status === 200);
      const refused = recorder.count((status) => status === 503 || status === 429);
      const other = recorder.count((status) => status !== 200 && status !== 503 && status !== 429);
      return [
        told("arrivals", `${Math.round((good + refused + other) / took)} /s, ${unsent} more than could be sent`),
        told(
          "of a processor: the service itself, this program",
          [timeAfter.own - timeBefore.own, (ownAfter.user + ownAfter.system) / 1e6].map(share).join(", "),
        ),
        atLeast("evaluations a second", good / took, 0.9 * able, "/s"),
        must("neither 200 nor refused", "0", other === 0 ? 0 : recorder.summary(), other === 0),
        must(
          "refusals",
          "with Retry-After",
          `${refused}, ${recorder.refusalsWithoutRetry} without`,
          refused > 0 && recorder.refusalsWithoutRetry === 0,
        ),
        atMost("a refusal takes: p99", recorder.quantile("small", 503, 0.99), 100, "ms"),
        atMost("/live: p99", alive.quantile("live", 200, 0.99), 50, "ms"),
        atMost("memory of the service grows by", largest - before, 50, "MB"),
        atMost("longest request", recorder.longest, deadline + 1000, "ms"),
        atMost("calm again after", recovery, 5, "s"),
      ];
    } finally {
      await service.stop();
    }
  },
};

/** When ten small requests in a row took less than 150 ms each. */
async function secondsUntilCalm({ port }: LoadedService, next: () => Planned): Promise<number> {
  const started = performance.now();
  const connection = new Connection(port);
  let row = 0;
  let rowStart = started;
  while (row < 10 && performance.now() - started < 60_000) {
    const asked = performance.now();
    const { status } = await connection.send(next().bytes);
    const calm = status === 200 && performance.now() - asked < 150;
    if (row === 0) rowStart = asked;
    row = calm ? row + 1 : 0;
  }
  connection.close();
  return row < 10 ? Number.POSITIVE_INFINITY : (rowStart - started) / 1000;
}

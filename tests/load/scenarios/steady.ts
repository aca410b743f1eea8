// L-1: a mix of known, small and heavy programs at 60 % of what the service can do, as requests that arrive on their own.

import { Connection } from "../connection.ts";
import { atMost, must, type Scenario, told } from "../figures.ts";
import { loadClosed, loadOpen, type Planned, probeWhile } from "../generate.ts";
import { makeRandom } from "../random.ts";
import { heavy, known, live, small } from "../requests.ts";
import { evaluationTime, type LoadedService, replacedProcesses, startService } from "../service.ts";

/** What a heavy program takes of a processor, in milliseconds: within the one to three seconds that the figure names. */
const heavyTime = 1500;

export const steady: Scenario = {
  id: "L-1",
  title: "60 % known, 35 % small, 5 % heavy programs at 60 % of capacity",
  async run({ seconds, seed }) {
    const service = await startService();
    try {
      const random = makeRandom(seed);
      const { spheres, milliseconds } = await calibrate(service);
      const mix = (): Planned => {
        const at = random();
        return at < 0.6 ? known : at < 0.95 ? small() : heavy(spheres);
      };
      const { port } = service;
      const probe = await loadClosed({ port, clients: 16, seconds: Math.max(1, Math.min(20, seconds / 3)), next: mix });
      const rate = (0.6 * probe.recorder.count((status) => status === 200)) / probe.seconds;
      const load = loadOpen({ port, rate, seconds, next: mix, connections: 32, random });
      const [{ recorder, unsent }, alive] = await Promise.all([load, probeWhile(port, () => live, load)]);
      const other = recorder.count((status) => status !== 200);
      return [
        told("processes replaced", await replacedProcesses(service)),
        told("arrivals", `${rate.toPrecision(3)} /s, heavy ones take ${Math.round(milliseconds)} ms of a processor`),
        must("answers that are not 200", "0", other === 0 ? 0 : recorder.summary(), other === 0 && unsent === 0),
        atMost("known: p99", recorder.quantile("known", 200, 0.99), 25, "ms"),
        atMost("small: p95", recorder.quantile("small", 200, 0.95), 150, "ms"),
        atMost("small: p99", recorder.quantile("small", 200, 0.99), 400, "ms"),
        atMost("/live: p99", alive.quantile("live", 200, 0.99), 50, "ms"),
      ];
    } finally {
      await service.stop();
    }
  },
};

/** How many spheres make a program heavy on this machine. */
async function calibrate(service: LoadedService): Promise<{ readonly spheres: number; readonly milliseconds: number }> {
  const connection = new Connection(service.port);
  let spheres = 10;
  for (;;) {
    const before = await evaluationTime(service);
    const { status } = await connection.send(heavy(spheres).bytes);
    // Not the time that passed: other programs of the machine are in that.
    const milliseconds = Math.max(10, 1000 * ((await evaluationTime(service)) - before));
    if (status !== 200) throw new Error(`the heavy program was answered with ${status}`);
    if (milliseconds > 0.7 * heavyTime || spheres >= 2000) {
      connection.close();
      return { spheres, milliseconds };
    }
    spheres = Math.ceil(spheres * Math.min(4, Math.max(1.3, heavyTime / milliseconds)));
  }
}

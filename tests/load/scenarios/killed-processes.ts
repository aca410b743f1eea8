// C-1: evaluation processes are killed in the middle of their work, again and again. A request that is hit is tried once
// more on another process; its client sees nothing.
import { atMost, must, type Scenario, told } from "../figures.ts";
import { loadClosed } from "../generate.ts";
import { small } from "../requests.ts";
import { childrenOf, countProcesses, isRunning, startService } from "../service.ts";

const killInterval = 2000;

export const killedProcesses: Scenario = {
  id: "C-1",
  title: "an evaluation process is killed every two seconds, 16 clients",
  async run({ seconds }) {
    const service = await startService();
    try {
      const isReady = async (spares: number): Promise<boolean> => {
        const { ready, configured, spare } = await countProcesses(service);
        return ready >= configured && spare >= spares;
      };
      while (!(await isReady(1))) await Bun.sleep(20);
      const { pid, port } = service;
      let over = false;
      let kills = 0;
      let slowest = 0;
      let slowestSpare = 0;
      const kill = async (): Promise<void> => {
        // A short run has one kill in its middle: a request that is hit twice has lost by the rules.
        await Bun.sleep(Math.min(killInterval, (1000 * seconds) / 2));
        for (let turn = 0; !over; turn++) {
          const children = childrenOf(pid);
          const victim = children[turn % Math.max(1, children.length)];
          if (victim !== undefined && endProcess(victim)) kills += 1;
          const since = performance.now();
          const next = since + killInterval;
          while (!over && ((victim !== undefined && isRunning(victim)) || !(await isReady(0)))) await Bun.sleep(10);
          if (!over) slowest = Math.max(slowest, performance.now() - since);
          while (!over && !(await isReady(1))) await Bun.sleep(20);
          if (!over) slowestSpare = Math.max(slowestSpare, performance.now() - since);
          while (!over && performance.now() < next) await Bun.sleep(20);
        }
      };
      const killing = kill();
      const { recorder } = await loadClosed({ port, clients: 16, seconds, next: small });
      over = true;
      await killing;
      const good = recorder.count((status) => status === 200);
      const retryable = recorder.count((status) => status === 500);
      const all = recorder.count(() => true);
      return [
        told("processes killed", String(kills)),
        must("answers with 200", "≥ 99 %", `${((100 * good) / all).toFixed(2)} % of ${all}`, good >= 0.99 * all),
        must("all other answers", "500", recorder.summary(), good + retryable === all),
        atMost("as many processes as before after", slowest, 500, "ms"),
        told("a spare one besides after", `${slowestSpare.toFixed(0)} ms`),
      ];
    } finally {
      await service.stop();
    }
  },
};

/** False when it has ended by itself meanwhile. */
function endProcess(pid: number): boolean {
  try {
    return process.kill(pid, "SIGKILL");
  } catch {
    return false;
  }
}

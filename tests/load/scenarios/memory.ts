// C-9: programs that use up the memory of their process, among good ones. They fail, nobody else does, and a process that
// ran into its cap serves nobody again.
import { Connection, requestBytes } from "../connection.ts";
import { must, type Scenario, told } from "../figures.ts";
import { loadClosed } from "../generate.ts";
import { small } from "../requests.ts";
import { childrenOf, replacedProcesses, residentMegabytes, startService } from "../service.ts";

/** Solids for the kernel's memory, values for the engine's. */
const attacks = [
  "difference() { sphere(10, $fn = 440); rotate(1) sphere(10.001, $fn = 440); }",
  "x = [for (i = [0 : 199]) [for (j = [0 : 999998]) i + j]]; echo(len(x));",
];

/** Different each time: the third try of the same program would be refused without one. */
function attack(number: number): Uint8Array {
  const source = `${attacks[number % attacks.length]} // ${number}`;
  return requestBytes("POST", "/api/evaluate", { source });
}

const attackCount = 200;

export const memory: Scenario = {
  id: "C-9",
  title: "200 programs that use up their memory, among good ones",
  async run({ seconds }) {
    const service = await startService({ environment: { PROCESS_MEMORY_MB: "256", EVALUATION_TIMEOUT: "120s" } });
    try {
      const { pid, port } = service;
      const before = residentMegabytes(pid);
      const wanted = Math.max(4, Math.min(attackCount, Math.round(seconds * 4)));
      const statuses = new Map<string, number>();
      const attacking = (async () => {
        const connection = new Connection(port);
        const end = performance.now() + 3000 * seconds;
        for (let i = 0; i < wanted && performance.now() < end; i++) {
          const answer = await connection.send(attack(i), { keepBody: true });
          const body = JSON.parse(Buffer.from(answer.body ?? []).toString() || "{}") as { limit?: string };
          const name = `${answer.status} ${body.limit ?? ""}`.trim();
          statuses.set(name, (statuses.get(name) ?? 0) + 1);
        }
        connection.close();
      })();
      const { recorder } = await loadClosed({ port, clients: 2, seconds, next: small });
      await attacking;
      const sent = [...statuses.values()].reduce((sum, count) => sum + count, 0);
      const good = recorder.count((status) => status === 200);
      const bad = recorder.count((status) => status !== 200);
      const refused = statuses.get("422 memory") ?? 0;
      const breaker = (await (await fetch(`${service.url}/circuit-breaker`)).json()) as { state: string };
      return [
        told("attacks", [...statuses].map(([name, count]) => `${name} ×${count}`).join(", ")),
        must("attacks that were refused for their memory", `all of ${sent}`, refused, refused === sent && sent > 0),
        must("good requests that failed", "0", bad === 0 ? `0 of ${good}` : recorder.summary(), bad === 0 && good > 0),
        must("circuit breaker", "CLOSED", breaker.state, breaker.state === "CLOSED"),
        told("processes replaced", await replacedProcesses(service)),
        must("processes in the end", "≥ 1", childrenOf(pid).length, childrenOf(pid).length >= 1),
        told("memory of the service grew by", `${(residentMegabytes(pid) - before).toFixed(0)} MB`),
      ];
    } finally {
      await service.stop();
    }
  },
};
